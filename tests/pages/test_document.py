"""The reading room: all words, all marks, nothing that posts for strangers, and a fixed number of queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.consultations.models import Audience
from consult.contributions.models import Status
from consult.core.stages import Stage
from consult.documents.queries import forget_texts, read_revision
from consult.extensions import db
from consult.voting.models import VoteValue
from consult.voting.service import vote_on_clause
from tests.make import make_comment, make_consultation, make_document, make_drafter, make_person, now
from tests.pages.story import Story

SignIn = Callable[[Person], FlaskClient]
Count = Callable[[], AbstractContextManager[list[str]]]


def address(story: Story) -> str:
    """Return where the room is."""
    return f"/documents/{story.document.slug}"


def section(html: str, key: str) -> str:
    """Return the markup of one clause."""
    found = re.search(rf'<section class="clause[^>]*id="{key}".*?</section>', html, re.DOTALL)
    assert found, key
    return found[0]


def test_every_clause_stands_there_with_its_code_and_words(story: Story, client: FlaskClient) -> None:
    html = client.get(address(story)).text
    assert story.document.newest_revision is not None
    text = read_revision(story.document.newest_revision)
    for clause, code in list(zip(text.clauses, text.codes, strict=True))[1:]:
        assert f">{code}</a>" in section(html, clause.key)
    assert "two working" in html
    assert "<strong>two bags</strong>" in html
    assert html.count("<h1") == 1


def test_words_people_spoke_about_lead_to_what_they_said_and_back(story: Story, client: FlaskClient) -> None:
    html = section(client.get(address(story)).text, story.key("their own front door"))
    reference = story.said["door"].reference
    assert f'id="w-{reference}" href="#{reference}"><span class="said__words">their own front door</span>' in html
    assert f'<article class="note" id="{reference}"' in html
    assert f'href="#w-{reference}"' in html


def test_strangers_get_no_form_that_posts_and_no_token(story: Story, client: FlaskClient) -> None:
    page = client.get(address(story))
    assert 'method="post"' not in page.text
    assert "csrf" not in page.text
    assert "Comment or vote" in page.text
    assert "Set-Cookie" not in page.headers


def test_the_page_is_not_sent_again_until_something_changes(story: Story, client: FlaskClient) -> None:
    first = client.get(address(story))
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(address(story), headers=tag).status_code == 304
    made = make_comment(story.document, "A new voice.", clause=story.key("A single journey"))
    again = client.get(address(story), headers=tag)
    assert (again.status_code, made.reference in again.text) == (200, True)
    story.document.consultation.stage, story.document.consultation.stage_at = Stage.CONSIDERING, now()
    db.session.commit()
    closed = client.get(address(story), headers={"If-None-Match": again.headers["ETag"]})
    assert closed.status_code == 200
    assert "Comment or vote" not in closed.text


def test_people_signed_in_are_never_given_a_kept_page(story: Story, sign_in_as: SignIn) -> None:
    page = sign_in_as(story.resident).get(address(story))
    assert "ETag" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"


def test_each_person_sees_their_own_vote_and_nobody_elses(story: Story, sign_in_as: SignIn) -> None:
    key = story.key("A single journey")
    vote_on_clause(story.document, key, 3, VoteValue.DISAGREE, person=story.resident, now=now())
    own = section(sign_in_as(story.resident).get(address(story)).text, key)
    other = section(sign_in_as(story.partner).get(address(story)).text, key)
    pressed = re.compile(r'vote--disagree"[^>]* aria-pressed="true"')
    assert (bool(pressed.search(own)), bool(pressed.search(other))) == (True, False)
    assert 'vote__n">1</span>' in other


def test_two_people_have_two_tokens_in_their_forms(story: Story, sign_in_as: SignIn) -> None:
    pages = [sign_in_as(person).get(address(story)).text for person in (story.resident, story.partner)]
    tokens = [set(re.findall(r'name="csrf_token" value="([^"]+)"', page)) for page in pages]
    assert [len(one) for one in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
    assert not any(one.startswith("token-") for one in tokens[0] | tokens[1])


def test_changes_are_shown_only_when_asked_for(story: Story, client: FlaskClient) -> None:
    assert "<del>" not in client.get(address(story)).text
    html = client.get(f"{address(story)}?since=1").text
    assert '<del><span class="govuk-visually-hidden">removed: </span>four' in html
    assert "Journeys run on all seven days" in html
    assert f">{story.said['days'].reference}</a>" in html
    assert "<del>" not in client.get(f"{address(story)}?since=3").text
    assert client.get(f"{address(story)}?since=nonsense").status_code == 200


@pytest.mark.parametrize("who", ["stranger", "resident"])
def test_the_number_of_queries_does_not_grow_with_what_people_say(
    story: Story, client: FlaskClient, sign_in_as: SignIn, count_queries: Count, who: str
) -> None:
    browser = client if who == "stranger" else sign_in_as(story.resident)
    here = address(story)

    def queries() -> int:
        forget_texts()
        with count_queries() as statements:
            assert browser.get(here).status_code == 200
        return len(statements)

    before = queries()
    for clause in ("A single journey", "Passengers"):
        for number in range(30):
            said = make_comment(story.document, f"Voice {number}.", clause=story.key(clause))
            make_comment(story.document, "And a reply.", reply_to=said.reference)
    assert queries() == before
    assert before <= 22


def test_past_twenty_a_link_leads_to_the_rest(story: Story, client: FlaskClient) -> None:
    key = story.key("A single journey")
    for number in range(5):
        make_comment(story.document, f"Voice {number}.", clause=key)
    few = section(client.get(address(story)).text, key)
    assert few.count('<article class="note"') == 7
    assert "5 more about 2.1" in few
    for number in range(20):
        make_comment(story.document, f"Voice {number + 5}.", clause=key)
    many = section(client.get(address(story)).text, key)
    assert many.count('<article class="note"') == 2
    assert "25 more about 2.1" in many
    assert f"contributions?clause={key}" in many


def test_a_hidden_comment_leaves_a_stub_without_its_words(story: Story, client: FlaskClient) -> None:
    said = story.said["fare"]
    said.status, said.status_reason = Status.HIDDEN, "It named somebody."
    story.document.counts_version += 1
    db.session.commit()
    html = client.get(address(story)).text
    assert "is hidden: It named somebody." in html
    assert "Make it free for everyone" not in html


def test_what_waits_to_be_read_is_seen_by_its_author_only(
    story: Story, client: FlaskClient, sign_in_as: SignIn
) -> None:
    said = story.say("held", "Something hasty.", by=story.partner)
    said.status = Status.HELD
    db.session.commit()
    assert "Something hasty" not in client.get(address(story)).text
    assert "Something hasty" not in sign_in_as(story.resident).get(address(story)).text
    assert "Something hasty" in sign_in_as(story.partner).get(address(story)).text


def test_what_is_said_in_drafting_never_shows_in_public(client: FlaskClient, sign_in_as: SignIn) -> None:
    document = make_document(make_consultation(Stage.DRAFTING))
    drafter = make_drafter(document)
    make_comment(document, "Between us.", by=drafter)
    here = f"/documents/{document.slug}"
    assert "Between us." in sign_in_as(drafter).get(here).text
    assert client.get(here).status_code == 404
    document.consultation.stage, document.consultation.stage_at = Stage.OPEN, now()
    db.session.commit()
    assert "Between us." not in client.get(here).text
    assert "Between us." not in sign_in_as(make_person()).get(here).text
    assert "Between us." in sign_in_as(drafter).get(here).text


def test_a_document_for_invited_people_does_not_exist_for_others(client: FlaskClient) -> None:
    document = make_document(make_consultation(audience=Audience.INVITED))
    for path in ("", "/revisions", "/revisions/1", "/compare", "/you-said-we-did"):
        assert client.get(f"/documents/{document.slug}{path}").status_code == 404


def test_markup_in_titles_words_and_comments_is_shown_not_run(client: FlaskClient) -> None:
    document = make_document(
        markdown="# T\n\nPay <script>alert(1)</script> [x](javascript:alert(2)) now.\n", title="<b>T</b>"
    )
    make_comment(document, "<img src=x onerror=alert(3)>", by=make_person("<i>Eve</i>"))
    html = client.get(f"/documents/{document.slug}").text
    for planted in ("<script>alert", "<img", "<i>Eve", "<b>T", 'href="javascript'):
        assert planted not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
