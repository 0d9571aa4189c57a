"""You said, we did: voices, words before and after, and reasons, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from flask.testing import FlaskClient

from consult.contributions import service as contributions
from consult.contributions.models import Status
from consult.contributions.waiting import leave_with_name
from consult.core.fates import Fate
from consult.extensions import db
from consult.intake.splitting import NewPart, add_parts
from consult.moderation.service import confirm
from consult.reading.you_said_counts import count_totals
from tests.intake.hands import make_desk, make_submission
from tests.make import make_comment, make_document, make_officer, now
from tests.pages.story import Story


def test_what_was_taken_in_stands_beside_the_words_it_changed(story: Story, client: FlaskClient) -> None:
    html = client.get(f"/documents/{story.document.slug}/you-said-we-did").text
    assert "4 contributions have an answer; 2 wait for one." in html
    first = html[html.index("Clause 1.1") : html.index("Clause 1.2(b)")]
    assert "Four days is a life sentence" in first
    assert "four" in first
    assert "two" in first
    assert "<ins>" in first
    assert "Taken in" in first


def test_not_taken_stands_with_its_reason(story: Story, client: FlaskClient) -> None:
    html = client.get(f"/documents/{story.document.slug}/you-said-we-did").text
    part = html[html.index("Clause 2.1") :]
    assert part.index("Why we did not") < part.index("The grant does not stretch to it.")


def test_hidden_voices_are_not_shown(story: Story, client: FlaskClient) -> None:
    story.said["fare"].status = Status.HIDDEN
    story.document.counts_version += 1
    db.session.commit()
    assert "Make it free" not in client.get(f"/documents/{story.document.slug}/you-said-we-did").text


def test_where_nothing_is_answered_it_says_what_will_come(client: FlaskClient) -> None:
    document = make_document()
    assert "Nothing has been answered yet" in client.get(f"/documents/{document.slug}/you-said-we-did").text


def test_the_number_of_queries_is_small(
    story: Story, client: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    here = f"/documents/{story.document.slug}/you-said-we-did"
    with count_queries() as statements:
        client.get(here)
    assert len(statements) <= 14


def test_what_was_carried_forward_still_waits(story: Story, client: FlaskClient) -> None:
    story.said["all"].fate = Fate.CARRIED_FORWARD
    story.document.counts_version += 1
    db.session.commit()
    html = client.get(f"/documents/{story.document.slug}/you-said-we-did").text
    assert "3 contributions have an answer; 3 wait for one." in html
    # The clauses add up to the sum above them: what was carried forward is no answer there either.
    assert sum(int(one) for one in re.findall(r"(\d+) answered", html)) == 3


def test_somebody_who_left_a_name_only_is_one_of_the_people_who_wrote_here(app: object, client: FlaskClient) -> None:
    document = make_document()
    make_comment(document)
    token = contributions.leave_waiting(document, {"body": "A van in the evening.", "revision": 1}, now=now())
    confirm(leave_with_name(token, "Ada Lane", now()), by=make_officer(document.consultation), now=now())
    db.session.commit()
    said = " ".join(client.get(f"/documents/{document.slug}/you-said-we-did").text.split())
    assert "2 contributions came in: from 2 people who wrote here" in said


def test_the_people_of_one_table_are_counted_once_however_much_they_said(app: object) -> None:
    document, officer = make_desk()
    chart = make_submission(document, officer)
    parts = [
        NewPart(words="Two bags are not enough.", place="table 3", people=8, agreeing=6),
        NewPart(words="A van in the evening, please.", place="table 3", people=8),
        NewPart(words="Text messages work well.", place="table 4", people=5),
        NewPart(words="Ring back sooner.", place="table 5"),
    ]
    add_parts(chart, document, parts, by=officer, now=now())
    db.session.commit()
    assert count_totals(document).behind == 13
