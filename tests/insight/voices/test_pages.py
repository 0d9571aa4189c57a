"""The page of who has spoken tells what is so, hides what is small, and costs the same for many as for few."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask.testing import FlaskClient

from consult.accounts.models import OrganisationKind, Person
from consult.consultations.models import Consultation
from consult.contributions.areas import load_population
from consult.core.errors import Conflict, Refused
from consult.core.stages import Stage
from consult.documents.queries import forget_texts, read_revision
from consult.extensions import db
from consult.insight.voices.overview import forget_counts
from consult.insight.voices.population import against
from consult.insight.voices.service import finish_approach, plan_approach, reopen_approach
from consult.insight.voices.tables import Row
from consult.voting.service import read_value, vote_on_clause
from tests.insight.voices.crowd import many_voices
from tests.make import make_comment, make_document, make_member, make_officer, make_organisation, make_person, now

SignIn = Callable[[Person], FlaskClient]
Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    forget_counts()


def address(consultation: Consultation) -> str:
    return f"/consultations/{consultation.slug}/desk/voices"


def cells(page: str, row: str) -> list[str]:
    """Return what the cells of a row of the page say."""
    found = re.search(rf'<th scope="row"[^>]*>{row}.*?</tr>', page, re.DOTALL)
    assert found is not None, row
    return [
        re.sub(r"<svg.*?</svg>|<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", found[0], re.DOTALL)
    ]


def test_individuals_and_organisations_stand_apart(app: object, sign_in_as: SignIn) -> None:
    document = make_document()
    many_voices(document, per_area={"Hartwell": 12, "Larkhill": 8}, rest=7)
    for kind in (OrganisationKind.CHARITY, OrganisationKind.HEALTH) * 6:
        organisation = make_organisation(kind=kind)
        make_comment(document, by=make_member(organisation), organisation=organisation.slug)
    page = sign_in_as(make_officer(document.consultation)).get(address(document.consultation)).text
    assert cells(page, "Online") == ["20", "12"]
    assert cells(page, "On paper") == ["7", "none"]
    assert cells(page, "Hartwell") == ["12"]
    assert cells(page, "Charity") == ["6"]
    assert "39" not in re.sub(r"<[^>]+>", "", page)


def test_numbers_under_five_are_nowhere(app: object, sign_in_as: SignIn) -> None:
    document = make_document()
    many_voices(document, per_area={"Hartwell": 11, "Larkhill": 3, "Old Town": 2}, rest=9)
    page = sign_in_as(make_officer(document.consultation)).get(address(document.consultation)).text
    assert cells(page, "Hartwell") == ["11"]
    assert cells(page, "Larkhill") == cells(page, "Old Town") == ["–not shown"]
    assert not re.search(r'<span class="num">[0-4]</span>', page)


def test_where_little_was_said_the_page_says_so_and_what_to_do(app: object, sign_in_as: SignIn) -> None:
    document = make_document()
    make_comment(document)
    page = sign_in_as(make_officer(document.consultation)).get(address(document.consultation)).text
    assert "Too few have spoken" in page
    assert "Make a list of areas" in page
    assert "so 100 are missing" in page


def test_support_is_told_as_a_range(app: object, sign_in_as: SignIn) -> None:
    document = make_document()
    assert document.newest_revision is not None
    key = read_revision(document.newest_revision).clauses[2].key
    for number in range(30):
        value = read_value("agree" if number % 3 else "disagree")
        vote_on_clause(document, key, 1, value, person=make_person(), now=now())
    db.session.commit()
    page = sign_in_as(make_officer(document.consultation)).get(address(document.consultation)).text
    assert "between 49 and 81 in 100 agree" in page
    assert "30 votes" in page


def test_an_area_heard_from_too_little_is_named(app: object, sign_in_as: SignIn) -> None:
    document = make_document()
    many_voices(document, per_area={"Hartwell": 24, "Larkhill": 6})
    load_population(document.consultation, {"Hartwell": 5_000, "Larkhill": 5_000}, by=None, now=now())
    db.session.commit()
    page = sign_in_as(make_officer(document.consultation)).get(address(document.consultation)).text
    missing = page[page.index("Not yet heard from") : page.index("Whom you will ask")]
    assert "Larkhill" in missing
    assert "50 of every 100 people live there" in missing
    assert "Hartwell" not in missing


def test_whether_a_hidden_number_is_small_changes_nothing_beside_it() -> None:
    people = {"Hartwell": 100, "Larkhill": 100, "Old Town": 100}
    rows = [Row("Hartwell", 60, None), Row("Larkhill", None, None), Row("Old Town", None, None)]
    found = {one.name: one for one in against(rows, 70, people)}
    assert [found[name].given for name in ("Larkhill", "Old Town")] == [None, None]
    assert found["Larkhill"].missed
    assert found["Old Town"].missed
    assert not found["Hartwell"].missed


def test_whom_to_ask_stands_on_the_desk_until_it_is_ticked_off(app: object, sign_in_as: SignIn) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    browser, page = sign_in_as(officer), address(document.consultation)
    typed = {"whom": "Larkhill <Tenants>", "who": "Jo", "due": ["1", "2", "2027"]}
    assert browser.post(f"{page}/asks", data=typed).status_code == 302
    assert "Larkhill &lt;Tenants&gt;" in browser.get(page).text
    desk = browser.get("/desk").text
    assert "Ask Larkhill &lt;Tenants&gt;" in desk
    assert "1 February 2027" in desk
    twice = browser.post(f"{page}/asks", data=typed)
    assert (twice.status_code, "on the list already" in twice.text, 'value="Jo"' in twice.text) == (422, True, True)
    assert browser.post(f"{page}/asks", data={"whom": " "}).status_code == 422
    assert browser.post(f"{page}/asks", data={"whom": "A", "due": ["1", "x", "2027"]}).status_code == 422
    one = re.search(r"desk/voices/asks/(\w+)", desk)
    assert one is not None
    assert browser.get(f"{page}/asks/{one[1]}").status_code == 200
    assert browser.post(f"{page}/asks/{one[1]}", data={"note": "They meet on the 12th."}).status_code == 302
    assert "Larkhill" not in browser.get("/desk").text
    assert "They meet on the 12th." in browser.get(page).text
    assert browser.post(f"{page}/asks/{one[1]}", data={"note": "Again"}).status_code == 422
    assert browser.get(f"{page}/asks/nothing").status_code == 404
    stranger = sign_in_as(make_officer(make_document().consultation))
    assert stranger.post(f"{page}/asks", data=typed).status_code in (403, 404)
    assert "Larkhill" not in stranger.get("/desk").text


def test_what_was_ticked_off_can_be_put_back(app: object) -> None:
    consultation = make_document().consultation
    officer = make_officer(consultation)
    ask = plan_approach(consultation, "Larkhill", who="", due=date(2027, 1, 1), by=officer, now=now())
    finish_approach(ask, "", by=officer, now=now())
    with pytest.raises(Conflict):
        finish_approach(ask, "", by=officer, now=now())
    reopen_approach(ask, by=officer, now=now())
    assert ask.done_at is None
    with pytest.raises(Refused):
        plan_approach(consultation, "x" * 300, who="", due=None, by=officer, now=now())


@pytest.mark.parametrize("stage", list(Stage))
def test_everybody_sees_it_once_it_has_closed(app: object, client: FlaskClient, stage: Stage) -> None:
    document = make_document()
    many_voices(document, per_area={"Hartwell": 12})
    document.consultation.stage = stage
    public = client.get(f"/consultations/{document.consultation.slug}/voices")
    if stage is Stage.DRAFTING:
        assert public.status_code == 404
        return
    told = stage is not Stage.OPEN
    assert ("How it reached us" in public.text) == told
    link = f"/consultations/{document.consultation.slug}/voices"
    assert (link in client.get(f"/consultations/{document.consultation.slug}").text) == told
    assert "Put it on the list" not in public.text


def test_it_takes_as_many_queries_for_many_as_for_few(app: object, sign_in_as: SignIn, count_queries: Counting) -> None:
    found = []
    for count in (6, 30):
        document = make_document()
        many_voices(document, per_area={"Hartwell": count, "Larkhill": 6})
        page = address(document.consultation)
        browser = sign_in_as(make_officer(document.consultation))
        db.session.commit()
        db.session.expunge_all()
        for _ in range(2):
            forget_texts()
            with count_queries() as statements:
                assert browser.get(page).status_code == 200
            found.append(sum(not one.startswith("BEGIN") for one in statements))
    assert found == [17, 8, 17, 8]
