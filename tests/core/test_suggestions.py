"""Proposals made on an older text, applied to a newer one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from consult.core.clauses import Clause, Kind
from consult.core.identity import Keyed
from consult.core.sentences import sentences
from consult.core.suggestions import (
    Add,
    Applied,
    Collided,
    Collision,
    Fit,
    Indexed,
    Proposed,
    Remove,
    Reword,
    apply,
    fit,
    overlap,
)

SPOKEN = st.lists(st.sampled_from(("pay", "five", "ten", "pounds", "each", "visit", "week")), min_size=1, max_size=4)
SENTENCE = SPOKEN.map(lambda words: " ".join(words).capitalize() + ".")
CLAUSE = st.lists(SENTENCE, min_size=1, max_size=3).map(" ".join)
TEXTS = st.dictionaries(st.sampled_from("abcdef"), CLAUSE, min_size=1, max_size=6)


def text(clauses: dict[str, str]) -> Indexed:
    return Indexed([Keyed(key, Clause(Kind.PARAGRAPH, 0, words)) for key, words in clauses.items()])


def said(applied: Applied | Collided) -> list[str]:
    assert isinstance(applied, Applied)
    return [part.clause.text for part in applied.parts]


@st.composite
def proposals(draw: st.DrawFn, base: dict[str, str]) -> list[Proposed]:
    found: list[Proposed] = []
    for key in draw(st.sets(st.sampled_from(sorted(base)), min_size=1)):
        kind = draw(st.sampled_from(("reword", "remove", "add")))
        if kind == "remove":
            found.append(Remove(key))
        elif kind == "reword":
            found.append(Reword(key, draw(CLAUSE)))
        else:
            found.append(Add(key, Clause(Kind.PARAGRAPH, 0, draw(CLAUSE))))
    return found


@given(st.data(), TEXTS)
def test_on_the_words_it_was_made_on_a_suggestion_does_just_what_it_says(
    data: st.DataObject, base: dict[str, str]
) -> None:
    wanted = data.draw(proposals(base))
    expected: list[str] = []
    for key, words in base.items():
        changes = [one for one in wanted if not isinstance(one, Add) and one.key == key]
        own = [one.text for one in changes if isinstance(one, Reword)] if changes else [words]
        expected += own
        expected += [one.clause.text for one in wanted if isinstance(one, Add) and one.after == key]
    assert said(apply(text(base), text(base), wanted)) == expected


@given(st.data(), TEXTS)
def test_once_applied_a_suggestion_changes_nothing_any_more(data: st.DataObject, base: dict[str, str]) -> None:
    wanted = data.draw(proposals(base))
    applied = apply(text(base), text(base), wanted)
    assert isinstance(applied, Applied)
    head = Indexed([Keyed(part.key or f"new{at}", part.clause) for at, part in enumerate(applied.parts)])
    assert fit(text(base), head, wanted) is Fit.NOTHING


@given(st.data(), TEXTS, TEXTS)
def test_no_sentence_comes_about_that_nobody_wrote(
    data: st.DataObject, base: dict[str, str], others: dict[str, str]
) -> None:
    head = {**base, **{key: words for key, words in others.items() if key in base}}
    wanted = data.draw(proposals(base))
    applied = apply(text(base), text(head), wanted)
    if isinstance(applied, Applied):
        proposed = [one.text for one in wanted if isinstance(one, Reword)]
        proposed += [one.clause.text for one in wanted if isinstance(one, Add)]
        written = {one for words in (*base.values(), *head.values(), *proposed) for one in split(words)}
        assert {one for part in applied.parts for one in split(part.clause.text)} <= written


def split(words: str) -> list[str]:
    return [words[span.start : span.end] for span in sentences(words)]


@given(st.data(), TEXTS, TEXTS)
def test_clauses_a_suggestion_does_not_touch_stay_as_they_are(
    data: st.DataObject, base: dict[str, str], others: dict[str, str]
) -> None:
    head = {**base, **others}
    wanted = data.draw(proposals(base))
    touched = {one.key for one in wanted if not isinstance(one, Add)}
    applied = apply(text(base), text(head), wanted)
    if isinstance(applied, Applied):
        kept = {part.key: part.clause.text for part in applied.parts if part.key is not None}
        assert {key: kept[key] for key in head if key not in touched} == {
            key: words for key, words in head.items() if key not in touched
        }


BASE = {"a": "Pay five. Children go free.", "b": "Parks open at nine."}


def test_another_sentence_of_the_clause_changed_meanwhile_is_kept() -> None:
    head = {**BASE, "a": "Pay five. Carers go free."}
    assert (
        said(apply(text(BASE), text(head), [Reword("a", "Pay ten. Children go free.")]))[0]
        == "Pay ten. Carers go free."
    )


def test_the_same_sentence_changed_meanwhile_collides() -> None:
    head = {**BASE, "a": "Pay nine. Children go free."}
    assert apply(text(BASE), text(head), [Reword("a", "Pay ten. Children go free.")]) == Collided(
        (Collision("a", BASE["a"], head["a"], "Pay ten. Children go free."),)
    )


def test_a_clause_that_is_gone_or_changed_is_not_reworded_or_removed_unseen() -> None:
    gone, changed = {"a": BASE["a"]}, {**BASE, "b": "Parks open at eight."}
    for head, proposal in ((gone, Reword("b", "Parks open at ten.")), (changed, Remove("b"))):
        assert fit(text(BASE), text(head), [proposal]) is Fit.COLLIDES
    assert fit(text(BASE), text(gone), [Remove("b")]) is Fit.NOTHING


def test_a_new_clause_follows_the_nearest_one_that_still_stands() -> None:
    added = Add("b", Clause(Kind.PARAGRAPH, 0, "Dogs stay out."))
    assert said(apply(text(BASE), text({"a": BASE["a"]}), [added])) == [BASE["a"], "Dogs stay out."]
    assert said(apply(text(BASE), text({"z": "Other words."}), [added])) == ["Dogs stay out.", "Other words."]


def test_several_paragraphs_split_a_clause_and_the_first_keeps_its_key() -> None:
    applied = apply(text(BASE), text(BASE), [Reword("a", "Pay five.\n\nChildren go free.")])
    assert isinstance(applied, Applied)
    assert [(part.key, part.came_from) for part in applied.parts] == [("a", None), (None, "a"), ("b", None)]


def test_two_suggestions_overlap_only_where_they_want_different_things() -> None:
    one, other = [Reword("a", "x"), Remove("b")], [Reword("a", "x"), Reword("b", "y")]
    assert overlap(one, other) == {"b"}
