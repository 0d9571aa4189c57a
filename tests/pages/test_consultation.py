"""The page of a consultation: what it is for, where it stands, its drafts with their numbers, its papers and dates."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.consultations import service as consultations
from consult.consultations.models import Paper, TimetableEntry
from consult.core.stages import Stage
from consult.infra import clock
from tests.make import make_comment, make_consultation, make_document, make_drafter, now
from tests.pages.story import Story

SignIn = Callable[[Person], FlaskClient]
Count = Callable[[], AbstractContextManager[list[str]]]


def address(story: Story) -> str:
    """Return where the page is."""
    return f"/consultations/{story.document.consultation.slug}"


def test_it_says_what_changed_last_and_how_many_have_an_answer(story: Story, client: FlaskClient) -> None:
    html = client.get(address(story)).text
    newest = story.document.newest_revision
    assert newest is not None
    assert f"What changed in revision {newest.number}" in html
    assert newest.summary is not None
    assert newest.summary in html
    assert "that need an answer have one" in html


def test_a_draft_nobody_spoke_about_asks_for_the_first_word(client: FlaskClient) -> None:
    document = make_document()
    assert (
        "Nobody has said anything yet. Be the first." in client.get(f"/consultations/{document.consultation.slug}").text
    )


def test_papers_and_dates_stand_there(story: Story, client: FlaskClient) -> None:
    consultation, today = story.document.consultation, clock.to_london(now()).date()
    paper = Paper(title="The sums", what="What it costs.", url="https://example.org/sums")
    consultations.add_paper(consultation, paper, by=story.officer, now=now())
    for days, what in ((-3, "A drop-in"), (3, "A supper")):
        entry = TimetableEntry(on=today + timedelta(days=days), time="2pm", what=what, where="The hall")
        consultations.add_entry(consultation, entry, by=story.officer, now=now())
    html = client.get(address(story)).text
    assert f"/papers/{paper.public_id}" in html
    assert "What it costs." in html
    assert "The hall. A supper" in html
    assert 'A drop-in <span class="soft">(over)</span>' in html


def test_the_log_of_stages_is_told_with_its_reasons(story: Story, client: FlaskClient) -> None:
    consultation = story.document.consultation
    consultations.move_stage(consultation, Stage.CONSIDERING, "Closed as announced.", by=story.officer, now=now())
    assert "Being considered. Closed as announced." in client.get(address(story)).text


def test_officers_find_what_they_run_and_others_do_not(story: Story, sign_in_as: SignIn, client: FlaskClient) -> None:
    assert "Run this consultation" in sign_in_as(story.officer).get(address(story)).text
    assert "Run this consultation" not in sign_in_as(story.resident).get(address(story)).text
    assert "Run this consultation" not in client.get(address(story)).text


def test_a_drafter_finds_the_working_draft_also_before_it_opens(sign_in_as: SignIn) -> None:
    document = make_document(make_consultation(Stage.DRAFTING))
    browser = sign_in_as(make_drafter(document))
    html = browser.get(f"/consultations/{document.consultation.slug}").text
    assert f'href="/documents/{document.slug}/draft"' in html


def test_the_number_of_queries_does_not_grow_with_what_people_say(
    story: Story, client: FlaskClient, count_queries: Count
) -> None:
    page = address(story)
    with count_queries() as few:
        client.get(page)
    for number in range(25):
        make_comment(story.document, f"Comment {number}", by=story.resident)
    with count_queries() as many:
        client.get(page)
    assert len(many) == len(few) <= 12
