"""Two officers answer at the same time: nobody's words are lost, and no answer goes over another one unseen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.extensions import db
from tests.answers.desk_hands import draft, draft_of, publish, published
from tests.make import make_comment, make_document, make_officer

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def document(app: Flask) -> Document:
    return make_document()


@pytest.fixture
def ada(document: Document) -> Person:
    return make_officer(document.consultation)


@pytest.fixture
def ben(document: Document, sign_in_as: SignIn) -> FlaskClient:
    return sign_in_as(make_officer(document.consultation))


def hidden(browser: FlaskClient, address: str) -> dict[str, str]:
    """Return the hidden fields of a page."""
    return dict(re.findall(r'type="hidden"[^>]*?name="([\w-]+)"[^>]*?value="(\w*)"', browser.get(address).text))


def reasons(comment: Contribution) -> list[str]:
    return [one.reason for one in published(comment)]


def test_no_second_answer_is_published_over_one_that_was_not_seen(
    document: Document, ada: Person, ben: FlaskClient
) -> None:
    comment = make_comment(document, "Bags, please.")
    address = f"/contributions/{comment.reference}/fate"
    sent = {**hidden(ben, address), "fate": "answered", "reason": "Ben typed this.", "publish": "yes"}
    publish(comment, ada, reason="Ada was first.")
    refused = ben.post(address, data=sent)
    assert refused.status_code == 409
    assert "What was published meanwhile" in refused.text
    assert "Ada was first." in refused.text
    assert "Ben typed this." in refused.text
    assert reasons(comment) == ["Ada was first."]
    again = dict(re.findall(r'type="hidden"[^>]*?name="(\w+)"[^>]*?value="(\w*)"', refused.text))
    assert ben.post(address, data={**sent, **again}).status_code == 302
    assert reasons(comment) == ["Ada was first.", "Ben typed this."]


def test_what_was_typed_in_the_list_for_what_got_its_answer_meanwhile_is_shown_back(
    document: Document, ada: Person, ben: FlaskClient
) -> None:
    first, second = make_comment(document, "Bags, please."), make_comment(document, "No bags.")
    address = f"/documents/{document.slug}/answers"
    sent = {
        f"fate-{first.reference}": "noted",
        f"reason-{first.reference}": "Ben typed <this>.",
        f"fate-{second.reference}": "noted",
        f"reason-{second.reference}": "And that.",
        "publish": "yes",
    }
    publish(first, ada, reason="Ada was first.")
    refused = ben.post(address, data=sent)
    assert refused.status_code == 409
    for words in ("Ben typed &lt;this&gt;.", "And that.", "Ada was first."):
        assert words in refused.text
    assert reasons(second) == []
    rest = {name: value for name, value in sent.items() if first.reference not in name}
    assert ben.post(address, data=rest).status_code == 302
    assert (reasons(first), reasons(second)) == (["Ada was first."], ["And that."])


def test_what_went_out_just_as_the_list_showed_it_holds_nobody_up(
    document: Document, ada: Person, ben: FlaskClient
) -> None:
    first, second = make_comment(document, "Bags, please."), make_comment(document, "No bags.")
    draft(first, ada, Fate.NOTED, "As drafted.")
    publish(first, ada, Fate.NOTED, "As drafted.")
    sent = {f"fate-{first.reference}": "noted", f"reason-{first.reference}": "As drafted."}
    sent |= {f"fate-{second.reference}": "noted", f"reason-{second.reference}": "And that."}
    assert ben.post(f"/documents/{document.slug}/answers", data=sent).status_code == 302
    found = draft_of(second)
    assert found is not None
    assert found.reason == "And that."


def test_a_reason_without_a_choice_is_asked_about_and_not_left_behind(document: Document, ben: FlaskClient) -> None:
    first, second = make_comment(document, "Bags, please."), make_comment(document, "No bags.")
    sent = {f"fate-{first.reference}": "", f"reason-{first.reference}": "Long and careful words."}
    sent |= {f"fate-{second.reference}": "noted", f"reason-{second.reference}": ""}
    asked = ben.post(f"/documents/{document.slug}/answers", data=sent)
    assert asked.status_code == 422
    assert "Choose what became of it." in asked.text
    assert "Long and careful words." in asked.text
    db.session.expire_all()
    assert draft_of(second) is None


def test_drafts_of_a_colleague_push_nothing_off_the_page_that_was_typed_for(
    document: Document, ada: Person, ben: FlaskClient
) -> None:
    comments = [make_comment(document, f"Bags, please {number}.") for number in range(52)]
    typed = comments[0]
    draft(typed, ada, Fate.NOTED, "")
    sent = {f"fate-{typed.reference}": "not taken", f"reason-{typed.reference}": "Ben typed this."}
    sent[f"seen-{typed.reference}"] = "0"
    refused = ben.post(f"/documents/{document.slug}/answers", data=sent)
    assert refused.status_code == 409
    assert "Ben typed this." in refused.text


def test_a_page_of_drafts_that_went_out_meanwhile_leads_to_those_that_are_left(
    document: Document, ada: Person, ben: FlaskClient
) -> None:
    draft(make_comment(document, "Bags, please."), ada, Fate.NOTED, "As drafted.")
    page = ben.get(f"/consultations/{document.consultation.slug}/desk/answers?page=3")
    assert page.status_code == 200
    assert "As drafted." in page.text
    assert "Nothing is drafted yet" not in page.text
