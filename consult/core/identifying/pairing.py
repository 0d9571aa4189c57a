"""Pair the clauses of two texts that are the same clause in other words, each old one with at most one new one.

The pairs that have most in common come first. Far from its place a clause is known by rows of four words, or by
many of its words; between the same neighbours less will do. A heading is known by its words and by the text that
stands under it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from heapq import nlargest

from rapidfuzz.fuzz import ratio

from consult.core.clauses import Clause, Kind
from consult.core.identifying.likeness import Link, Words, find_links, read_words, without_addresses
from consult.core.identifying.tallies import IN_A_ROW, places_in

ALIKE = 0.35
"""The share of their words' weight two clauses have in common, at least, to be one."""

HALF = 0.5
"""The share that is asked of a few words, of rows of words, and of a heading that becomes text."""

MOSTLY = 0.65
"""The share that makes two clauses one beyond doubt; these show where the places of the others are."""

READ_ALIKE = 60.0
"""How alike (0 to 100, letter by letter) a clause must be to the one that stood there, where words do not tell."""

LONG = 4000
"""Letters of a clause whose words tell enough; longer ones are not compared letter by letter."""

IN_PLACE = 1.25
"""How much more common words count in clauses of one kind between the same neighbours."""

HEADS = 3.0
"""How much more they count in headings of the same text."""

PLACE = 12
"""Where more clauses than this changed in a row, standing there tells nothing."""


@dataclass(frozen=True, slots=True)
class _Between:
    """The clauses with pairs around one without, and the count of those without that stand there."""

    before: int
    after: int
    count: int

    def touches(self, other: _Between) -> bool:
        """Tell whether both stand after the same clause or before the same, and not in a crowd."""
        crowd = max(self.count, other.count) > PLACE
        return not crowd and (self.before == other.before or self.after == other.after)


def pair_reworded(
    old: Sequence[Clause], new: Sequence[Clause], pairs: dict[int, int], settled: Set[int]
) -> dict[int, int]:
    """Add to `pairs` (new to old, by index) the clauses that have other words now; `settled` new ones get none.

    Settled ones are compared all the same, so that the way back from a change pairs what the way there did.
    Return, for new clauses still alone, the old clause of which they were a part.

    >>> from consult.core.clauses import Kind
    >>> old = [Clause(Kind.ITEM, 1, "Parks open at eight."), Clause(Kind.ITEM, 1, "Bins go out on Monday morning.")]
    >>> new = [Clause(Kind.ITEM, 1, "Bins go out on Tuesday morning."), Clause(Kind.ITEM, 1, "Dogs stay outside.")]
    >>> pairs: dict[int, int] = {}
    >>> pair_reworded(old, new, pairs, set()), pairs
    ({}, {0: 1})
    """
    taken = set(pairs.values())
    words = read_words(
        old,
        new,
        [i for i in range(len(old)) if i not in taken],
        [j for j in range(len(new)) if j not in pairs],
    )
    links = find_links(words)
    sure, able = ([link for link in some if link.new not in settled] for some in (_beyond_doubt(links), links))
    _pair_best(old, new, sure, pairs, _text_is_one)
    _pair_best(old, new, able, pairs, _text_is_one)
    _pair_best(old, new, able, pairs, _is_one, _text_under(old, new, pairs))
    _pair_headings(old, new, pairs, settled)
    _pair_in_order(old, new, pairs, settled)
    return _parents(words, able, pairs)


def _beyond_doubt(links: Sequence[Link]) -> list[Link]:
    """Keep links between clauses that have most of their words in common, and not half as much with any other."""
    weights: dict[tuple[str, int], list[float]] = defaultdict(list)
    for link in links:
        weights["old", link.old].append(link.weight)
        weights["new", link.new].append(link.weight)
    second = {end: nlargest(2, (*found, 0.0))[1] for end, found in weights.items()}
    return [
        link
        for link in links
        if link.of_both >= MOSTLY
        and not link.few
        and link.weight >= 2 * max(second["old", link.old], second["new", link.new])
    ]


def _text_is_one(old: Clause, new: Clause, link: Link, in_place: bool) -> bool:
    return Kind.HEADING not in (old.kind, new.kind) and _is_one(old, new, link, in_place)


def _is_one(old: Clause, new: Clause, link: Link, in_place: bool) -> bool:
    if in_place and old.kind is new.kind:
        return link.of_both >= HALF or _is_one_in_place(link, heading=old.kind is Kind.HEADING)
    if link.few:
        return link.of_both >= (HALF if in_place else MOSTLY)
    if (old.kind is Kind.HEADING) != (new.kind is Kind.HEADING):
        return link.of_both >= (ALIKE if in_place else HALF)
    return link.in_a_row >= HALF or link.of_both >= ALIKE


def _is_one_in_place(link: Link, *, heading: bool) -> bool:
    if link.few or heading:
        return link.of_shorter >= ALIKE and (link.begins_alike or heading)
    return link.of_both >= ALIKE / 2 and (link.of_shorter >= ALIKE or link.begins_alike)


def _pair_best(
    old: Sequence[Clause],
    new: Sequence[Clause],
    links: Sequence[Link],
    pairs: dict[int, int],
    rule: Callable[[Clause, Clause, Link, bool], bool],
    under: Mapping[tuple[int, int], int] | None = None,
) -> None:
    """Add the pairs that `rule` accepts, those that have most in common first, else those that stand first."""
    taken = set(pairs.values())
    there, here = _neighbours(pairs, len(old), len(new))
    found: list[tuple[float, int, int]] = []
    for link in links:
        i, j = link.old, link.new
        in_place = there[i].touches(here[j])
        if j not in pairs and i not in taken and rule(old[i], new[j], link, in_place):
            more = IN_PLACE if in_place and old[i].kind is new[j].kind else 1.0
            found.append((link.weight * (HEADS if under and (i, j) in under else more), i, j))
    for _, i, j in sorted(found, key=lambda pair: (-pair[0], pair[1] + pair[2], abs(pair[1] - pair[2]), pair[1])):
        if j not in pairs and i not in taken:
            pairs[j] = i
            taken.add(i)


def _neighbours(pairs: Mapping[int, int], olds: int, news: int) -> tuple[list[_Between], list[_Between]]:
    """Give for each old and each new clause the nearest ones around it that have pairs, both by their old index.

    Told from the pairs alone, so that an undo finds what the change found.
    """
    old_of = {**pairs, -1: -1, news: olds}
    here = [_Between(old_of[one.before], old_of[one.after], one.count) for one in _between(set(pairs), news)]
    return _between(set(pairs.values()), olds), here


def _between(paired: Set[int], count: int) -> list[_Between]:
    found: list[_Between] = []
    before = -1
    for after in [*sorted(paired), count]:
        found += [_Between(before, after, after - before - 1)] * (after - before - 1)
        found += [_Between(before, after, 0)] * (after < count)
        before = after
    return found


def _text_under(old: Sequence[Clause], new: Sequence[Clause], pairs: Mapping[int, int]) -> dict[tuple[int, int], int]:
    """Count the letters of text that stood under an old heading and stand under a new one."""
    of_old, of_new = _headings(old), _headings(new)
    under: Counter[tuple[int, int]] = Counter()
    for j, i in pairs.items():
        if of_old[i] >= 0 and of_new[j] >= 0 and Kind.HEADING not in (old[i].kind, new[j].kind):
            under[of_old[i], of_new[j]] += min(len(old[i].text), len(new[j].text))
    return under


def _headings(clauses: Sequence[Clause]) -> list[int]:
    """Give for each clause the heading right above its text; -1 where there is none."""
    above, headings = -1, []
    for at, clause in enumerate(clauses):
        above = at if clause.kind is Kind.HEADING else above
        headings.append(above)
    return headings


def _pair_headings(old: Sequence[Clause], new: Sequence[Clause], pairs: dict[int, int], settled: Set[int]) -> None:
    """Pair headings without a common word where most of the text of both is the same; in place, most of one."""
    taken = set(pairs.values())
    under = _text_under(old, new, pairs)
    there, here = _neighbours(pairs, len(old), len(new))
    letters: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    for held, clauses in zip(letters, (old, new), strict=True):
        for clause, heading in zip(clauses, _headings(clauses), strict=True):
            held[heading] += len(clause.text) if clause.kind is not Kind.HEADING else 0
    for (i, j), common in sorted(under.items(), key=lambda item: (-item[1], item[0])):
        if j in pairs or j in settled or i in taken:
            continue
        size = min if there[i].touches(here[j]) else max
        if common > HALF * size(letters[0][i], letters[1][j]):
            pairs[j] = i
            taken.add(i)


def _pair_in_order(old: Sequence[Clause], new: Sequence[Clause], pairs: dict[int, int], settled: Set[int]) -> None:
    """Where as many clauses of a kind left a place as came to it, pair those that read alike, in their order."""
    taken = set(pairs.values())
    there, here = _neighbours(pairs, len(old), len(new))
    waiting: dict[tuple[int, int, Kind], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for i, clause in enumerate(old):
        if i not in taken:
            waiting[there[i].before, there[i].after, clause.kind][0].append(i)
    for j, clause in enumerate(new):
        if j not in pairs and j not in settled:
            waiting[here[j].before, here[j].after, clause.kind][1].append(j)
    for (_, _, kind), (olds, news) in waiting.items():
        if len(olds) == len(news):
            alone = kind is Kind.HEADING and there[olds[0]].count == here[news[0]].count == 1
            for i, j in zip(olds, news, strict=True):
                if alone or _read_alike(old[i].text, new[j].text):
                    pairs[j] = i


def _read_alike(old: str, new: str) -> bool:
    old, new = without_addresses(old), without_addresses(new)
    if old.startswith(new) or new.startswith(old):
        return True
    return max(len(old), len(new)) <= LONG and ratio(old, new) >= READ_ALIKE


def _parents(words: Words, links: Sequence[Link], pairs: Mapping[int, int]) -> dict[int, int]:
    """Return, for new clauses without a pair, the old clause whose words they are, where those left it in rows."""
    heirs = {i: j for j, i in pairs.items()}
    stayed: dict[int, Set[int]] = {}
    parents: dict[int, int] = {}
    most: dict[int, float] = {}
    for link in links:
        i, j = link.old, link.new
        if j in pairs or link.in_a_row_of_new < ALIKE or heirs.get(i) not in words.new:
            continue
        mine = words.old[i]
        if i not in stayed:
            stayed[i] = places_in(mine, words.new[heirs[i]], 1)
        went = places_in(mine, words.new[j], IN_A_ROW) - stayed[i]
        weight = words.weigh([mine[at] for at in went])
        if weight >= ALIKE * words.weigh(words.new[j]) and weight > most.get(j, 0):
            parents[j], most[j] = i, weight
    return parents
