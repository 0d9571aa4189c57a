"""Minority notes on a clause: propose, sign, and (officers) agree to print them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person, the_person
from consult.answers.blueprint import bp
from consult.answers.dissent import service as dissent
from consult.answers.dissent.forms import NoteForm
from consult.answers.dissent.models import MinorityNote
from consult.core.errors import Conflict, ConsultError, Refused
from consult.core.policy import Facts, allows
from consult.documents.access import document_facts, facts_of, the_document
from consult.documents.models import Document
from consult.documents.queries import get_clause, read_revision
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access


def note_facts(note: str, **_: object) -> Facts:
    """Gather the facts for a view about a note."""
    return facts_of(dissent.get_note(note).document)


@bp.route("/documents/<slug>/clauses/<key>/dissent", methods=["GET", "POST"])
@access("dissent:sign", facts=document_facts)
def notes(slug: str, key: str) -> ResponseReturnValue:
    """Show the minority notes on a clause, and take a new one."""
    form = NoteForm()
    form.offer(current_person())
    if form.validate_on_submit():
        try:
            dissent.propose(
                the_document(slug),
                key,
                form.text.data or "",
                organisation=form.organisation.data or None,
                by=the_person(),
                now=clock.now(),
            )
        except ConsultError as error:
            form.refuse(error.field, error.message)
        else:
            db.session.commit()
            flash(
                "Your note waits for an officer, who agrees that its words are fair. Others can sign it now.", "success"
            )
            return redirect(url_for("answers.notes", slug=slug, key=key))
    return _page(the_document(slug), key, form)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into one of the small forms of a note, to be given back: its new words, or a reason."""

    note: str
    text: str | None = None
    reason: str | None = None


def _page(
    document: Document, key: str, form: NoteForm, typed: Typed | None = None, status: int = 422
) -> ResponseReturnValue:
    clause, newest = get_clause(document, key), document.newest_revision
    now = read_revision(newest).find(key) if newest else None
    page = render_template(
        "answers/dissent.html",
        document=document,
        clause=clause,
        words=now.text if now else "",
        code=read_revision(newest).code(key) if newest and now else "",
        notes=dissent.list_notes(document, clause.id),
        form=form,
        typed=typed,
        signed=dissent.signed,
        person=current_person(),
        may_settle=allows("dissent:settle", facts_of(document)),
    )
    return page, status if form.errors else 200


@bp.post("/dissent/<note>/sign")
@access("dissent:sign", facts=note_facts)
def sign(note: str) -> ResponseReturnValue:
    """Stand behind a note."""
    organisation, words = request.form.get("organisation") or None, request.form.get("words")
    return _do(
        note,
        lambda found: dissent.sign(found, organisation, by=the_person(), now=clock.now(), words=words),
        "Your name stands under the note.",
        Typed(note),
    )


@bp.post("/dissent/<note>/unsign")
@access("dissent:sign", facts=note_facts)
def unsign(note: str) -> ResponseReturnValue:
    """Take one's name back."""
    return _do(
        note,
        lambda found: dissent.take_name_back(found, by=the_person(), now=clock.now()),
        "Your name is taken back.",
        Typed(note),
    )


@bp.post("/dissent/<note>/reword")
@access("dissent:sign", facts=note_facts)
def reword(note: str) -> ResponseReturnValue:
    """Give a note that is not printed yet other words."""
    text = request.form.get("text", "")
    return _do(
        note,
        lambda found: dissent.reword(found, text, by=the_person(), now=clock.now()),
        "The note has its new words. Those who signed the old ones are asked to sign again.",
        Typed(note, text=text),
    )


@bp.post("/dissent/<note>/agree")
@access("dissent:settle", facts=note_facts)
def agree(note: str) -> ResponseReturnValue:
    """Agree to print a note."""
    words = request.form.get("words")
    return _do(
        note,
        lambda found: dissent.agree(found, by=the_person(), now=clock.now(), words=words),
        "The note is printed with the clause from now on.",
        Typed(note),
    )


@bp.post("/dissent/<note>/send-back")
@access("dissent:settle", facts=note_facts)
def send_back(note: str) -> ResponseReturnValue:
    """Say what would make a note fair."""
    reason = request.form.get("reason", "")
    return _do(
        note,
        lambda found: dissent.send_back(found, reason, by=the_person(), now=clock.now()),
        "Those who signed it read your reason here.",
        Typed(note, reason=reason),
    )


def _do(note: str, verb: Callable[[MinorityNote], None], said: str, typed: Typed) -> ResponseReturnValue:
    """Do something with a note; where that is refused, show the page again with what was typed."""
    found = dissent.get_note(note)
    document, key = found.document, found.clause.key
    try:
        verb(found)
    except (Conflict, Refused) as error:
        db.session.rollback()
        form = NoteForm(formdata=None)
        form.offer(current_person())
        form.refuse(None, error.message)
        return _page(document, key, form, typed, error.http)
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("answers.notes", slug=document.slug, key=key))
