"""The page on which somebody suggests other words, as a browser without JavaScript sees it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations.models import Audience
from consult.contributions.models import Contribution, ContributionKind, Status
from consult.contributions.suggestion_queries import changes_of
from consult.core.clauses import Clause, Kind
from consult.core.stages import Stage
from consult.core.suggestions import Add, Proposed, Remove, Reword
from consult.extensions import db
from tests.journeys.visitor import Visitor, mailed_code
from tests.make import make_consultation, make_document
from tests.suggestions.conftest import TEXT, Square

FARES = "Each trip costs five pounds. Children travel free."


def only() -> Contribution:
    return db.session.scalars(select(Contribution).where(Contribution.kind == ContributionKind.SUGGESTION)).one()


def proposals() -> list[Proposed]:
    made = only()
    return [one.proposal for one in changes_of([made.id])[made.id]]


def at(square: Square, person: Any = None) -> Visitor:
    return Visitor(square.sign_in(person or square.resident))


def test_a_clause_is_reworded_looked_at_and_sent(square: Square) -> None:
    key, who = square.key("five pounds"), at(square)
    who.open(square.home)
    who.reads("Suggest other words for 1")
    who.open(f"{square.home}/suggestions/new?clause={key}")
    who.send("See what changes", **{f"text-{key}": FARES.replace("five", "four"), "body": "Wages fell."})
    who.reads("What it would change", "removed: five", "added: four", "Not sent yet")
    assert db.session.scalars(select(Contribution)).all() == []
    who.send("Send")
    who.reads("Thank you. S-1 is in", "Wages fell.")
    assert proposals() == [Reword(key, FARES.replace("five", "four"))]


def test_a_sentence_alone_is_put_back_into_its_clause(square: Square) -> None:
    key, who = square.key("five pounds"), at(square)
    who.open(f"{square.home}/suggestions/new?clause={key}&sentence=2")
    who.reads("Only this sentence is in the box")
    who.send("See what changes", **{f"text-{key}": "Under-twelves travel free.", "body": "Be clear."})
    who.send("Send")
    assert proposals() == [Reword(key, "Each trip costs five pounds. Under-twelves travel free.")]


def test_a_sentence_emptied_is_taken_out_and_leaves_no_gap(square: Square) -> None:
    key, who = square.key("five pounds"), at(square)
    who.open(f"{square.home}/suggestions/new?clause={key}&sentence=1")
    who.send("See what changes", **{f"text-{key}": "", "body": "Be kind."})
    who.send("Send")
    assert proposals() == [Reword(key, "Children travel free.")]


def test_the_clause_page_leads_to_the_box_with_the_sentence_and_what_was_typed(square: Square) -> None:
    key, who = square.key("five pounds"), at(square)
    who.open(f"{square.home}/clauses/{key}")
    name, value = who.choice("Suggest other words")
    _, sentence = who.choice("Children travel free.")
    who.send("Send", **{name: value, "sentence": sentence, "body": "Because they grow."})
    who.reads("Only this sentence is in the box", "Because they grow.")
    assert who.address.endswith("/comments")
    who.send("See what changes", **{f"text-{key}": "All children travel free."})
    who.send("Send")
    assert proposals() == [Reword(key, "Each trip costs five pounds. All children travel free.")]
    assert only().body == "Because they grow."


def test_several_clauses_a_new_one_and_one_taken_away_make_one_suggestion(square: Square) -> None:
    fares, coat, dogs = (square.key(words) for words in ("five pounds", "Bring a", "Dogs"))
    who = at(square)
    who.open(f"{square.home}/suggestions/new?clause={fares}")
    who.send("Add this clause", another=dogs, **{f"new-{fares}": "Carers travel free."})
    who.reads("Words you suggest for", "Carers travel free.")
    who.send("Add this clause", another=coat, **{f"gone-{dogs}": "y"})
    who.send("See what changes", **{f"new-{coat}": "Bring tea.", "body": "All this."})
    who.reads("New clause after", "taken out")
    who.send("Send")
    assert proposals() == [
        Add(fares, Clause(Kind.PARAGRAPH, 0, "Carers travel free.", "")),
        Remove(dogs),
        Add(coat, Clause(Kind.ITEM, 1, "Bring tea.", "(b)")),
    ]


def test_the_rest_of_a_clause_can_be_shown_and_a_clause_left_as_it_is(square: Square) -> None:
    fares, dogs, who = square.key("five pounds"), square.key("Dogs"), at(square)
    who.open(f"{square.home}/suggestions/new?clause={fares}&sentence=1")
    button = next(words for form in who.forms() for words, _, _ in form.buttons if words.startswith("Show the whole"))
    who.send(button, **{f"text-{fares}": "Each trip is free."})
    assert "Each trip is free. Children travel free." in who.said()
    who.send("Add this clause", another=dogs)
    assert f'name="text-{dogs}"' in who.page
    leave = [words for form in who.forms() for words, _, _ in form.buttons if words.startswith("Leave")]
    who.send(leave[1])
    assert f'name="text-{dogs}"' not in who.page


def test_somebody_not_signed_in_writes_first_and_loses_nothing(app: Flask, square: Square, client: FlaskClient) -> None:
    key, who = square.key("leaves at nine"), Visitor(client)
    who.open(f"{square.home}/suggestions/new?clause={key}")
    who.reads("You can send without an account")
    who.send("See what changes", **{f"text-{key}": "The van leaves at ten.", "body": "I sleep till nine."})
    who.send("Send")
    who.reads("Say who you are", "added: ten.", "I sleep till nine.")
    who.send("Send me a code", email="new@example.org")
    who.send("Send what I wrote", code=mailed_code(app))
    who.reads("S-1", "I sleep till nine.")
    assert proposals() == [Reword(key, "The van leaves at ten.")]


def test_a_suggestion_left_with_a_name_only_is_held(square: Square, client: FlaskClient) -> None:
    key, who = square.key("leaves at nine"), Visitor(client)
    who.open(f"{square.home}/suggestions/new?clause={key}")
    who.send("See what changes", **{f"text-{key}": "The van leaves at ten.", "body": "Late."})
    who.send("Send")
    who.send("Leave it with my name", name="Old Tom")
    who.reads("We have it")
    assert (only().status, only().author_name) == (Status.HELD, "Old Tom")
    assert client.get("/contributions/S-1").status_code == 404


def test_a_partner_suggests_for_their_organisation_and_nobody_for_another(square: Square) -> None:
    key, who = square.key("leaves at nine"), at(square, square.partner)
    words = {f"text-{key}": "The van leaves at ten.", "body": "Late."}
    who.open(f"{square.home}/suggestions/new?clause={key}")
    who.send("See what changes", **words, organisation="somebody-else")
    who.send("Send", organisation="somebody-else")
    assert who.status == 422
    assert "once its officer has added you" in who.said()
    who.send("Send", organisation=square.partner.memberships[0].organisation.slug)
    who.reads("S-1", "for Carers’ Circle")


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"press": "look"}, "Change some words first"),
        ({"press": "send", "clause": "{fares}", "text-{fares}": FARES}, "Change some words first"),
        ({"press": "look", "clause": "{fares}", "text-{fares}": "Words.\0"}, "NUL"),
        ({"press": "send", "clause": "{fares}", "text-{fares}": "Free."}, "Write what you want to say"),
        ({"press": "look", "clause": "nosuch"}, "does not stand"),
        ({"press": "more", "clause": "{fares}"}, "Choose the clause from the list"),
        ({"press": "more", "another": "nosuch"}, "does not stand"),
        ({"press": "look", "revision": "x"}, "altered on its way"),
        ({"press": "look", "revision": "99"}, "There is no revision 99"),
        ({"press": "send", "clause": "{fares}", "text-{fares}": "w " * 10_001, "body": "x"}, "up to 20,000"),
    ],
)
def test_what_cannot_be_sent_comes_back_with_its_words(square: Square, sent: dict[str, str], says: str) -> None:
    fares = square.key("five pounds")
    data = {name.format(fares=fares): value.replace("{fares}", fares) for name, value in sent.items()}
    answer = square.sign_in(square.resident).post(f"{square.home}/suggestions/new", data=data)
    assert answer.status_code == 422
    assert says in answer.text
    assert db.session.scalars(select(Contribution)).all() == []
    if "Free." in data.values():
        assert "Free.</textarea>" in answer.text


def test_odd_addresses_lead_to_a_list_of_clauses(square: Square) -> None:
    browser = square.sign_in(square.resident)
    for address, status in (("", 200), ("?clause=nosuch", 422), ("?clause=&sentence=x", 200)):
        answer = browser.get(f"{square.home}/suggestions/new{address}")
        assert answer.status_code == status
        assert "Choose the clause you would change first" in answer.text
    key = square.key("five pounds")
    for sentence in ("0", "9", "5-2", "0-9999", "²", "x" * 99):
        answer = browser.get(f"{square.home}/suggestions/new?clause={key}&sentence={sentence}")
        assert answer.status_code == 200
        assert FARES in answer.text


def test_words_suggested_on_an_older_revision_stay_with_it(square: Square) -> None:
    key, who = square.key("leaves at nine"), at(square)
    who.open(f"{square.home}/suggestions/new?clause={key}")
    square.edit("leaves at nine", "leaves at half past nine")
    browser = square.sign_in(square.officer)
    page = {"summary": "Later.", "expected_save": square.head(), "exception": "x"}
    assert browser.post(f"{square.home}/publish", data=page).status_code == 302
    who.send("See what changes", **{f"text-{key}": "The van leaves at ten.", "body": "Late."})
    who.reads("Revision 2 came out while you wrote", "removed: nine.")
    who.send("Send")
    assert only().revision.number == 1


@pytest.mark.parametrize("stage", [Stage.CONSIDERING, Stage.DECIDED, Stage.REVIEWED, Stage.CANCELLED])
def test_nobody_suggests_after_the_closing(square: Square, stage: Stage) -> None:
    square.document.consultation.stage = stage
    key = square.key("leaves at nine")
    data = {"press": "send", "clause": key, f"text-{key}": "The van leaves at ten.", "body": "Late."}
    for person in (square.resident, square.officer):
        answer = square.sign_in(person).post(f"{square.home}/suggestions/new", data=data)
        assert answer.status_code == 409
        assert "The van leaves at ten." in answer.text
    assert db.session.scalars(select(Contribution)).all() == []


def test_a_suggestion_page_for_others_does_not_exist(square: Square, client: FlaskClient) -> None:
    hidden = make_document(make_consultation(audience=Audience.INVITED), TEXT)
    assert client.get(f"/documents/{hidden.slug}/suggestions/new").status_code == 404
    answer = square.sign_in(square.resident).post(f"/documents/{hidden.slug}/suggestions/new", data={"press": "send"})
    assert answer.status_code == 404


def test_hostile_words_are_shown_as_words(square: Square) -> None:
    key, who = square.key("leaves at nine"), at(square)
    who.open(f"{square.home}/suggestions/new?clause={key}")
    evil = "</textarea><script>alert(1)</script> [x](javascript:alert(1))"
    who.send("See what changes", **{f"text-{key}": evil, "body": evil})
    assert "<script>alert" not in who.page
    assert 'javascript:alert(1)"' not in who.page
    who.send("Send")
    assert "<script>alert" not in who.page
