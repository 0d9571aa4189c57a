"""The clause page: all one can do about a clause, without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from urllib.parse import urlencode

from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.core.stages import Stage
from consult.documents.queries import forget_texts, list_revisions, read_revision
from consult.extensions import db
from tests.make import make_comment, make_document, now
from tests.pages.story import Story

SignIn = Callable[[Person], FlaskClient]


def address(story: Story, words: str, **asked: object) -> str:
    """Return the page of the clause that holds some words."""
    return f"/documents/{story.document.slug}/clauses/{story.key(words)}" + (f"?{urlencode(asked)}" if asked else "")


def offered(html: str) -> dict[str, str]:
    """Return the words one can choose, by value."""
    found = re.findall(r'name="sentence" id="[^"]+" value="([^"]+)".*?<span class="pick__words">(.*?)</span>', html)
    return {value: unescape(re.sub(r"<[^>]+>", "", words)) for value, words in found}


def checked(html: str) -> list[str]:
    """Return the values chosen at the beginning."""
    return re.findall(r'name="sentence" id="[^"]+" value="([^"]+)" checked', html)


def test_every_sentence_and_the_whole_clause_can_be_chosen(story: Story, client: FlaskClient) -> None:
    html = client.get(address(story, "Passengers")).text
    assert list(offered(html).values()) == [
        "Passengers can book by phone, by text message or online.",
        "A journey can be booked up to two working days before it is made.",
        "See how to book or ring us.1",
        "The whole of 1.1",
    ]


def test_a_chosen_sentence_arrives_as_a_comment_on_these_words(story: Story, sign_in_as: SignIn) -> None:
    page = address(story, "Passengers")
    browser = sign_in_as(story.resident)
    choices = offered(browser.get(page).text)
    value = next(one for one, words in choices.items() if words.startswith("A journey"))
    sent = {"revision": "3", "clause": story.key("Passengers"), "sentence": value, "do": "comment", "body": "Why two?"}
    answer = browser.post(f"/documents/{story.document.slug}/comments", data=sent)
    assert answer.status_code == 302
    landed = browser.get(answer.location).text
    assert "Why two?" in landed
    assert "on <q>A journey can be booked up to two working days before it is made.</q>" in landed
    assert f'id="{answer.location.partition("#")[2]}"' in landed


def test_selected_words_are_offered_first_and_chosen(story: Story, client: FlaskClient) -> None:
    html = client.get(address(story, "Passengers", quote="how to book or ring us", start=126, end=148)).text
    (value,) = checked(html)
    assert offered(html)[value] == "how to book or ring us"
    assert "the words you selected" in html


def test_a_selection_is_found_by_its_words_when_its_place_is_wrong(story: Story, client: FlaskClient) -> None:
    html = client.get(address(story, "Passengers", quote="two  working days", start=1, end=4)).text
    assert offered(html)[checked(html)[0]] == "two working days"


def test_words_that_are_not_there_are_named_and_a_choice_is_offered(story: Story, client: FlaskClient) -> None:
    html = client.get(address(story, "Passengers", quote="four working days")).text
    assert "The words “four working days” are not in this clause" in html
    assert checked(html) == ["all"]


def test_odd_places_in_the_address_do_no_harm(story: Story, client: FlaskClient) -> None:
    for asked in (
        {"start": "-1", "end": "x"},
        {"start": "9" * 30, "end": "3"},
        {"start": "5", "end": "2"},
        {"sentence": "<b>"},
    ):
        assert client.get(address(story, "Passengers", **asked)).status_code == 200


def test_the_page_is_never_kept(story: Story, client: FlaskClient) -> None:
    assert client.get(address(story, "Passengers")).headers["Cache-Control"] == "no-store"


def test_the_history_shows_what_each_revision_did(story: Story, client: FlaskClient) -> None:
    html = client.get(address(story, "Passengers")).text
    assert re.search(r"<strong>Revision 2</strong>.*?: Reworded.*?four.*?two", html, re.DOTALL)
    assert re.search(r"<strong>Revision 1</strong>.*?: First words", html, re.DOTALL)
    assert "<strong>Revision 3</strong>" not in html


def test_it_says_whose_words_came_in(story: Story, client: FlaskClient) -> None:
    html = client.get(address(story, "Passengers")).text
    why = html[html.index("Why it says this") : html.index("Its history")]
    assert "<q>two working days</q>" in why
    assert story.said["days"].reference in why


def test_votes_on_earlier_words_are_told_apart(story: Story, client: FlaskClient) -> None:
    html = client.get(address(story, "Passengers")).text
    assert "Nobody has voted on these words yet." in html
    assert "1 agreed with earlier words." in html


def test_partners_can_speak_for_their_organisation(story: Story, client: FlaskClient, sign_in_as: SignIn) -> None:
    page = address(story, "Passengers")
    assert "I speak for Ashmere Carers’ Circle" in sign_in_as(story.partner).get(page).text
    assert 'name="organisation"' not in sign_in_as(story.resident).get(page).text
    assert 'name="organisation"' not in client.get(page).text


def test_when_it_is_closed_there_is_no_dead_form(story: Story, sign_in_as: SignIn) -> None:
    story.document.consultation.stage, story.document.consultation.stage_at = Stage.CONSIDERING, now()
    db.session.commit()
    html = sign_in_as(story.resident).get(address(story, "Passengers")).text
    assert '/comments"' not in html
    assert "two working days" in html
    assert "How to reach a person" in html


def test_a_clause_that_has_gone_answers_with_its_last_words(story: Story, client: FlaskClient) -> None:
    first = read_revision(list_revisions(story.document)[0])
    key = next(one.key for one in first.clauses if one.text.startswith("Journeys"))
    page = client.get(f"/documents/{story.document.slug}/clauses/{key}")
    assert page.status_code == 200
    assert "This clause has gone" in page.text
    assert "Journeys run on all seven days of the week." in page.text
    assert "they were taken out" in page.text


def test_a_clause_joined_to_another_says_where_its_words_went(story: Story, client: FlaskClient) -> None:
    gone = story.key("The number to ring")
    story.change(("or **ring us**.[^1]", "or **ring us**.[^1] The number to ring is 01632 960 412, on weekdays."))
    story.change(("The number to ring is\\\n01632 960 412, on weekdays.\n", ""))
    story.publish("Joined.", exception="A test of joining.")
    page = client.get(f"/documents/{story.document.slug}/clauses/{gone}")
    assert page.status_code == 200
    assert f'/clauses/{story.key("Passengers")}">Clause 1.1' in page.text


def test_a_clause_of_the_working_draft_does_not_exist_yet(
    story: Story, client: FlaskClient, sign_in_as: SignIn
) -> None:
    story.change(("A carer travels free.\n", "A carer travels free.\n\nSecret plans for next year.\n"))
    db.session.commit()
    assert story.document.head is not None
    from consult.documents.queries import read_save

    key = next(one.key for one in read_save(story.document.head).clauses if "Secret" in one.text)
    page = f"/documents/{story.document.slug}/clauses/{key}"
    assert client.get(page).status_code == 404
    assert sign_in_as(story.officer).get(page).status_code == 404


def test_an_unknown_clause_is_not_found(client: FlaskClient) -> None:
    document = make_document()
    assert client.get(f"/documents/{document.slug}/clauses/zzzzzz").status_code == 404


def test_the_number_of_queries_is_fixed(
    story: Story, sign_in_as: SignIn, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    browser, page = sign_in_as(story.resident), address(story, "Passengers")

    def queries() -> int:
        forget_texts()
        with count_queries() as statements:
            assert browser.get(page).status_code == 200
        return len(statements)

    before = queries()
    for _ in range(30):
        said = make_comment(story.document, "More.", clause=story.key("Passengers"), quote="by phone")
        make_comment(story.document, "A reply.", reply_to=said.reference)
    assert queries() == before
    assert before <= 32
