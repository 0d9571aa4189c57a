"""An officer: from nothing to revision 2, in which everybody has an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from consult.accounts.models import MemberRole, OrganisationKind
from consult.documents.models import Document
from consult.documents.verifying import first_broken
from consult.extensions import db
from tests.journeys.visitor import Visitor
from tests.make import TEXT, make_comment, make_member, make_organisation, make_person, now


def test_an_officer_consults_takes_a_comment_in_and_publishes_revision_2(
    house: Flask, arrives: Callable[[str], Visitor], visitor: Visitor
) -> None:
    council = make_organisation("Ashmere Borough Council", OrganisationKind.COUNCIL)
    person = make_member(council, MemberRole.OFFICER, "Bern Okoye")
    db.session.commit()
    officer = arrives(person.email or "")
    consultation, room = prepare(officer)
    visitor.open(room)
    assert visitor.status == 404, "what is still being drafted is seen by nobody else"
    move_on(officer, consultation)
    visitor.open(room)
    visitor.reads("A carer travels free.")
    document = db.session.scalars(select(Document)).one()
    resident = make_person("Bea Ray")
    taken = make_comment(document, "Make it three bags.", by=resident, quote="two bags").reference
    left = make_comment(document, "Why so dear?", by=resident, quote="£4.50").reference
    answer_and_publish(officer, room, taken, left)
    everybody_sees(visitor, room, taken)
    table = officer.open(f"{room}/contributions.csv")
    assert taken in table
    assert "not taken" in table
    officer.open(consultation)
    officer.follow("Open, close or move it on")
    officer.send("Move it on", stage="considering", reason="Everybody had six weeks.")
    visitor.open(consultation)
    visitor.reads("Everybody had six weeks.")
    visitor.open(room)
    assert "Say something about the whole document" not in visitor.said()


def prepare(officer: Visitor) -> tuple[str, str]:
    """Make a consultation with a paper and a draft; return their addresses."""
    officer.open("/desk")
    officer.reads("You run no consultation yet")
    officer.follow("New consultation")
    officer.send("Make it", title="Getting about", purpose="To agree how people get about.")
    officer.reads("Getting about")
    consultation = officer.address
    officer.follow("Background papers")
    officer.send("Add it", title="The sums", what="What each journey costs.", url="https://example.org/sums")
    officer.reads("The sums")
    officer.open(consultation)
    officer.follow("Add a document")
    officer.send("Add it", title="Travel specification", markdown=TEXT)
    officer.reads("A carer travels free.")
    return consultation, officer.address


def move_on(officer: Visitor, consultation: str) -> None:
    """Open a consultation for six weeks."""
    officer.open(consultation)
    officer.follow("Open, close or move it on")
    closing = (now() + timedelta(days=42)).date()
    officer.send(
        "Move it on",
        stage="open",
        reason="The draft is ready to be read.",
        closes_on=[str(closing.day), str(closing.month), str(closing.year)],
    )


def answer_and_publish(officer: Visitor, room: str, taken: str, left: str) -> None:
    """Change the text; the gate holds until both have an answer."""
    officer.open(f"{room}/draft")
    officer.follow("Edit the whole text")
    typed = next(form.fields["markdown"][0] for form in officer.forms() if "markdown" in form.names)
    officer.send("Save", markdown=typed.replace("two bags", "three bags"))
    officer.reads("three bags")
    officer.follow("What it does to each comment")
    officer.reads(taken, left)
    officer.open(f"{room}/publish")
    officer.send("Publish revision 2", summary="Three bags instead of two.")
    assert officer.status == 409
    assert left in officer.said()
    officer.open(f"/contributions/{left}/fate")
    officer.send("Keep this as a draft", fate="not taken", reason="The fare pays for the driver.")
    officer.open(f"/contributions/{taken}/fate")
    name, value = officer.choice("three bags")
    officer.send("Keep this as a draft", **{name: value}, fate="taken in", reason="You are right.")
    officer.open(f"{room}/publish")
    officer.send("Publish revision 2", summary="Three bags instead of two.")
    officer.reads("Three bags instead of two.", taken)


def everybody_sees(visitor: Visitor, room: str, taken: str) -> None:
    """Check that everybody can see what became of it, and that it can be proved."""
    visitor.open(room)
    visitor.reads("three bags")
    visitor.open(f"{room}/you-said-we-did")
    visitor.reads(taken, "The fare pays for the driver.")
    visitor.open(f"/contributions/{taken}")
    visitor.reads("Taken in", "two bags", "three bags", "prompted by it")
    visitor.open(f"{room}/compare?from=1&to=2")
    visitor.reads("two", "three", "bags", "Reworded")
    db.session.expire_all()
    assert first_broken(db.session.scalars(select(Document)).one()) is None
