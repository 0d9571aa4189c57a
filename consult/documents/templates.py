"""Texts a new document may start from: ours, and those an organisation keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import select

from consult.accounts.models import Organisation, Person
from consult.audit.service import record
from consult.core.errors import Missing, Refused
from consult.documents.models import Document, DocumentKind, DocumentTemplate
from consult.documents.queries import read_save
from consult.extensions import db

FOLDER = Path(__file__).with_name("beginnings")
LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Template:
    """A text to start from. `own`: kept by the organisation, which may take it away again."""

    name: str
    title: str
    kind: DocumentKind
    markdown: str
    own: bool = False


@cache
def ours() -> tuple[Template, ...]:
    """Return the templates every house has."""
    return tuple(
        Template(kind.value, title, kind, (FOLDER / f"{kind.value}.md").read_text(encoding="utf-8"))
        for kind, title in ((DocumentKind.AGENDA, "An agenda"), (DocumentKind.SPECIFICATION, "A service specification"))
    )


def list_templates(owner: Organisation) -> Sequence[Template]:
    """List what a document of an organisation may start from: ours first, then its own by title."""
    rows = db.session.scalars(
        select(DocumentTemplate).where(DocumentTemplate.owner_id == owner.id).order_by(DocumentTemplate.title)
    )
    return [*ours(), *(Template(one.public_id, one.title, one.kind, one.markdown, own=True) for one in rows)]


def get_template(owner: Organisation, name: str) -> Template:
    """Return a template by its name. Raises Missing."""
    found = next((one for one in list_templates(owner) if one.name == name), None)
    if found is None:
        raise Missing("There is no such text to start from. Choose another.")
    return found


def keep_template(document: Document, title: str, *, by: Person, now: datetime) -> DocumentTemplate:
    """Keep the newest words of a document for its owner to start others from; one of this title is replaced.

    Raises Refused without a title or words.
    """
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise Refused(f"Give it a title of up to {LONGEST_TITLE} letters, so that you find it again.", field="title")
    if document.head is None:
        raise Refused("This document has no text yet.", field="title")
    owner = document.consultation.owner_id
    found = db.session.scalars(
        select(DocumentTemplate).where(DocumentTemplate.owner_id == owner, DocumentTemplate.title == title)
    ).one_or_none()
    template = found or DocumentTemplate(owner_id=owner, title=title)
    template.kind, template.markdown = document.kind, read_save(document.head).markdown
    template.by_id, template.at = by.id, now
    db.session.add(template)
    db.session.flush()
    _note("template:kept", document.consultation.owner, template, by, now)
    return template


def drop_template(owner: Organisation, name: str, *, by: Person, now: datetime) -> None:
    """Take one of an organisation's own templates away; documents that began from it stay. Raises Missing."""
    template = db.session.scalars(
        select(DocumentTemplate).where(DocumentTemplate.owner_id == owner.id, DocumentTemplate.public_id == name)
    ).one_or_none()
    if template is None:
        raise Missing("There is no such template, or it was taken away.")
    db.session.delete(template)
    _note("template:dropped", owner, template, by, now)


def _note(action: str, owner: Organisation, template: DocumentTemplate, by: Person, now: datetime) -> None:
    record(action, owner.slug, by=by.public_id, now=now, detail={"template": template.public_id})
