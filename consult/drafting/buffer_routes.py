"""What the clause editor of the working draft does in the background: keep what is typed, ask who else is there."""

from __future__ import annotations

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.models import Person
from consult.accounts.session import current_person
from consult.core.errors import Unknown
from consult.documents.access import document_facts, the_document
from consult.documents.models import Document
from consult.drafting import buffering
from consult.drafting.blueprint import bp
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access


def _me() -> Person:
    person = current_person()
    if person is None:
        raise Unknown("Sign in first. We will bring you back here.")
    return person


@bp.post("/documents/<slug>/draft/clauses/<key>/buffer")
@access("document:save", facts=document_facts)
def keep_buffer(slug: str, key: str) -> ResponseReturnValue:
    """Keep the words typed so far; answer who else is in the document."""
    document, person, now = the_document(slug), _me(), clock.now()
    kept = buffering.keep_buffer(
        document,
        key,
        request.form.get("text", ""),
        save=request.form.get("expected_save", ""),
        by=person,
        now=now,
    )
    at, present = clock.spoken_time(kept.at), _present(document, person)
    db.session.commit()
    return jsonify(kept=at, present=present)


@bp.post("/documents/<slug>/draft/clauses/<key>/buffer/drop")
@access("document:save", facts=document_facts)
def drop_buffer(slug: str, key: str) -> ResponseReturnValue:
    """Forget the words typed and not saved, and go on from the draft's own."""
    buffering.drop_buffer(the_document(slug), key, _me())
    db.session.commit()
    flash("Your unsaved words are gone. These are the words of the draft.")
    return redirect(url_for("drafting.clause", slug=slug, key=key))


@bp.get("/documents/<slug>/draft/present")
@access("document:draft", facts=document_facts)
def present(slug: str) -> ResponseReturnValue:
    """Say who else is in which clause."""
    return jsonify(present=_present(the_document(slug), _me()))


def _present(document: Document, person: Person) -> list[dict[str, str]]:
    return [{"clause": one.clause, "name": one.name} for one in buffering.list_present(document, person, clock.now())]
