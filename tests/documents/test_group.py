"""Officers say who drafts a document with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.core.errors import Missing
from consult.core.stages import Stage
from consult.documents.group import list_members
from consult.documents.inviting import LASTS, get_invitation, invite_person, list_invitations, secret_of
from consult.extensions import db
from consult.jobs.models import Mail
from consult.jobs.sending import handle_events
from consult.notifications.service import HANDLERS
from tests.make import (
    make_consultation,
    make_document,
    make_member,
    make_officer,
    make_organisation,
    make_person,
    now,
)

SignIn = Callable[[Person], FlaskClient]


def mailed() -> dict[str, str]:
    """Hand out the events, and return the link in each mail by address."""
    handle_events(HANDLERS, now())
    found = {mail.to: re.search(r"/invitations/\S+", mail.body) for mail in db.session.scalars(select(Mail))}
    db.session.commit()
    return {to: link.group() for to, link in found.items() if link}


def test_an_invitation_is_mailed_accepted_by_its_link_and_then_the_draft_opens(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document(make_consultation(Stage.DRAFTING))
    officer, guest = make_officer(document.consultation), make_person("Ada Quill")
    db.session.commit()
    browser, draft, page = sign_in_as(officer), f"/documents/{document.slug}/draft", f"/documents/{document.slug}/group"
    assert browser.post(page, data={"email": guest.email, "organisation": ""}).status_code == 302
    assert guest.email in browser.get(page).text
    assert sign_in_as(guest).get(draft).status_code == 404  # nothing is seen before it is accepted
    link = mailed()[guest.email or ""]
    assert "Sign in to accept" in app.test_client().get(link).text
    assert "Join the drafting group" in sign_in_as(guest).get(link).text
    assert list_members(document) == []  # a program that opens links has accepted nothing
    assert sign_in_as(guest).post(link).status_code == 302
    assert sign_in_as(guest).get(draft).status_code == 200
    assert sign_in_as(guest).post(link).status_code == 302  # pressed twice
    assert [one.person.name for one in list_members(document)] == ["Ada Quill"]
    browser.post(f"{page}/{guest.public_id}/remove")
    assert list_members(document) == []
    assert sign_in_as(guest).get(draft).status_code == 404


def test_an_invitation_is_for_nobody_else_and_opens_nothing_once_taken_back(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document(make_consultation(Stage.DRAFTING))
    officer, guest, other = make_officer(document.consultation), make_person(), make_person()
    db.session.commit()
    browser, page = sign_in_as(officer), f"/documents/{document.slug}/group"
    browser.post(page, data={"email": guest.email, "organisation": ""})
    link = mailed()[guest.email or ""]
    assert "sent to another address" in sign_in_as(other).get(link).text
    assert sign_in_as(other).post(link).status_code == 403
    for odd in (link[:-1], f"{link[:-1]}é", "/invitations/a-é", "/invitations/é", "/invitations/-"):
        assert sign_in_as(guest).get(odd).status_code == 404
    (invitation,) = list_invitations(document, now())
    browser.post(f"{page}/invitations/{invitation.public_id}/withdraw")
    assert "no longer open" in sign_in_as(guest).get(link).text
    assert sign_in_as(guest).post(link).status_code == 404
    assert list_members(document) == []


def test_an_organisation_is_invited_through_its_members_and_each_accepts_for_themselves(
    app: Flask, sign_in_as: SignIn
) -> None:
    document = make_document(make_consultation(Stage.DRAFTING))
    officer, charity = make_officer(document.consultation), make_organisation("Ashmere Elders")
    ada, ben, stranger = make_member(charity), make_member(charity), make_person()
    db.session.commit()
    sign_in_as(officer).post(f"/documents/{document.slug}/group", data={"email": "", "organisation": charity.slug})
    links = mailed()
    assert set(links) == {ada.email, ben.email}
    for person in (ada, ben):
        assert sign_in_as(person).post(links[person.email or ""]).status_code == 302
    assert sign_in_as(stranger).post(links[ada.email or ""]).status_code == 403
    assert {one.person_id for one in list_members(document)} == {ada.id, ben.id}


@pytest.mark.parametrize("through", ["address", "organisation"])
def test_who_was_taken_out_of_the_group_does_not_come_back_by_an_old_link(
    app: Flask, sign_in_as: SignIn, through: str
) -> None:
    document = make_document(make_consultation(Stage.DRAFTING))
    officer, charity = make_officer(document.consultation), make_organisation()
    guest = make_member(charity)
    db.session.commit()
    browser, page = sign_in_as(officer), f"/documents/{document.slug}/group"
    email, organisation = (guest.email, "") if through == "address" else ("", charity.slug)
    browser.post(page, data={"email": email, "organisation": organisation})
    link = mailed()[guest.email or ""]
    assert sign_in_as(guest).post(link).status_code == 302
    browser.post(f"{page}/{guest.public_id}/remove")
    assert sign_in_as(guest).post(link).status_code == 404
    assert list_members(document) == []
    assert "no longer open" in sign_in_as(guest).get(link).text


def test_an_invitation_lapses_after_thirty_days_and_a_second_one_takes_the_place_of_the_first(app: Flask) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    first = invite_person(document, "ada@example.org", by=officer, now=now())
    second = invite_person(document, "ada@example.org", by=officer, now=now())
    db.session.flush()
    assert list_invitations(document, now()) == [second]
    with pytest.raises(Missing):
        get_invitation(secret_of(first), now())
    assert get_invitation(secret_of(second), now()) is second
    with pytest.raises(Missing):
        get_invitation(secret_of(second), now() + LASTS + timedelta(minutes=1))


@pytest.mark.parametrize(
    "sent", [{}, {"email": "a@example.org", "organisation": "any"}, {"organisation": "nosuch"}], ids=str
)
def test_an_invitation_to_nobody_in_particular_is_refused(app: Flask, sign_in_as: SignIn, sent: dict[str, str]) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    db.session.commit()
    answer = sign_in_as(officer).post(f"/documents/{document.slug}/group", data=sent)
    assert answer.status_code == 422
    assert list_invitations(document, now()) == []


def test_an_address_that_is_none_is_said_plainly_and_kept(
    app: Flask, sign_in_as: Callable[[Person], FlaskClient]
) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    db.session.commit()
    answer = sign_in_as(officer).post(f"/documents/{document.slug}/group", data={"email": "nobody at all"})
    assert answer.status_code == 422
    assert "nobody at all" in answer.text
