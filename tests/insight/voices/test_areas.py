"""Where people live is asked once, as a choice nobody must make; counted only, and gone when they take it back."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.consultations.models import Consultation
from consult.contributions import service as contributions
from consult.contributions.area_models import Area, DeclaredArea
from consult.contributions.areas import declare, keep_areas, list_areas, load_population
from consult.contributions.models import Contribution
from consult.core.errors import Refused
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.voices.population import read_population
from tests.make import make_comment, make_consultation, make_document, make_officer, make_person, now

SignIn = Callable[[Person], FlaskClient]


def make_areas(consultation: Consultation, *names: str) -> list[Area]:
    """Make the list of a consultation's areas."""
    areas = keep_areas(consultation, names, by=None, now=now())
    db.session.commit()
    return areas


def said_where(person: Person) -> list[str]:
    """Return the areas a person is counted in."""
    wanted = select(Area.name).join(DeclaredArea).where(DeclaredArea.person_id == person.id)
    return list(db.session.scalars(wanted))


def say(browser: FlaskClient, document: Document, area: str | None) -> None:
    form = {"body": "Say when the van comes.", "revision": "1"} | ({} if area is None else {"area": area})
    assert browser.post(f"/documents/{document.slug}/comments", data=form).status_code == 302


def test_nobody_is_asked_where_there_is_no_list(app: object, sign_in_as: SignIn) -> None:
    document, browser = make_document(), sign_in_as(make_person())
    assert "Where do you live" not in browser.get(f"/documents/{document.slug}/comments").text


def test_it_is_asked_once_kept_and_taken_back(app: object, sign_in_as: SignIn) -> None:
    document, person = make_document(), make_person()
    hartwell, larkhill = make_areas(document.consultation, "Hartwell", "Larkhill")
    browser, address = sign_in_as(person), f"/documents/{document.slug}/comments"
    say(browser, document, larkhill.public_id)
    assert said_where(person) == ["Larkhill"]
    page = browser.get(address).text
    assert f'value="{larkhill.public_id}" selected' in page
    say(browser, document, hartwell.public_id)
    assert said_where(person) == ["Hartwell"]
    say(browser, document, None)
    assert said_where(person) == ["Hartwell"]
    say(browser, document, "")
    assert said_where(person) == []


def test_it_can_be_taken_back_at_any_time(app: object, sign_in_as: SignIn) -> None:
    document, person = make_document(), make_person()
    area = make_areas(document.consultation, "Hartwell")[0]
    browser = sign_in_as(person)
    say(browser, document, area.public_id)
    document.consultation.stage = Stage.DECIDED
    assert "Hartwell" in browser.get("/me").text
    assert browser.post("/me/area", data={"consultation": "\0"}).status_code == 302
    assert said_where(person) == ["Hartwell"]
    browser.post("/me/area", data={"consultation": document.consultation.slug})
    assert said_where(person) == []
    assert "Hartwell" not in browser.get("/me").text


def test_an_area_that_is_not_in_the_list_loses_no_words(app: object, sign_in_as: SignIn) -> None:
    document, person = make_document(), make_person()
    other = make_areas(make_consultation(), "Elsewhere")[0]
    make_areas(document.consultation, "Hartwell")
    for wrong in (other.public_id, "Hartwell", "' or 1=1", "x" * 5000):
        say(sign_in_as(person), document, wrong)
    assert said_where(person) == []
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 4


def test_what_waits_for_a_name_keeps_its_area(app: object, client: FlaskClient) -> None:
    document = make_document()
    area = make_areas(document.consultation, "Hartwell")[0]
    typed = {"body": "Say when.", "revision": 1, "area": area.public_id}
    token = contributions.leave_waiting(document, typed, now=now())
    assert db.session.scalar(select(func.count()).select_from(DeclaredArea)) == 0
    person = make_person()
    contributions.confirm_waiting(token, person, now())
    assert said_where(person) == ["Hartwell"]


def test_without_an_account_it_belongs_to_the_contribution_and_goes_with_it(app: object) -> None:
    document = make_document()
    area, officer = make_areas(document.consultation, "Hartwell")[0], make_officer(document.consultation)
    comment = make_comment(document, by=officer, on_behalf_of="A caller")
    declare(comment, area.public_id, now=now())
    assert db.session.scalars(select(DeclaredArea.contribution_id)).all() == [comment.id]
    contributions.withdraw(comment, by=officer, now=now())
    assert db.session.scalars(select(DeclaredArea.id)).all() == []


def test_an_area_taken_off_the_list_comes_back_with_what_was_said(app: object) -> None:
    consultation = make_consultation()
    first = make_areas(consultation, "Hartwell", "Larkhill")[0]
    make_areas(consultation, "Larkhill", "Old Town")
    assert [area.name for area in list_areas(consultation)] == ["Larkhill", "Old Town"]
    make_areas(consultation, "Old Town", "Hartwell")
    assert list_areas(consultation)[1].id == first.id


@pytest.mark.parametrize("names", [["A", "a"], ["x" * 81], [f"Area {n}" for n in range(201)]])
def test_a_list_that_cannot_be_is_refused(app: object, names: list[str]) -> None:
    with pytest.raises(Refused):
        keep_areas(make_consultation(), names, by=None, now=now())


def test_population_figures_join_the_list(app: object) -> None:
    consultation = make_consultation()
    make_areas(consultation, "Hartwell")
    assert load_population(consultation, {"hartwell": 12_400, "Old Town": 900}, by=None, now=now()) == (2, 1)
    assert [(area.name, area.people) for area in list_areas(consultation)] == [("Hartwell", 12_400), ("Old Town", 900)]


@pytest.mark.parametrize(
    "file",
    [
        "area,people\nHartwell,12400\nOld Town,900",
        "Hartwell;12 400\r\nOld Town;900\r\n",
        "\ufeffHartwell\t12400\nOld Town\t900",
        "Ward,2021\nHartwell,12400\nOld Town,900",
        "Area name,Population 2021\nHartwell,12400\nOld Town,900\n\nTotal,13300\n",
        "Locality;2021 (mid-year)\nHartwell;12.400\nOld Town;900\nGRAND TOTAL;13.300",
    ],
)
def test_figures_are_read_as_sheets_write_them(file: str) -> None:
    assert read_population(file.encode()) == {"Hartwell": 12_400, "Old Town": 900}


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"", "no area in this file"),
        (b"area,people\n", "no area in this file"),
        (b"Hartwell,many", "no area in this file"),
        (b"Hartwell,1\nLarkhill,many", "Line 2"),
        (b"Hartwell,1\nHartwell,2", "twice"),
        (b"Hartwell,1\n,2", "Line 2 has no area"),
        (b"Hartwell,1\nLarkhill,-2", "Line 2"),
        (b"Hartwell,1.5", "no number of people"),
        (b"Hartwell,1,2", "two columns"),
        (b"Hartwell,99999999999", "no number of people"),
        (b"PK\x03\x04\x00\x00", "no CSV file"),
        (b"x" * 300_000, "too large"),
        (b'"Hart\x07well",5', "cannot be shown"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(file: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_population(file)


def test_an_area_that_reads_like_a_heading_or_a_total_is_one_all_the_same() -> None:
    figures = {"Town Centre": 2021, "Ward 1": 1999, "All Saints": 5}
    assert read_population(b"Town Centre,2021\nWard 1,1999\nAll Saints,5") == figures


def test_officers_keep_the_list_and_load_figures(app: object, sign_in_as: SignIn) -> None:
    consultation = make_consultation()
    browser, address = sign_in_as(make_officer(consultation)), f"/consultations/{consultation.slug}/desk/areas"
    assert browser.post(address, data={"names": "Hartwell\n\n Larkhill "}).status_code == 302
    again = browser.post(address, data={"names": "Hartwell\nhartwell"})
    assert (again.status_code, "stands twice" in again.text, "Hartwell\nhartwell" in again.text) == (422, True, True)
    file = {"file": (io.BytesIO(b"Hartwell,12400\nOld <b>Town,900"), "people.csv")}
    assert browser.post(f"{address}/people", data=file).status_code == 302
    page = browser.get(address).text
    assert "12,400" in page
    assert "<b>Town" not in page
    assert browser.post(f"{address}/people", data={}).status_code == 422
    wrong = browser.post(f"{address}/people", data={"file": (io.BytesIO(b"Hartwell,1\nLarkhill,lots"), "a.csv")})
    assert (wrong.status_code, "Line 2" in wrong.text) == (422, True)


def test_a_name_with_signs_that_cannot_be_shown_is_refused(app: object) -> None:
    with pytest.raises(Refused, match="cannot be shown"):
        keep_areas(make_consultation(), ["Hart\x1bwell"], by=None, now=now())
