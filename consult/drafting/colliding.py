"""Where two people's changes meet in one sentence, said clause by clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consult.contributions.segments import segments_at, segments_between
from consult.core import merge as engine
from consult.documents.service import KeyedClause
from consult.documents.text import Text


@dataclass(frozen=True, slots=True)
class Region:
    """A clause both changed: its words before, as the draft has them now (`ours`), and as sent (`theirs`).

    None stands for a clause that is gone.
    """

    clause: str | None
    base: str | None
    ours: str | None
    theirs: str | None


def collisions(
    base: Text, ours: Text, theirs: Sequence[KeyedClause], regions: Iterable[engine.Region]
) -> tuple[Region, ...]:
    """Say by clause what collides; where no clause both changed is behind it, the words themselves."""
    sent = {one.key: one.words.text for one in theirs}
    found: dict[Region, None] = {}
    for region in regions:
        keys = [one.key for one in segments_between(base, region.start, region.end)]
        clauses = [_clause(key, base, ours, sent) for key in keys]
        both = [one for one in clauses if len({one.base, one.ours, one.theirs}) == 3]
        if not both:
            (place,) = segments_at(base, region.start)
            both = [Region(place.key, region.base, region.ours, region.theirs)]
        found.update(dict.fromkeys(both))
    return tuple(found)


def _clause(key: str, base: Text, ours: Text, sent: dict[str, str]) -> Region:
    was, now = base.find(key), ours.find(key)
    return Region(key, was.text if was else None, now.text if now else None, sent.get(key))
