"""An administrator, who lets others in."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from consult.extensions import db
from tests.journeys.visitor import Visitor
from tests.make import make_person


def test_an_administrator_makes_an_organisation_and_its_first_officer(
    house: Flask, arrives: Callable[[str], Visitor]
) -> None:
    person = make_person("Priya Nand", administrator=True)
    db.session.commit()
    administrator = arrives(person.email or "")
    administrator.open("/desk")
    administrator.follow("Organisations")
    administrator.follow("Add an organisation")
    administrator.send("Save", name="Ashmere Borough Council", kind="council", contact_email="say@example.org")
    administrator.reads("Ashmere Borough Council", "say@example.org", "Nobody speaks for")
    administrator.send("Add", email="bern@example.org", name="Bern Okoye", role="officer")
    administrator.reads("Bern Okoye", "Officer")
    administrator.open("/networks")
    administrator.follow("Add a network")
    name, value = administrator.choice("Ashmere Borough Council")
    administrator.send("Save", name="Everyone near", **{name: value})
    administrator.reads("Everyone near", "Ashmere Borough Council")
    officer = arrives("bern@example.org")
    officer.open("/consultations/new")
    officer.send("Make it", title="The last bus home", purpose="To agree when it goes.")
    officer.reads("The last bus home")
    officer.open("/people")
    assert officer.status == 200
    resident = arrives("somebody@example.org")
    for address in ("/desk", "/people", "/organisations/new", "/consultations/new", "/moderation"):
        resident.open(address)
        assert resident.status == 403, address
        assert "This is not for you" in resident.said()
