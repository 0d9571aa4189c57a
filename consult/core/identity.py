"""Decide which clause of a new text is which clause of the old one, so that keys never change under people.

Unchanged clauses keep their key where they stand or wherever they went; a clause that comes back with its
words takes its old key again; of the rest, the pairs that share most words belong together, best first. Of
a clause split in parts the part with most of its words keeps the key and the others say what they came
from; clauses made one keep the key of the largest. Headings are short: one that alone stands where one
stood may share few words. What this does not do: give a key twice, or give the key of a clause to other
words.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest

from rapidfuzz.fuzz import ratio

from consult.core.clauses import Clause
from consult.core.matching import align

ALIKE = 0.4
"""The share of the shorter clause's letters, in words both have in one order, that makes two clauses one."""

ALIKE_IN_PLACE = 50.0
"""How alike (0 to 100, letter by letter) a lone clause must be to the lone one that stood there."""

RIVALS = 6
"""How many old clauses are compared word by word with each new one: those that share the rarest words."""


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
    pairs = _unchanged(old, new)
    used = {old[i].key for i in pairs.values()}
    back = _returned(new, pairs, [one for one in retired if one.key not in {keyed.key for keyed in old}])
    shares = _shares(old, new, pairs, back)
    parents = _pair_up(old, new, shares, pairs, back)
    used.update(old[i].key for i in pairs.values())
    taken = used | {keyed.key for keyed in old} | {keyed.key for keyed in retired}
    carried: list[Carried] = []
    for j in range(len(new)):
        parent = old[parents[j]].key if j in parents else None
        if j in pairs:
            carried.append(Carried(old[pairs[j]].key))
        elif j in back:
            carried.append(Carried(back[j], parent))
        else:
            key = next(key for key in fresh if key not in taken)
            taken.add(key)
            carried.append(Carried(key, parent))
    return tuple(carried)


def _unchanged(old: Sequence[Keyed], new: Sequence[Clause]) -> dict[int, int]:
    """Pair clauses with the same words: in order first, then wherever they went, then under another kind."""
    pairs: dict[int, int] = {}
    for match in align([_name(one.clause) for one in old], [_name(one) for one in new], patient=True):
        pairs.update((match.new + k, match.old + k) for k in range(match.size))
    for with_kind in (True, False):
        waiting: dict[tuple[str, str], list[int]] = defaultdict(list)
        taken = set(pairs.values())
        for i, keyed in enumerate(old):
            if i not in taken:
                waiting[_name(keyed.clause, with_kind=with_kind)].append(i)
        for j, clause in enumerate(new):
            places = waiting.get(_name(clause, with_kind=with_kind), [])
            if j not in pairs and places:
                pairs[j] = places.pop(0)
    return pairs


def _name(clause: Clause, *, with_kind: bool = True) -> tuple[str, str]:
    return (clause.kind if with_kind else "", " ".join(clause.text.split()))


def _returned(new: Sequence[Clause], pairs: dict[int, int], retired: Sequence[Keyed]) -> dict[int, str]:
    """Give clauses that stand again with their old words the key they had."""
    waiting: dict[tuple[str, str], list[str]] = defaultdict(list)
    for keyed in retired:
        waiting[_name(keyed.clause)].append(keyed.key)
    back: dict[int, str] = {}
    for j, clause in enumerate(new):
        keys = waiting.get(_name(clause), [])
        if j not in pairs and keys:
            back[j] = keys.pop()
    return back


def _shares(
    old: Sequence[Keyed], new: Sequence[Clause], pairs: dict[int, int], back: dict[int, str]
) -> dict[tuple[int, int], float]:
    """Return, for old and new clauses that may be related, how many letters of whole words they share."""
    words = [keyed.clause.text.split() for keyed in old]
    holders: dict[str, list[int]] = defaultdict(list)
    for i, mine in enumerate(words):
        for word in set(mine):
            holders[word].append(i)
    shares: dict[tuple[int, int], float] = {}
    for j, clause in enumerate(new):
        if j in pairs:
            continue
        theirs = clause.text.split()
        votes: dict[int, float] = defaultdict(float)
        for word in set(theirs):
            found = holders.get(word, [])
            if len(found) <= 40:
                for i in found:
                    votes[i] += len(word) / len(found)
        for i in nlargest(RIVALS, votes, key=lambda i: (votes[i], -i)):
            shares[i, j] = _letters_shared(words[i], theirs)
    return shares


def _letters_shared(mine: Sequence[str], theirs: Sequence[str]) -> float:
    return sum(len(word) for match in align(mine, theirs) for word in mine[match.old : match.old + match.size])


def _letters(clause: Clause) -> int:
    return sum(len(word) for word in clause.text.split())


def _pair_up(
    old: Sequence[Keyed],
    new: Sequence[Clause],
    shares: dict[tuple[int, int], float],
    pairs: dict[int, int],
    back: dict[int, str],
) -> dict[int, int]:
    """Add the best pairs to `pairs`; return, for new clauses left over, the old clause their words came
    from."""
    taken = set(pairs.values())
    parents: dict[int, int] = {}
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    for (i, j), share in ranked:
        least = min(_letters(old[i].clause), _letters(new[j]))
        if not least or share / least < ALIKE or j in pairs:
            continue
        if i in taken or j in back:
            if share / max(1, _letters(new[j])) >= ALIKE:
                parents.setdefault(j, i)
        else:
            pairs[j] = i
            taken.add(i)
    _pair_in_place(old, new, pairs, back)
    return {j: i for j, i in parents.items() if j not in pairs}


def _pair_in_place(old: Sequence[Keyed], new: Sequence[Clause], pairs: dict[int, int], back: dict[int, str]) -> None:
    """Pair a lone new clause with the lone old one of its kind between the same neighbours, if they are
    alike."""
    taken = set(pairs.values())
    for j, clause in enumerate(new):
        if j in pairs or j in back:
            continue
        i = pairs.get(j - 1, -1) + 1 if j == 0 or j - 1 in pairs else None
        if i is None or i >= len(old) or i in taken or old[i].clause.kind != clause.kind:
            continue
        closes = j + 1 == len(new) or pairs.get(j + 1) == i + 1
        if closes and (clause.kind == "heading" or ratio(old[i].clause.text, clause.text) >= ALIKE_IN_PLACE):
            pairs[j] = i
            taken.add(i)
