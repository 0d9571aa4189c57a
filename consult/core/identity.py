"""Decide which clause of a new text is which clause of the old one, so that keys never change under people.

Clauses with the same words are the same, where they stand or wherever they went; a clause that comes back with
its words takes its old key again. The rest are paired by what they have in common (`pairing`). Of a clause split
in parts, the part with most of its words keeps the key, and the others say what they came from; clauses made one
keep the key of the largest. What this does not do: give a key twice, or give the key of a clause to other words.
Twice the text costs about twice the time: each clause is compared with a few that share its rarest words, and long
ones by rows of words (`likeness`, `tallies`, where the caps are).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from consult.core.clauses import Clause
from consult.core.identifying.likeness import all_words
from consult.core.identifying.pairing import pair_reworded
from consult.core.matching import align


@dataclass(frozen=True, slots=True)
class Keyed:
    """A clause with its key."""

    key: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class Carried:
    """The key of a clause in the new text, and the key of the clause it was split from, if it was."""

    key: str
    came_from: str | None = None


def carry_keys(
    old: Sequence[Keyed], new: Sequence[Clause], retired: Sequence[Keyed], fresh: Iterator[str]
) -> tuple[Carried, ...]:
    """Return the key of each clause of `new`.

    `retired` are keys no longer in use with their last words, the latest last; `fresh` gives keys never used.

    >>> from consult.core.clauses import Kind
    >>> fares, parks, dearer = (
    ...     Clause(Kind.PARAGRAPH, 0, text)
    ...     for text in ("Fares are five pounds.", "Parks open.", "Fares are ten pounds.")
    ... )
    >>> keys = carry_keys([Keyed("a", fares), Keyed("b", parks)], [parks, dearer], [], iter("c"))
    >>> [carried.key for carried in keys]
    ['b', 'a']
    """
    standing = {keyed.key for keyed in old}
    before = [keyed.clause for keyed in old]
    pairs = _unchanged(before, new)
    back = _returned(new, pairs, [keyed for keyed in retired if keyed.key not in standing])
    parents = pair_reworded(before, new, pairs, frozenset(back))
    taken = standing | {keyed.key for keyed in retired}
    carried: list[Carried] = []
    for j in range(len(new)):
        if j in pairs:
            carried.append(Carried(old[pairs[j]].key))
        elif j in back:
            carried.append(Carried(back[j]))
        else:
            key = next(key for key in fresh if key not in taken)
            taken.add(key)
            carried.append(Carried(key, old[parents[j]].key if j in parents else None))
    return tuple(carried)


def _unchanged(old: Sequence[Clause], new: Sequence[Clause]) -> dict[int, int]:
    """Pair clauses with the same words: in order first, then wherever they went, then under another kind.

    Last come those that differ in signs and capitals alone.
    """
    pairs: dict[int, int] = {}
    for i, j, size in align([_name(one) for one in old], [_name(one) for one in new], patient=True):
        pairs.update((j + k, i + k) for k in range(size))
    for name in (_name, _text, _without_signs):
        taken = set(pairs.values())
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for i in range(len(old) - 1, -1, -1):
            if i not in taken:
                waiting[name(old[i])].append(i)
        for j, clause in enumerate(new):
            if j not in pairs and (there := waiting.get(name(clause))):
                pairs[j] = there.pop()
    return pairs


def _name(clause: Clause) -> Hashable:
    return clause.kind, _text(clause)


def _text(clause: Clause) -> Hashable:
    return " ".join(clause.text.split())


def _without_signs(clause: Clause) -> Hashable:
    return tuple(all_words(clause.text)) or _text(clause)


def _returned(new: Sequence[Clause], pairs: Mapping[int, int], retired: Sequence[Keyed]) -> dict[int, str]:
    """Give clauses that stand again with their old words the key they had, the latest if there were several."""
    back: dict[int, str] = {}
    for name in (_name, _text):
        waiting: dict[Hashable, list[str]] = defaultdict(list)
        taken = set(back.values())
        for keyed in retired:
            if keyed.key not in taken:
                waiting[name(keyed.clause)].append(keyed.key)
        for j, clause in enumerate(new):
            if waiting and j not in pairs and j not in back and (there := waiting.get(name(clause))):
                back[j] = there.pop()
    return back
