"""What the clause editor of the working draft does in the background: keep words, look at them, ask who is there."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.models import Person
from consult.accounts.session import the_person
from consult.contributions.blueprint import limit_looks
from consult.contributions.looking import look_at_checked
from consult.contributions.suggestion_sheet import first_row
from consult.core.errors import Refused
from consult.documents.access import document_facts, the_document
from consult.documents.models import Document
from consult.documents.queries import read_save
from consult.drafting import buffering
from consult.drafting.blueprint import bp
from consult.drafting.guarding import get_expected
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.transactions import locks_late

LONGEST_LOOK = 20_000
"""Characters looked at while somebody types; more would take seconds each time."""


@bp.post("/documents/<slug>/draft/clauses/<key>/buffer")
@access("document:save", facts=document_facts)
def keep_buffer(slug: str, key: str) -> ResponseReturnValue:
    """Keep the words typed so far; answer who else is in the document."""
    document, person, now = the_document(slug), the_person(), clock.now()
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


@bp.post("/documents/<slug>/draft/clauses/<key>/look")
@access("document:save", facts=document_facts)
@limit_looks
@locks_late
def look(slug: str, key: str) -> ResponseReturnValue:
    """Show what the words typed change in the clause as it was when one began, as a piece of a page. Keeps nothing."""
    text = read_save(get_expected(the_document(slug), request.form.get("expected_save", "")))
    words = buffering.words_of(request.form.get("text", ""))
    if len(words) > LONGEST_LOOK:
        raise Refused("These are many words, so what changes is shown once you save.", field="text")
    row = replace(first_row(text, key), words=words)
    return render_template("contributions/_look.html", look=look_at_checked(row, row.proposals(), text))


@bp.post("/documents/<slug>/draft/clauses/<key>/buffer/drop")
@access("document:save", facts=document_facts)
def drop_buffer(slug: str, key: str) -> ResponseReturnValue:
    """Forget the words typed and not saved, and go on from the draft's own."""
    buffering.drop_buffer(the_document(slug), key, the_person())
    db.session.commit()
    flash("Your unsaved words are gone. These are the words of the draft.")
    return redirect(url_for("drafting.clause", slug=slug, key=key))


@bp.get("/documents/<slug>/draft/present")
@access("document:draft", facts=document_facts)
def present(slug: str) -> ResponseReturnValue:
    """Say who else is in which clause."""
    return jsonify(present=_present(the_document(slug), the_person()))


def _present(document: Document, person: Person) -> list[dict[str, str]]:
    return [{"clause": one.clause, "name": one.name} for one in buffering.list_present(document, person, clock.now())]
