"""What was forecast of the others is what happens to them when a suggestion is really taken in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consult.core.clauses import Clause, Kind
from consult.core.forecast import Forecaster, Waiting
from consult.core.identity import Keyed
from consult.core.suggestions import Add, Applied, Collided, Fit, Indexed, Reword, apply, fit, touched
from tests.core.test_suggestions import CLAUSE, TEXTS, proposals, text


def accepted(head: Indexed, one: Waiting) -> Indexed:
    """Take one in as the merge desk does: the whole text anew, with keys nobody had for what is new."""
    applied = apply(one.base, head, one.proposals)
    assert isinstance(applied, Applied)
    return Indexed([Keyed(part.key or f"fresh{at}", part.clause) for at, part in enumerate(applied.parts)])


@st.composite
def desks(draw: st.DrawFn) -> tuple[Indexed, dict[str, Waiting]]:
    """A draft some way from the texts that people read, and several suggestions to it, some splitting a clause."""
    words = draw(TEXTS)
    base = text(words)
    head = base
    for _ in range(draw(st.integers(0, 2))):
        earlier = Waiting(base, draw(proposals(words)))
        if not isinstance(touched(base, head, earlier.proposals), Collided):
            head = accepted(head, earlier)
    waiting = {f"S-{number}": Waiting(base, draw(proposals(words))) for number in range(draw(st.integers(2, 5)))}
    key = draw(st.sampled_from(sorted(words)))
    waiting["S-split"] = Waiting(base, [Reword(key, f"{draw(CLAUSE)}\n\n{draw(CLAUSE)}")])
    return head, waiting


@given(desks())
def test_what_was_forecast_is_what_happens(desk: tuple[Indexed, dict[str, Waiting]]) -> None:
    head, waiting = desk
    before = {name: fit(one.base, head, one.proposals) for name, one in waiting.items()}
    forecaster = Forecaster(head, waiting)
    for taken, one in waiting.items():
        foreseen = forecaster.forecast(taken, touched(one.base, head, one.proposals))
        if before[taken] is Fit.COLLIDES:
            assert foreseen == {}
            continue
        then = accepted(head, one)
        others = {name: fit(each.base, then, each.proposals) for name, each in waiting.items() if name != taken}
        assert others == {name: foreseen.get(name, before[name]) for name in others}


def test_those_at_other_clauses_are_not_looked_at() -> None:
    head = text({"a": "Pay five.", "b": "Parks open."})
    waiting = {"S-1": Waiting(head, [Reword("a", "Pay ten.")]), "S-2": Waiting(head, [Reword("b", "Parks close.")])}
    assert Forecaster(head, waiting).concerned("S-1", touched(head, head, waiting["S-1"].proposals)) == []


def test_words_two_would_add_alike_are_there_already_once_one_is_in() -> None:
    head = text({"a": "Pay five."})
    new = Add("a", Clause(Kind.PARAGRAPH, 0, "Children travel free."))
    waiting = {"S-1": Waiting(head, [new]), "S-2": Waiting(head, [new])}
    assert Forecaster(head, waiting).forecast("S-1", touched(head, head, [new])) == {"S-2": Fit.NOTHING}
