"""The page that says whose words a document is made of, and why each clause says what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from consult.accounts.models import Person
from consult.answers.service import publish_fates
from consult.consultations.models import Audience
from consult.contributions.service import NewSuggestion, suggest
from consult.core.fates import Fate
from consult.core.inline import visible
from consult.core.stages import Stage
from consult.core.suggestions import Reword
from consult.documents.queries import read_revision, read_save
from consult.drafting import service
from consult.drafting.service import GivenFate
from consult.extensions import db
from consult.moderation import service as moderation
from tests.make import make_consultation, make_document, make_drafter, make_officer, make_person, now
from tests.pages.story import Story, begin

SignIn = Callable[[Person], FlaskClient]
Counting = Callable[[], AbstractContextManager[list[str]]]


def page(story: Story) -> str:
    """Return the address of the page."""
    return f"/documents/{story.document.slug}/provenance"


def section(html: str, key: str) -> str:
    """Return the markup of one clause."""
    return html[html.index(f'id="{key}"') :].partition("</section>")[0]


def plain(html: str) -> str:
    """Return what a reader reads, letters aside."""
    return " ".join(re.sub(r"<[^>]+>", "", re.sub(r"<sup>.*?</sup>", "", html.replace("<br>", " "))).split())


def merge_suggestion(story: Story, by: Person) -> str:
    """Suggest another price, merge it and publish it; return the reference."""
    head = story.document.head
    assert head is not None
    clause = next(one for one in read_save(head).clauses if "£4.50" in one.text)
    new = NewSuggestion(
        changes=[Reword(clause.key, clause.text.replace("£4.50", "£3"))], reason="Three is what people have."
    )
    said = suggest(story.document, new, by=by, now=now())
    service.merge(said, expected_save=head.public_id, by=story.officer, now=now())
    return said.reference


def test_all_words_stand_there_with_the_first_draft_named(story: Story, client: FlaskClient) -> None:
    html = client.get(page(story)).text
    assert story.document.newest_revision is not None
    for clause in read_revision(story.document.newest_revision).clauses:
        there = section(html, clause.key)
        assert " ".join(str(escape(visible(clause.text).text)).split()).split("[")[0][:60] in plain(there)
        assert re.search(r"<b>a</b><span>.*?(First draft|Written)", there)


def test_words_a_comment_brought_about_lead_to_it_with_votes_and_reason(story: Story, client: FlaskClient) -> None:
    html = section(client.get(page(story)).text, story.key("help each passenger"))
    run = re.search(r'<span class="why__run why__run--c">their own front door<sup>.*?</span>([a-z])<', html)
    assert run is not None
    source = html[html.index(f"<b>{run[1]}</b>") :].split("</li>")[0]
    reference = story.said["kerb"].reference
    assert f'Prompted by <a class="ref" href="/contributions/{reference}">{reference}</a>' in source
    assert "Dilys Amankwah for Ashmere Carers’ Circle (1 agree, 0 unsure, 0 disagree)" in source
    assert "The van stops at the kerb." in source
    assert "Written by Safiya Noor" in source
    assert "Before, it said <q>the kerb</q>." in source


def test_what_a_later_answer_does_not_take_in_any_more_is_told_as_the_origin_of_no_words(
    story: Story, client: FlaskClient
) -> None:
    said, slug, key = story.said["kerb"], story.document.slug, story.key("help each passenger")
    places = (
        page(story),
        f"/documents/{slug}?since=1",
        f"/documents/{slug}/clauses/{key}",
        f"/documents/{slug}/compare?from=1&to=2",
        "/",
    )
    credits = [
        re.compile(rf"(Prompted by|came from|[Bb]ecause of)[^.]*?{said.reference}\b"),
        re.compile(rf'"contribution":"{said.reference}"'),
    ]
    door = f"/api/v1/documents/{slug}/provenance"

    def credited() -> list[str]:
        return [one for one in (*places, door) if any(mark.search(client.get(one).text) for mark in credits)]

    assert {page(story), f"/documents/{slug}?since=1"} <= set(credited())
    assert door in credited()
    own = f"/contributions/{said.reference}"
    assert "What it changed" in client.get(own).text
    given = GivenFate(reference=said.reference, fate=Fate.NOT_TAKEN, reason="We were wrong: these words came from us.")
    publish_fates(story.document, [given], by=story.officer, now=now() + timedelta(seconds=2))
    db.session.commit()
    assert credited() == []
    assert "What it changed" not in client.get(own).text
    assert "A newer answer says that it was not taken in" in client.get(own).text


def test_words_merged_from_a_suggestion_say_so(story: Story, client: FlaskClient) -> None:
    reference = merge_suggestion(story, story.partner)
    story.publish(
        "Three pounds.", GivenFate(reference=reference, fate=Fate.TAKEN_IN, reason="Agreed."), exception="No."
    )
    html = section(client.get(page(story)).text, story.key("£3"))
    assert f">{reference}</a>" in html
    assert "Three is what people have." in html
    assert "Taken into the draft by Safiya Noor" in html


def test_a_hidden_contribution_shows_its_reference_alone(story: Story, client: FlaskClient) -> None:
    said = story.said["kerb"]
    moderation.hide(said, "It names a neighbour.", by=story.officer, now=now())
    db.session.commit()
    html = client.get(page(story)).text
    assert said.reference in html
    assert "The van stops at the kerb" not in html
    assert "Dilys Amankwah" not in html


def test_who_suggested_words_in_drafting_is_named_and_the_suggestion_stays_with_the_group(
    app: object, client: FlaskClient, sign_in_as: SignIn
) -> None:
    story = begin(make_consultation(Stage.DRAFTING))
    drafter = make_drafter(story.document)
    drafter.name = "Nia Pugh"
    reference = merge_suggestion(story, drafter)
    story.publish("Three pounds.")
    story.document.consultation.stage = Stage.OPEN
    db.session.commit()
    html = client.get(page(story)).text
    assert "Suggested by Nia Pugh while this was being drafted." in html
    assert reference not in html
    assert "Three is what people have" not in html
    assert reference in sign_in_as(drafter).get(page(story)).text


def test_what_people_type_is_escaped(story: Story, client: FlaskClient) -> None:
    story.say("sly", "<script>alert(1)</script>", "A carer travels free.")
    story.change(("A carer travels free.", "A carer <b>always</b> travels free."))
    story.publish(
        "Always.",
        GivenFate(
            reference=story.said["sly"].reference, fate=Fate.TAKEN_IN, reason="x", words=[story.span("<b>always</b>")]
        ),
        exception="No time.",
    )
    html = client.get(page(story)).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("door", ["provenance", ""])
def test_for_others_it_does_not_exist(app: object, client: FlaskClient, sign_in_as: SignIn, door: str) -> None:
    document = make_document(make_consultation(audience=Audience.INVITED))
    address = f"/documents/{document.slug}/{door}".rstrip("/")
    assert client.get(address).status_code == 404
    assert sign_in_as(make_person()).get(address).status_code == 404
    officer = make_officer(document.consultation)
    assert sign_in_as(officer).get(address).status_code == 200


def test_it_is_made_once_for_a_revision(story: Story, client: FlaskClient, count_queries: Counting) -> None:
    address = page(story)
    first = client.get(address)
    with count_queries() as statements:
        again = client.get(address)
    assert again.text == first.text
    assert len(statements) == 1, "the document alone"
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_the_reading_room_says_why_where_words_came_after_the_first_draft(story: Story, client: FlaskClient) -> None:
    html = client.get(f"/documents/{story.document.slug}").text
    changed, unchanged = section(html, story.key("help each passenger")), section(html, story.key("The provider must"))
    assert '<details class="why"><summary>Why does it say this?' in changed
    assert f">{story.said['kerb'].reference}</a>, Dilys Amankwah" in changed
    assert 'class="why"' not in unchanged
    assert f'href="/documents/{story.document.slug}/provenance"' in html


def test_the_clause_page_says_why_word_by_word(story: Story, client: FlaskClient) -> None:
    key = story.key("help each passenger")
    html = client.get(f"/documents/{story.document.slug}/clauses/{key}").text
    why = html[html.index('<details class="why">') :].partition("</details>")[0]
    assert "their own front door" in why
    assert story.said["kerb"].reference in why
    assert f"/documents/{story.document.slug}/provenance#{key}" in why


def test_a_vote_changes_what_is_said_of_the_votes(story: Story, client: FlaskClient, sign_in_as: SignIn) -> None:
    assert "(1 agree, 0 unsure, 0 disagree)" in client.get(page(story)).text
    sign_in_as(story.partner).post(f"/contributions/{story.said['days'].reference}/vote", data={"value": "disagree"})
    assert "(0 agree, 0 unsure, 1 disagree)" in client.get(page(story)).text
