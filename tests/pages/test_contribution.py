"""A contribution's page: then and now, its way, its answer, and what one may do with it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.contributions.models import Contribution, Placement, Status
from consult.core.stages import Stage
from consult.documents.queries import forget_texts
from consult.extensions import db
from tests.make import make_comment, make_consultation, make_document, make_drafter
from tests.pages.story import Story

SignIn = Callable[[Person], FlaskClient]


def address(contribution: Contribution) -> str:
    """Return its page."""
    return f"/contributions/{contribution.reference}"


def test_the_words_stand_there_as_they_were_and_as_they_are(story: Story, client: FlaskClient) -> None:
    html = client.get(address(story.said["days"])).text
    assert '<mark class="yours">four working days</mark>' in html
    assert '<mark class="yours">two working days</mark>' in html
    assert html.index("Then: revision 1") < html.index("Now: revision 3")


def test_what_it_changed_is_shown_as_words(story: Story, client: FlaskClient) -> None:
    html = client.get(address(story.said["kerb"])).text
    assert "What it changed" in html
    assert '<mark class="yours">their own front door</mark>' in html


def test_a_weak_place_says_probably_until_a_person_confirms_it(story: Story, client: FlaskClient) -> None:
    said = story.said["days"]
    placement = db.session.scalars(
        select(Placement).where(Placement.contribution_id == said.id).order_by(Placement.id.desc())
    ).first()
    assert placement is not None
    placement.score, placement.confirmed_at = 0.4, None
    db.session.commit()
    assert "Probably here" in client.get(address(said)).text
    placement.confirmed_at, placement.confirmed_by_id = said.at, story.officer.id
    db.session.commit()
    html = client.get(address(said)).text
    now_side = html[html.index("Now: revision 3") : html.index("In the revisions between")]
    assert "Probably here" not in now_side
    assert "A person confirmed it." in now_side


def test_the_trail_tells_fate_and_reason(story: Story, client: FlaskClient) -> None:
    html = client.get(address(story.said["fare"])).text
    assert "Not taken with revision 2, says Safiya Noor" in html
    assert "The grant does not stretch to it." in html


def test_what_has_no_answer_yet_says_that_one_will_come(story: Story, client: FlaskClient) -> None:
    html = client.get(address(story.said["door"])).text
    assert "No answer yet" in html
    assert "The next revision must say what became of it." in html


def test_replies_stand_under_it_and_lead_back(story: Story, client: FlaskClient) -> None:
    assert "I agree with this." in client.get(address(story.said["days"])).text
    html = client.get(address(story.said["reply"])).text
    assert f'A reply to <a class="ref" href="{address(story.said["days"])}"' in html


def test_only_its_author_may_take_it_back(story: Story, client: FlaskClient, sign_in_as: SignIn) -> None:
    page = address(story.said["door"])
    assert f"{page}/withdraw" in sign_in_as(story.resident).get(page).text
    assert f"{page}/edit" in sign_in_as(story.resident).get(page).text
    for browser in (client, sign_in_as(story.partner)):
        html = browser.get(page).text
        assert f"{page}/withdraw" not in html
        assert f"{page}/report" in html


def test_strangers_can_reply_and_read_the_votes_but_get_no_form(story: Story, client: FlaskClient) -> None:
    html = client.get(address(story.said["kerb"])).text
    assert 'method="post"' not in html
    assert "1 agree" in html
    assert "/reply" in html


def test_a_hidden_one_is_a_stub_but_officers_read_it(story: Story, client: FlaskClient, sign_in_as: SignIn) -> None:
    said = story.said["fare"]
    said.status, said.status_reason = Status.HIDDEN, "It named somebody."
    db.session.commit()
    public = client.get(address(said)).text
    assert "is hidden: It named somebody." in public
    assert "Make it free" not in public
    assert "Make it free" in sign_in_as(story.officer).get(address(said)).text


def test_a_held_one_does_not_exist_for_others(story: Story, client: FlaskClient, sign_in_as: SignIn) -> None:
    said = story.said["fare"]
    said.status = Status.HELD
    db.session.commit()
    assert client.get(address(said)).status_code == 404
    assert sign_in_as(story.partner).get(address(said)).status_code == 404
    assert "A person reads it before it shows." in sign_in_as(story.resident).get(address(said)).text


def test_small_letters_find_it_too_and_unknown_ones_do_not(story: Story, client: FlaskClient) -> None:
    assert client.get(address(story.said["days"]).lower()).status_code in (200, 404)
    assert client.get("/contributions/C-99999").status_code == 404
    assert client.get("/contributions/%00").status_code == 404


def test_what_was_said_in_drafting_stays_in_the_group(client: FlaskClient, sign_in_as: SignIn) -> None:
    document = make_document(make_consultation(Stage.DRAFTING))
    drafter = make_drafter(document)
    said = make_comment(document, "Between us.", by=drafter)
    assert client.get(address(said)).status_code == 404
    assert sign_in_as(drafter).get(address(said)).status_code == 200


def test_the_number_of_queries_is_fixed(
    story: Story, client: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    page = address(story.said["days"])

    def queries() -> int:
        forget_texts()
        with count_queries() as statements:
            assert client.get(page).status_code == 200
        return len(statements)

    before = queries()
    for _ in range(20):
        make_comment(story.document, "A reply.", reply_to=story.said["days"].reference)
    assert queries() == before


def test_what_was_taken_back_is_counted_apart(story: Story, client: FlaskClient) -> None:
    page = f"/documents/{story.document.slug}/contributions"
    before = client.get(page).text
    assert f"{len(story.said)} contributions to" in before
    assert "taken back or hidden" not in before
    story.said["fare"].status = Status.WITHDRAWN
    story.document.counts_version += 1
    db.session.commit()
    after = client.get(page).text
    assert f"{len(story.said) - 1} contributions to" in after
    assert "1 more was taken back or hidden." in after


def test_pressing_the_chosen_vote_again_takes_it_back(story: Story, sign_in_as: SignIn) -> None:
    page, browser = address(story.said["door"]), sign_in_as(story.partner)
    browser.post(f"{page}/vote", data={"value": "agree"})
    html = browser.get(page).text
    assert 'value="none" aria-pressed="true"' in html
    browser.post(f"{page}/vote", data={"value": "none"})
    assert 'aria-pressed="true"' not in browser.get(page).text


def test_a_reply_is_not_said_to_wait_for_an_answer(story: Story, client: FlaskClient) -> None:
    assert "No answer yet" not in client.get(address(story.said["reply"])).text


def test_its_clause_is_the_one_it_was_said_about(story: Story, client: FlaskClient) -> None:
    said = story.said["days"]
    assert said.anchor is not None
    html = client.get(address(said)).text
    assert f'/clauses/{said.anchor.clause.key}">clause 1.1</a>' in html


def test_strangers_are_told_how_to_vote(story: Story, client: FlaskClient, sign_in_as: SignIn) -> None:
    page = address(story.said["door"])
    assert "Sign in to vote on it" in client.get(page).text
    assert "Sign in to vote on it" not in sign_in_as(story.partner).get(page).text


def test_the_words_it_brought_are_followed_into_every_later_revision(story: Story, client: FlaskClient) -> None:
    story.change(
        ("help each passenger from their own front door, and carry", "carry"),
        ("A carer travels free.", "A carer travels free, also from their own front door."),
    )
    story.publish("Elsewhere.", exception="It was asked for.")
    html = client.get(address(story.said["kerb"])).text
    did = html[html.index("What it changed") :].partition("</section>")[0]
    assert "Revision 2, clause 1.2(b)" in did
    assert "Since then, in revision 4: the same words, in another place." in did
    now_there = did[did.index("Since then") : did.index("These words in the revisions between")]
    assert "A carer travels free" in now_there
    assert '<mark class="yours">their own front door</mark>' in now_there
    between = did[did.index("These words in the revisions between") :]
    assert "Revision 3" in between
    assert "The same words, in the same clause." in between
    story.change((", also from their own front door", ""))
    story.publish("Taken out.", exception="It was asked for.")
    assert "Since then, in revision 5: these words have gone." in client.get(address(story.said["kerb"])).text
