"""What was promised, in public; and how officers make promises and say what became of them, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.answers.promises import service as promising
from consult.answers.promises.models import Promise, PromiseState
from consult.consultations.models import Audience
from consult.contributions.models import Status
from consult.core.stages import Stage
from consult.documents.counting import raise_counts_version
from consult.documents.models import Document
from consult.extensions import db
from tests.make import (
    make_comment,
    make_consultation,
    make_document,
    make_drafter,
    make_officer,
    make_person,
    make_promise,
    now,
)

SignIn = Callable[[Person], FlaskClient]
TEXT = "# Fares\n\nWe will publish the fares each May.\n"


@pytest.fixture
def document(app: object) -> Document:
    return make_document(markdown=TEXT)


@pytest.fixture
def officer(document: Document) -> Person:
    return make_officer(document.consultation)


def desk(document: Document, more: str = "") -> str:
    return f"/consultations/{document.consultation.slug}/desk/promises{more}"


def one(document: Document) -> Promise:
    return db.session.query(Promise).filter_by(document_id=document.id).one()


def test_a_sentence_becomes_a_promise_and_then_is_kept(
    document: Document, officer: Person, sign_in_as: SignIn, client: FlaskClient
) -> None:
    said = make_comment(document, "Tell us what it costs.")
    browser = sign_in_as(officer)
    html = browser.get(desk(document)).text
    assert "We will publish the fares each May." in html
    link = re.findall(r'href="([^"]+/promises/new\?[^"]+)"', html)[0].replace("&amp;", "&")
    form = browser.get(link).text
    assert ">\nWe will publish the fares each May.</textarea>" in form
    found = re.findall(r'name="found" value="(\w+)"', form)[0]
    sent = {
        "document": document.slug,
        "found": found,
        "words": "We will publish the fares each May.",
        "keeper": "The fares team",
        "due_on": ["18", "12", "2099"],
        "officer": officer.public_id,
        "references": f"{said.reference.lower()}, ",
    }
    assert browser.post(desk(document, "/new"), data=sent).status_code == 302
    html = client.get(f"/documents/{document.slug}/promises").text
    assert "<strong>The fares team</strong>, by 18 December 2099" in html
    assert f'href="/contributions/{said.reference}"' in html
    here = desk(document, f"/{one(document).public_id}")
    assert browser.get(here).status_code == 200
    kept = {"state": "kept", "note": "They are out since 2 May."}
    assert browser.post(here, data=kept).status_code == 302
    html = client.get(f"/documents/{document.slug}/promises").text
    assert "1 kept" in html
    assert "They are out since 2 May." in html
    assert "No sentence waits" in browser.get(desk(document)).text


def test_a_form_that_fails_keeps_what_was_typed(document: Document, officer: Person, sign_in_as: SignIn) -> None:
    browser = sign_in_as(officer)
    sent = {"document": document.slug, "words": "We shall see.", "keeper": "", "due_on": ["31", "2", "2099"]}
    answer = browser.post(desk(document, "/new"), data=sent)
    assert answer.status_code == 422
    assert "We shall see." in answer.text
    assert 'value="2099"' in answer.text
    promise = make_promise(document, by=officer)
    answer = browser.post(desk(document, f"/{promise.public_id}"), data={"state": "kept", "note": ""})
    assert answer.status_code == 422
    assert "Say what was done" in answer.text


def test_who_read_an_older_state_is_told_to_read_again(document: Document, officer: Person, sign_in_as: SignIn) -> None:
    promise = make_promise(document, by=officer)
    sent = {"state": "not kept", "note": "No.", "seen": str(promise.steps[-1].id)}
    promising.settle(promise, PromiseState.KEPT, "Done.", by=officer, now=now())
    db.session.commit()
    answer = sign_in_as(officer).post(desk(document, f"/{promise.public_id}"), data=sent)
    assert answer.status_code == 409
    assert "Somebody changed this promise" in answer.text


@pytest.mark.parametrize("stage", [Stage.DECIDED, Stage.REVIEWED, Stage.CANCELLED])
def test_promises_are_kept_up_after_the_consultation_is_over(
    document: Document, officer: Person, sign_in_as: SignIn, stage: Stage
) -> None:
    promise = make_promise(document, by=officer)
    document.consultation.stage = stage
    db.session.commit()
    sent = {"state": "kept", "note": "Done."}
    assert sign_in_as(officer).post(desk(document, f"/{promise.public_id}"), data=sent).status_code == 302
    assert one(document).state is PromiseState.KEPT


def test_nobody_but_officers_makes_promises(
    document: Document, officer: Person, sign_in_as: SignIn, client: FlaskClient
) -> None:
    promise = make_promise(document, by=officer)
    for person in (make_person(), make_drafter(document)):
        for address in (desk(document), desk(document, "/new"), desk(document, f"/{promise.public_id}")):
            assert sign_in_as(person).get(address).status_code == 403
    assert client.get(desk(document)).status_code == 302


def test_promises_of_a_consultation_for_invited_organisations_do_not_exist_for_others(
    app: object, client: FlaskClient
) -> None:
    document = make_document(make_consultation(audience=Audience.INVITED))
    make_promise(document, "We will keep this quiet.", by=make_officer(document.consultation))
    for address in (f"/documents/{document.slug}/promises", f"/api/v1/documents/{document.slug}/promises"):
        assert client.get(address).status_code == 404
    assert client.get(desk(document)).status_code == 404


def test_a_voice_hidden_since_is_not_linked(document: Document, officer: Person, client: FlaskClient) -> None:
    said = make_comment(document, "Tell us.")
    make_promise(document, by=officer, references=[said.reference])
    said.status = Status.HIDDEN
    document.counts_version += 1
    db.session.commit()
    assert said.reference not in client.get(f"/documents/{document.slug}/promises").text


def test_what_people_typed_is_escaped(document: Document, officer: Person, client: FlaskClient) -> None:
    make_promise(document, "<b>We will</b> <script>alert(1)</script>", by=officer)
    html = client.get(f"/documents/{document.slug}/promises").text
    assert "<script>alert" not in html
    assert "&lt;b&gt;We will" in html


def test_an_overdue_promise_waits_on_the_desk_of_its_officers(
    document: Document, officer: Person, sign_in_as: SignIn, client: FlaskClient
) -> None:
    promise = make_promise(document, by=officer)
    assert "overdue" not in sign_in_as(officer).get("/desk").text
    promise.due_on = now().date() - timedelta(days=2)
    document.consultation.stage = Stage.REVIEWED
    document.counts_version += 1
    db.session.commit()
    html = sign_in_as(officer).get("/desk").text
    assert "1 promise overdue" in html
    assert "Nothing waits for you today" not in html
    assert "1 late" in client.get(f"/documents/{document.slug}/promises").text


def test_a_hundred_promises_come_fifty_a_page(document: Document, officer: Person, client: FlaskClient) -> None:
    for number in range(51):
        make_promise(document, f"We will do thing {number}.", by=officer, days=10 + number)
    first, second = (client.get(f"/documents/{document.slug}/promises{more}").text for more in ("", "?page=2"))
    assert ("thing 0." in first, "thing 50." in first, "thing 50." in second) == (True, False, True)
    assert client.get(f"/documents/{document.slug}/promises?page=3").status_code == 404
    assert client.get(f"/documents/{document.slug}/promises?page=x").status_code == 200


def test_set_aside_what_is_no_promise(document: Document, officer: Person, sign_in_as: SignIn) -> None:
    browser = sign_in_as(officer)
    found = re.findall(r'name="found" value="(\w+)"', browser.get(desk(document)).text)[0]
    sent = {"document": document.slug, "found": found}
    assert browser.post(desk(document, "/set-aside"), data=sent).status_code == 302
    assert "No sentence waits" in browser.get(desk(document)).text
    assert browser.post(desk(document, "/set-aside"), data={**sent, "found": "x"}).status_code == 422
    assert browser.post(desk(document, "/set-aside"), data={"found": found}).status_code == 404


def test_whoever_spoke_reads_on_its_page_what_was_promised_after_it(
    document: Document, officer: Person, client: FlaskClient
) -> None:
    said = make_comment(document, "Tell us.")
    promise = make_promise(document, "We will tell everybody in May.", by=officer, references=[said.reference])
    html = client.get(f"/contributions/{said.reference}").text
    assert "What was promised after it" in html
    assert f'href="/documents/{document.slug}/promises#p-{promise.public_id}"' in html
    other = make_comment(document, "Nothing.")
    assert "What was promised after it" not in client.get(f"/contributions/{other.reference}").text


def test_a_promise_after_what_was_hidden_since_names_nothing(document: Document, client: FlaskClient) -> None:
    said = make_comment(document, "Say so earlier.")
    make_promise(document, by=make_officer(document.consultation), references=[said.reference])
    address = f"/documents/{document.slug}/promises"
    assert " After <a" in client.get(address).text
    said.status = Status.HIDDEN
    raise_counts_version(document)
    db.session.commit()
    page = client.get(address).text
    assert said.reference not in page
    assert " After " not in page


def test_where_there_is_no_document_yet_the_page_says_so_and_leads_to_adding_one(
    app: object, sign_in_as: SignIn
) -> None:
    consultation = make_consultation()
    browser = sign_in_as(make_officer(consultation))
    address = f"/consultations/{consultation.slug}/desk/promises/new"
    page = browser.get(address)
    assert page.status_code == 200
    assert "Page not found" not in page.text
    assert "A promise belongs to a document, and there is none here yet." in page.text
    (link,) = re.findall(r'href="([^"]+)">Add a document<', page.text)
    assert browser.get(link).status_code == 200
    refused = browser.post(address, data={"words": "We will publish <all> of it.", "keeper": "The finance team"})
    assert refused.status_code == 409
    assert "Add a document" in refused.text
    for typed in ("We will publish &lt;all&gt; of it.", "The finance team"):
        assert typed in refused.text
