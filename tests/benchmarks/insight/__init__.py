"""The benchmark of the feedback desk: what the machines of `consult.insight` find and cost on real contributions.

A module here that has `measure(scale: Scale) -> Iterable[Row]` (`tests.benchmarks.engine.report.Row`) is a section of it.
`Scale.SAMPLE` is what the tests run: seconds, with figures that mean nothing.
"""

from __future__ import annotations

from enum import StrEnum


class Scale(StrEnum):
    """How much a section does."""

    WHOLE = "whole"
    SAMPLE = "sample"
