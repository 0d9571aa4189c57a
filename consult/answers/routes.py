"""Pages on which officers answer what people said."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.answers import dissent_routes, promise_routes, service
from consult.answers.blueprint import bp
from consult.answers.bulk import BULK_FATES, read_rows, rows_of
from consult.answers.choices import as_values, list_choices, read_choices
from consult.answers.forms import HINTS, FateForm
from consult.answers.given import GivenFate
from consult.answers.models import FateEntry
from consult.answers.queries import as_given, fates_of, find_draft, is_outdated, list_drafts, list_unanswered
from consult.answers.step import draft_step
from consult.contributions.access import contribution_facts, the_contribution
from consult.contributions.models import Contribution
from consult.core.compare import ClauseChange
from consult.core.diff import Change, diff
from consult.core.errors import ConsultError
from consult.core.fates import NEEDS, Fate
from consult.core.inline import visible
from consult.documents.access import document_facts, the_document
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access

__all__ = ["bp", "dissent_routes", "promise_routes"]


@bp.app_template_global()
def seen(text: str) -> str:
    """Give the words a reader sees of a clause's source, for lists where its look does not matter."""
    return visible(text).text


@bp.app_template_global()
def seen_changes(change: ClauseChange) -> list[Change]:
    """Give the words a reader sees change in a clause; one that only moved has its words unchanged."""
    return diff(seen(change.old.text if change.old else ""), seen(change.new.text if change.new else ""))


@bp.route("/contributions/<ref>/fate", methods=["GET", "POST"])
@access("fate:give", facts=contribution_facts)
def fate(ref: str) -> ResponseReturnValue:
    """Say what became of one contribution: as a private draft, or at once where it belongs to no revision."""
    contribution = the_contribution(ref)
    draft = find_draft(contribution)
    form = FateForm(data=None if draft is None else _filled(draft))
    if form.validate_on_submit():
        try:
            said = _give(contribution, form)
        except ConsultError as error:
            form.refuse("words" if error.field == "fates" and _wants_words(form) else "reason", error.message)
        else:
            db.session.commit()
            flash(said, "success")
            return redirect(url_for("answers.listing", slug=contribution.document.slug))
    page = render_template(
        "answers/fate.html",
        form=form,
        contribution=contribution,
        draft=draft,
        edited=draft is not None and is_outdated(draft),
        hints=HINTS,
        changed=list_choices(draft_step(contribution.document)),
        given=fates_of([contribution.id]).get(contribution.id, []),
    )
    return page, 422 if form.errors else 200


@bp.get("/contributions/<ref>/words")
@access("fate:give", facts=contribution_facts)
def words(ref: str) -> ResponseReturnValue:
    """Lead to the words one can point at."""
    return redirect(url_for("answers.fate", ref=ref, _anchor="words"))


@bp.post("/contributions/<ref>/fate/drop")
@access("fate:give", facts=contribution_facts)
def drop(ref: str) -> ResponseReturnValue:
    """Forget a drafted fate."""
    contribution = the_contribution(ref)
    service.drop_draft(contribution)
    db.session.commit()
    flash(f"The draft for {ref} is gone.", "success")
    return redirect(url_for("answers.fate", ref=ref))


@bp.route("/documents/<slug>/answers", methods=["GET", "POST"])
@access("fate:give", facts=document_facts)
def listing(slug: str) -> ResponseReturnValue:
    """List what has no answer yet, each with a short form."""
    document = the_document(slug)
    unanswered = list_unanswered(document)
    drafts = {draft.contribution_id: draft for draft in list_drafts(document)}
    rows = rows_of(unanswered, drafts, request.form)
    if request.method == "POST":
        given = read_rows(rows, publish="publish" in request.form)
        faulty = any(row.error for row in rows)
        if given and not faulty:
            _give_all(slug, given)
            return redirect(url_for("answers.listing", slug=slug))
        if not faulty:
            flash("Choose what became of at least one of them.")
    page = render_template("answers/listing.html", document=document, rows=rows, fates=BULK_FATES, drafted=len(drafts))
    return page, 422 if any(row.error for row in rows) else 200


def _give_all(slug: str, given: list[GivenFate]) -> None:
    document, by, now = the_document(slug), current_person(), clock.now()
    if "publish" in request.form:
        service.publish_fates(document, given, by=by, now=now)
        flash(f"Published: {len(given)}. Each of these people is told.", "success")
    else:
        for one in given:
            service.draft_fate(document, one, by=by, now=now)
        flash(f"Drafted: {len(given)}. They go out when you publish.", "success")
    db.session.commit()


def _give(contribution: Contribution, form: FateForm) -> str:
    """Draft or publish what the form says; return what to tell. Raises ConsultError."""
    given = _read(contribution.reference, form)
    document, by, now = contribution.document, current_person(), clock.now()
    if "publish" in request.form:
        service.publish_fates(document, [given], by=by, now=now)
        return f"{contribution.reference} has its answer, and its author is told."
    service.draft_fate(document, given, by=by, now=now)
    return f"The answer to {contribution.reference} is drafted. It goes out when you publish."


def _read(reference: str, form: FateForm) -> GivenFate:
    given = Fate(form.fate.data)
    pointed, removed = read_choices(form.words.data or []) if NEEDS[given].words else ([], [])
    return GivenFate(reference=reference, fate=given, reason=form.reason.data or "", words=pointed, removed=removed)


def _wants_words(form: FateForm) -> bool:
    return NEEDS[Fate(form.fate.data)].words


def _filled(draft: FateEntry) -> dict[str, object]:
    given = as_given(draft)
    return {
        "fate": given.fate.value,
        "reason": given.reason,
        "words": as_values(list(given.words), list(given.removed)),
    }
