"""The real histories and merges, read for tests and benchmarks; skips where they are missing."""

from __future__ import annotations

import json
import lzma
import tarfile
from dataclasses import dataclass
from functools import cache

from tests.core.data_folder import real_data

HISTORIES = ("pep-0001", "quic-qpack", "project-open-data-policy", "gds-way-source-code")


@cache
def revisions(history: str) -> dict[int, str]:
    """Return the texts of a history by their number, which begins with 1."""
    with tarfile.open(real_data("revisions", f"{history}.tar.xz")) as files:
        texts = {}
        for member in files.getmembers():
            held = files.extractfile(member)
            if held is not None:
                texts[int(member.name.rsplit("/")[-1].split(".")[0])] = held.read().decode("utf-8")
    return dict(sorted(texts.items()))


@dataclass(frozen=True, slots=True)
class Case:
    """A real three-way merge and what people committed."""

    base: str
    ours: str
    theirs: str
    merged: str


@cache
def merges() -> tuple[Case, ...]:
    """Return the real three-way merges."""
    with lzma.open(real_data("merges", "merges.jsonl.xz"), "rt", encoding="utf-8") as lines:
        held = [json.loads(line) for line in lines]
    return tuple(Case(*(one[name] for name in ("base", "ours", "theirs", "merged"))) for one in held)
