"""Pages on which officers answer what people said."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.answers import service
from consult.answers.blueprint import bp
from consult.answers.bulk import BULK_FATES, Row, read_rows, read_seen, rows_of
from consult.answers.choices import as_values, list_choices, read_choices
from consult.answers.desk import many_routes
from consult.answers.desk import routes as desk_routes
from consult.answers.desk.again import said_again
from consult.answers.desk.consistency import look
from consult.answers.desk.releasing import has_address
from consult.answers.desk.second_pair import needs_two
from consult.answers.dissent import routes as dissent_routes
from consult.answers.forms import HINTS, FateForm
from consult.answers.given import GivenFate
from consult.answers.history import list_past
from consult.answers.left_over import LeftOver, left_over, list_sent
from consult.answers.models import FateEntry
from consult.answers.promises import routes as promise_routes
from consult.answers.queries import as_given, fates_of, find_draft, is_outdated, list_drafts, list_unanswered
from consult.answers.reasons import service as library
from consult.answers.reasons.picking import offer, placed_text
from consult.answers.replies import routes as reply_routes
from consult.answers.replies.disputes import replies_of
from consult.answers.step import draft_step
from consult.contributions.access import contribution_facts, the_contribution
from consult.contributions.models import Contribution
from consult.contributions.viewing import EVERYTHING, body_for, stub_of
from consult.core.compare import ClauseChange
from consult.core.diff import Change, diff
from consult.core.errors import Conflict, ConsultError
from consult.core.fates import NEEDS, Fate
from consult.core.inline import visible
from consult.documents.access import document_facts, the_document
from consult.documents.models import Document
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.addresses import own_path
from consult.infra.numbers import whole_number
from consult.intake.queries import count_waiting

__all__ = ["bp", "desk_routes", "dissent_routes", "many_routes", "promise_routes", "reply_routes"]


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
    picks = library.list_picks(contribution.document.consultation)
    placing = offer(form, picks)
    if placing or not form.validate_on_submit():
        return _fate_page(contribution, form, 422 if form.errors else 200)
    try:
        said = _give(contribution, form)
    except ConsultError as error:
        db.session.rollback()
        newer = isinstance(error, Conflict) and "draft" in error.extra
        published = isinstance(error, Conflict) and "published" in error.extra
        form.refuse("words" if error.field == "fates" and _wants_words(form) else "reason", error.message)
        return _fate_page(contribution, form, error.http, newer=newer, published=published)
    db.session.commit()
    flash(said, "success")
    return redirect(own_path(request.args.get("next"), url_for("answers.listing", slug=contribution.document.slug)))


def _fate_page(
    contribution: Contribution, form: FateForm, status: int, *, newer: bool = False, published: bool = False
) -> ResponseReturnValue:
    """Show the form with all that was said and drafted before, beside it what somebody did meanwhile.

    newer: drafted another answer; published: answered it.
    """
    draft = find_draft(contribution)
    answers = fates_of([contribution.id]).get(contribution.id, [])
    if newer or not form.is_submitted():  # seen with this page: what is sent from it may take its place
        form.seen.data = str(draft.version if draft else 0)
        form.seen.raw_data = [form.seen.data]
    if published or not form.is_submitted():
        form.answered.data = str(answers[-1].id if answers else 0)
        form.answered.raw_data = [form.answered.data]
    page = render_template(
        "answers/fate.html",
        form=form,
        contribution=contribution,
        body=body_for(contribution, EVERYTHING),
        stub=stub_of(contribution),
        draft=draft,
        newer=newer,
        edited=draft is not None and is_outdated(draft),
        hints=HINTS,
        changed=list_choices(draft_step(contribution.document)),
        given=answers,
        published=published,
        replies=replies_of([contribution.id]),
        past=list_past(contribution),
        two=needs_two(contribution.document.consultation),
        me=current_person(),
        waiting=count_waiting(contribution.document.consultation),
        letter=bool(answers) and not has_address(contribution),
    )
    return page, status


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
    service.drop_draft(contribution, by=current_person(), now=clock.now(), seen=whole_number(request.form.get("seen")))
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
    left: list[LeftOver] = []
    again = ""
    if request.method == "POST":
        left = left_over(document, rows, request.form)
        given = read_rows(rows, publish="publish" in request.form)
        faulty = any(row.error for row in rows)
        if given and not faulty and not left:
            try:
                return _give_all(document, rows, given)
            except ConsultError as error:
                rows = _again(slug, error)
        elif not faulty and not left:
            again = _pressed_again(list_sent(document, rows, request.form))
            flash(again or _drafted_already(rows) or "Choose what became of at least one of them.")
    page = render_template(
        "answers/listing.html",
        document=document,
        rows=rows,
        fates=BULK_FATES,
        drafted=len(drafts),
        left=left,
        waiting=count_waiting(document.consultation),
    )
    status = 409 if left or again or any(row.newer for row in rows) else 422
    return page, status if left or again or any(row.error for row in rows) else 200


def _pressed_again(sent: Sequence[FateEntry]) -> str:
    """Say that what was sent is published already, where it is."""
    if not sent:
        return ""
    newest = max(sent, key=lambda one: one.id)
    return said_again(len(sent), newest.at, newest.by, to=current_person(), now=clock.now())


def _drafted_already(rows: Sequence[Row]) -> str:
    """Say that what was sent is drafted already, where it is, as after a second press."""
    many = sum(row.sent and row.draft is not None and bool(row.fate) for row in rows)
    if not many:
        return ""
    what = (
        "This answer is drafted just as it stands" if many == 1 else f"These {many} answers are drafted as they stand"
    )
    return f"{what} here already, so nothing changed. {'It goes' if many == 1 else 'They go'} out when you publish."


def _again(slug: str, error: ConsultError) -> list[Row]:
    """Lay the rows out anew, with what was typed, and the error at the one it is about."""
    db.session.rollback()
    g.pop("document", None)
    document = the_document(slug)
    drafts = {draft.contribution_id: draft for draft in list_drafts(document)}
    rows = rows_of(list_unanswered(document), drafts, request.form)
    about = [row for row in rows if row.contribution.reference == error.extra.get("reference")] or rows[:1]
    for row in about:
        row.error, row.newer = error.message, isinstance(error, Conflict)
    return rows


def _give_all(document: Document, rows: Sequence[Row], given: Sequence[GivenFate]) -> ResponseReturnValue:
    """Draft what was typed; then publish it where that was asked and nothing warns. Raises ConsultError."""
    by, now, seen = current_person(), clock.now(), read_seen(rows, request.form)
    changed = {row.contribution.reference for row in rows if row.changed}
    for one in given:
        if one.reference in changed:
            service.draft_fate(document, one, by=by, now=now, seen=seen.pop(one.reference, None))
    listing_again = redirect(url_for("answers.listing", slug=document.slug))
    if "publish" not in request.form:
        db.session.commit()
        flash(f"Drafted: {len(given)}. They go out when you publish.", "success")
        return listing_again
    if len(given) > 1 and look(document.consultation).drafted:
        db.session.commit()
        flash("Kept as drafts: something warns. Look at it; they go out when you say why.")
        return redirect(url_for("answers.publish_many", slug=document.consultation.slug))
    try:
        service.publish_fates(document, given, by=by, now=now, seen=seen)
    except Conflict as error:
        if "unapproved" not in error.extra:
            raise
        db.session.commit()
        flash("Kept as drafts: in this consultation a second officer approves each answer before it goes out.")
        return listing_again
    db.session.commit()
    flash(f"Published: {len(given)}. Each of these people is told.", "success")
    return listing_again


def _give(contribution: Contribution, form: FateForm) -> str:
    """Draft or publish what the form says; return what to tell. Raises ConsultError."""
    given = _read(contribution, form)
    document, by, now = contribution.document, current_person(), clock.now()
    seen = whole_number(form.seen.data)
    if "publish" in request.form:
        asked = {} if seen is None else {given.reference: seen}
        newest = whole_number(form.answered.data)
        answered = {} if newest is None else {given.reference: newest}
        service.publish_fates(document, [given], by=by, now=now, seen=asked, answered=answered)
        return f"{contribution.reference} has its answer, and its author is told."
    service.draft_fate(document, given, by=by, now=now, seen=seen)
    return f"The answer to {contribution.reference} is drafted. It goes out when you publish."


def _read(contribution: Contribution, form: FateForm) -> GivenFate:
    given = Fate(form.fate.data)
    pointed, removed = read_choices(form.words.data or []) if NEEDS[given].words else ([], [])
    return GivenFate(
        reference=contribution.reference,
        fate=given,
        reason=form.reason.data or "",
        words=pointed,
        removed=removed,
        library_text=placed_text(form, contribution.document.consultation),
    )


def _wants_words(form: FateForm) -> bool:
    return NEEDS[Fate(form.fate.data)].words


def _filled(draft: FateEntry) -> dict[str, object]:
    given = as_given(draft)
    return {
        "fate": given.fate.value,
        "reason": given.reason,
        "words": as_values(list(given.words), list(given.removed)),
        "placed": str(given.library_text or ""),
    }
