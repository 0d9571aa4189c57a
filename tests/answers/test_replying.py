"""Authors say once whether the answer is what they meant: by the link in the mail, by a letter's code, or signed in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult.accounts.models import Person
from consult.answers.models import FateEntry
from consult.answers.replies import service as replying
from consult.answers.replies.disputes import count_disputed, replies_of
from consult.answers.replies.models import AuthorReply, ReplyLink, Way
from consult.app import create_app
from consult.audit.service import broken_links
from consult.consultations.models import Audience, Invitation
from consult.contributions.models import Channel, Contribution
from consult.contributions.service import withdraw
from consult.contributions.viewing import PUBLIC
from consult.core.errors import Conflict
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.drafting import service as drafting
from consult.drafting.service import GivenFate, Publication
from consult.extensions import db, limiter
from consult.jobs.sending import send_due
from consult.moderation import service as moderation
from tests.answers.desk_hands import links_in, mails, publish
from tests.conftest import settings_for
from tests.drafting.test_publishing import edit
from tests.jobs.mail_server import Kept, mail_server
from tests.make import (
    make_comment,
    make_consultation,
    make_document,
    make_member,
    make_officer,
    make_organisation,
    make_person,
    now,
)

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def document(app: Flask) -> Document:
    return make_document()


@pytest.fixture
def ada(document: Document) -> Person:
    return make_person("Ada")


@pytest.fixture
def comment(document: Document, ada: Person) -> Contribution:
    return make_comment(document, "Two bags are too few.", by=ada)


@pytest.fixture
def officer(document: Document) -> Person:
    return make_officer(document.consultation)


def link_to(comment: Contribution) -> str:
    """Publish nothing: return the path in the newest mail to the author."""
    assert comment.author is not None
    return links_in(mails()[comment.author.email or ""][-1])[-1]


def said(comment: Contribution) -> list[AuthorReply]:
    db.session.expire_all()
    return list(replies_of([comment.id]).values())


def test_the_mail_has_the_words_the_fate_the_reason_and_a_link(comment: Contribution, officer: Person) -> None:
    publish(comment, officer, reason="The vans have no room.")
    link = link_to(comment)
    (mail,) = mails()[comment.author.email or ""] if comment.author else []
    for words in ("Two bags are too few.", "Not taken", "The vans have no room.", "You need not sign in"):
        assert words in mail.body
    secret = link.rsplit("/", 1)[1]
    stored = db.session.scalars(select(ReplyLink)).one()
    assert secret not in stored.token_hash
    assert stored.expires_at - stored.at == timedelta(days=28)


def test_a_real_mail_server_gets_it(app: Flask, comment: Contribution, officer: Person, client: FlaskClient) -> None:
    publish(comment, officer)
    mails()
    kept = Kept()
    with mail_server(kept) as port:
        app.config.update(SMTP_HOST="127.0.0.1", SMTP_PORT=port, MAIL_FROM="Ashmere <noreply@ashmere.example>")
        send_due(now())
    (message,) = kept.messages
    found = re.search(r"http://localhost(/said/\S+)", message.get_content())
    assert found
    assert client.post(found[1], data={"choice": "yes"}).status_code == 200
    assert [one.agrees for one in said(comment)] == [True]


def test_looking_changes_nothing_and_the_button_does_once(
    comment: Contribution, officer: Person, client: FlaskClient
) -> None:
    publish(comment, officer)
    link = link_to(comment)
    for _ in range(3):  # as programs do that read every mail
        page = client.get(link)
        assert page.status_code == 200
        assert "Not what I meant" in page.text
        assert client.head(link).status_code == 200
    assert said(comment) == []
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert client.post(link, data={}).status_code == 422
    assert client.post(link, data={"choice": "maybe", "words": "Kept."}).text.count("Kept.") == 1
    assert said(comment) == []
    thanks = client.post(link, data={"choice": "no", "words": "I meant a trailer."})
    assert thanks.status_code == 200
    (reply,) = said(comment)
    assert (reply.agrees, reply.words, reply.way) == (False, "I meant a trailer.", Way.MAIL)
    again = client.post(link, data={"choice": "yes"})
    assert again.status_code == 409
    assert client.get(link).status_code == 410
    assert [one.agrees for one in said(comment)] == [False]
    assert list(broken_links(comment.document.consultation.public_id)) == []


def test_a_link_opens_its_own_answer_and_signs_nobody_in(
    comment: Contribution, officer: Person, client: FlaskClient
) -> None:
    publish(comment, officer)
    link = link_to(comment)
    client.get(link)
    assert client.get("/me").status_code == 302
    assert client.get(f"/contributions/{comment.reference}/meant").status_code in (302, 401)
    for wrong in (link[:-1], f"{link}x", "/said/AAAABBBBCCCC", "/said/%00", "/said/" + "é" * 50):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong, data={"choice": "yes"}).status_code == 404
    assert said(comment) == []


@pytest.fixture
def limited_app(empty_database: Path, tmp_path: Path) -> Iterator[Flask]:
    shutil.copy(empty_database, tmp_path / "limited.sqlite3")
    database = f"sqlite:///{tmp_path / 'limited.sqlite3'}"
    app = create_app(settings_for(tmp_path, RATELIMIT_ENABLED=True, SQLALCHEMY_DATABASE_URI=database))
    with app.app_context():
        limiter.reset()
        yield app
        limiter.reset()
        db.session.remove()
        db.engine.dispose()


def test_guessing_is_stopped_and_real_links_are_not(limited_app: Flask) -> None:
    document = make_document()
    comment = make_comment(document, by=make_person())
    publish(comment, make_officer(document.consultation))
    link, browser = link_to(comment), limited_app.test_client()
    assert all(browser.get(link).status_code == 200 for _ in range(65))
    answers = [browser.get(f"/said/AAAABBBB{number:04}").status_code for number in range(65)]
    assert answers.count(404) == 60
    assert answers[-1] == 429
    assert browser.post("/said", data={"code": "AAAA-BBBB-CCCC"}).status_code == 429


def test_after_28_days_it_is_over(comment: Contribution, officer: Person, client: FlaskClient) -> None:
    entry = publish(comment, officer)
    link = link_to(comment)
    ago = now() - timedelta(seconds=1)
    db.session.execute(update(ReplyLink).values(expires_at=ago))
    db.session.commit()
    page = client.get(link)
    assert page.status_code == 410
    assert "28 days" in page.text
    assert client.post(link, data={"choice": "no"}).status_code == 409
    with pytest.raises(Conflict):
        replying.reply(entry, True, "", way=Way.PAGE, now=now(), by=comment.author)


def test_a_newer_answer_is_the_one_to_speak_of(comment: Contribution, officer: Person, client: FlaskClient) -> None:
    publish(comment, officer)
    first = link_to(comment)
    publish(comment, officer, Fate.ANSWERED, "From May.")
    second = link_to(comment)
    assert first != second
    assert client.post(first, data={"choice": "no"}).status_code == 409
    assert client.post(second, data={"choice": "yes"}).status_code == 200


def test_an_officer_answers_once_more_and_that_is_the_last_word(
    comment: Contribution, officer: Person, client: FlaskClient, sign_in_as: SignIn
) -> None:
    document = comment.document
    publish(comment, officer)
    client.post(link_to(comment), data={"choice": "no", "words": "I meant a trailer."})
    page = client.get(f"/documents/{document.slug}/disputed").text
    assert "I meant a trailer." in page
    assert "Waits for an officer" in page
    assert "Answer once more" not in page
    browser = sign_in_as(officer)
    assert "1 disputed answer" in browser.get("/desk").text
    assert "Answer once more" in browser.get(f"/documents/{document.slug}/disputed").text
    before = len(mails()[comment.author.email or ""]) if comment.author else 0
    publish(comment, officer, Fate.ANSWERED, "A trailer comes in May.")
    (reply,) = said(comment)
    assert reply.answered_at is not None
    assert count_disputed(document, PUBLIC) == (0, 1)
    page = client.get(f"/documents/{document.slug}/disputed").text
    assert "A trailer comes in May." in page
    assert "Answered again" in page
    told = mails()[comment.author.email or ""] if comment.author else []
    assert len(told) == before + 1
    assert links_in(told[-1]) == []
    assert "“Not what I meant”, says its author" in client.get(f"/contributions/{comment.reference}").text


def test_carrying_it_forward_answers_no_dispute(comment: Contribution, officer: Person, client: FlaskClient) -> None:
    document = comment.document
    publish(comment, officer)
    client.post(link_to(comment), data={"choice": "no"})
    edit(document, "two bags", "three bags")
    assert document.head is not None
    fates = [GivenFate(reference=comment.reference, fate=Fate.CARRIED_FORWARD)]
    publication = Publication(summary="Bags.", expected_save=document.head.public_id, fates=fates)
    drafting.publish(document, publication, by=officer, now=now())
    db.session.commit()
    assert said(comment)[0].is_open
    assert count_disputed(document, PUBLIC) == (1, 0)


def test_with_a_revision_the_mail_has_a_link_for_each_answer(ada: Person, document: Document, officer: Person) -> None:
    one, two = (make_comment(document, f"Bags {number}.", by=ada) for number in "ab")
    edit(document, "two bags", "three bags")
    assert document.head is not None
    fates = [
        GivenFate(reference=one.reference, fate=Fate.NOTED),
        GivenFate(reference=two.reference, fate=Fate.CARRIED_FORWARD),
    ]
    publication = Publication(summary="Bags.", expected_save=document.head.public_id, fates=fates)
    drafting.publish(document, publication, by=officer, now=now())
    (mail,) = mails()[ada.email or ""]
    assert len(links_in(mail)) == 1


@pytest.mark.parametrize("stage", [Stage.REVIEWED, Stage.CANCELLED])
def test_when_all_is_over_nothing_more_is_said(
    comment: Contribution, officer: Person, client: FlaskClient, sign_in_as: SignIn, stage: Stage
) -> None:
    publish(comment, officer)
    link = link_to(comment)
    comment.document.consultation.stage = stage
    db.session.commit()
    assert client.get(link).status_code == 409
    assert client.post(link, data={"choice": "no"}).status_code == 409
    assert comment.author is not None
    browser = sign_in_as(comment.author)
    assert browser.post(f"/contributions/{comment.reference}/meant", data={"choice": "no"}).status_code == 409
    assert said(comment) == []


def test_what_was_taken_back_hidden_or_erased_is_not_disputed(
    document: Document, officer: Person, client: FlaskClient
) -> None:
    comments = [make_comment(document, by=make_person()) for _ in range(3)]
    links = []
    for one in comments:
        publish(one, officer)
        links.append(link_to(one))
    gone, hidden, erased = comments
    withdraw(gone, by=gone.author, now=now())
    moderation.hide(hidden, "It names a person.", by=officer, now=now())
    assert erased.author is not None
    erased.author.email, erased.author.erased_at = None, now()
    db.session.commit()
    for link, status in zip(links, (410, 410, 404), strict=True):
        assert client.get(link).status_code == status
        assert client.post(link, data={"choice": "no"}).status_code in (404, 409)
    assert count_disputed(document, PUBLIC) == (0, 0)


def test_a_dispute_of_what_is_taken_back_later_leaves_the_list(
    comment: Contribution, officer: Person, client: FlaskClient
) -> None:
    publish(comment, officer)
    client.post(link_to(comment), data={"choice": "no"})
    withdraw(comment, by=comment.author, now=now())
    db.session.commit()
    assert count_disputed(comment.document, PUBLIC) == (0, 0)


def test_without_an_address_nothing_is_lost(
    comment: Contribution, officer: Person, sign_in_as: SignIn, client: FlaskClient
) -> None:
    assert comment.author is not None
    browser = sign_in_as(comment.author)
    comment.author.email = None
    publish(comment, officer)
    assert mails() == {}
    page = f"/contributions/{comment.reference}"
    assert "Say if this is what you meant" in browser.get(page).text
    assert "Say if this is what you meant" not in client.get(page).text
    assert "Is that what you meant?" in browser.get(f"{page}/meant").text
    assert browser.post(f"{page}/meant", data={"choice": "yes", "words": "Thanks."}).status_code == 200
    assert [(one.agrees, one.way) for one in said(comment)] == [(True, Way.PAGE)]
    assert browser.post(f"{page}/meant", data={"choice": "no"}).status_code == 409
    assert "that is what I meant" in client.get(page).text


def test_others_say_nothing_in_an_authors_name(comment: Contribution, officer: Person, sign_in_as: SignIn) -> None:
    publish(comment, officer)
    for person in (make_person(), officer):
        answer = sign_in_as(person).post(f"/contributions/{comment.reference}/meant", data={"choice": "no"})
        assert answer.status_code == 403
    assert said(comment) == []


def test_no_code_is_printed_for_an_author_who_gets_the_link_by_mail(
    comment: Contribution, officer: Person, sign_in_as: SignIn
) -> None:
    publish(comment, officer)
    answer = sign_in_as(officer).post(f"/contributions/{comment.reference}/reply-code")
    assert answer.status_code == 409
    assert "by mail" in answer.text
    assert not re.search(r"\b([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})\b", answer.text)


def test_a_code_in_a_letter_does_the_same(
    document: Document, officer: Person, sign_in_as: SignIn, client: FlaskClient
) -> None:
    comment = make_comment(document, by=officer, channel=Channel.PAPER, on_behalf_of="Mrs Price", received=now().date())
    publish(comment, officer)
    page = sign_in_as(officer).post(f"/contributions/{comment.reference}/reply-code")
    assert page.status_code == 200
    found = re.search(r"\b([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})\b", page.text)
    assert found
    assert client.post("/said", data={"code": "AAAA-BBBB-CCCC"}).status_code == 404
    assert client.post("/said", data={"code": ""}).status_code == 422
    way = client.post("/said", data={"code": f" {found[1].lower()} "})
    assert way.status_code == 302
    assert client.get(way.headers["Location"]).status_code == 200
    assert client.post(way.headers["Location"], data={"choice": "no"}).status_code == 200
    assert [(one.agrees, one.way) for one in said(comment)] == [(False, Way.LETTER)]
    assert sign_in_as(officer).post(f"/contributions/{comment.reference}/reply-code").status_code == 409


def test_a_link_of_an_invited_consultation_opens_while_its_author_is_invited(app: Flask, client: FlaskClient) -> None:
    consultation, guests = make_consultation(audience=Audience.INVITED), make_organisation()
    invitation = Invitation(consultation_id=consultation.id, organisation_id=guests.id)
    db.session.add(invitation)
    document = make_document(consultation)
    comment = make_comment(document, by=make_member(guests))
    publish(comment, make_officer(consultation))
    link = link_to(comment)
    assert client.get(link).status_code == 200
    assert client.get(f"/documents/{document.slug}/disputed").status_code == 404
    db.session.delete(invitation)
    db.session.commit()
    assert client.get(link).status_code == 404


def test_the_words_are_escaped_and_an_officer_can_hide_them(
    comment: Contribution, officer: Person, client: FlaskClient, sign_in_as: SignIn
) -> None:
    publish(comment, officer)
    link = link_to(comment)
    assert client.post(link, data={"choice": "no", "words": "x" * 2_001}).status_code == 422
    client.post(link, data={"choice": "no", "words": "<script>rude</script>"})
    address = f"/documents/{comment.document.slug}/disputed"
    assert "<script>rude" not in client.get(address).text
    assert "&lt;script&gt;rude" in client.get(address).text
    (reply,) = said(comment)
    hide = f"/contributions/{comment.reference}/reply-words/{reply.public_id}"
    browser = sign_in_as(officer)
    assert browser.get(hide).status_code == 200
    assert browser.post(hide, data={"reason": ""}).status_code == 422
    assert browser.post(hide, data={"reason": "It insults people."}).status_code == 302
    page = client.get(address).text
    assert "rude" not in page
    assert "It insults people." in page
    assert "rude" not in client.get(f"/contributions/{comment.reference}").text
    assert count_disputed(comment.document, PUBLIC) == (1, 0)


def test_the_machines_door_says_what_became_of_it(comment: Contribution, officer: Person, client: FlaskClient) -> None:
    def state() -> list[tuple[str | None, bool]]:
        given = client.get(f"/api/v1/contributions/{comment.reference}").get_json()
        listed = client.get(f"/api/v1/documents/{comment.document.slug}/contributions").get_json()["items"][0]
        assert listed["fates"] == given["fates"]
        return [(one["disputed"], one["confirmed"]) for one in given["fates"]]

    publish(comment, officer)
    assert state() == [(None, False)]
    client.post(link_to(comment), data={"choice": "no"})
    assert state() == [("waits", False)]
    publish(comment, officer, Fate.NOTED, "")
    assert state() == [("answered again", False), (None, False)]


def test_each_answer_is_replied_to_once_in_the_database_too(comment: Contribution, officer: Person) -> None:
    entry = publish(comment, officer)
    replying.reply(entry, True, "", way=Way.PAGE, now=now(), by=comment.author)
    db.session.commit()
    with pytest.raises(Conflict):
        replying.reply(db.session.get_one(FateEntry, entry.id), False, "", way=Way.PAGE, now=now(), by=comment.author)


def test_words_that_come_too_late_are_shown_back_and_not_lost(
    document: Document, ada: Person, client: FlaskClient
) -> None:
    officer = make_officer(document.consultation)
    comment = make_comment(document, "Two bags each.", by=ada)
    publish(comment, officer)
    assert ada.email is not None
    (link,) = links_in(mails()[ada.email][-1])
    publish(comment, officer, reason="We looked again: no room at all.")
    page = client.post(link, data={"choice": "no", "words": "I meant the <b>small</b> bags."})
    assert page.status_code == 409
    assert "has a newer answer" in page.text
    assert "I meant the &lt;b&gt;small&lt;/b&gt; bags." in page.text
