"""Say something about the words: the comment page, replies, changing and taking back one's own."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from consult.accounts.access import own_facts
from consult.accounts.models import Person
from consult.accounts.session import current_person
from consult.contributions import areas, listing_routes, service, suggestion_pages, suggestion_routes, waiting_routes
from consult.contributions.access import contribution_facts, the_contribution
from consult.contributions.alongside import cast_vote
from consult.contributions.blueprint import bp, limit_unknown
from consult.contributions.forms import CommentForm, EditForm, ReplyForm, WithdrawForm
from consult.contributions.models import Contribution, Status
from consult.contributions.places import contribution_address, document_address, lands_at, show
from consult.core.errors import ConsultError, Refused
from consult.core.policy import allows
from consult.core.stages import Act, Circle, circle
from consult.documents.access import document_facts, facts_of, the_document
from consult.documents.models import Document
from consult.documents.reopened import list_only
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.addresses import own_path
from consult.infra.transactions import locks_late

__all__ = ["bp", "listing_routes", "suggestion_pages", "suggestion_routes", "waiting_routes"]

SAID = "Thank you. {} is in. You can change it for 15 minutes, unless somebody answers first."
HELD = "Thank you. We have {}. A person reads it before it shows."


@bp.get("/documents/<slug>/comments")
@access("contribution:make", facts=document_facts)
def finish(slug: str) -> ResponseReturnValue:
    """Show the comment page: for the whole document, or for words chosen on another page."""
    form = CommentForm(formdata=request.args)
    form.offer(current_person())
    return _comment_page(the_document(slug), form)


@bp.post("/documents/<slug>/comments")
@access("contribution:make", facts=document_facts)
@limit_unknown
@locks_late
def comment(slug: str) -> ResponseReturnValue:
    """Take a comment, with or without a vote, or a vote only; what cannot be taken comes back on its own page."""
    document, person, form = the_document(slug), current_person(), CommentForm()
    if form.do.data == "suggest":
        return suggestion_routes.begin_from_clause(document)
    form.offer(person)
    if not form.validate():
        return _comment_page(document, form, 422)
    try:
        if person is None:
            return _leave(document, form)
        if form.votes_only:
            return _vote_only(document, form, person)
        made = service.comment(document, form.read(), by=person, now=clock.now())
    except ConsultError as error:
        return _sent_back(slug, form, error)
    areas.declare(made, form.area.data, now=clock.now())
    problem = _vote_too(document, form, person)
    # Whatever the answer needs is read before the commit: a read after it would take the lock for writing once more.
    thanks, back = _thanks(made), lands_at(made)
    db.session.commit()
    _flash(thanks, problem)
    return redirect(own_path(form.next.data, back))


def _leave(document: Document, form: CommentForm) -> ResponseReturnValue:
    """Keep what was typed and ask who they are."""
    new = form.read()
    if new.is_for_others:
        raise Refused("Only officers of this consultation enter what others said. Sign in first.", field="channel")
    typed = {
        "body": "" if form.votes_only else new.body,
        "revision": new.revision or (document.newest_revision.number if document.newest_revision else None),
        "clause": new.clause,
        "quote": new.quote,
        "prefix": new.prefix,
        "suffix": new.suffix,
        "hint": list(new.hint) if new.hint else None,
        "reply_to": new.reply_to,
        "vote": form.vote.data,
        "area": form.area.data,
    }
    token = service.leave_waiting(document, typed, now=clock.now())
    db.session.commit()
    return redirect(f"/waiting/{token}")


def _vote_only(document: Document, form: CommentForm, person: Person) -> ResponseReturnValue:
    new = form.read()
    if not new.clause:
        raise Refused("Choose a clause to vote on.", field="vote")
    cast_vote(document, new.clause, new.revision, form.vote.data, person=person, now=clock.now())
    db.session.commit()
    flash("Your vote is counted. You can change it while this is open.", "success")
    return redirect(own_path(form.next.data, f"{document_address(document)}/clauses/{new.clause}"))


def _vote_too(document: Document, form: CommentForm, person: Person) -> str:
    """Cast the vote that came along; a vote that cannot be taken never costs the words beside it."""
    if not form.vote.data or not form.clause.data:
        return ""
    try:
        revision = form.read().revision
        cast_vote(document, form.clause.data, revision, form.vote.data, person=person, now=clock.now())
    except ConsultError as error:
        return error.message
    return ""


def _thanks(made: Contribution) -> str:
    return (HELD if made.status is Status.HELD else SAID).format(made.reference)


def _flash(thanks: str, vote_problem: str = "") -> None:
    flash(thanks, "success")
    if vote_problem:
        flash(f"Your vote was not counted. {vote_problem}")


def _sent_back(slug: str, form: CommentForm, error: ConsultError) -> ResponseReturnValue:
    """Give the form back with what is wrong, the words kept, and the nearest passage to choose."""
    db.session.rollback()
    g.pop("document", None)
    document = the_document(slug)
    if (form.body.data or "").strip():
        form.do.data = "comment"
    nearest = error.extra.get("nearest")
    if error.field in ("quote", "sentence", "clause"):
        form.offer_nearest(nearest)
        form.refuse("nearest", error.message)
    else:
        form.refuse(
            error.field if error.field in ("body", "organisation", "vote", "received", "channel") else None,
            error.message,
        )
    return _comment_page(document, form, error.http)


def _comment_page(document: Document, form: CommentForm, status: int = 200) -> ResponseReturnValue:
    person = current_person()
    form.offer_areas(areas.list_choices(document.consultation_id, person))
    try:
        new = form.read()
        shown = show(document, new.clause, new.revision, new.quote, new.hint)
    except ConsultError:
        shown = None
    facts = facts_of(document)
    may_enter = allows("contribution:enter", facts)
    closed = facts.stage is not None and circle(facts.stage, Act.CONTRIBUTE) is Circle.NOBODY
    opened = list_only(document, facts.stage)
    if closed:
        form.offer_entering_only()
    page = render_template(
        "contributions/comment.html",
        document=document,
        form=form,
        shown=shown,
        person=person,
        may_enter=may_enter,
        closed=closed,
        reopened=opened,
        shut=opened is not None
        and (form.clause.data or None) not in {one.key for one in opened}
        and not form.reply_to.data,
    )
    return page, status


@bp.route("/contributions/<ref>/reply", methods=["GET", "POST"])
@access("contribution:make", facts=contribution_facts)
@limit_unknown
@locks_late
def reply(ref: str) -> ResponseReturnValue:
    """Answer what somebody said."""
    contribution, person, form = the_contribution(ref), current_person(), ReplyForm()
    form.offer(person)
    if form.validate_on_submit():
        document, body = contribution.document, form.body.data or ""
        new = service.NewComment(
            body=body, reply_to=contribution.reference, organisation=form.organisation.data or None
        )
        try:
            if person is None:
                typed = {"body": body, "reply_to": contribution.reference}
                token = service.leave_waiting(document, typed, now=clock.now())
                db.session.commit()
                return redirect(f"/waiting/{token}")
            made = service.comment(document, new, by=person, now=clock.now())
        except ConsultError as error:
            return _own_page("contributions/reply.html", ref, form, error)
        thanks, back = _thanks(made), lands_at(made)
        db.session.commit()
        _flash(thanks)
        return redirect(back)
    return _own_page("contributions/reply.html", ref, form)


@bp.route("/contributions/<ref>/edit", methods=["GET", "POST"])
@access("contribution:edit", facts=contribution_facts)
def edit(ref: str) -> ResponseReturnValue:
    """Change one's own words within 15 minutes."""
    contribution = the_contribution(ref)
    form = EditForm(obj=contribution)
    if form.validate_on_submit():
        try:
            service.edit(contribution, form.body.data or "", by=current_person(), now=clock.now())
        except ConsultError as error:
            return _own_page("contributions/edit.html", ref, form, error)
        db.session.commit()
        flash(f"{contribution.reference} has your new words.", "success")
        return redirect(lands_at(contribution))
    return _own_page("contributions/edit.html", ref, form)


@bp.route("/contributions/<ref>/withdraw", methods=["GET", "POST"])
@access("contribution:withdraw", facts=contribution_facts)
def withdraw(ref: str) -> ResponseReturnValue:
    """Take one's own words back, at any time."""
    contribution, form = the_contribution(ref), WithdrawForm()
    if form.validate_on_submit():
        service.withdraw(contribution, by=current_person(), now=clock.now())
        db.session.commit()
        flash(f"You took {contribution.reference} back. Its number stays, its words are gone.", "success")
        return redirect(contribution_address(contribution))
    return _own_page("contributions/withdraw.html", ref, form)


@bp.post("/me/area")
@access("account:own", facts=own_facts)
def forget_area() -> ResponseReturnValue:
    """Take back where one said one lives, in one consultation."""
    person = current_person()
    slug = request.form.get("consultation", "")
    if person is not None and slug.isprintable() and areas.forget_own_area(slug, person):
        db.session.commit()
        flash("Taken back. Your area is not counted any more.", "success")
    return redirect("/me")


def _own_page(
    template: str, ref: str, form: EditForm | ReplyForm | WithdrawForm, error: ConsultError | None = None
) -> ResponseReturnValue:
    """Show the page of one contribution's form, with what is wrong and the words kept."""
    if error is not None:
        db.session.rollback()
        g.pop("contribution", None)
        form.refuse(error.field, error.message)
    contribution = the_contribution(ref)
    fixed = service.why_fixed(contribution, clock.now())
    page = render_template(template, form=form, contribution=contribution, fixed=fixed, person=current_person())
    return page, error.http if error else 422 if form.errors else 200
