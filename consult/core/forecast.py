"""Say what taking one suggestion into a text does to the others that wait, before it is taken.

A suggestion is concerned only where it touches a clause the one taken would change, or adds words that come or go with
it; for all others nothing changes, so they are not looked at. What this does not do: look at more than one step ahead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consult.core.clauses import Clause
from consult.core.identity import Keyed
from consult.core.suggestions import Add, Collided, Fit, Indexed, Proposed, Touched, fit

Outcome = tuple[Touched, ...] | Collided


@dataclass(frozen=True, slots=True)
class Waiting:
    """A suggestion that waits: the text it was made on, and what it proposes there."""

    base: Indexed
    proposals: Sequence[Proposed]


class Forecaster:
    """The suggestions that wait, by name, ready to be asked about any one of them."""

    def __init__(self, head: Indexed, waiting: Mapping[str, Waiting]) -> None:
        self.head, self.waiting = head, waiting
        self._at: dict[str | Clause, list[str]] = defaultdict(list)
        for name, one in waiting.items():
            for proposal in one.proposals:
                self._at[proposal.clause if isinstance(proposal, Add) else proposal.key].append(name)

    def concerned(self, taken: str, outcome: Outcome) -> list[str]:
        """Return the names of the others on which taking one in may bear, in the order they wait.

        outcome: what `consult.core.suggestions.touched` says of it.
        """
        if isinstance(outcome, Collided):
            return []
        found = {name for place in _places(outcome) for name in self._at.get(place, ())} - {taken}
        return [name for name in self.waiting if name in found] if found else []

    def forecast(self, taken: str, outcome: Outcome) -> dict[str, Fit]:
        """Return how those concerned will go with the text once this one is in it.

        >>> from consult.core.clauses import Kind
        >>> from consult.core.suggestions import Reword, touched
        >>> head = Indexed([Keyed("a", Clause(Kind.PARAGRAPH, 0, "Pay five."))])
        >>> ten, nine = Waiting(head, [Reword("a", "Pay ten.")]), Waiting(head, [Reword("a", "Pay nine.")])
        >>> Forecaster(head, {"S-1": ten, "S-2": nine}).forecast("S-1", touched(head, head, ten.proposals))
        {'S-2': <Fit.COLLIDES: 'collides'>}
        """
        names = self.concerned(taken, outcome)
        if not names or isinstance(outcome, Collided):
            return {}
        then = after(self.head, outcome)
        return {name: fit(self.waiting[name].base, then, self.waiting[name].proposals) for name in names}


def after(head: Indexed, outcome: Sequence[Touched]) -> Indexed:
    """Return the text once a suggestion is in it; new clauses have keys that no clause has."""
    put = {one.key: one.new for one in outcome if one.old is not None}
    added = {one.key: one.new for one in outcome if one.old is None}
    return Indexed([*_new(None, added.get(None, ())), *_following(head, put, added)])


def _following(
    head: Indexed, put: Mapping[str | None, Sequence[Clause]], added: Mapping[str | None, Sequence[Clause]]
) -> Iterator[Keyed]:
    for keyed in head.clauses:
        if keyed.key in put:
            first, *rest = put[keyed.key] or (None,)
            if first is not None:
                yield Keyed(keyed.key, first)
                yield from _new(f"{keyed.key} split", rest)
        else:
            yield keyed
        yield from _new(keyed.key, added.get(keyed.key, ()))


def _new(beside: str | None, clauses: Sequence[Clause]) -> Iterator[Keyed]:
    for number, clause in enumerate(clauses):
        yield Keyed(f"{beside or ''} new {number}", clause)


def _places(outcome: Sequence[Touched]) -> Iterator[str | Clause]:
    """Give the keys of the clauses that change, and all words that come or go."""
    for one in outcome:
        if one.old is not None:
            yield one.old
            if one.key is not None:
                yield one.key
        yield from one.new
