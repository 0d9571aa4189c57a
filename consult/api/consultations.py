"""Calls about consultations."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from consult.accounts.models import MemberRole, Network, Organisation, Person
from consult.accounts.queries import find_default_organisation
from consult.accounts.session import current_person
from consult.answers.closing import move_stage
from consult.api import giving, serialise, taking, troubles
from consult.api.blueprint import bp
from consult.api.listing import list_readable
from consult.api.members import Absent
from consult.api.operations import Operation, describes
from consult.api.paging import after_of, listed, part_of
from consult.api.reading_json import read_body, read_query
from consult.consultations import service
from consult.consultations.access import officer_facts, the_consultation
from consult.consultations.models import Audience, Consultation
from consult.consultations.stages import stage_now
from consult.core.errors import Refused
from consult.core.stages import Stage
from consult.documents.access import reader_facts
from consult.documents.queries import list_documents
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.reading.consultation import load_parts


@bp.get("/consultations")
@access("site:read")
@describes(
    Operation(
        summary="List the consultations there are for you, newest first",
        query=taking.ListQuery,
        gives=giving.Consultation,
        listed=True,
    )
)
def consultations() -> Response:
    """List the consultations that exist for the caller."""
    query = read_query(taking.ListQuery)
    found = list_readable(current_person(), after_of(query.after), query.limit + 1)
    shown = found[: query.limit]
    last = shown[-1].id if len(found) > len(shown) else None
    return listed(part_of([serialise.consultation(one) for one in shown], last))


@bp.get("/consultations/<slug>")
@access("consultation:read", facts=reader_facts)
@describes(Operation(summary="One consultation and its documents", gives=giving.WholeConsultation))
def consultation(slug: str) -> Response:
    """Give one consultation."""
    read_query(taking.NoQuery)
    return _answer(the_consultation(slug))


@bp.post("/consultations")
@access("consultation:create", facts=officer_facts)
@describes(
    Operation(
        summary="Make a consultation",
        takes=taking.NewConsultation,
        gives=giving.WholeConsultation,
        status=201,
        problems={409: (troubles.Problem,)},
    )
)
def make_consultation() -> ResponseReturnValue:
    """Make a consultation for the first organisation the caller is an officer of."""
    new, person, now = read_body(taking.NewConsultation), current_person(), clock.now()
    made = service.create(_details(new), _owner(person), by=person, now=now, slug=new.slug)
    due = new.stage is None and new.opens_at is not None and new.opens_at <= now
    if new.stage == "open" or due:
        move_stage(made, Stage.OPEN, "Opened when it was made.", by=person, now=now, closes_at=new.closes_at)
    response = _answer(made)
    db.session.commit()
    response.headers["Location"] = url_for("api.consultation", slug=made.slug)
    return response, 201


@bp.patch("/consultations/<slug>")
@access("consultation:manage", facts=reader_facts)
@describes(
    Operation(
        summary="Move a consultation to another stage, or move its dates",
        takes=taking.ConsultationChange,
        gives=giving.WholeConsultation,
        problems={409: (troubles.GateHolds, troubles.Problem)},
    )
)
def change_consultation(slug: str) -> Response:
    """Change stage or dates."""
    found, change = the_consultation(slug), read_body(taking.ConsultationChange)
    _change(found, change, by=current_person())
    response = _answer(found)
    db.session.commit()
    return response


def _change(found: Consultation, change: taking.ConsultationChange, *, by: Person | None) -> None:
    now = clock.now()
    opens = found.opens_at if isinstance(change.opens_at, Absent) else change.opens_at
    closes = found.closes_at if isinstance(change.closes_at, Absent) else change.closes_at
    moves = change.stage is not None and change.stage is not stage_now(found, now)
    if change.stage is Stage.OPEN and moves:
        if not isinstance(change.opens_at, Absent) and opens is not None and opens > now:
            raise Refused("Opening it by hand opens it now. Leave out stage, or opens_at.", field="opens_at")
        closing = None if isinstance(change.closes_at, Absent) else change.closes_at
        move_stage(found, Stage.OPEN, change.reason, by=by, now=now, closes_at=closing)
        return
    if (opens, closes) != (found.opens_at, found.closes_at):
        service.move_dates(found, opens, closes, change.reason, by=by, now=now)
    elif not moves and change.stage is None:
        raise Refused("Say what changes: stage, opens_at or closes_at.", field="stage")
    if moves and change.stage is not None:
        move_stage(found, change.stage, change.reason, by=by, now=now)


def _answer(found: Consultation) -> Response:
    db.session.flush()
    return jsonify(serialise.whole_consultation(load_parts(found), list_documents(found.id)))


def _owner(person: Person | None) -> Organisation:
    """Return the organisation a new consultation belongs to. Raises Refused where there is none."""
    held = [one.organisation for one in person.memberships if one.role is MemberRole.OFFICER] if person else []
    owner = held[0] if held else find_default_organisation()
    if owner is None:
        raise Refused("There is no organisation that could own it. Add yours first, on the page of organisations.")
    return owner


def _details(new: taking.NewConsultation) -> service.Details:
    """Read what it says about itself. Raises Refused naming an organisation or network there is not."""
    guests = taking.Guests() if isinstance(new.audience, str) else new.audience
    organisations = db.session.scalars(
        select(Organisation).where(Organisation.slug.in_(guests.organisations)).order_by(Organisation.id)
    ).all()
    networks = db.session.scalars(select(Network).where(Network.slug.in_(guests.networks)).order_by(Network.id)).all()
    _require_all("organisations", guests.organisations, [one.slug for one in organisations])
    _require_all("networks", guests.networks, [one.slug for one in networks])
    return service.Details(
        title=new.title,
        purpose=new.purpose,
        audience=Audience.EVERYONE if isinstance(new.audience, str) else Audience.INVITED,
        organisations=organisations,
        networks=networks,
        opens_at=new.opens_at,
        closes_at=new.closes_at,
    )


def _require_all(field: str, wanted: Sequence[str], found: Sequence[str]) -> None:
    for slug in wanted:
        if slug not in found:
            raise Refused(f"We know none called {slug}.", field=f"audience.{field}")
