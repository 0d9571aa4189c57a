"""The clause page: everything a selection can do, as radios; its history, and what people say about it."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.answers.dissent.service import printed_notes
from consult.consultations.standing import standing
from consult.contributions.areas import list_choices
from consult.contributions.forms import CommentForm
from consult.contributions.viewing import viewer_of
from consult.core.errors import Missing
from consult.core.inline import visible
from consult.core.kinds import Kind
from consult.core.policy import allows
from consult.documents.access import document_facts, facts_of, the_document
from consult.documents.models import Document
from consult.documents.queries import find_clause, get_clause, read_revision
from consult.documents.text import TextClause
from consult.infra import clock
from consult.infra.access import access
from consult.infra.numbers import whole_number
from consult.infra.rendering import inline, literal
from consult.pages.blueprint import bp
from consult.pages.document import may_contribute, newest_of, reopened
from consult.reading.clause import choices, chosen, find_gone, history, neighbours, reasons
from consult.reading.notes import list_notes
from consult.reading.provenance import tell
from consult.reading.why import explain
from consult.voting.queries import own_votes, sums_for

NOTES = 20
"""Threads shown beside a clause, newest first; the rest have pages of their own."""


@bp.get("/documents/<slug>/clauses/<key>")
@access("document:read", facts=document_facts)
def clause(slug: str, key: str) -> ResponseReturnValue:
    """Show a clause with all one can do about it; one that has gone, with its last words and where they went."""
    document = the_document(slug)
    revision = newest_of(document)
    text = read_revision(revision)
    found = text.find(key)
    if found is None:
        return _gone(document, key)
    person, facts = current_person(), facts_of(document)
    row = get_clause(document, key)
    where = standing(document.consultation, clock.now())
    opened = reopened(document, where)
    may_comment = may_contribute(where) and (opened is None or any(one.key == key for one in opened))
    mine = own_votes(person, document, text, [row.id]).clauses.get(row.id)
    form = CommentForm(formdata=None, vote=mine.value if mine else "")
    form.offer(person)
    if may_comment:
        form.offer_areas(list_choices(document.consultation_id, person))
    options = choices(document, revision, found)
    selected, missed = _selected(found, revision.number)
    viewer = viewer_of(facts, person)
    notes = list_notes(document, revision, text, viewer=viewer, limit_each=NOTES, clauses=[row.id], newest_first=True)
    before, after = neighbours(text, key)
    return render_template(
        "pages/clause.html",
        document=document,
        consultation=document.consultation,
        revision=revision,
        standing=where,
        clause=found,
        code=text.code(key),
        form=form,
        choices=options,
        selected=selected,
        missed=missed,
        picked=_picked(selected, [one.value for one in options]),
        words=literal(found.text) if found.kind is Kind.CODE else inline(found.text, links=not may_comment),
        plain=visible(found.text).text,
        sums=sums_for(document, text, [row.id])[row.id],
        mine=mine,
        steps=history(document, row),
        reasons=reasons(row, text),
        why=explain(found, tell(document, revision, in_group=viewer.drafter)[key]),
        notes=notes.get(row.id, []),
        before=before,
        after=after,
        may_comment=may_comment,
        reopened=opened,
        may_enter=allows("contribution:enter", facts),
        may_dissent=allows("dissent:sign", facts),
        minority_notes=printed_notes(document, [row.id]).get(row.id, ()),
        person=person,
    )


def _selected(found: TextClause, newest: int) -> tuple[tuple[str, str] | None, str]:
    """Return the range and the words somebody selected on another page, and the words if they are not to be found.

    Places alone are believed only if the words read are the words here.
    """
    quote = request.args.get("quote", "")[:2_000]
    if found.kind is Kind.CODE or (not quote.strip() and request.args.get("revision", str(newest)) != str(newest)):
        return None, ""
    span = chosen(found, quote, _offset("start"), _offset("end"))
    if span is None or span == (0, len(found.text)):
        return None, quote if span is None else ""
    seen = visible(found.text)
    start, end = seen.to_visible(*span)
    return (f"{span[0]}-{span[1]}", seen.text[start:end]), ""


def _picked(selected: tuple[str, str] | None, values: list[str]) -> str:
    """Return the choice to begin with: what was selected, else what the address asks for, else none."""
    if selected is not None:
        return selected[0]
    wanted = request.args.get("sentence", "")
    return wanted if wanted in values or wanted == "all" else ("all" if len(values) < 2 else "")


def _offset(name: str) -> int | None:
    return whole_number(request.args.get(name))


def _gone(document: Document, key: str) -> str:
    row = find_clause(document, key)
    if row is None:
        raise Missing("There is no clause with this address in this document.")
    gone = find_gone(document, key)
    viewer = viewer_of(facts_of(document), current_person())
    revision = newest_of(document)
    notes = list_notes(
        document,
        revision,
        read_revision(revision),
        viewer=viewer,
        limit_each=NOTES,
        clauses=[row.id],
        newest_first=True,
    )
    return render_template(
        "pages/clause_gone.html",
        document=document,
        consultation=document.consultation,
        standing=standing(document.consultation, clock.now()),
        gone=gone,
        key=key,
        words=literal(gone.clause.text) if gone.clause.kind == "code" else inline(gone.clause.text),
        steps=history(document, row),
        reasons=reasons(row, read_revision(gone.last)),
        why=None,
        minority_notes=printed_notes(document, [row.id]).get(row.id, ()),
        notes=notes.get(row.id, []),
    )
