"""Documents start from a template, and outcomes without a measure are seen from the outset."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.core.clauses import parse
from consult.core.outcomes import outcomes, unmeasured
from consult.documents.queries import read_save
from consult.documents.templates import list_templates, ours
from consult.extensions import db
from tests.make import make_consultation, make_document, make_officer

SignIn = Callable[[Person], FlaskClient]

ASKED = (
    "need and evidence",
    "who it is for",
    "outcomes",
    "what the service does",
    "equality",
    "social value",
    "quality",
    "funding",
    "small providers",
    "size of lots",
    "partnerships",
    "time to bid",
    "payment",
    "cost of monitoring",
    "today's providers",
    "monitoring",
    "review",
)
SPECIFICATION = """# The service

## Outcomes

- People get to the clinic on time.
  - Measured by: journeys that arrive ten minutes early or more.
- Carers have a day off.

## What it does

- It runs daily.
"""


def test_the_specification_asks_all_that_a_fair_one_answers() -> None:
    specification = ours()[1].markdown.lower().replace("’", "'")
    assert [asked for asked in ASKED if asked not in specification] == []
    assert len(outcomes(parse(specification))) == 2


def test_a_new_document_starts_from_a_template(app: Flask, sign_in_as: SignIn) -> None:
    consultation = make_consultation()
    officer = make_officer(consultation)
    db.session.commit()
    browser, page = sign_in_as(officer), f"/consultations/{consultation.slug}/documents/new"
    assert "A service specification" in browser.get(page).text
    filled = browser.get(f"{page}?template=specification").text
    assert "Need and evidence" in filled
    assert browser.get(f"{page}?template=nosuch").status_code == 404


def test_officers_keep_a_text_of_their_own_and_take_it_away_again(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document(markdown=SPECIFICATION)
    consultation, other = document.consultation, make_consultation()
    officer, stranger = make_officer(consultation), make_officer(other)
    db.session.commit()
    browser, page = sign_in_as(officer), f"/consultations/{consultation.slug}/documents/new"
    for _ in range(2):  # kept again, it takes the place of the first
        kept = browser.post(f"/documents/{document.slug}/template", data={"title": "  Our van\nservice "})
        assert kept.status_code == 302
    (own,) = [one for one in list_templates(consultation.owner) if one.own]
    assert (own.title, own.markdown) == ("Our van service", SPECIFICATION)
    assert "Our van service" in browser.get(page).text
    assert "People get to the clinic" in browser.get(f"{page}?template={own.name}").text
    foreign = sign_in_as(stranger)
    assert "Our van service" not in foreign.get(f"/consultations/{other.slug}/documents/new").text
    assert foreign.get(f"/consultations/{other.slug}/documents/new?template={own.name}").status_code == 404
    assert foreign.post(f"/consultations/{other.slug}/templates/{own.name}/drop").status_code == 404
    assert browser.post(f"/consultations/{consultation.slug}/templates/{own.name}/drop").status_code == 302
    assert [one for one in list_templates(consultation.owner) if one.own] == []


@pytest.mark.parametrize("title", ["", "  ", "t" * 121])
def test_a_template_needs_a_title(app: Flask, sign_in_as: SignIn, title: str) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    db.session.commit()
    answer = sign_in_as(officer).post(f"/documents/{document.slug}/template", data={"title": title})
    assert answer.status_code == 422
    assert "Give it a title" in answer.text
    assert f'name="title" value="{title}"' in answer.text
    assert len(list_templates(document.consultation.owner)) == 2


def test_desk_and_draft_show_outcomes_that_have_no_measure(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document(markdown=SPECIFICATION)
    officer = make_officer(document.consultation)
    db.session.commit()
    assert document.head is not None
    assert document.head.unmeasured == 1
    browser = sign_in_as(officer)
    assert "1 outcome without a measure" in browser.get("/desk").text
    draft = browser.get(f"/documents/{document.slug}/draft").text
    assert "Nothing yet." in draft
    measured = SPECIFICATION.replace("a day off.", "a day off.\n  - Measured by: days off, asked of each carer.")
    sent = {"markdown": measured, "expected_save": document.head.public_id, "save": "yes"}
    browser.post(f"/documents/{document.slug}/draft/whole", data=sent)
    db.session.expire_all()
    assert unmeasured(read_save(document.head).words) == ()
    assert "without a measure" not in browser.get("/desk").text


@pytest.mark.parametrize(
    ("markdown", "found", "without"),
    [
        ("## Outcomes\n\n- One\n\n  How we will know: by asking.\n- Two", 2, 1),
        ("## Outcomes\n\n- One\n  - Measured by: …", 1, 1),
        ("## Expected outcomes\n\n### For carers\n\n- One\n  - Measure: a\n\n## Other\n\n- Not one", 1, 0),
        ("| Outcome | Indicator |\n|---|---|\n| One | asked |\n| Two | – |", 2, 1),
        ("## What it does\n\n- Outcome is a word here", 0, 0),
        ("## Outcomes\n\nOnly prose.", 0, 0),
    ],
)
def test_outcomes_and_measures_are_found_as_councils_write_them(markdown: str, found: int, without: int) -> None:
    clauses = parse(markdown)
    assert (len(outcomes(clauses)), len(unmeasured(clauses))) == (found, without)
