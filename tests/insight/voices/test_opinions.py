"""Opinion groups are looked for once a hundred people have voted, and told so that nobody can be found in them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.contributions.models import Contribution, Status
from consult.core.errors import Refused
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.voices.found import GONE, find_opinions
from consult.insight.voices.service import ask_for_opinions
from consult.insight.voices.works import KIND
from consult.jobs.works import find_newest
from consult.serving.working import carry_out
from consult.voting.ballots import count_voters
from consult.voting.models import VoteValue
from consult.voting.service import vote_on_contribution
from tests.insight.voices.crowd import let_vote
from tests.make import make_comment, make_document, make_officer, make_person, now

SignIn = Callable[[Person], FlaskClient]


def make_talk(people: int) -> tuple[Document, list[Contribution]]:
    """Make a document people voted about."""
    document = make_document()
    comments = [make_comment(document, f"Statement {n}") for n in range(9)]
    let_vote(document, comments, people)
    return document, comments


def test_with_fewer_than_a_hundred_the_page_says_why_not(app: object, sign_in_as: SignIn) -> None:
    document, _ = make_talk(99)
    officer = make_officer(document.consultation)
    assert count_voters(document.consultation) == 99
    page = sign_in_as(officer).get(f"/consultations/{document.consultation.slug}/desk/voices").text
    assert "99 people have, so 1 is missing" in page
    assert "Look for groups" not in page
    with pytest.raises(Refused, match="99 have"):
        ask_for_opinions(document.consultation, by=officer, now=now(), back="/desk")
    pressed = sign_in_as(officer).post(f"/consultations/{document.consultation.slug}/desk/voices/opinions")
    assert (pressed.status_code, "once 100 people have voted" in pressed.text) == (422, True)


def test_from_a_hundred_on_groups_are_found_and_shown(app: object, sign_in_as: SignIn) -> None:
    document, comments = make_talk(120)
    browser = sign_in_as(make_officer(document.consultation))
    address = f"/consultations/{document.consultation.slug}/desk/voices"
    assert "Look for groups" in browser.get(address).text
    pressed = browser.post(f"{address}/opinions")
    assert pressed.status_code == 302
    assert "/works/" in pressed.headers["Location"]
    work = find_newest(KIND, document.consultation.slug)
    assert work is not None
    assert "waits for its turn" in browser.get(address).text
    carry_out(work.public_id)
    found = find_opinions(document.consultation)
    assert found is not None
    assert (found.voters, found.votes) == (120, 1200)
    assert [group.size for group in found.groups] == [80, 40]
    first = {comment.reference for comment in comments[:-2]}
    assert {one.name for group in found.groups for one in group.said} <= first
    assert {one.value for one in found.groups[1].said} == {"disagree"}
    assert {one.name for one in found.shared} == {comments[-2].reference, comments[-1].reference, document.title}
    page = browser.get(address).text
    assert "What group A says and others do not" in page
    assert "What all groups say" in page
    assert "about 67 in 100 of those shown" in page
    assert 'r="' in page
    for count in re.findall(r'<circle[^>]* r="([\d.]+)"', page):
        assert float(count) ** 2 >= 4.8


def test_what_few_voted_on_sets_nobody_apart(app: object) -> None:
    document, _ = make_talk(100)
    alone = make_comment(document, "Only I vote on this.")
    somebody = make_person()
    vote_on_contribution(alone, VoteValue.DISAGREE, person=somebody, now=now())
    work = ask_for_opinions(document.consultation, by=make_officer(document.consultation), now=now(), back="/desk")
    db.session.commit()
    done = carry_out(work.public_id)
    found = find_opinions(document.consultation)
    assert found is not None
    assert found.voters == 101
    assert sum(group.size for group in found.groups) == 100
    assert done.result is not None
    assert done.result["left_out"] == 0
    assert alone.reference not in {one.name for group in found.groups for one in group.said}


def test_words_hidden_since_are_not_shown(app: object) -> None:
    document, comments = make_talk(100)
    officer = make_officer(document.consultation)
    work = ask_for_opinions(document.consultation, by=officer, now=now(), back="/desk")
    db.session.commit()
    carry_out(work.public_id)
    for comment in comments:
        comment.status = Status.HIDDEN
    db.session.commit()
    found = find_opinions(document.consultation)
    assert found is not None
    assert {one.words for group in found.groups for one in group.said} == {GONE}
