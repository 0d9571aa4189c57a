"""What one said, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.contributions.models import Status
from consult.extensions import db
from tests.make import make_comment, make_person
from tests.pages.story import Story

SignIn = Callable[[Person], FlaskClient]


def test_everything_one_said_stands_there_with_its_answer(story: Story, sign_in_as: SignIn) -> None:
    html = sign_in_as(story.resident).get("/me").text
    mine = [one.reference for one in story.said.values() if one.author_id == story.resident.id]
    assert all(f'href="/contributions/{reference}"' in html for reference in mine)

    assert f"{len(mine)} contributions, {len(mine) - 1} with an answer." in html
    assert "The grant does not stretch to it." in html
    assert "No answer yet" in html
    assert "The van stops at the kerb" not in html, "another person said that"


def test_the_name_in_the_masthead_leads_there(story: Story, sign_in_as: SignIn, client: FlaskClient) -> None:
    assert '<a class="masthead__link" href="/me"' in sign_in_as(story.resident).get("/").text
    assert client.get("/me").location.startswith("/sign-in")


def test_whoever_said_nothing_is_shown_where_to_begin(story: Story, sign_in_as: SignIn) -> None:
    html = sign_in_as(make_person("Somebody New")).get("/me").text
    assert "You have not said anything yet." in html
    assert 'href="/consultations"' in html


def test_what_is_held_or_hidden_says_so_to_its_author(story: Story, sign_in_as: SignIn) -> None:
    story.said["door"].status = Status.HELD
    story.said["fare"].status, story.said["fare"].status_reason = Status.HIDDEN, "It named somebody."
    db.session.commit()
    html = sign_in_as(story.resident).get("/me").text
    assert "Held for checking" in html
    assert "is hidden: It named somebody." in html


def test_more_words_cost_no_more_queries(
    story: Story, sign_in_as: SignIn, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    browser = sign_in_as(story.resident)
    browser.get("/me")
    with count_queries() as few:
        browser.get("/me")
    for _ in range(5):
        make_comment(story.document, by=story.resident)
    db.session.commit()
    with count_queries() as many:
        browser.get("/me")
    assert len(many) == len(few)
