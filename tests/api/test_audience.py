"""For those it is not for, a consultation does not exist."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from consult.accounts.models import MemberRole, Network
from consult.consultations.access import facts_about
from consult.consultations.models import Audience, Invitation
from consult.core.policy import can_read
from consult.core.stages import Stage
from consult.documents.queries import drafts_in, read_revision
from consult.extensions import db
from tests.api.conftest import Caller
from tests.make import (
    make_comment,
    make_consultation,
    make_document,
    make_drafter,
    make_member,
    make_officer,
    make_organisation,
    make_person,
    now,
)


def calls(document: str, consultation: str, reference: str, key: str) -> list[tuple[str, str, object]]:
    """List every call that names something of a consultation."""
    fates = {"fates": [{"reference": reference, "fate": "noted"}]}
    return [
        ("GET", f"/consultations/{consultation}", None),
        ("PATCH", f"/consultations/{consultation}", {"reason": "So.", "stage": "considering"}),
        ("POST", f"/consultations/{consultation}/documents", {"title": "T", "kind": "agenda", "markdown": "Words."}),
        ("GET", f"/documents/{document}", None),
        ("GET", f"/documents/{document}/draft", None),
        ("POST", f"/documents/{document}/draft", {"markdown": "Words.", "expected_save": "x"}),
        ("GET", f"/documents/{document}/revisions", None),
        ("GET", f"/documents/{document}/revisions/1", None),
        ("POST", f"/documents/{document}/revisions", {"summary": "S", "expected_save": "x", **fates}),
        ("GET", f"/documents/{document}/revisions/1/changes", None),
        ("POST", f"/documents/{document}/revisions/1/challenges", {"clause": key, "reason": "So."}),
        ("GET", f"/documents/{document}/compare?from=1&to=1", None),
        ("GET", f"/documents/{document}/contributions", None),
        ("POST", f"/documents/{document}/comments", {"body": "Hello."}),
        ("POST", f"/documents/{document}/fates", fates),
        ("GET", f"/contributions/{reference}", None),
        ("PUT", "/votes", {"target": reference, "value": "agree"}),
        ("PUT", "/votes", {"target": f"clause:{document}:{key}", "value": "agree"}),
    ]


@pytest.mark.parametrize(("stage", "audience"), [(Stage.DRAFTING, Audience.EVERYONE), (Stage.OPEN, Audience.INVITED)])
def test_it_answers_a_stranger_as_if_it_were_not_there(
    app: Flask, anyone: Caller, call_as: Callable[..., Caller], stage: Stage, audience: Audience
) -> None:
    consultation = make_consultation(Stage.OPEN, audience=Audience.EVERYONE)
    document = make_document(consultation)
    comment = make_comment(document)
    assert document.newest_revision is not None
    key = read_revision(document.newest_revision).clauses[2].key
    consultation.stage, consultation.audience = stage, audience
    stranger = call_as(make_member(make_organisation(), MemberRole.OFFICER))
    real = calls(document.slug, consultation.slug, comment.reference, key)
    invented = calls("nowhere", "nothing", "C-99999", "zzzzzz")
    for (method, path, body), (_, other, other_body) in zip(real, invented, strict=True):
        for caller in (stranger, anyone):
            answer, like = caller(method, path, body), caller(method, other, other_body)
            expected = 401 if caller is anyone and method != "GET" else 404
            assert answer.status_code == expected, (method, path)
            assert answer.json == like.json, (method, path)
    assert stranger.get("/consultations")["items"] == []
    assert anyone.get("/consultations")["items"] == []


def test_guests_find_it_through_their_organisation_or_a_network_of_it(
    app: Flask, call_as: Callable[..., Caller]
) -> None:
    guests, member = make_organisation(), make_organisation()
    network = Network(slug="hubs", name="Hubs", created_at=now(), members=[member])
    db.session.add(network)
    db.session.flush()
    consultation = make_consultation(audience=Audience.INVITED)
    db.session.add(Invitation(consultation_id=consultation.id, organisation_id=guests.id))
    db.session.add(Invitation(consultation_id=consultation.id, network_id=network.id))
    for person in (make_member(guests), make_member(member)):
        (found,) = call_as(person).get("/consultations")["items"]
        assert found["audience"] == {"organisations": [guests.slug], "networks": ["hubs"]}


def test_the_list_shows_exactly_what_the_policy_lets_each_person_read(
    app: Flask, call_as: Callable[..., Caller]
) -> None:
    guests = make_organisation()
    all_of_them = [make_consultation(stage, audience=audience) for stage in Stage for audience in Audience]
    due = make_consultation(Stage.DRAFTING)
    due.opens_at = now()
    all_of_them.append(due)
    for consultation in all_of_them:
        if consultation.audience is Audience.INVITED:
            db.session.add(Invitation(consultation_id=consultation.id, organisation_id=guests.id))
    document = make_document(all_of_them[0])
    people = [
        make_person(),
        make_member(guests),
        make_drafter(document),
        make_officer(all_of_them[1]),
        make_member(all_of_them[3].owner),
        make_person(administrator=True),
    ]
    for person in people:
        seen = {one["slug"] for one in call_as(person).get("/consultations")["items"]}
        assert seen == {
            one.slug for one in all_of_them if can_read(facts_about(one, person, is_drafter=drafts_in(one, person.id)))
        }


def test_what_is_said_in_drafting_stays_with_the_group(
    app: Flask, anyone: Caller, call_as: Callable[..., Caller]
) -> None:
    consultation = make_consultation(Stage.DRAFTING)
    document = make_document(consultation)
    drafter, officer = call_as(make_drafter(document)), call_as(make_officer(consultation))
    said = drafter.post(f"/documents/{document.slug}/comments", {"body": "Between us."})["reference"]
    consultation.stage = Stage.OPEN
    assert [one["reference"] for one in officer.get(f"/documents/{document.slug}/contributions")["items"]] == [said]
    assert anyone.get(f"/documents/{document.slug}/contributions")["items"] == []
    assert anyone("GET", f"/contributions/{said}").status_code == 404
    assert call_as(make_person())("PUT", "/votes", {"target": said, "value": "agree"}).status_code == 404
