"""Three places count what was said, each in its way: each says how, and the three numbers follow from one another."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.contributions.counting import API, RECORD, YOU_SAID
from consult.core.stages import Stage
from consult.exchange.recording.facts import Edition
from tests.exchange.recording.conftest import Records
from tests.exchange.recording.world import World, all_text
from tests.make import make_comment, make_record


def listed(client: FlaskClient, world: World) -> int:
    """Return how many contributions the machines' door lists."""
    return len(client.get(f"/api/v1/documents/{world.document.slug}/contributions?limit=500").json["items"])


def replied(world: World, many: int) -> None:
    for _ in range(many):
        make_comment(world.document, "So do I.", reply_to=world.story.said["days"].reference)


def test_the_three_numbers_follow_from_one_another(world: World, records: Records, client: FlaskClient) -> None:
    world.consultation.stage = Stage.OPEN
    replied(world, 2)
    page = client.get(f"/documents/{world.document.slug}/you-said-we-did").text
    found = re.search(r"(\d+) contributions came in", page)
    assert found is not None
    facts, _ = records.make(Edition.PUBLIC)
    tallies = facts.tallies
    assert tallies.replies >= 2
    assert tallies.said == int(found[1]) + tallies.replies
    assert listed(client, world) == tallies.said + tallies.stubs
    assert tallies.stubs == 2


def test_each_place_says_what_it_counts(world: World, records: Records, client: FlaskClient) -> None:
    world.consultation.stage = Stage.OPEN
    replied(world, 1)
    assert YOU_SAID in client.get(f"/documents/{world.document.slug}/you-said-we-did").text
    calls = client.get("/api/v1/openapi.json").json["paths"]
    assert API in calls["/documents/{slug}/contributions"]["get"]["description"]
    facts, made = records.make(Edition.PUBLIC)
    for path in made.values():
        assert RECORD in all_text(path), path.name
    said = facts.tallies.said
    assert f"{said} contributions: {said - facts.tallies.replies} comments and suggestions" in all_text(
        next(path for path in made.values() if path.suffix == ".pdf")
    )


def test_the_officers_page_of_records_says_what_its_numbers_count(
    world: World, sign_in_as: Callable[[Person], FlaskClient]
) -> None:
    make_record(world.consultation, by=world.officer)
    assert RECORD in sign_in_as(world.officer).get(f"/consultations/{world.consultation.slug}/desk/record").text
