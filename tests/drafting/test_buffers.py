"""Words typed and not saved yet: kept, private, offered back; and who else is in a clause."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.core.errors import Refused
from consult.documents.models import Document
from consult.documents.queries import read_save
from consult.drafting.buffering import LASTS, LATELY, clear_old_buffers, find_buffer, keep_buffer, list_present
from consult.drafting.models import Buffer
from consult.extensions import db
from tests.make import make_document, make_drafter, make_person, now

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def document(app: Flask) -> Document:
    return make_document()


def first(document: Document) -> tuple[str, str]:
    """Return a clause's key and the newest save."""
    assert document.head is not None
    text = read_save(document.head)
    return next(one.key for one in text.clauses if one.kind == "paragraph"), text.save


def address(document: Document, rest: str = "") -> str:
    return f"/documents/{document.slug}/draft/clauses/{first(document)[0]}{rest}"


def test_words_not_saved_are_offered_back_to_who_typed_them_and_to_nobody_else(
    document: Document, sign_in_as: SignIn
) -> None:
    ada, ben = make_drafter(document), make_drafter(document)
    db.session.commit()
    _, save = first(document)
    sent = {"text": "Half a thought about", "expected_save": save}
    kept = sign_in_as(ada).post(address(document, "/buffer"), data=sent)
    assert kept.status_code == 200
    assert "Half a thought about" not in kept.text
    assert "Half a thought about" in sign_in_as(ada).get(address(document)).text
    page = sign_in_as(ben).get(address(document)).text
    assert "Half a thought about" not in page
    assert "did not save" not in page


def test_saving_the_clause_or_forgetting_the_words_ends_the_buffer(document: Document, sign_in_as: SignIn) -> None:
    ada = make_drafter(document)
    db.session.commit()
    key, save = first(document)
    browser = sign_in_as(ada)
    for end in ("", "/buffer/drop"):
        browser.post(address(document, "/buffer"), data={"text": "Typed words", "expected_save": save})
        assert find_buffer(document, key, ada) is not None
        ended = browser.post(address(document, end), data={"text": "Typed words", "expected_save": save})
        assert ended.status_code == 302
        db.session.expire_all()
        assert find_buffer(document, key, ada) is None


def test_words_begun_on_an_older_save_are_merged_with_what_came_since(document: Document, sign_in_as: SignIn) -> None:
    ada, ben = make_drafter(document), make_drafter(document)
    db.session.commit()
    key, save = first(document)
    assert document.head is not None
    clause = read_save(document.head).find(key)
    assert clause is not None
    mine, theirs = f"{clause.text} Adas sentence.", f"Bens sentence. {clause.text}"
    sign_in_as(ada).post(address(document, "/buffer"), data={"text": mine, "expected_save": save})
    sign_in_as(ben).post(address(document), data={"text": theirs, "expected_save": save})
    page = sign_in_as(ada).get(address(document)).text
    assert "Adas sentence." in page
    assert f'value="{save}"' in page  # the save the words were begun on goes with them
    sign_in_as(ada).post(address(document), data={"text": mine, "expected_save": save})
    db.session.expire_all()
    assert "Bens sentence." in read_save(document.head).markdown
    assert "Adas sentence." in read_save(document.head).markdown


def test_others_are_told_who_is_in_which_clause_but_not_what_they_type(document: Document, sign_in_as: SignIn) -> None:
    ada, ben = make_drafter(document), make_drafter(document)
    db.session.commit()
    key, save = first(document)
    sign_in_as(ada).post(address(document, "/buffer"), data={"text": "Private words", "expected_save": save})
    told = sign_in_as(ben).get(f"/documents/{document.slug}/draft/present")
    assert told.json == {"present": [{"clause": key, "name": ada.name}]}
    assert sign_in_as(ada).get(f"/documents/{document.slug}/draft/present").json == {"present": []}
    assert list_present(document, ben, now() + LATELY + timedelta(minutes=1)) == []


def test_a_buffer_that_cannot_be_is_refused_and_changes_nothing(document: Document, sign_in_as: SignIn) -> None:
    ada = make_drafter(document)
    db.session.commit()
    key, save = first(document)
    for text, on in (("Words", "nosuchsave"), ("w" * 100_001, save)):
        with pytest.raises(Refused):
            keep_buffer(document, key, text, save=on, by=ada, now=now())
    db.session.rollback()
    answer = sign_in_as(ada).post(address(document, "/buffer"), data={"text": "W\0", "expected_save": save})
    assert answer.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Buffer)) == 0


def test_only_drafters_keep_words_or_learn_who_is_there(document: Document, sign_in_as: SignIn) -> None:
    stranger = sign_in_as(make_person())
    _, save = first(document)
    assert stranger.post(address(document, "/buffer"), data={"text": "W", "expected_save": save}).status_code == 403
    assert stranger.get(f"/documents/{document.slug}/draft/present").status_code == 403


def test_what_nobody_comes_back_to_is_forgotten_after_thirty_days(document: Document) -> None:
    ada = make_drafter(document)
    key, save = first(document)
    keep_buffer(document, key, "Words", save=save, by=ada, now=now())
    clear_old_buffers(now() + LASTS - timedelta(minutes=1))
    assert find_buffer(document, key, ada) is not None
    clear_old_buffers(now() + LASTS + timedelta(minutes=1))
    db.session.expire_all()
    assert find_buffer(document, key, ada) is None


def test_words_are_kept_for_clauses_of_the_draft_only(document: Document, sign_in_as: SignIn) -> None:
    ada = make_drafter(document)
    db.session.commit()
    _, save = first(document)
    for key in ("nosuchkey", "k" * 40, "²"):
        page = f"/documents/{document.slug}/draft/clauses/{key}/buffer"
        assert sign_in_as(ada).post(page, data={"text": "Lost words", "expected_save": save}).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Buffer)) == 0


def test_who_types_sees_what_changes_since_they_began_and_nothing_is_kept(
    document: Document, sign_in_as: SignIn
) -> None:
    ada = make_drafter(document)
    db.session.commit()
    key = first(document)[0]
    assert document.head is not None
    stood = read_save(document.head).find(key)
    assert stood is not None
    browser, words = sign_in_as(ada), f"{stood.text} Ask **first**."
    page = browser.get(address(document)).text
    assert f'data-look="{address(document)}/look"' in page
    expected = re.findall(r'name="expected_save" value="([^"]+)"', page)[0]
    saved = {"text": "Other words altogether.", "expected_save": expected}
    assert sign_in_as(make_drafter(document)).post(address(document), data=saved).status_code == 302
    seen = browser.post(f"{address(document)}/look", data={"text": words, "expected_save": expected})
    assert seen.status_code == 200
    assert "2 words added." in seen.text
    assert "<strong>first</strong>" in seen.text
    assert "altogether" not in seen.text
    assert find_buffer(document, key, ada) is None


def test_words_that_cannot_be_looked_at_say_why(document: Document, sign_in_as: SignIn) -> None:
    ada = make_drafter(document)
    db.session.commit()
    assert document.head is not None
    browser, save = sign_in_as(ada), document.head.public_id
    many = "many words " * 2_000
    for text, expected in (("a", "nosuch"), ("a\0", save), (many, save)):
        sent = {"text": text, "expected_save": expected}
        answer = browser.post(f"{address(document)}/look", data=sent)
        assert answer.status_code == 422
        assert "data-says" in answer.text
    assert sign_in_as(make_person()).post(f"{address(document)}/look", data={"text": "a"}).status_code == 403
