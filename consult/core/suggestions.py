"""Apply proposed words to a text that has moved on since they were proposed.

A proposal names clauses by key, so it is merged clause by clause: a rewording three ways against the words its author
read (`consult.core.merge`), a removal only where the clause still has those words, a new clause after the one it was
put after, or after the nearest one before it that still stands. All of it applies or none: what collides is given back
with base, ours and theirs, for a person to settle. What this does not do: look at meaning, or place words by guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from consult.core.clauses import Clause, compose, parse
from consult.core.identity import Keyed
from consult.core.merge import Merged, merge


@dataclass(frozen=True, slots=True)
class Reword:
    """Other words for one clause; several paragraphs in `text` split it."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Take one clause away."""

    key: str


@dataclass(frozen=True, slots=True)
class Add:
    """A new clause after the one with key `after`; None: at the beginning."""

    after: str | None
    clause: Clause


Proposed = Reword | Remove | Add


class Fit(StrEnum):
    """How a suggestion goes with a text."""

    CLEAN = "clean"
    COLLIDES = "collides"
    NOTHING = "nothing"
    """The text says already what it asks for."""


@dataclass(frozen=True, slots=True)
class Collision:
    """A proposal that cannot be applied: the clause as its author read it, as it is now, and as proposed.

    None stands for a clause that is gone (`base`, `ours`) or would go (`theirs`).
    """

    key: str
    base: str | None
    ours: str | None
    theirs: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A clause of the result: `key` is None for a new one, `came_from` names the clause it was split from, and
    `proposal` says which proposal (its place among them) gave it its words, if one did."""

    key: str | None
    clause: Clause
    came_from: str | None = None
    proposal: int | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """The whole text with the proposals in it; `changes` is false where it says already what they ask for."""

    parts: tuple[Part, ...]
    changes: bool


@dataclass(frozen=True, slots=True)
class Collided:
    """Where a person must decide; nothing was applied."""

    collisions: tuple[Collision, ...]


class Indexed:
    """The clauses of a text, found by key; made once for many suggestions."""

    __slots__ = ("by_key", "clauses", "places")

    def __init__(self, clauses: Sequence[Keyed]) -> None:
        self.clauses = clauses
        self.by_key = {keyed.key: keyed.clause for keyed in clauses}
        self.places = {keyed.key: place for place, keyed in enumerate(clauses)}


def apply(base: Indexed, head: Indexed, proposals: Sequence[Proposed]) -> Applied | Collided:
    """Return `head` with the proposals made on `base` in it, or what collides. Raises KeyError for an unknown key.

    >>> from consult.core.clauses import Kind
    >>> fares, parks, dearer = (Clause(Kind.PARAGRAPH, 0, one) for one in ("Pay five.", "Parks open.", "Pay nine."))
    >>> base = Indexed([Keyed("a", fares), Keyed("b", parks)])
    >>> applied = apply(base, base, [Reword("a", "Pay ten."), Remove("b")])
    >>> [part.clause.text for part in applied.parts]
    ['Pay ten.']
    >>> apply(base, Indexed([Keyed("a", dearer)]), [Reword("a", "Pay ten.")])
    Collided(collisions=(Collision(key='a', base='Pay five.', ours='Pay nine.', theirs='Pay ten.'),))
    """
    applying = _Applying(base, head, proposals)
    return Collided(tuple(applying.collisions)) if applying.collisions else applying.text()


def fit(base: Indexed, head: Indexed, proposals: Sequence[Proposed]) -> Fit:
    """Say how proposals go with `head`; costs work in the clauses they touch, not in the text.

    >>> from consult.core.clauses import Kind
    >>> base = Indexed([Keyed("a", Clause(Kind.PARAGRAPH, 0, "Pay five."))])
    >>> fit(base, base, [Reword("a", "Pay five.")]).value
    'nothing'
    """
    applying = _Applying(base, head, proposals)
    if applying.collisions:
        return Fit.COLLIDES
    return Fit.CLEAN if applying.changes else Fit.NOTHING


@dataclass(frozen=True, slots=True)
class Touched:
    """What becomes of one clause: `old` as it is now (None: a new one, after `key`), `new` in its place."""

    key: str | None
    old: Clause | None
    new: tuple[Clause, ...]


def touched(base: Indexed, head: Indexed, proposals: Sequence[Proposed]) -> tuple[Touched, ...] | Collided:
    """Return what proposals would do to `head`, or what collides; nothing where it says already what they ask for.

    Costs work in the clauses they touch, not in the text.

    >>> from consult.core.clauses import Kind
    >>> base = Indexed([Keyed("a", Clause(Kind.PARAGRAPH, 0, "Pay five."))])
    >>> [[part.text for part in one.new] for one in touched(base, base, [Reword("a", "Pay ten.")])]
    [['Pay ten.']]
    """
    applying = _Applying(base, head, proposals)
    if applying.collisions:
        return Collided(tuple(applying.collisions))
    put = [Touched(key, head.by_key[key], tuple(one.clause for one in new)) for key, new in applying.put.items()]
    added = [Touched(key, None, tuple(one.clause for one in new)) for key, new in applying.added.items()]
    return (*put, *added)


def overlap(one: Sequence[Proposed], other: Sequence[Proposed]) -> frozenset[str]:
    """Return the keys of clauses that two suggestions both reword or remove, but not both alike.

    >>> sorted(overlap([Reword("a", "x"), Remove("b")], [Reword("a", "y"), Remove("b")]))
    ['a']
    """
    mine = {proposal.key: proposal for proposal in one if not isinstance(proposal, Add)}
    theirs = {proposal.key: proposal for proposal in other if not isinstance(proposal, Add)}
    return frozenset(key for key in mine.keys() & theirs.keys() if mine[key] != theirs[key])


class _Applying:
    """One application: what becomes of the clauses touched, and what collides."""

    def __init__(self, base: Indexed, head: Indexed, proposals: Sequence[Proposed]) -> None:
        self.base, self.head = base, head
        self.put: dict[str, list[Part]] = {}
        self.added: dict[str | None, list[Part]] = {}
        self.collisions: list[Collision] = []
        for number, proposal in enumerate(proposals):
            if isinstance(proposal, Add):
                self._add(number, proposal)
            else:
                self._change(number, proposal)

    @property
    def changes(self) -> bool:
        return bool(self.put or self.added)

    def text(self) -> Applied:
        parts = list(self.added.get(None, ()))
        for keyed in self.head.clauses:
            parts += self.put[keyed.key] if keyed.key in self.put else [Part(keyed.key, keyed.clause)]
            parts += self.added.get(keyed.key, ())
        return Applied(tuple(parts), self.changes)

    def _change(self, number: int, proposal: Reword | Remove) -> None:
        was, now = self.base.by_key[proposal.key], self.head.by_key.get(proposal.key)
        wanted = worded(was, proposal.text) if isinstance(proposal, Reword) else ()
        if now is None:
            if wanted:
                self._collide(proposal, was, None)
        elif tuple(part.text for part in wanted) == (now.text,):
            return
        elif now.text == was.text:
            self._put(number, proposal.key, [_like(now, wanted[0])] if len(wanted) == 1 else wanted)
        elif len(wanted) == 1:
            merged = merge(was.text, now.text, wanted[0].text)
            if isinstance(merged, Merged):
                self._put(number, proposal.key, [Clause(now.kind, now.level, merged.text, now.marker)])
            else:
                self._collide(proposal, was, now)
        else:
            self._collide(proposal, was, now)

    def _put(self, number: int, key: str, clauses: Sequence[Clause]) -> None:
        if [self.head.by_key[key]] == list(clauses):
            return
        self.put[key] = [
            Part(key if at == 0 else None, clause, None if at == 0 else key, number)
            for at, clause in enumerate(clauses)
        ]

    def _add(self, number: int, proposal: Add) -> None:
        after, head = proposal.after, self.head
        if any(one.clause == proposal.clause for one in head.clauses if one.key not in self.base.by_key):
            return  # somebody added these very words already
        if after is not None and after not in head.by_key:  # the nearest before it that still stands
            before = self.base.clauses[: self.base.places[after]]
            after = next((one.key for one in reversed(before) if one.key in head.by_key), None)
        self.added.setdefault(after, []).append(Part(None, proposal.clause, None, number))

    def _collide(self, proposal: Reword | Remove, was: Clause, now: Clause | None) -> None:
        theirs = proposal.text if isinstance(proposal, Reword) else None
        self.collisions.append(Collision(proposal.key, was.text, now.text if now else None, theirs))


def worded(was: Clause, typed: str) -> tuple[Clause, ...]:
    """Read the words typed for one clause: what is one paragraph keeps the clause's kind, level and marker.

    >>> from consult.core.clauses import Kind
    >>> [part.text for part in worded(Clause(Kind.ITEM, 1, "Open daily", "-"), "Open at eight")]
    ['Open at eight']
    """
    if not typed.strip():
        return ()
    whole = Clause(was.kind, was.level, typed.strip(), was.marker)
    if parse(compose([whole])) == (whole,):
        return (whole,)
    parts = parse(typed)
    return (_like(was, parts[0]),) if len(parts) == 1 else parts


def _like(now: Clause, part: Clause) -> Clause:
    """Give a paragraph the kind, level and marker of the clause it stands in."""
    return Clause(now.kind, now.level, part.text, now.marker) if part.kind in ("paragraph", now.kind) else part
