"""No two looks at the public page tell where one person lives, whatever was entered or taken back between them."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.consultations.models import Consultation
from consult.contributions import service as contributions
from consult.contributions.areas import declare, forget_own_area, list_areas
from consult.contributions.models import Contribution
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.voices.models import AreasCounted
from consult.serving.duties import count_areas
from tests.insight.voices.crowd import many_voices
from tests.make import make_comment, make_document, now

AREAS = {"Hartwell": 12, "Larkhill": 9, "Old Town": 4}


def make_closed() -> Document:
    """Make a document of a consultation that has closed, with people of three areas."""
    document = make_document()
    many_voices(document, per_area=AREAS, rest=7)
    move(document, Stage.CONSIDERING)
    return document


def move(document: Document, stage: Stage) -> None:
    """Let it stand at a stage, and the worker do its round."""
    document.consultation.stage = stage
    db.session.commit()
    count_areas(now())
    db.session.commit()


def look(client: FlaskClient, consultation: Consultation) -> tuple[str, ...]:
    """Return the rows of the public page that name an area."""
    page = client.get(f"/consultations/{consultation.slug}/voices").text
    rows = re.findall(r'<tr role="row"><th scope="row".*?</tr>', page, re.DOTALL)
    return tuple(row for row in rows if re.search("Hartwell|Larkhill|Old Town|Did not say", row))


def enter_late(document: Document, area: str) -> Contribution:
    """Enter what one person said, who lives in an area, though it has closed."""
    stage, document.consultation.stage = document.consultation.stage, Stage.OPEN
    comment = make_comment(document)
    declare(comment, {one.name: one.public_id for one in list_areas(document.consultation)}[area], now=now())
    document.consultation.stage = stage
    db.session.commit()
    return comment


def take_back(document: Document, at: int) -> None:
    """Take one contribution back."""
    said = db.session.scalars(select(Contribution).where(Contribution.document_id == document.id)).all()
    comment = said[at % len(said)]
    contributions.withdraw(comment, by=author(comment), now=now())
    db.session.commit()


def forget(document: Document, at: int) -> None:
    """Let one person take back where they live."""
    own = select(Contribution.author_id).where(Contribution.document_id == document.id)
    people = db.session.scalars(select(Person).where(Person.id.in_(own)).order_by(Person.id)).all()
    forget_own_area(document.consultation.slug, people[at % len(people)])
    db.session.commit()


def author(comment: Contribution) -> Person | None:
    return comment.author or comment.entered_by


def test_one_who_takes_back_what_they_said_changes_no_area(app: object, client: FlaskClient) -> None:
    document = make_closed()
    move(document, Stage.DECIDED)
    before = look(client, document.consultation)
    take_back(document, 0)
    assert any("12" in row for row in before)
    assert look(client, document.consultation) == before


def test_one_who_is_entered_late_changes_no_area(app: object, client: FlaskClient) -> None:
    document = make_closed()
    before = look(client, document.consultation)
    enter_late(document, "Larkhill")
    assert look(client, document.consultation) == before
    move(document, Stage.DECIDED)
    assert any("Larkhill" in row and "10" in row for row in look(client, document.consultation))


def test_until_it_is_decided_the_page_says_when_areas_are_told(app: object, client: FlaskClient) -> None:
    document = make_closed()
    page = client.get(f"/consultations/{document.consultation.slug}/voices").text
    assert "Where people live is counted once, when the consultation is decided" in page
    assert look(client, document.consultation) == ()


def test_a_person_is_counted_once_however_much_they_say(app: object, client: FlaskClient) -> None:
    document = make_closed()
    loud = enter_late(document, "Old Town")
    document.consultation.stage = Stage.OPEN
    for _ in range(12):
        make_comment(document, by=author(loud))
    move(document, Stage.DECIDED)
    rows = {name: row for row in look(client, document.consultation) for name in AREAS if name in row}
    assert ">5<" in rows["Old Town"]


def test_where_too_few_say_where_they_live_nothing_is_told_of_it(app: object, client: FlaskClient) -> None:
    document = make_document()
    many_voices(document, per_area={"Hartwell": 2, "Larkhill": 1})
    move(document, Stage.DECIDED)
    assert look(client, document.consultation) == ()
    for _ in range(9):
        enter_late(document, "Hartwell")
        count_areas(now())
    assert look(client, document.consultation) == ()


def test_they_are_counted_once_for_a_consultation_that_has_areas(app: object) -> None:
    make_document().consultation.stage = Stage.DECIDED
    document = make_closed()
    for stage in (Stage.DECIDED, Stage.REVIEWED):
        move(document, stage)
    assert db.session.scalars(select(AreasCounted.consultation_id)).all() == [document.consultation_id]


ACTS = some.one_of(
    some.tuples(some.just("enter"), some.sampled_from(sorted(AREAS))),
    some.tuples(some.sampled_from(["take back", "forget"]), some.integers(0, 40)),
    some.tuples(some.just("move"), some.sampled_from([Stage.OPEN, Stage.CONSIDERING])),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=some.lists(ACTS, max_size=5), after=some.lists(ACTS, max_size=5))
def test_two_looks_never_tell_where_one_person_lives(
    app: object, client: FlaskClient, before: list[tuple[str, object]], after: list[tuple[str, object]]
) -> None:
    document, seen = make_closed(), set()
    for acts, stage in ((before, Stage.DECIDED), (after, Stage.REVIEWED)):
        for what, which in acts:
            if what == "enter":
                enter_late(document, str(which))
            elif what == "move":
                stage_before = document.consultation.stage
                if stage_before in (Stage.OPEN, Stage.CONSIDERING):
                    move(document, Stage(str(which)))
            else:
                (take_back if what == "take back" else forget)(document, int(str(which)))
            count_areas(now())
            db.session.commit()
            seen.add(look(client, document.consultation))
        move(document, stage)
        seen.add(look(client, document.consultation))
    assert len(seen - {()}) <= 1
    assert db.session.scalar(select(func.count()).where(AreasCounted.consultation_id == document.consultation_id)) == 1
