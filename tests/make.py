"""Plain functions that make what tests need, through the services people use."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from flask import current_app

from consult.accounts.models import (
    MemberRole,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSize,
    Person,
)
from consult.answers.dissent import service as dissent
from consult.answers.promises import service as promising
from consult.answers.promises.models import Promise
from consult.answers.promises.service import Terms
from consult.consultations.models import Audience, Consultation, StageChange
from consult.contributions import service as contributions
from consult.contributions.models import Contribution
from consult.contributions.service import NewComment
from consult.core.clauses import parse
from consult.core.stages import Stage
from consult.documents.models import Document, DocumentKind, DraftingMember
from consult.drafting.service import start_document
from consult.exchange.recording import service as recording
from consult.exchange.recording.facts import Edition
from consult.exchange.recording.making import Form
from consult.exchange.recording.models import MadeRecord
from consult.extensions import db
from consult.infra.clock import to_london
from consult.insight.alike.keeping import keep
from consult.insight.alike.works import families_of, read_said
from consult.insight.models import AlikeGroup, AlikeMember

_number = count(1)

TEXT = """# Getting about

## 1. Booking

Passengers can book by phone, by text message or online. A journey can be booked up to four working days
before it is made.

The provider must:

- (a) arrive no more than 15 minutes after the time agreed;
- (b) help each passenger from the kerb, and carry up to **two bags**.

## 2. What it costs

A single journey costs no more than £4.50. A carer travels free.
"""


def now() -> datetime:
    """Return this moment, aware."""
    return datetime.now(UTC)


def make_organisation(name: str | None = None, kind: OrganisationKind = OrganisationKind.CHARITY) -> Organisation:
    """Make an organisation."""
    number = next(_number)
    organisation = Organisation(
        slug=f"organisation-{number}",
        name=name or f"Organisation {number}",
        kind=kind,
        size=OrganisationSize.SMALL,
        created_at=now(),
    )
    db.session.add(organisation)
    db.session.flush()
    return organisation


def make_person(name: str | None = None, *, administrator: bool = False) -> Person:
    """Make a resident, or an administrator."""
    number = next(_number)
    person = Person(
        name=name or f"Person {number}",
        email=f"person{number}@example.org",
        is_administrator=administrator,
        created_at=now(),
    )
    db.session.add(person)
    db.session.flush()
    return person


def make_member(organisation: Organisation, role: MemberRole = MemberRole.PARTNER, name: str | None = None) -> Person:
    """Make a person who is a member of an organisation."""
    person = make_person(name)
    db.session.add(Membership(person_id=person.id, organisation_id=organisation.id, role=role, added_at=now()))
    db.session.flush()
    return person


def make_officer(consultation: Consultation) -> Person:
    """Make an officer of a consultation's owner."""
    return make_member(consultation.owner, MemberRole.OFFICER)


def make_drafter(document: Document) -> Person:
    """Make a person invited to draft a document."""
    person = make_person()
    db.session.add(DraftingMember(document_id=document.id, person_id=person.id, added_at=now()))
    db.session.flush()
    return person


def make_consultation(
    stage: Stage = Stage.OPEN, *, audience: Audience = Audience.EVERYONE, owner: Organisation | None = None
) -> Consultation:
    """Make a consultation that has stood in `stage` for a day."""
    number = next(_number)
    owner = owner or make_organisation(kind=OrganisationKind.COUNCIL)
    began = now() - timedelta(days=1)
    consultation = Consultation(
        slug=f"consultation-{number}",
        title=f"Consultation {number}",
        purpose="To agree how people get about.",
        owner_id=owner.id,
        audience=audience,
        stage=stage,
        stage_at=began,
        created_at=began,
    )
    consultation.owner = owner
    db.session.add(consultation)
    db.session.flush()
    db.session.add(StageChange(consultation_id=consultation.id, stage=stage, at=began, reason=""))
    db.session.flush()
    return consultation


def make_document(
    consultation: Consultation | None = None, markdown: str = TEXT, title: str = "Getting about"
) -> Document:
    """Make a document with its revision 1."""
    consultation = consultation or make_consultation()
    document = start_document(consultation, title, DocumentKind.SPECIFICATION, parse(markdown), by=None, now=now())
    db.session.commit()
    return document


def make_comment(
    document: Document, body: str = "Say this in plainer words.", *, by: Person | None = None, **more: Any
) -> Contribution:
    """Make a comment on a document; `more` as in `NewComment`: clause, quote, reply_to ..."""
    comment = contributions.comment(document, NewComment(body=body, **more), by=by or make_person(), now=now())
    db.session.commit()
    return comment


def make_alike(
    document: Document, body: str = "Let the van call at the surgery, please do.", many: int = 3
) -> AlikeGroup:
    """Make comments that say the same, find them, and return their group."""
    made = [make_comment(document, body) for _ in range(many)]
    find_alike(document.consultation)
    member = db.session.get(AlikeMember, made[0].id)
    assert member is not None
    return member.group


def find_alike(consultation: Consultation) -> dict[str, int]:
    """Look for what is nearly the same, as the worker does."""
    counts = keep(consultation, families_of(*read_said(consultation)), by=None, now=now())
    db.session.commit()
    return counts


def make_record(consultation: Consultation, *, by: Person, laid_out: bool = True) -> MadeRecord:
    """Leave a public record of a consultation as if the worker had made it: its zip holds a few words only."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.zip"
        path.write_bytes(b"PK made for tests")
        settings = {"said": 3, "by": by, "now": now(), "folder": current_app.config["UPLOADS"]}
        made = recording.keep(consultation, Edition.PUBLIC, {Form.ZIP: path}, **settings)
    if laid_out:
        recording.lay_out(made, by=by, now=now())
    return made


def make_printed_note(document: Document, key: str, text: str, *, by: Person) -> None:
    """Make a minority note on a clause, signed by one person and agreed to by an officer."""
    note = dissent.propose(document, key, text, organisation=None, by=by, now=now())
    dissent.agree(note, by=make_officer(document.consultation), now=now())
    db.session.commit()


def make_promise(
    document: Document, words: str = "We will ring back within a day.", *, by: Person, days: int = 30, **more: Any
) -> Promise:
    """Make a promise due in some days; `more` as in `promising.make`: found, references."""
    due = to_london(now()).date() + timedelta(days=days)
    terms = Terms(words=words, keeper="The transport team", officer=by.public_id, due_on=due)
    promise = promising.make(document, terms, by=by, now=now(), **more)
    db.session.commit()
    return promise
