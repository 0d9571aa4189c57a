"""The benchmark of the feedback desk: what the machines of `consult.insight` find and cost on real contributions.

A module here with `measure(scale: Scale) -> Iterable[Row]` is a section (`Row` as in `tests.benchmarks.engine.report`).
`Scale.SAMPLE` is what the tests run: seconds, with figures that mean nothing.
"""

from __future__ import annotations

from enum import StrEnum


class Scale(StrEnum):
    """How much a section does."""

    WHOLE = "whole"
    SAMPLE = "sample"
