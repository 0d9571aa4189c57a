"""What was hidden or taken back is told by nothing that stands beside it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from consult.answers.given import GivenFate
from consult.answers.replies import service as replying
from consult.answers.replies.models import Way
from consult.answers.service import publish_fates
from consult.contributions.models import Status
from consult.contributions.service import withdraw
from consult.core.fates import Fate
from consult.documents.counting import raise_counts_version
from consult.extensions import db
from tests.insight.summary.story import Story, tell
from tests.make import now


@pytest.fixture
def story(app: object) -> Story:
    """A comment with a theme and an answer, which its author disputed."""
    made = tell()
    said = made.said[0]
    (entry,) = publish_fates(
        made.document, [GivenFate(reference=said.reference, fate=Fate.NOTED)], by=made.officer, now=now()
    )
    replying.reply(entry, False, "I meant the bus to Larkhill.", way=Way.PAGE, now=now(), by=said.author)
    db.session.commit()
    return made


def page_of(story: Story, client: FlaskClient) -> str:
    return client.get(f"/contributions/{story.said[0].reference}").text


def themed(story: Story, client: FlaskClient) -> str:
    return client.get(f"/documents/{story.document.slug}/contributions?theme={story.theme.public_id}").text


def test_what_an_author_takes_back_takes_its_themes_and_their_later_words_with_it(
    story: Story, client: FlaskClient
) -> None:
    said = story.said[0]
    assert "Larkhill" in page_of(story, client)
    assert "Its themes" in page_of(story, client)
    assert said.reference in themed(story, client)
    assert said.author is not None
    withdraw(said, by=said.author, now=now())
    db.session.commit()
    assert "Larkhill" not in page_of(story, client)
    assert "Its themes" not in page_of(story, client)
    assert f">{said.reference}<" not in themed(story, client)


def test_what_an_officer_hid_has_no_themes_for_readers(story: Story, client: FlaskClient) -> None:
    story.said[0].status = Status.HIDDEN
    raise_counts_version(story.document)
    db.session.commit()
    assert "Larkhill" not in page_of(story, client)
    assert "Its themes" not in page_of(story, client)
    assert f">{story.said[0].reference}<" not in themed(story, client)
