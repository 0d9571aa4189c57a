"""What was hidden or taken back is told by nothing that stands beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.answers.given import GivenFate
from consult.answers.replies import service as replying
from consult.answers.replies.models import Way
from consult.answers.service import publish_fates
from consult.contributions.models import Status
from consult.contributions.service import withdraw
from consult.core.fates import Fate
from consult.documents.counting import raise_counts_version
from consult.documents.queries import read_revision
from consult.extensions import db
from tests.insight.summary.story import Story, tell
from tests.make import make_comment, make_document, make_member, make_officer, make_organisation, now


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


PLACES = (
    "/documents/{slug}",
    "/documents/{slug}/clauses/{key}",
    "/documents/{slug}/contributions",
    "/contributions/{reference}",
    "/contributions/{reference}/report",
    "/contributions/{above}",
    "/api/v1/documents/{slug}/contributions",
    "/api/v1/contributions/{reference}",
)


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.WITHDRAWN])
@pytest.mark.parametrize("reply", [False, True])
def test_the_name_under_what_was_hidden_or_taken_back_is_gone_with_its_words(
    client: FlaskClient, sign_in_as: Callable[[Person], FlaskClient], status: Status, reply: bool
) -> None:
    hat = make_organisation("Zebra Riders")
    document = make_document()
    above = make_comment(document, "Come to the door.")
    member = make_member(hat, name="A name that insults")
    said = make_comment(document, by=member, organisation=hat.slug, reply_to=above.reference if reply else None)
    assert document.newest_revision is not None
    key = read_revision(document.newest_revision).clauses[2].key
    names = {"slug": document.slug, "key": key, "reference": said.reference, "above": above.reference}
    places = [place.format(**names) for place in PLACES]
    assert any("A name that insults" in client.get(place).text for place in places)
    said.status = status
    raise_counts_version(document)
    db.session.commit()
    told = [place for place in places if {"insults", "Zebra"} & set(client.get(place).text.replace('"', " ").split())]
    assert told == []
    assert client.get(f"/api/v1/contributions/{said.reference}").json["author"] is None
    assert "insults" in sign_in_as(member).get(f"/contributions/{said.reference}").text
    assert "insults" in sign_in_as(make_officer(document.consultation)).get(f"/contributions/{said.reference}").text


@pytest.mark.parametrize("address", ["/documents/{}/contributions", "/api/v1/documents/{}/contributions"])
def test_readers_cannot_find_out_by_a_filter_who_spoke_what_was_hidden(client: FlaskClient, address: str) -> None:
    hat, document = make_organisation(), make_document()
    said = make_comment(document, by=make_member(hat), organisation=hat.slug)
    found = f"{address.format(document.slug)}?organisation={hat.slug}"
    assert said.reference in client.get(found).text
    said.status = Status.HIDDEN
    raise_counts_version(document)
    db.session.commit()
    assert said.reference not in client.get(found).text


def test_what_its_author_took_back_is_read_by_no_officer_either(
    story: Story, sign_in_as: Callable[[Person], FlaskClient]
) -> None:
    said, slug = story.said[0], story.consultation.slug
    desk, words = sign_in_as(story.officer), "until eleven at night"
    places = (f"/contributions/{said.reference}/fate", f"/consultations/{slug}/desk/themes/{story.theme.public_id}")
    assert [place for place in places if words in desk.get(place).text] == list(places)
    assert "I meant the bus to Larkhill" in desk.get(places[0]).text
    assert said.author is not None
    withdraw(said, by=said.author, now=now())
    db.session.commit()
    for place in places:
        page = desk.get(place)
        assert page.status_code == 200
        assert words not in page.text
        assert "Larkhill" not in page.text
    assert "was taken back by the person who said it" in desk.get(places[0]).text
