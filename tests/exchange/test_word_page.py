"""A partner sends an edited Word file in by the browser: it is shown first, and sent when they say so."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.contributions.suggestion_queries import changes_of
from consult.core.stages import Stage
from consult.core.suggestions import Add, Reword
from consult.documents.models import Document
from consult.exchange.exporting import give
from consult.extensions import db
from tests.exchange.test_export_word import NEWER, TEXT, publish
from tests.exchange.test_import_word import word_file
from tests.exchange.test_review_word import key_of
from tests.exchange.test_upload import hidden
from tests.exchange.word_files import paragraph, run
from tests.exchange.word_hands import Doc
from tests.make import make_consultation, make_document, make_member, make_organisation, make_person

SignIn = Callable[[Person], FlaskClient]


def edited(document: Document) -> bytes:
    """Return the document as a partner sends it back."""
    doc = Doc(give("docx", document))
    doc.replace("15 minutes", "ten minutes")
    doc.new_paragraph_after("from the kerb", "wait for five minutes.")
    doc.comment("by text message", "Many have no phone.")
    return doc.save()


def send(browser: FlaskClient, slug: str, data: bytes, **more: str) -> object:
    """Upload a file, look it over, and send it; `more`: what is typed into the form."""
    shown = browser.post(f"/documents/{slug}/word", data={"file": (BytesIO(data), "ours.docx")})
    assert shown.status_code == 200
    return browser.post(f"/documents/{slug}/word", data=hidden(shown.text) | more, follow_redirects=True)


def test_a_file_is_shown_before_anything_is_sent(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document(markdown=TEXT)
    browser, data, slug = sign_in_as(make_person("Ola")), edited(document), document.slug
    page = browser.get(f"/documents/{slug}/word")
    assert "Send in your Word file" in page.text
    shown = browser.post(f"/documents/{slug}/word", data={"file": (BytesIO(data), "ours.docx")})
    for words in ("Look it over before sending", "ten minutes", "wait for five minutes.", "Many have no phone.", "Pat"):
        assert words in shown.text
    assert db.session.scalars(select(Contribution)).all() == []


def test_sent_it_is_one_suggestion_and_a_comment_of_the_person_signed_in(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document(markdown=TEXT)
    partner = make_member(make_organisation("Ashmere Carers"), name="Dilys")
    hat = partner.memberships[0].organisation.slug
    data, slug = edited(document), document.slug
    answer = send(sign_in_as(partner), slug, data, reason="A carer cannot wait.", organisation=hat)
    assert "We have your suggestion S-1 and one comment." in answer.text  # type: ignore[attr-defined]
    suggestion, comment = db.session.scalars(select(Contribution).order_by(Contribution.id)).all()
    assert (suggestion.author_name, suggestion.body) == ("Dilys", "A carer cannot wait.")
    assert suggestion.organisation is not None
    assert next(change.proposal for change in changes_of([suggestion.id])[suggestion.id]) == Reword(
        key_of(document, "a"), "arrive no more than ten minutes after the time agreed;"
    )
    assert isinstance(changes_of([suggestion.id])[suggestion.id][1].proposal, Add)
    assert (comment.author_name, comment.body) == ("Dilys", "Many have no phone.")
    assert comment.anchor is not None
    assert (comment.anchor.clause.key, comment.anchor.exact) == (key_of(document, "booking"), "by text message")


def test_without_a_reason_nothing_is_sent_and_all_of_it_is_shown_again(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document(markdown=TEXT)
    data, slug = edited(document), document.slug
    answer = send(sign_in_as(make_person()), slug, data, reason="  ")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    for words in ("Say why: those who decide read it.", "ten minutes", "Many have no phone."):
        assert words in answer.text  # type: ignore[attr-defined]
    assert db.session.scalars(select(Contribution)).all() == []


def test_what_is_made_on_older_words_is_kept_against_them(app: Flask, sign_in_as: SignIn) -> None:
    document = publish(make_document(markdown=TEXT), NEWER)
    doc = Doc(give("docx", document, 1))
    doc.replace("from the kerb", "from the door")
    answer = send(sign_in_as(make_person()), document.slug, doc.save(), reason="Doors matter.")
    assert "We have your suggestion" in answer.text  # type: ignore[attr-defined]
    made = db.session.scalars(select(Contribution)).one()
    assert made.revision.number == 1


def test_a_file_with_nothing_to_send_says_what_to_do(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document(markdown=TEXT)
    browser, slug = sign_in_as(make_person()), document.slug
    data = word_file(paragraph(run("Nothing like it at all.")))
    shown = browser.post(f"/documents/{slug}/word", data={"file": (BytesIO(data), "other.docx")})
    assert "There is nothing in this file that we can send." in shown.text
    assert "Is it the right file?" in shown.text


def test_no_file_a_broken_file_and_a_form_that_was_changed_are_refused_in_words(app: Flask, sign_in_as: SignIn) -> None:
    slug = make_document(markdown=TEXT).slug
    browser, address = sign_in_as(make_person()), f"/documents/{slug}/word"
    for form, said in (
        ({}, "Choose the Word file"),
        ({"file": (BytesIO(b"PK\x03\x04"), "a.docx")}, "a.docx"),
        ({"file": (BytesIO(b"# Text"), "a.md")}, "is no Word file"),
        ({"kept": "{}", "reason": "x"}, "Choose the file once more"),
        ({"kept": "[" * 50_000}, "Choose the file once more"),
        (
            {
                "kept": '{"revision": 1, "filename": "", "remarks": [], "left": [], "notices": [],'
                ' "changes": [{"op": "reword", "key": "a", "text": "Half a letter: \\ud800"}]}',
                "reason": "x",
            },
            "Choose the file once more",
        ),
        (
            {"kept": '{"revision": 99, "filename": "", "changes": [], "remarks": [], "left": [], "notices": []}'},
            "There is nothing in this file to send",
        ),
        (
            {
                "kept": '{"revision": 99, "filename": "", "changes": [], "left": [], "notices": [],'
                ' "remarks": [{"key": "nosuch", "body": "x"}]}'
            },
            "no revision 99",
        ),
        (
            {
                "kept": '{"revision": 1, "filename": "", "remarks": [], "left": [], "notices": [],'
                ' "changes": [{"op": "remove", "key": "nosuch"}]}',
                "reason": "x",
            },
            "does not stand in the revision you read",
        ),
    ):
        answer = browser.post(address, data=form)
        assert answer.status_code == 422, said
        assert said in answer.text
    assert db.session.scalars(select(Contribution)).all() == []


def test_only_those_the_stage_allows_come_in(app: Flask, client: FlaskClient, sign_in_as: SignIn) -> None:
    slug = make_document(markdown=TEXT).slug
    answer = client.get(f"/documents/{slug}/word")
    assert (answer.status_code, "/sign-in?next=" in answer.headers["Location"]) == (302, True)
    closed = make_document(make_consultation(Stage.OPEN), TEXT)
    closed.consultation.stage = Stage.CONSIDERING
    db.session.commit()
    assert sign_in_as(make_person()).get(f"/documents/{closed.slug}/word").status_code == 409
