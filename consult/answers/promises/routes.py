"""Officers' pages on promises: what reads like one, making them, and saying what became of each."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person, the_person
from consult.answers.blueprint import bp
from consult.answers.promises import service as promising
from consult.answers.promises.finding import find_source, list_sources
from consult.answers.promises.forms import CHANGE, BecameForm, PromiseForm
from consult.answers.promises.models import Promise, PromiseState
from consult.answers.promises.queries import get_promise, list_of_consultation
from consult.consultations.access import consultation_facts, the_consultation
from consult.consultations.models import Consultation
from consult.core.errors import NOT_HERE, ConsultError, Missing
from consult.documents.models import Document
from consult.documents.queries import list_documents
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.numbers import whole_number
from consult.infra.problems import typed

DESK = "/consultations/<slug>/desk/promises"
SHOWN = 30
"""Sentences offered at once; the rest come when these are settled."""


@bp.get(DESK)
@access("promise:keep", facts=consultation_facts)
def promises(slug: str) -> str:
    """List the promises of a consultation, and sentences that read like some."""
    consultation = the_consultation(slug)
    sources = list_sources(consultation)
    return render_template(
        "answers/promises.html",
        consultation=consultation,
        promises=list_of_consultation(consultation),
        sources=sources[:SHOWN],
        more=len(sources[SHOWN:]),
        today=clock.to_london(clock.now()).date(),
    )


@bp.route(f"{DESK}/new", methods=["GET", "POST"])
@access("promise:keep", facts=consultation_facts)
def new_promise(slug: str) -> ResponseReturnValue:
    """Make a promise: from a sentence that was found, or from words typed here."""
    consultation = the_consultation(slug)
    documents = list_documents(consultation.id)
    if not documents:
        sent = typed() if request.method == "POST" else []
        page = render_template("answers/no_document.html", consultation=consultation, typed=sent)
        return page, 409 if request.method == "POST" else 200
    form = PromiseForm()
    form.document.choices = [(one.slug, one.title) for one in documents]
    document = _chosen(documents, request.values.get("document", ""))
    form.offer(promising.list_officers(document), current_person())
    if request.method == "GET":
        _begin(form, document, request.args.get("found", ""))
    elif form.validate_on_submit():
        try:
            made = promising.make(
                document,
                form.terms,
                by=the_person(),
                now=clock.now(),
                found=form.found.data or None,
                references=form.named,
            )
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
        else:
            db.session.commit()
            flash("The promise is public now. We remind whoever looks after it.", "success")
            return redirect(url_for("answers.promises", slug=slug) + f"#p-{made.public_id}")
    page = render_template(
        "answers/new_promise.html",
        consultation=the_consultation(slug),
        document=document,
        several=len(documents) > 1,
        source=find_source(document, form.found.data) if form.found.data else None,
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.post(f"{DESK}/set-aside")
@access("promise:keep", facts=consultation_facts)
def set_promise_aside(slug: str) -> ResponseReturnValue:
    """Say that a sentence is no promise."""
    document = _chosen(list_documents(the_consultation(slug).id), request.form.get("document", ""), strict=True)
    promising.set_aside(document, request.form.get("found", ""), by=the_person(), now=clock.now())
    db.session.commit()
    flash("This sentence is offered no more.", "success")
    return redirect(url_for("answers.promises", slug=slug) + "#found")


@bp.route(f"{DESK}/<promise>", methods=["GET", "POST"])
@access("promise:keep", facts=consultation_facts)
def promise(slug: str, promise: str) -> ResponseReturnValue:
    """Say what became of a promise: kept, not kept, or changed."""
    found = get_promise(the_consultation(slug), promise)
    form = BecameForm()
    form.offer(promising.list_officers(found.document), found.officer)
    status = 422
    if request.method == "GET":
        _fill(form, found)
    elif form.validate_on_submit():
        try:
            said = _settle(found, form)
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
            status = error.http
            # What was done meanwhile stands on the page now: whoever sends it again has seen it.
            form.seen.data = str(get_promise(the_consultation(slug), promise).steps[-1].id)
        else:
            db.session.commit()
            flash(said, "success")
            return redirect(url_for("answers.promises", slug=slug) + f"#p-{promise}")
    consultation: Consultation = the_consultation(slug)
    page = render_template(
        "answers/promise.html",
        consultation=consultation,
        promise=get_promise(consultation, promise),
        form=form,
        today=clock.to_london(clock.now()).date(),
    )
    return page, status if form.errors else 200


def _settle(found: Promise, form: BecameForm) -> str:
    note, seen = form.note.data or "", form.seen.data or ""
    if form.state.data == CHANGE:
        promising.change(found, form.terms, note, by=the_person(), now=clock.now(), seen=whole_number(seen))
        return "The promise has changed, in public. Whoever it answers gets a mail."
    promising.settle(
        found, PromiseState(form.state.data), note, by=the_person(), now=clock.now(), seen=whole_number(seen)
    )
    return "What became of it is public now. Whoever it answers gets a mail."


def _fill(form: BecameForm, found: Promise) -> None:
    form.words.data, form.keeper.data, form.due_on.data = found.words, found.keeper, found.due_on
    form.officer.data, form.seen.data = found.officer.public_id, str(found.steps[-1].id)


def _begin(form: PromiseForm, document: Document, found: str) -> None:
    source = find_source(document, found) if found else None
    form.document.data = document.slug
    if source is not None:
        form.found.data, form.words.data, form.references.data = source.found, source.words, source.reference


def _chosen(documents: Sequence[Document], slug: str, *, strict: bool = False) -> Document:
    """Return the document a request names, or the first where it names none, unless `strict`. Raises Missing."""
    named = next((one for one in documents if one.slug == slug), None if strict or slug else documents[0])
    if named is None:
        raise Missing(NOT_HERE)
    return named
