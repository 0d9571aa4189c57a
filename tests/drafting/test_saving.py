"""Saves of the working draft."""

from __future__ import annotations

import pytest
from flask import Flask

from consult.core.clauses import parse
from consult.core.errors import Conflict, Missing, Refused
from consult.core.scopes import Scope
from consult.core.stages import Stage
from consult.documents.models import Document, Save, SaveCause
from consult.documents.queries import read_save
from consult.drafting import service
from consult.extensions import db
from tests.drafting.conftest import key_of
from tests.make import TEXT, make_consultation, make_document, make_person, now


def head(document: Document) -> Save:
    """Return the newest save."""
    assert document.head is not None
    return document.head


def save(document: Document, markdown: str, expected: str | None = None) -> service.Outcome:
    """Save a whole text from the newest save, or from `expected`."""
    expected = expected or head(document).public_id
    return service.save_text(document, markdown, expected_save=expected, by=None, now=now())


def words(document: Document) -> str:
    """Return the newest words."""
    return read_save(head(document)).markdown


def test_the_same_text_again_makes_no_save(app: Flask) -> None:
    document = make_document()
    before = head(document).id
    outcome = save(document, words(document))
    assert isinstance(outcome, service.Saved)
    assert outcome.unchanged
    assert head(document).id == before


def test_a_reworded_clause_keeps_its_key_and_what_can_change(app: Flask) -> None:
    document = make_document()
    key = key_of(document, "£4.50")
    service.set_scope(document, key, Scope.BUDGET, "The grant pays it.", by=None, now=now())
    save(document, words(document).replace("£4.50", "£3.80"))
    clause = read_save(head(document)).find(key)
    assert clause is not None
    assert "£3.80" in clause.text
    assert (clause.scope, clause.scope_reason) == (Scope.BUDGET, "The grant pays it.")


def test_a_clause_that_returns_with_its_words_has_its_key_again(app: Flask) -> None:
    document = make_document()
    key = key_of(document, "Passengers can book")
    with_it = words(document)
    without = with_it.replace(with_it[with_it.index("Passengers") : with_it.index("The provider")], "")
    save(document, without)
    assert read_save(head(document)).find(key) is None
    save(document, words(document) + "\nA line about something else.\n")
    save(document, with_it)
    assert key_of(document, "Passengers can book") == key


def test_two_people_who_change_different_clauses_are_merged(app: Flask) -> None:
    document = make_document()
    start = head(document).public_id
    save(document, words(document).replace("A carer travels free.", "A carer travels for nothing."))
    outcome = save(document, TEXT.replace("two bags", "three bags"), start)
    assert isinstance(outcome, service.Merged)
    assert "three bags" in words(document)
    assert "for nothing" in words(document)


def test_two_people_who_change_one_sentence_are_shown_both_and_nothing_is_saved(app: Flask) -> None:
    document = make_document()
    start = head(document).public_id
    key = key_of(document, "£4.50")
    save(document, words(document).replace("£4.50", "£3.80"))
    newest = head(document).id
    outcome = save(document, TEXT.replace("£4.50", "£6"), start)
    assert isinstance(outcome, service.Conflicted)
    assert head(document).id == newest
    (region,) = outcome.regions
    assert region.clause == key
    assert [
        side and "£" in side and side[side.index("£") :][:5].strip(". ")
        for side in (region.base, region.ours, region.theirs)
    ] == ["£4.50", "£3.80", "£6. A"]


def test_one_clause_can_be_changed_and_keeps_its_key_however_little_is_left(app: Flask) -> None:
    document = make_document()
    key = key_of(document, "Passengers can book")
    outcome = service.save_clause(document, key, "Ring us.", expected_save=head(document).public_id, by=None, now=now())
    assert isinstance(outcome, service.Saved)
    clause = read_save(head(document)).find(key)
    assert clause is not None
    assert clause.text == "Ring us."


def test_a_clause_split_in_two_gives_the_first_part_its_key(app: Flask) -> None:
    document = make_document()
    key = key_of(document, "Passengers can book")
    before = len(read_save(head(document)).clauses)
    service.save_clause(
        document, key, "Ring us.\n\nOr write to us.", expected_save=head(document).public_id, by=None, now=now()
    )
    text = read_save(head(document))
    assert len(text.clauses) == before + 1
    assert text.clauses[text.positions[key]].text == "Ring us."
    assert text.clauses[text.positions[key] + 1].text == "Or write to us."
    assert parse(text.markdown) == text.words


def test_no_words_take_a_clause_out(app: Flask) -> None:
    document = make_document()
    key = key_of(document, "The provider must")
    service.save_clause(document, key, "  ", expected_save=head(document).public_id, by=None, now=now())
    assert read_save(head(document)).find(key) is None


def test_a_clause_edited_on_an_old_save_is_merged_with_what_came_since(app: Flask) -> None:
    document = make_document()
    start, key = head(document).public_id, key_of(document, "The provider must")
    save(document, words(document).replace("two bags", "three bags"))
    outcome = service.save_clause(document, key, "We promise to:", expected_save=start, by=None, now=now())
    assert isinstance(outcome, service.Merged)
    text = read_save(head(document))
    assert text.clauses[text.positions[key]].text == "We promise to:"
    assert "three bags" in text.markdown


def test_an_older_save_is_restored_with_its_keys(app: Flask) -> None:
    document = make_document()
    first = head(document)
    keys = [clause.key for clause in read_save(first).clauses]
    save(document, "# Something else\n\nWith other words altogether.")
    restored = service.restore(document, first.public_id, expected_save=head(document).public_id, by=None, now=now())
    assert restored.save.cause is SaveCause.RESTORE
    assert [clause.key for clause in read_save(head(document)).clauses] == keys


def test_an_older_save_is_not_restored_over_a_newer_one_nobody_saw(app: Flask) -> None:
    document = make_document()
    first = head(document).public_id
    save(document, words(document).replace("two bags", "three bags"))
    with pytest.raises(Conflict) as stale:
        service.restore(document, first, expected_save=first, by=None, now=now())
    assert stale.value.extra == {"revision": 1, "save": head(document).public_id}


def test_a_text_without_words_is_refused(app: Flask) -> None:
    document = make_document()
    with pytest.raises(Refused, match="no words"):
        save(document, " \n\n")


def test_a_save_of_another_document_is_refused(app: Flask) -> None:
    document, other = make_document(), make_document()
    with pytest.raises(Refused, match="no save of this document"):
        save(document, "# Words", head(other).public_id)


def test_a_clause_that_went_cannot_be_edited(app: Flask) -> None:
    document = make_document()
    with pytest.raises(Missing):
        service.save_clause(document, "nokey", "x", expected_save=head(document).public_id, by=None, now=now())


def test_what_cannot_change_needs_a_reason(app: Flask) -> None:
    document = make_document()
    with pytest.raises(Refused, match="Say why"):
        service.set_scope(document, key_of(document, "£4.50"), Scope.LAW, " ", by=make_person(), now=now())


def test_once_decided_a_slip_may_be_put_right_and_a_number_not(app: Flask) -> None:
    document = make_document(make_consultation(Stage.DECIDED))
    with pytest.raises(Refused, match="This was decided"):
        save(document, words(document).replace("£4.50", "£3.80"))
    db.session.rollback()
    outcome = save(document, words(document).replace("carry up to", "carrying up to"))
    assert isinstance(outcome, service.Saved)


def test_the_preview_tells_what_is_matched_new_and_gone_and_saves_nothing(app: Flask) -> None:
    document = make_document()
    before = head(document).id
    text = words(document).replace("£4.50", "£3.80").replace("The provider must:", "") + "\n\nDogs ride with us.\n"
    ops = {change.op.value for change in service.preview(document, text)}
    assert {"same", "reworded", "added", "removed"} <= ops
    assert head(document).id == before
