"""Real comments that nobody here wrote: arguments, patients' feedback, statements of deliberations, a German city's."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from tests.core.data_folder import real_data


def real_comments() -> list[str]:
    """Return all of them, with what was said twice; skips where the data is not there."""
    return [
        *_column(real_data("argkp", "arguments_train.csv"), "argument"),
        *_column(real_data("nhs_feedback", "fft_themes_multilabel.csv"), "text"),
        *_column(real_data("nhs_feedback", "phase1_themes_singlelabel.csv"), "text"),
        *_column(real_data("hamburg_participation_de", "ottensen_multilabel.csv"), "text"),
        *(text for path in sorted(real_data("polis").glob("*/comments.csv")) for text in _column(path, "comment-body")),
    ]


def _column(path: Path, name: str) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            body = {(key or "").strip(): value for key, value in row.items()}.get(name)
            if body and body.strip():
                yield body
