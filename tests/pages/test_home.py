"""The first page: what is open, proof with real words, nothing of what is not for everyone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import DEMONSTRATION_PEOPLE
from consult.accounts.models import Person
from consult.consultations.models import Audience, TimetableEntry
from consult.contributions.models import Contribution, Status
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.drafting.service import GivenFate
from consult.extensions import db
from consult.infra import clock
from consult.moderation import service as moderation
from consult.voting.models import VoteValue
from consult.voting.service import vote_on_contribution
from tests.make import make_comment, make_consultation, make_document, make_drafter, make_person, now
from tests.pages.story import Story

SignIn = Callable[[Person], FlaskClient]
Count = Callable[[], AbstractContextManager[list[str]]]


def take_in(story: Story, body: str = "At the door, please.") -> Contribution:
    """Let words said by somebody, which three agree with, come into the newest revision in the place of others."""
    said = story.say("seat", body, "carry up to")
    for _ in range(3):
        vote_on_contribution(said, VoteValue.AGREE, person=make_person(), now=now())
    story.change(("carry up to", "help with what they carry, at most"))
    reference = said.reference
    rest = [
        GivenFate(reference=one.reference, fate=Fate.NOTED)
        for one in story.said.values()
        if one.counts_for_gate and one.fate in (None, Fate.CARRIED_FORWARD) and one.reference != reference
    ]
    words = [story.span("help with what they carry, at most")]
    story.publish("Bags.", GivenFate(reference=reference, fate=Fate.TAKEN_IN, words=words), *rest)
    return said


def test_what_is_open_stands_there_with_the_time_left(client: FlaskClient) -> None:
    document = make_document()
    document.consultation.closes_at = now() + timedelta(days=5)
    html = client.get("/").text
    assert "One draft is on the table" in html
    assert document.consultation.title in html
    assert "5 days left, until" in html
    assert "Nobody has said anything yet" in html


def test_what_closes_first_comes_first(client: FlaskClient) -> None:
    late, soon = make_document().consultation, make_document().consultation
    late.closes_at, soon.closes_at = now() + timedelta(days=9), now() + timedelta(days=4)
    late.title, soon.title = "The late one", "The soon one"
    html = client.get("/").text
    assert html.index("The soon one") < html.index("The late one")


def test_nothing_open_says_what_to_do(client: FlaskClient) -> None:
    html = client.get("/").text
    assert "Nothing is open just now." in html
    assert 'href="/consultations"' in html


def test_the_sentence_at_the_top_marks_words_somebody_brought_in(story: Story, client: FlaskClient) -> None:
    said = take_in(story)
    html = client.get("/").text
    assert '<span class="caret__in">help with what they carry, at most</span>' in html
    assert f'href="/contributions/{said.reference}"' in html
    assert "Before, it said “carry up to”" in html


def test_words_of_hidden_contributions_are_no_proof(story: Story, client: FlaskClient) -> None:
    said = take_in(story, "A body nobody should read.")
    assert "A body nobody should read." in client.get("/").text
    moderation.hide(said, "Names a person.", by=story.officer, now=now())
    db.session.commit()
    html = client.get("/").text
    assert "A body nobody should read." not in html
    assert said.reference not in html


def test_what_is_for_invited_people_only_is_not_told_to_others(story: Story, client: FlaskClient) -> None:
    take_in(story, "Among ourselves.")
    consultation = story.document.consultation
    consultation.audience = Audience.INVITED
    html = client.get("/").text
    assert "Among ourselves." not in html
    assert "help with what they carry" not in html
    assert consultation.title not in html


def test_drafts_not_open_yet_are_not_told(client: FlaskClient) -> None:
    document = make_document(make_consultation(Stage.DRAFTING))
    assert document.consultation.title not in client.get("/").text


def test_the_next_meetings_stand_there_and_past_ones_do_not(client: FlaskClient) -> None:
    consultation, today = make_document().consultation, clock.to_london(now()).date()
    for days, place in ((-2, "The old barn"), (3, "The laundrette")):
        entry = TimetableEntry(on=today + timedelta(days=days), time="2pm", what="Tea.", where=place)
        entry.consultation_id = consultation.id
        db.session.add(entry)
    html = client.get("/").text
    assert "The laundrette" in html
    assert "The old barn" not in html


def test_a_drafter_finds_the_way_to_the_desk(sign_in_as: SignIn) -> None:
    drafter = make_drafter(make_document())
    assert 'href="/desk"' in sign_in_as(drafter).get("/").text
    assert 'href="/desk"' not in sign_in_as(make_person()).get("/").text


def test_people_to_try_are_named_in_a_demonstration_only(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_person("Marjorie Teale")
    person.email = DEMONSTRATION_PEOPLE["resident"]
    assert "resident@example.org" in client.get("/").text
    monkeypatch.setitem(app.config, "MAILBOX", False)
    assert "resident@example.org" not in client.get("/").text


def test_the_number_of_queries_does_not_grow_with_what_people_say(
    story: Story, client: FlaskClient, count_queries: Count
) -> None:
    take_in(story)
    client.get("/")
    with count_queries() as few:
        client.get("/")
    for number in range(25):
        made = make_comment(story.document, f"Comment {number}", by=story.resident)
        assert made.status is Status.PUBLISHED
    with count_queries() as many:
        client.get("/")
    assert len(many) == len(few) <= 14
