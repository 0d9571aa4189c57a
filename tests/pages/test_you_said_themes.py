"""You said, we did, by theme: settled ones only, each thing counted once; filters, one's own, a table to take away."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.answers.replies.models import Way
from consult.answers.replies.service import find_newest, reply
from consult.consultations.models import Audience
from consult.contributions.models import Channel, Contribution, Status
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.drafting import service as drafting
from consult.drafting.service import GivenFate
from consult.extensions import db
from consult.insight.models import Theme, ThemeLink, ThemeState
from consult.intake.splitting import NewPart, add_parts
from consult.reading.you_said import FIRST, PAGE, read_answers
from consult.reading.you_said_counts import OTHER, Wanted
from tests.intake.hands import make_desk, make_submission
from tests.make import (
    make_comment,
    make_consultation,
    make_document,
    make_officer,
    make_person,
    make_printed_note,
    make_promise,
    now,
)
from tests.pages.story import Story

SignIn = Callable[[Person], FlaskClient]


def here(document: Document, more: str = "") -> str:
    return f"/documents/{document.slug}/you-said-we-did{more}"


def theme(document: Document, name: str, *on: Contribution, state: ThemeState = ThemeState.SETTLED) -> Theme:
    """Put a theme in the frame, carried by contributions."""
    made = Theme(
        consultation_id=document.consultation_id,
        name=name,
        position=document.consultation_id + len(name),
        state=state,
        created_at=now(),
        detail={},
    )
    db.session.add(made)
    officer = make_officer(document.consultation)
    for one in on:
        db.session.add(ThemeLink(contribution_id=one.id, theme_id=made.id, by_id=officer.id, at=now()))
    document.counts_version += 1
    db.session.commit()
    return made


def say(
    document: Document, many: int, *, channel: Channel = Channel.WEB, fate: Fate | None = None, **more: object
) -> None:
    """Say many things at once, each with a fate."""
    officer = make_officer(document.consultation)
    for number in range(many):
        made = make_comment(document, f"Thing {number}, {channel.value}.", **more)  # type: ignore[arg-type]
        made.channel = channel
        if channel is not Channel.WEB:
            made.entered_by_id = officer.id
        db.session.commit()
        if fate is not None:
            given = GivenFate(reference=made.reference, fate=fate, reason="So it is.")
            drafting.publish_fates(document, [given], by=officer, now=now())
    document.counts_version += 1
    db.session.commit()


def test_themes_have_their_sections_and_what_has_none_comes_last(story: Story, client: FlaskClient) -> None:
    said = story.said
    theme(story.document, "Booking", said["days"], said["fare"])
    theme(story.document, "Who pays", said["fare"])
    html = client.get(here(story.document)).text
    titles = re.findall(r'<h2 class="h2" id="t-\w+-t">([^<]+)</h2>', html)
    assert titles == ["Booking", "Who pays", "Everything else"]
    assert html.count("Make it free for everyone.") == 2
    assert "A contribution on several themes counts under each." in html


def test_each_contribution_is_counted_once_in_the_totals(story: Story) -> None:
    said, document = story.said, story.document
    theme(document, "Booking", said["days"], said["fare"])
    theme(document, "Who pays", said["fare"], said["days"])
    assert document.newest_revision is not None
    found = read_answers(document, document.newest_revision, document.newest_revision)
    assert [(one.title, one.said) for one in found.contents] == [
        ("Booking", 2),
        ("Who pays", 2),
        ("Everything else", 4),
    ]
    assert found.totals.said == found.found == sum(line.said for line in found.lines) == 6
    assert found.totals.picture().total == 6


@pytest.mark.parametrize("state", [ThemeState.PROPOSED, ThemeState.RETIRED])
def test_themes_that_are_not_settled_and_links_that_were_rejected_do_not_show(
    story: Story, client: FlaskClient, state: ThemeState
) -> None:
    theme(story.document, "A guess", story.said["days"], state=state)
    settled = theme(story.document, "Booking", story.said["days"], story.said["kerb"])
    link = db.session.query(ThemeLink).filter_by(theme_id=settled.id, contribution_id=story.said["kerb"].id).one()
    link.rejected = True
    story.document.counts_version += 1
    db.session.commit()
    html = client.get(here(story.document)).text
    assert "A guess" not in html
    assert html.index("The van stops") > html.index("Everything else</h2>")


def test_what_the_software_proposes_shows_once_a_person_has_checked_it(story: Story, client: FlaskClient) -> None:
    made = theme(story.document, "Booking", story.said["days"], story.said["kerb"])
    links = db.session.query(ThemeLink).filter_by(theme_id=made.id).order_by(ThemeLink.id).all()
    for link in links:
        link.by_id = None
    links[0].checked_at = now()
    story.document.counts_version += 1
    db.session.commit()
    html = client.get(here(story.document)).text
    assert html.index("Four days") < html.index("Everything else</h2>") < html.index("The van stops")


def test_who_decided_when_how_the_words_were_used_and_minority_notes_stand_there(
    story: Story, client: FlaskClient
) -> None:
    make_printed_note(story.document, story.key("A single journey"), "It is too dear.", by=story.partner)
    html = client.get(here(story.document)).text
    assert "It brought about the new words." in html
    assert "Safiya Noor, " in html
    assert "It is too dear." in html
    assert "1 person agrees" in html


def test_only_what_was_not_taken(story: Story, client: FlaskClient) -> None:
    html = client.get(here(story.document, "?fate=not-taken")).text
    assert "Make it free for everyone." in html
    assert "Four days is a life sentence" not in html
    assert "1 contribution of 6" in html


def test_only_what_came_in_by_one_way(story: Story, client: FlaskClient) -> None:
    say(story.document, 2, channel=Channel.PAPER, fate=Fate.NOTED)
    html = client.get(here(story.document, "?channel=paper")).text
    assert "Thing 0, paper." in html
    assert "Four days" not in html
    assert "2 contributions of 8" in html
    assert "and 2 that staff wrote down for others" in html


@pytest.mark.parametrize("more", ["?channel=x", "?fate=x", "?by=x", "?page=0", "?page=-1", "?theme=%00", "?theme=<b>"])
def test_what_nobody_offers_asks_for_everything(story: Story, client: FlaskClient, more: str) -> None:
    answer = client.get(here(story.document, more))
    assert answer.status_code == 200
    assert "Four days is a life sentence" in answer.text


@pytest.mark.parametrize("more", ["?theme=nosuch", "?page=99", "?theme=other"])
def test_a_theme_or_page_there_is_not_is_not_found(story: Story, client: FlaskClient, more: str) -> None:
    assert client.get(here(story.document, more)).status_code == 404


def test_a_theme_on_many_clauses_is_folded_and_its_own_page_has_them_all(client: FlaskClient) -> None:
    clauses = PAGE + 2
    document = make_document(
        markdown="# Fares\n" + "".join(f"\nClause number {one} says so.\n" for one in range(clauses))
    )
    officer, made = make_officer(document.consultation), []
    for number in range(clauses):
        one = make_comment(document, f"On {number}.", quote=f"number {number} says")
        made.append(one)
        given = GivenFate(reference=one.reference, fate=Fate.NOTED)
        drafting.publish_fates(document, [given], by=officer, now=now())
    everything = theme(document, "Fares", *made)
    assert document.newest_revision is not None

    def shown(wanted: Wanted) -> list[int]:
        newest = document.newest_revision
        assert newest is not None
        return [len(one.pairs) for one in read_answers(document, newest, newest, wanted).sections]

    assert shown(Wanted()) == [FIRST]
    assert shown(Wanted(theme=everything.public_id)) == [PAGE]
    assert shown(Wanted(theme=everything.public_id, page=2)) == [2]
    assert shown(Wanted(by_clause=True)) == [PAGE]
    html = client.get(here(document)).text
    assert f"{clauses - FIRST} more clauses on Fares" in html
    assert f"theme={everything.public_id}" in html
    assert OTHER not in re.findall(r'id="t-(\w+)"', html)


def test_the_picture_says_how_the_ways_compare_only_where_there_are_enough(client: FlaskClient) -> None:
    document = make_document()
    say(document, 20, fate=Fate.NOTED)
    say(document, 19, channel=Channel.MEETING, fate=Fate.NOTED)
    assert "in 100" not in client.get(here(document)).text
    say(document, 1, channel=Channel.PAPER, fate=Fate.NOTED)
    html = client.get(here(document)).text
    assert "about as often as what came in online: 0 in 100, against 0 in 100" in html
    assert html.count('role="img"') == 2
    assert "The same as a table" in html


def test_held_withdrawn_drafted_and_private_things_are_in_no_number(story: Story, client: FlaskClient) -> None:
    for name, status in (("days", Status.WITHDRAWN), ("kerb", Status.HELD), ("fare", Status.HIDDEN)):
        story.said[name].status = status
    story.said["all"].made_in = Stage.DRAFTING
    story.document.counts_version += 1
    db.session.commit()
    html = client.get(here(story.document)).text
    for words in ("Four days", "The van stops", "Make it free", "Clear and short"):
        assert words not in html
        assert words not in client.get(here(story.document, ".csv")).text
    assert "2 contributions came in" in html


def test_somebody_signed_in_is_led_to_their_own(story: Story, sign_in_as: SignIn) -> None:
    browser = sign_in_as(story.resident)
    html = browser.get(here(story.document)).text
    newest = story.said["door"].reference
    assert f'href="/me#{newest}"' in html
    assert f'id="{newest}"' in browser.get("/me").text
    assert "You have not said anything here." in sign_in_as(make_person()).get(here(story.document)).text


def test_a_reference_leads_to_what_became_of_it(story: Story, client: FlaskClient) -> None:
    reference = story.said["fare"].reference
    answer = client.get(here(story.document, f"/yours?reference=+{reference.lower()}+"))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/contributions/{reference}")


@pytest.mark.parametrize(("typed", "status"), [("", 422), ("<b>my comment", 422), ("C-99999", 404), ("C-%00", 422)])
def test_a_reference_that_leads_nowhere_is_kept_and_said(
    story: Story, client: FlaskClient, typed: str, status: int
) -> None:
    answer = client.get(here(story.document, f"/yours?reference={typed}"))
    assert answer.status_code == status
    assert "<b>my" not in answer.text
    assert 'class="govuk-error-message"' in answer.text


def test_a_reference_nobody_else_may_read_is_as_one_there_is_not(story: Story, client: FlaskClient) -> None:
    invited = make_document(make_consultation(audience=Audience.INVITED))
    said = make_comment(invited, "Secret.", by=make_officer(invited.consultation))
    answers = [client.get(here(story.document, f"/yours?reference={one}")) for one in (said.reference, "C-99999")]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].text.replace(said.reference, "C-99999") == answers[1].text
    assert client.get(here(invited)).status_code == 404
    assert client.get(here(invited, ".csv")).status_code == 404


def test_all_answers_can_be_taken_away_safe_from_formulas(story: Story, client: FlaskClient) -> None:
    evil = make_comment(story.document, "=HYPERLINK(1)")
    theme(story.document, "Booking", story.said["days"], evil)
    answer = client.get(here(story.document, ".csv"))
    assert answer.headers["Content-Disposition"].endswith('-answers.csv"')
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert len(rows) == 7
    by_reference = {row["reference"]: row for row in rows}
    days = by_reference[story.said["days"].reference]
    assert (days["what became of it"], days["with revision"], days["decided by"]) == ("Taken in", "2", "Safiya Noor")
    assert (days["themes"], days["clause now"]) == ("Booking", "1.1")
    assert by_reference[evil.reference]["what was said"] == "'=HYPERLINK(1)"


def test_promises_show_on_the_page(story: Story, client: FlaskClient) -> None:
    make_promise(story.document, "We will count who is left behind.", by=story.officer)
    html = client.get(here(story.document)).text
    assert "We will count who is left behind." in html
    assert "1 still to come" in html


def test_the_people_behind_what_staff_wrote_down_are_counted_where_somebody_said_how_many(client: FlaskClient) -> None:
    document, officer = make_desk()
    chart = make_submission(document, officer)
    parts = [NewPart(words="The van is late.", people=8, agreeing=6), NewPart(words="The fare is dear.")]
    add_parts(chart, document, parts, by=officer, now=now())
    make_comment(document, "I agree.")
    db.session.commit()
    given = [GivenFate(reference=one, fate=Fate.NOTED) for one in ("C-1", "C-2")]
    drafting.publish_fates(document, given, by=officer, now=now())
    db.session.commit()
    html = client.get(here(document)).text
    assert "3 contributions came in: from 1 person who wrote here" in html
    assert "and 2 that staff wrote down for others (8 people stand behind those" in html
    assert "for 8 people" in html


def test_answers_disputed_by_their_authors_are_counted_and_lead_to_the_list(story: Story, client: FlaskClient) -> None:
    assert "disputed" not in client.get(here(story.document)).text
    entry = find_newest(story.said["fare"])
    assert entry is not None
    reply(entry, False, "I meant for carers.", way=Way.PAGE, now=now(), by=story.resident)
    db.session.commit()
    html = client.get(here(story.document)).text
    assert f'href="/documents/{story.document.slug}/disputed"' in html
    assert "answer disputed by the person who spoke" in html
