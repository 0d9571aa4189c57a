"""Reports, and what officers do about them. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import MemberRole, Person
from consult.audit.models import AuditRow
from consult.audit.service import broken_links
from consult.contributions.models import Contribution, Status
from consult.contributions.queries import list_unanswered
from consult.contributions.service import NewComment, comment, withdraw
from consult.contributions.viewing import EVERYTHING, PUBLIC, body_for, stub_of
from consult.core.errors import Conflict, Refused
from consult.documents.models import Document
from consult.extensions import db
from consult.jobs.models import Event
from consult.moderation.queries import count_waiting, list_decisions, read_queue
from consult.moderation.service import confirm, hide, keep, report, show_again
from tests.make import make_document, make_member, make_officer, make_organisation, make_person, now

SignIn = Callable[[Person], FlaskClient]
Counting = Callable[[], AbstractContextManager[list[str]]]


def say(document: Document, body: str = "Something rude.") -> Contribution:
    return comment(document, NewComment(body=body), by=make_person(), now=now())


def test_hiding_needs_a_reason_tells_the_author_and_takes_the_words_out_of_sight(app: Flask) -> None:
    document = make_document()
    officer, made = make_officer(document.consultation), say(document)
    with pytest.raises(Refused):
        hide(made, "  ", by=officer, now=now())
    hide(made, "It names a neighbour.", by=officer, now=now())
    assert made.status is Status.HIDDEN
    assert (body_for(made, PUBLIC), body_for(made, EVERYTHING)) == (None, "Something rude.")
    assert "It names a neighbour." in stub_of(made)
    assert list_unanswered(document) == []
    event = db.session.scalars(select(Event).where(Event.kind == "contribution:hidden")).one()
    assert made.author
    assert (event.payload["author"], event.payload["reason"]) == (made.author.public_id, "It names a neighbour.")
    assert db.session.scalars(select(AuditRow.action).order_by(AuditRow.id.desc())).first() == "contribution:hidden"
    assert list(broken_links(document.consultation.public_id)) == []


def test_what_is_shown_again_counts_again_and_the_log_keeps_both(app: Flask) -> None:
    document = make_document()
    officer, made = make_officer(document.consultation), say(document)
    hide(made, "A mistake.", by=officer, now=now())
    show_again(made, "I misread it.", by=officer, now=now())
    assert (made.status, made.status_reason) == (Status.PUBLISHED, None)
    assert list_unanswered(document) == [made.reference]
    assert [one.ruling.value for one in list_decisions(made)] == ["hide", "show again"]
    with pytest.raises(Conflict):
        show_again(made, by=officer, now=now())


def test_what_was_held_is_shown_once_confirmed(app: Flask) -> None:
    document = make_document()
    officer, made = make_officer(document.consultation), say(document)
    made.status = Status.HELD
    db.session.flush()
    confirm(made, by=officer, now=now())
    assert made.status is Status.PUBLISHED
    assert list_unanswered(document) == [made.reference]


def test_what_its_author_took_back_takes_no_decision(app: Flask) -> None:
    document = make_document()
    officer, made = make_officer(document.consultation), say(document)
    withdraw(made, by=made.author, now=now())
    for decide in (confirm, show_again, keep):
        with pytest.raises(Conflict):
            decide(made, by=officer, now=now())
    with pytest.raises(Conflict):
        hide(made, "Why not", by=officer, now=now())


def test_a_reader_reports_and_an_officer_lets_it_stand(app: Flask, client: FlaskClient, sign_in_as: SignIn) -> None:
    document = make_document()
    officer, made = make_officer(document.consultation), say(document)
    db.session.commit()
    assert client.get(f"/contributions/{made.reference}/report").status_code == 200
    assert client.post(f"/contributions/{made.reference}/report", data={"reason": ""}).status_code == 422
    assert client.post(f"/contributions/{made.reference}/report", data={"reason": "Rude"}).status_code == 302
    browser = sign_in_as(officer)
    queue = browser.get("/moderation").text
    assert made.reference in queue
    assert "Rude" in queue
    address = f"/contributions/{made.reference}/moderation"
    assert "Rude" in browser.get(address).text
    assert browser.post(address, data={}).status_code == 422
    assert browser.post(address, data={"ruling": "keep"}).status_code == 302
    assert "Nothing waits for you" in browser.get("/moderation").text
    assert made.status is Status.PUBLISHED


def test_an_officer_hides_in_the_browser_and_the_reason_is_kept_when_it_lacks(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document()
    officer, made = make_officer(document.consultation), say(document)
    db.session.commit()
    browser, address = sign_in_as(officer), f"/contributions/{made.reference}/moderation"
    lacking = browser.post(address, data={"ruling": "hide", "reason": ""})
    assert lacking.status_code == 422
    assert "Give a reason" in lacking.text
    assert browser.post(address, data={"ruling": "hide", "reason": "Names a child."}).status_code == 302
    assert browser.post(address, data={"ruling": "confirm"}).status_code == 422
    listing = app.test_client().get(f"/documents/{document.slug}/contributions").text
    assert "Names a child." in listing
    assert "Something rude." not in listing


def test_only_officers_of_the_owner_see_and_decide(app: Flask, client: FlaskClient, sign_in_as: SignIn) -> None:
    made = say(make_document())
    made.status = Status.HELD
    stranger = make_member(make_organisation(), MemberRole.OFFICER)
    resident, admin = make_person(), make_person(administrator=True)
    db.session.commit()
    address = f"/contributions/{made.reference}/moderation"
    assert sign_in_as(stranger).post(address, data={"ruling": "confirm"}).status_code == 404
    assert made.reference not in sign_in_as(stranger).get("/moderation").text
    assert sign_in_as(resident).get("/moderation").status_code == 403
    assert client.get("/moderation").status_code == 302
    assert made.reference in sign_in_as(admin).get("/moderation").text


def test_the_queue_takes_as_many_queries_for_5_as_for_50(app: Flask, count_queries: Counting) -> None:
    document = make_document()
    officer, counts = make_officer(document.consultation), []
    for many in (5, 40):
        for number in range(many):
            made = say(document)
            if number % 2:
                made.status = Status.HELD
            else:
                report(made, "Look", by=None, now=now())
        db.session.commit()
        person = db.session.get_one(Person, officer.id)
        assert person.memberships
        with count_queries() as asked:
            found = read_queue(person)
            for one, reports in found.reported:
                assert one.document.title
                assert one.author
                assert one.organisation is None
                assert reports
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert count_waiting(officer) == 45
