"""Say which deeds of the two sides of a merge bear on each other.

Two edits do when they touch the same pieces, when both put something in at one place, when one rewrote a whole
passage next to the other, when one lost what it stood between, or when side by side they say the same new thing.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from consult.core.matching import align
from consult.core.merging.edits import Edit
from consult.core.merging.units import Unit


class Group(NamedTuple):
    """Where in the base a group of edits bears, and each side's edits."""

    low: int
    high: int
    ours: list[Edit]
    theirs: list[Edit]


WORD = re.compile(r"\w+")

ECHO = 2
"""Words in a row that both sides put in side by side, that make them say the same thing."""


class _Edges:
    """Where edits end, and where edits begin that take something away."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self.ends = {edit.high for edit in edits}
        self.begins = {edit.low for edit in edits if edit.low < edit.high}

    def crowd(self, edit: Edit) -> bool:
        """Say whether the edit lost what it stands between: these changed what is before and what follows."""
        return edit.low in self.ends and edit.high in self.begins


def collisions(ours: Sequence[Edit], theirs: Sequence[Edit]) -> list[Group]:
    """Return groups of edits that bear on the same pieces of the base, in order; lone edits are groups too.

    >>> five, six = Edit(0, 1, 0, 1), Edit(1, 2, 1, 2)
    >>> [group[:2] for group in collisions([five], [six])]
    [(0, 1), (1, 2)]
    """
    lows, highs = [edit.low for edit in theirs], [edit.high for edit in theirs]
    edges, edges_there = _Edges(ours), _Edges(theirs)
    leader = list(range(len(ours) + len(theirs)))
    for number, edit in enumerate(ours):
        for k in range(bisect_left(highs, edit.low), bisect_right(lows, edit.high)):
            if _touch(edit, theirs[k]) or edges_there.crowd(edit) or edges.crowd(theirs[k]):
                _join(leader, number, len(ours) + k)
    held: dict[int, tuple[list[Edit], list[Edit]]] = defaultdict(lambda: ([], []))
    for number, edit in enumerate([*ours, *theirs]):
        held[_leader(leader, number)][number >= len(ours)].append(edit)
    groups = [Group(min(e.low for e in a + b), max(e.high for e in a + b), a, b) for a, b in held.values()]
    return _disjoint(sorted(groups, key=lambda group: group[:2]))


def _leader(leader: list[int], at: int) -> int:
    while leader[at] != at:
        leader[at] = leader[leader[at]]
        at = leader[at]
    return at


def _join(leader: list[int], one: int, other: int) -> None:
    one, other = _leader(leader, one), _leader(leader, other)
    leader[max(one, other)] = min(one, other)


def _disjoint(groups: Sequence[Group]) -> list[Group]:
    """Join groups that lie inside one another, as where one joined edits on both sides of the other."""
    out: list[Group] = []
    for group in groups:
        out.append(_both(out.pop(), group) if out and group.low < out[-1].high else group)
    return out


def _both(first: Group, second: Group) -> Group:
    low, high = min(first.low, second.low), max(first.high, second.high)
    return Group(low, high, _in_order(first.ours + second.ours), _in_order(first.theirs + second.theirs))


def _in_order(edits: Iterable[Edit]) -> list[Edit]:
    return sorted(edits, key=lambda edit: (edit.low, edit.high))


def _touch(edit: Edit, other: Edit) -> bool:
    if edit.low < other.high and other.low < edit.high:
        return True
    if edit.low == edit.high and other.low == other.high:
        return edit.low == other.low
    return _is_coarse(edit) or _is_coarse(other)


def _is_coarse(edit: Edit) -> bool:
    """Say whether an edit rewrites a passage whose pieces cannot be told apart: its borders are a guess."""
    return edit.high - edit.low > 1 and edit.end > edit.start


def without_echoes(
    groups: Sequence[Group], root: Sequence[Unit], texts: tuple[Sequence[Unit], Sequence[Unit]]
) -> list[Group]:
    """Join neighbours in which each side put in the same words: merged, the text would say one thing twice.

    >>> from consult.core.merging.units import units
    >>> root, mine = units("Apply soon. We reply."), units("Apply soon, by post only. We reply.")
    >>> other = units("Apply soon. We reply by post only.")
    >>> groups = [Group(0, 1, [Edit(0, 1, 0, 1)], []), Group(1, 2, [], [Edit(1, 2, 1, 2)])]
    >>> [group[:2] for group in without_echoes(groups, root, (mine, other))]
    [(0, 2)]
    """
    out: list[Group] = []
    for group in groups:
        if out and out[-1].high == group.low and _echo(out[-1], group, root, texts):
            out.append(_both(out.pop(), group))
        else:
            out.append(group)
    return out


def _echo(first: Group, second: Group, root: Sequence[Unit], texts: tuple[Sequence[Unit], Sequence[Unit]]) -> bool:
    ours, theirs = texts
    for mine, others in ((first.ours, second.theirs), (second.ours, first.theirs)):
        if mine and others and (said := _phrases(mine, root, ours)) and said & _phrases(others, root, theirs):
            return True
    return False


def _phrases(edits: Sequence[Edit], root: Sequence[Unit], side: Sequence[Unit]) -> set[tuple[str, ...]]:
    """Return the short runs of words the edits put in."""
    found: set[tuple[str, ...]] = set()
    for edit in edits:
        old, new = _words(root[edit.low : edit.high]), _words(side[edit.start : edit.end])
        start = 0
        for _, there, size in [*align(old, new), (len(old), len(new), 0)]:
            put_in = new[start:there]
            found.update(tuple(put_in[at : at + ECHO]) for at in range(len(put_in) - ECHO + 1))
            start = there + size
    return found


def _words(pieces: Sequence[Unit]) -> list[str]:
    return [word for unit in pieces for word in WORD.findall(unit.text.casefold())]
