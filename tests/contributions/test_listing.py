"""The list of what people say: kept for all who see the same, and never a moment behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.accounts.organisations import OrganisationWords, edit_organisation
from consult.contributions.models import Contribution, Status
from consult.contributions.service import NewComment, comment, edit, withdraw
from consult.documents.counting import raise_counts_version
from consult.documents.models import Document
from consult.extensions import db
from consult.moderation import service as moderation
from consult.voting.models import VoteValue
from consult.voting.service import vote_on_contribution
from tests.make import make_comment, make_document, make_member, make_officer, make_organisation, make_person, now

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def document(app: Flask) -> Document:
    return make_document()


@pytest.fixture
def said(document: Document) -> Contribution:
    return make_comment(document, "The last bus leaves too early.")


def shown(browser: FlaskClient, document: Document, door: str = "") -> str:
    answer = browser.get(f"{door}/documents/{document.slug}/contributions")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("door", ["", "/api/v1"])
def test_the_list_shows_a_new_comment_a_vote_and_an_edit_at_once(
    door: str, document: Document, said: Contribution, client: FlaskClient
) -> None:
    assert "too early" in shown(client, document, door)
    assert said.author is not None
    edit(said, "The last bus leaves far too early.", by=said.author, now=now())
    db.session.commit()
    assert "far too early" in shown(client, document, door)
    before = shown(client, document, door)
    vote_on_contribution(said, VoteValue.AGREE, person=make_person(), now=now())
    db.session.commit()
    assert shown(client, document, door) != before
    make_comment(document, "Mind the steps.")
    assert "Mind the steps." in shown(client, document, door)


@pytest.mark.parametrize("door", ["", "/api/v1"])
def test_what_is_hidden_or_taken_back_goes_from_the_list_at_once(
    door: str, document: Document, said: Contribution, client: FlaskClient
) -> None:
    other = make_comment(document, "Mind the steps.")
    assert "too early" in shown(client, document, door)
    moderation.hide(said, "It names a neighbour.", by=make_officer(document.consultation), now=now())
    withdraw(other, by=other.author, now=now())
    db.session.commit()
    page = shown(client, document, door)
    assert "too early" not in page
    assert "Mind the steps." not in page


def test_officers_read_what_is_hidden_and_everybody_else_its_reason(
    document: Document, said: Contribution, sign_in_as: SignIn
) -> None:
    author, other, officer = said.author, make_person(), make_officer(document.consultation)
    moderation.hide(said, "It names a neighbour.", by=officer, now=now())
    db.session.commit()
    assert author is not None
    for person in (author, other, officer, author, other):
        page = shown(sign_in_as(person), document)
        assert ("is hidden: It names a neighbour." in page) is (person is not officer)
        assert ("too early" in page) is (person is officer)


def test_authors_alone_see_what_is_held_of_theirs(document: Document, sign_in_as: SignIn) -> None:
    author, other = make_person(), make_person()
    held = make_comment(document, "I said a lot today.", by=author)
    held.status = Status.HELD
    raise_counts_version(document)
    db.session.commit()
    for person in (author, other, author, make_officer(document.consultation)):
        assert ("I said a lot today." in shown(sign_in_as(person), document)) is (person is not other)


def test_an_organisation_that_is_renamed_has_its_new_name_in_every_list_at_once(
    document: Document, client: FlaskClient
) -> None:
    charity, keeper = make_organisation("Ashmere Elders"), make_person(administrator=True)
    member = make_member(charity)
    comment(document, NewComment(body="We agree.", organisation=charity.slug), by=member, now=now())
    db.session.commit()
    assert "for Ashmere Elders" in shown(client, document)
    words = OrganisationWords(name="Ashmere Seniors", kind=charity.kind, size=None)
    edit_organisation(charity, words, by=keeper, now=now())
    db.session.commit()
    assert "for Ashmere Seniors" in shown(client, document)
