"""Officers read each group once, see what is different, and put it right; everybody sees who says nearly the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.consultations.models import Audience
from consult.contributions.models import Contribution
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.alike.routes import PAGE
from consult.insight.models import AlikeGroup
from consult.jobs.works import Work
from consult.moderation import service as moderation
from consult.serving import working
from tests.insight.alike.test_keeping import ALONE, BENCHES, BUSES, group_with
from tests.make import (
    find_alike,
    make_alike,
    make_comment,
    make_consultation,
    make_document,
    make_officer,
    make_person,
    now,
)

Sign = Callable[[Person], FlaskClient]
Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def document(app: Flask) -> Document:
    return make_document()


@pytest.fixture
def officer(document: Document) -> Person:
    return make_officer(document.consultation)


@pytest.fixture
def said(document: Document) -> list[Contribution]:
    found = [make_comment(document, body) for body in (*BUSES, *BENCHES, ALONE, "Not provided")]
    find_alike(document.consultation)
    return found


def home(document: Document, group: AlikeGroup | None = None, verb: str = "") -> str:
    whole = f"/consultations/{document.consultation.slug}/desk/alike"
    return "/".join(part for part in (whole, group.public_id if group else "", verb) if part)


def test_before_anybody_looked_the_page_says_what_to_do_and_how_it_is_done(
    document: Document, officer: Person, sign_in_as: Sign
) -> None:
    page = sign_in_as(officer).get(home(document)).text
    assert "Nobody has looked for it yet" in page
    assert "Look for what is nearly the same" in page
    assert "The method" in page
    assert "It compares words, not meaning" in page


def test_an_officer_starts_the_search_and_reads_what_it_found(
    document: Document, officer: Person, sign_in_as: Sign
) -> None:
    for body in (*BUSES, *BENCHES):
        make_comment(document, body)
    browser = sign_in_as(officer)
    assert browser.post(home(document)).status_code == 302
    assert "It waits for its turn" in browser.get(home(document)).text
    working.carry_out(db.session.scalars(select(Work.public_id)).one())
    page = browser.get(home(document)).text
    assert "7 contributions in 2 groups" in page
    assert page.index("The number 12 bus") < page.index("Put more benches")
    assert "4 people" in page
    assert "4 online" in page


def test_a_search_that_finds_nothing_says_so(document: Document, officer: Person, sign_in_as: Sign) -> None:
    make_comment(document, ALONE)
    browser = sign_in_as(officer)
    browser.post(home(document))
    working.carry_out(db.session.scalars(select(Work.public_id)).one())
    assert "No two contributions are nearly the same." in browser.get(home(document)).text


def test_the_page_of_a_group_marks_what_is_different(
    document: Document, officer: Person, said: list[Contribution], sign_in_as: Sign
) -> None:
    page = sign_in_as(officer).get(home(document, group_with(said[0]))).text
    assert "removed: </span>mother" in page
    assert "added: </span>father" in page
    assert "Each has its own reference, counts once, and gets its own answer" in page


def test_words_that_deny_what_the_lead_says_are_pointed_out(
    document: Document, officer: Person, sign_in_as: Sign
) -> None:
    words = "We should keep the ticket office at the station open through the whole of the winter"
    made = [make_comment(document, body) for body in (words, words + ".", words.replace("should", "should not"))]
    find_alike(document.consultation)
    page = sign_in_as(officer).get(home(document, group_with(made[0]))).text
    assert page.count("Says “not” or the like") == 1


def test_an_officer_puts_a_group_right(
    document: Document, officer: Person, said: list[Contribution], sign_in_as: Sign
) -> None:
    browser, group = sign_in_as(officer), group_with(said[0])
    address = home(document, group)

    def post(verb: str, **form: str) -> str:
        answer = browser.post(f"{address}/{verb}", data=form)
        assert answer.status_code == 302
        text: str = browser.get(answer.headers["Location"]).text
        return text

    assert '<h1 class="h1">Keep the bus</h1>' in post("name", label="Keep the bus")
    assert "5 contributions" in post("put-in", reference=said[7].reference)
    assert "4 contributions" in post("take-out", reference=said[7].reference)
    assert f'">{said[3].reference}</a></h2>' in post("lead", reference=said[3].reference)
    assert "every voice counts" in post("campaign", campaign="yes")
    assert "It is a campaign" in post("campaign", campaign="no")
    assert "7 contributions" in post("merge", other=group_with(said[4]).public_id)


def test_a_form_that_is_refused_keeps_what_was_typed_and_says_why(
    document: Document, officer: Person, said: list[Contribution], sign_in_as: Sign
) -> None:
    browser, group = sign_in_as(officer), group_with(said[0])
    answer = browser.post(home(document, group, "put-in"), data={"reference": "C-999<"})
    assert answer.status_code == 422
    assert "C-999&lt;" in answer.text
    assert "There is no such contribution in this consultation" in answer.text
    assert browser.post(home(document, group, "name"), data={"label": " "}).status_code == 422
    assert browser.post(home(document, group, "name"), data={"label": "x" * 201}).status_code == 422
    assert browser.post(home(document, group, "merge"), data={"other": group.public_id}).status_code == 422
    assert browser.post(home(document, group, "merge"), data={"other": "none"}).status_code == 404
    assert browser.post(home(document, group, "lead"), data={"reference": said[7].reference}).status_code == 409
    assert browser.post(home(document, group, "burn")).status_code == 404
    assert browser.post(home(document) + "/nosuch/name", data={"label": "A"}).status_code == 404


def test_taking_out_the_last_one_leads_back_to_the_list(
    document: Document, officer: Person, said: list[Contribution], sign_in_as: Sign
) -> None:
    browser = sign_in_as(officer)
    blank = home(document, group_with(said[8]))
    assert "What is set apart" in browser.get(blank).text
    answer = browser.post(blank + "/take-out", data={"reference": said[8].reference})
    assert answer.headers["Location"] == home(document)
    assert browser.get(blank).status_code == 404


def test_what_people_typed_is_shown_as_text(document: Document, officer: Person, sign_in_as: Sign) -> None:
    words = "<script>alert(1)</script> keep the number 12 bus to the hospital at weekends please"
    made = [make_comment(document, body) for body in (words, words + " now", words + " then")]
    find_alike(document.consultation)
    group = group_with(made[0])
    for address in (home(document), home(document, group), f"/contributions/{made[0].reference}/alike"):
        assert "<script>alert" not in sign_in_as(officer).get(address).text


def test_only_officers_see_the_groups(
    document: Document, said: list[Contribution], client: FlaskClient, sign_in_as: Sign
) -> None:
    group = group_with(said[0])
    for address in (home(document), home(document, group)):
        assert client.get(address).status_code in (302, 401)
        assert sign_in_as(make_person()).get(address).status_code == 403
        assert sign_in_as(make_officer(make_consultation())).get(address).status_code == 403


def test_everybody_sees_how_many_say_nearly_the_same(
    document: Document, said: list[Contribution], client: FlaskClient
) -> None:
    page = client.get(f"/contributions/{said[1].reference}").text
    link = f'<a href="/contributions/{said[1].reference}/alike">4 that say nearly the same</a>'
    assert f"{said[1].reference} is one of {link}" in page
    others = client.get(f"/contributions/{said[1].reference}/alike").text
    assert all(f">{one.reference}</a>" in others for one in said[:4])
    assert f">{said[4].reference}</a>" not in others
    assert "nearly the same" not in client.get(f"/contributions/{said[7].reference}").text
    assert client.get(f"/contributions/{said[7].reference}/alike").status_code == 302


def test_the_public_sees_only_what_is_shown(
    document: Document, officer: Person, said: list[Contribution], client: FlaskClient
) -> None:
    moderation.hide(said[0], "It names a neighbour.", by=officer, now=now())
    db.session.commit()
    assert "3 that say nearly the same" in client.get(f"/contributions/{said[1].reference}").text
    assert said[0].reference + "<" not in client.get(f"/contributions/{said[1].reference}/alike").text
    assert "nearly the same" not in client.get(f"/contributions/{said[0].reference}").text


def test_blank_ones_say_nothing_together_in_public(document: Document, client: FlaskClient) -> None:
    made = [make_comment(document, "n/a") for _ in range(3)]
    find_alike(document.consultation)
    assert "nearly the same" not in client.get(f"/contributions/{made[0].reference}").text


def test_a_consultation_for_some_has_no_list_for_others(client: FlaskClient) -> None:
    document = make_document(make_consultation(audience=Audience.INVITED))
    officer = make_officer(document.consultation)
    made = [make_comment(document, body, by=officer) for body in BUSES]
    find_alike(document.consultation)
    assert client.get(f"/contributions/{made[0].reference}/alike").status_code == 404


def test_a_page_of_a_large_group_reads_its_own_lines_only(
    document: Document, client: FlaskClient, count_queries: Counting
) -> None:
    words = "Let the van call at the surgery, please do."
    make_alike(document, words, PAGE + 3)
    lead = db.session.scalars(select(Contribution).where(Contribution.body == words)).first()
    assert lead is not None
    with count_queries() as queries:
        second = client.get(f"/contributions/{lead.reference}/alike?page=2").text
    assert second.count("<td ") == 3
    assert any("LIMIT" in one and "contribution.body" in one and "alike_member" in one for one in queries)
