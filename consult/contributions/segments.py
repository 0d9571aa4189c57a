"""Ranges of a text by clause, and the words a reader sees in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from consult.core.inline import Visible, visible
from consult.documents.text import Text


class Segment(NamedTuple):
    """A half-open range of code points in one clause's `text`."""

    key: str
    start: int
    end: int


class Words:
    """A text, and the words a reader sees in any of its segments."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self._visible: dict[str, Visible] = {}

    def of(self, segments: Iterable[Segment]) -> str:
        """Return the visible words of segments, white space aside; empty where a clause does not stand here."""
        parts: list[str] = []
        for segment in segments:
            clause = self.text.find(segment.key)
            if clause is None:
                continue
            if segment.key not in self._visible:
                self._visible[segment.key] = visible(clause.text)
            seen = self._visible[segment.key]
            start, end = seen.to_visible(segment.start, segment.end)
            parts.extend(seen.text[start:end].split())
        return " ".join(parts)


def document_range(text: Text, segments: Sequence[Segment]) -> tuple[int, int]:
    """Return the range segments take in the composed document, from the first to the last that stand there."""
    standing = [segment for segment in segments if segment.key in text.positions]
    if not standing:
        return 0, 0
    first, last = standing[0], standing[-1]
    start = text.composed.to_document(text.positions[first.key], first.start)
    end = text.composed.to_document(text.positions[last.key], last.end)
    return start, max(start, end)


def segments_between(text: Text, start: int, end: int) -> tuple[Segment, ...]:
    """Return the segments of a range of the composed document; at least one, which may be empty."""
    found = tuple(
        Segment(text.clauses[one.index].key, one.start, one.end)
        for one in text.composed.to_clauses(start, end)
        if one.start < one.end
    )
    return found or segments_at(text, start)


def segments_at(text: Text, at: int) -> tuple[Segment, ...]:
    """Return the empty segment at a place of the composed document, in the clause that holds it or ends before it."""
    index = max(0, bisect_right(text.composed.starts, at) - 1)
    clause = text.clauses[index]
    offset = min(max(0, at - text.composed.starts[index]), len(clause.text))
    return (Segment(clause.key, offset, offset),)
