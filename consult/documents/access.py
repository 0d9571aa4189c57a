"""The facts that decide who may do what with a document; asked once a request."""

from __future__ import annotations

from dataclasses import replace

from flask import g

from consult.accounts.session import current_person
from consult.consultations.access import facts_about, officer_facts, the_consultation
from consult.core.policy import Facts
from consult.documents.models import Document
from consult.documents.queries import drafts_anything, drafts_in, get_document, is_drafter


def the_document(slug: str) -> Document:
    """Return the document a request is about, read once. Raises Missing."""
    if g.get("document") is None or g.document.slug != slug:
        g.document = get_document(slug)
    document: Document = g.document
    return document


def facts_of(document: Document) -> Facts:
    """Gather the facts about the present person and a document."""
    person = current_person()
    about = (document.id, person.id if person else None)
    if g.get("drafts_asked") != about:
        g.drafts_asked, g.drafts = about, person is not None and is_drafter(document, person.id)
    return facts_about(document.consultation, person, is_drafter=g.drafts)


def document_facts(slug: str, **_: object) -> Facts:
    """Gather the facts for a view with a document's slug in its address."""
    return facts_of(the_document(slug))


def desk_facts(**_: object) -> Facts:
    """Gather the facts for the desk: officer of any organisation, or drafter of any document?"""
    person = current_person()
    return replace(officer_facts(), is_drafter=person is not None and drafts_anything(person.id))


def reader_facts(slug: str, **_: object) -> Facts:
    """Gather the facts for reading a consultation, which those who draft one of its documents may from the start."""
    consultation, person = the_consultation(slug), current_person()
    drafts = person is not None and drafts_in(consultation, person.id)
    return facts_about(consultation, person, is_drafter=drafts)
