"""The desk: what waits today, for whom, and the way to each thing to do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.contributions import service as contributions
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.drafting.service import GivenFate, publish_fates
from consult.extensions import db
from consult.moderation import service as moderation
from tests.make import make_comment, make_document, make_drafter, make_officer, make_person, now
from tests.pages.story import Story

SignIn = Callable[[Person], FlaskClient]
Count = Callable[[], AbstractContextManager[list[str]]]


def test_an_officer_sees_how_many_wait_and_who_waits_longest(sign_in_as: SignIn) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    first, second = make_comment(document, "The first of all."), make_comment(document, "The second.")
    html = sign_in_as(officer).get("/desk").text
    assert '<span class="today__n">2</span>without an answer' in html
    assert "0 of 2 answered" in html
    assert html.index(first.reference) < html.index(second.reference)
    assert f'href="/contributions/{first.reference}/fate"' in html


def test_an_answer_moves_the_bar(sign_in_as: SignIn) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    made = make_comment(document, "Thank you.")
    make_comment(document, "And another.")
    publish_fates(document, [GivenFate(reference=made.reference, fate=Fate.NOTED)], by=officer, now=now())
    html = sign_in_as(officer).get("/desk").text
    assert "1 of 2 answered" in html
    assert '<rect class="meter__done" width="50"' in html


def test_what_is_held_or_reported_is_counted_first(sign_in_as: SignIn) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    token = contributions.leave_waiting(document, {"body": "A name only."}, now=now())
    contributions.leave_with_name(token, "Len", now())
    moderation.report(make_comment(document), "Rude.", by=None, now=now())
    html = sign_in_as(officer).get("/desk").text
    assert '<span class="today__n">2</span>to check before they show' in html
    assert "1 comment left with a name only, 1 report" in html


def test_a_draft_ahead_of_the_published_words_is_told(story: Story, sign_in_as: SignIn) -> None:
    assert "the working draft is ahead of it" not in sign_in_as(story.officer).get("/desk").text
    story.change(("free", "at no cost"))
    assert "the working draft is ahead of it" in sign_in_as(story.officer).get("/desk").text


def test_where_all_is_over_nothing_waits(sign_in_as: SignIn) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    make_comment(document)
    document.consultation.stage = Stage.CANCELLED
    html = sign_in_as(officer).get("/desk").text
    assert "Nothing waits for you today." in html
    assert f"/documents/{document.slug}/publish" not in html


def test_a_drafter_sees_the_drafts_but_no_doors_of_officers(sign_in_as: SignIn) -> None:
    document = make_document()
    make_comment(document)
    html = sign_in_as(make_drafter(document)).get("/desk").text
    assert f'href="/documents/{document.slug}/draft"' in html
    assert "1 contribution without an answer" in html
    for door in ("/answers", "/publish", "/fate", "/people"):
        assert f'{door}"' not in html


def test_other_peoples_consultations_are_on_nobodys_desk(sign_in_as: SignIn) -> None:
    mine, other = make_document(), make_document()
    other.title = "Somebody else’s"
    assert "Somebody else’s" not in sign_in_as(make_officer(mine.consultation)).get("/desk").text


def test_an_officer_without_documents_is_told_how_to_begin(sign_in_as: SignIn) -> None:
    administrator = make_person(administrator=True)
    html = sign_in_as(administrator).get("/desk").text
    assert "You run no consultation yet." in html
    assert "/consultations/new" in html or "Make one" in html


def test_the_number_of_queries_does_not_grow_with_what_people_say(
    story: Story, sign_in_as: SignIn, count_queries: Count
) -> None:
    browser = sign_in_as(story.officer)
    make_comment(story.document, by=story.resident)
    with count_queries() as few:
        browser.get("/desk")
    for number in range(25):
        make_comment(story.document, f"Comment {number}", by=story.resident)
    db.session.commit()
    with count_queries() as many:
        browser.get("/desk")
    assert len(many) == len(few) <= 14
