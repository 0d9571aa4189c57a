"""What is seen while somebody types other words: the same difference as before sending, and nothing is kept."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations.models import Audience
from consult.contributions.models import Contribution
from consult.core.stages import Stage
from consult.extensions import db
from tests.make import make_consultation, make_document
from tests.suggestions.conftest import Square

FARES = "Each trip costs five pounds. Children travel free."


def look(square: Square, words: str, **more: str) -> tuple[int, str]:
    key = square.key("five pounds")
    sent = {"clause": key, f"text-{key}": words, "revision": "1"} | {f"{name}-{key}": more[name] for name in more}
    answer = square.sign_in(square.resident).post(f"{square.home}/suggestions/look", data=sent)
    return answer.status_code, answer.text


def difference(page: str) -> list[str]:
    return re.findall(r'<p class="base-words">.*?</p>', page, re.DOTALL)


def test_it_shows_the_difference_that_is_shown_before_sending(square: Square) -> None:
    key, words = square.key("five pounds"), FARES.replace("five", "four")
    status, seen = look(square, words)
    before_sending = square.sign_in(square.resident).post(
        f"{square.home}/suggestions/new",
        data={"clause": key, f"text-{key}": words, "body": "Why", "revision": "1", "press": "look"},
    )
    assert status == 200
    assert len(difference(seen)) == 1
    assert difference(seen) == difference(before_sending.text)
    assert "removed: </span>five" in seen
    assert "1 word added, 1 taken away." in seen
    assert db.session.scalars(select(Contribution)).all() == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (FARES, "Nothing is changed yet."),
        (f" {FARES}\r\n", "Nothing is changed yet."),
        (f"{FARES} Come along.", "2 words added."),
        ("Children travel free.", "5 words taken away."),
        (FARES.replace("five", "*five*"), "No word changes, only marks or spaces."),
    ],
)
def test_it_says_how_much_changes(square: Square, words: str, says: str) -> None:
    status, seen = look(square, words)
    assert status == 200
    assert f"<p data-says>{says}</p>" in seen


def test_each_changed_sentence_can_go_back_where_there_are_several(square: Square) -> None:
    _, seen = look(square, "Each trip costs <b>. Children do not travel free.")
    assert 'data-start="0" data-end="21" data-words="Each trip costs five pounds. "' in seen
    assert "Put back “Children travel free.”" in seen
    _, seen = look(square, FARES.replace("five", "four"))
    assert '<ul class="look__back" hidden>' in seen
    assert seen.count("data-start") == 1


def test_a_sentence_in_the_box_is_compared_with_that_sentence(square: Square) -> None:
    _, seen = look(square, "All children travel free.", span="29-50")
    assert "2 words added, 1 taken away." in seen
    assert "Each trip costs five pounds." in seen


def test_a_clause_taken_away_and_a_new_one_are_shown(square: Square) -> None:
    _, seen = look(square, FARES, gone="y", new="Dogs travel free.")
    assert "taken out" in seen
    assert "New clause after" in seen
    assert "3 words added, 8 taken away." in seen


def test_what_could_not_be_sent_is_said_and_not_kept(square: Square) -> None:
    for words in ("far too long " * 1_600, "a \0 b"):
        status, seen = look(square, words)
        assert status in (400, 422)
        assert "data-says" in seen
        assert words[:1] in seen.split("What you typed")[1]
    home, key = f"{square.home}/suggestions/look", square.key("five pounds")
    client = square.sign_in(square.resident)
    assert client.post(home, data={"revision": "1"}).status_code == 422
    assert client.post(home, data={"revision": "1", "clause": [key, square.key("Dogs")]}).status_code == 422
    assert client.post(home, data={"revision": "9", "clause": key}).status_code in (404, 422)
    assert client.get(home).status_code == 405


def test_it_answers_only_who_may_suggest(app: Flask, client: FlaskClient) -> None:
    closed = make_document(make_consultation(Stage.CONSIDERING))
    hidden = make_document(make_consultation(audience=Audience.INVITED))
    db.session.commit()
    assert client.post(f"/documents/{closed.slug}/suggestions/look", data={}).status_code == 409
    assert client.post(f"/documents/{hidden.slug}/suggestions/look", data={}).status_code == 404


def test_words_that_look_other_than_typed_are_shown_as_they_would_read(square: Square) -> None:
    assert "How it would read" not in look(square, FARES.replace("five", "four"))[1]
    assert "<strong>five</strong> pounds" in look(square, FARES.replace("five", "**five**"))[1]
    assert "• all dogs" in look(square, f"{FARES}\n\n- all dogs\n- all cats")[1]
    assert "&lt;script&gt;" in look(square, "<script>*x*</script>")[1]
