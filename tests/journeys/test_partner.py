"""A partner, who speaks for an organisation."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from consult.extensions import db
from tests.journeys.visitor import Visitor
from tests.make import make_comment, make_document, make_member, make_organisation


def test_a_partner_comments_and_answers_for_the_organisation_and_it_shows(
    house: Flask, arrives: Callable[[str], Visitor]
) -> None:
    document, organisation = make_document(), make_organisation("Carers Circle")
    person = make_member(organisation, name="Amina Yusuf")
    make_comment(document, "Who is a carer?", quote="A carer travels free.")
    db.session.commit()
    partner = arrives(person.email or "")
    partner.open(f"/documents/{document.slug}")
    partner.reads("Who is a carer?")
    partner.follow("Say something about the whole document")
    hat = organisation.slug
    partner.send("Send", body="Our forty members agree.", organisation=hat)
    partner.open("/contributions/C-2")
    partner.reads("Amina Yusuf for Carers Circle", "Our forty members agree.")
    partner.open("/contributions/C-1")
    partner.send("Agree with C-1: 0")
    partner.open("/contributions/C-1")
    partner.reads("Agree with C-1: 1")
    partner.follow("Reply")
    partner.send("Send", body="Anyone who helps.", organisation=hat)
    partner.open("/contributions/C-1")
    partner.reads("Anyone who helps.", "for Carers Circle")
    partner.follow("Report it")
    partner.send("Send", reason="It names a neighbour.")
    assert partner.status == 200
    partner.open("/account")
    partner.reads("Carers Circle (partner)")
    assert "Desk" not in partner.said()
