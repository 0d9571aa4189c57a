"""Pages of the merge desk: suggestions clause by clause, taken in, with other words, declined or referred back."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.contributions.access import contribution_facts, the_contribution
from consult.contributions.changing import require_version
from consult.contributions.forms import read_number
from consult.contributions.models import Contribution
from consult.contributions.references import read_reference
from consult.core.errors import Conflict, ConsultError
from consult.core.fates import Fate
from consult.core.normal import normalise
from consult.core.policy import allows
from consult.documents.access import document_facts, facts_of, the_document
from consult.documents.models import Document
from consult.drafting import service
from consult.drafting.blueprint import bp
from consult.drafting.foreseeing import foresee_all, foresee_words
from consult.drafting.forms import DecideForm, MergeForm
from consult.drafting.guarding import get_head
from consult.drafting.merge_boxes import read_boxes, typed_words
from consult.drafting.merge_desk import read_desk
from consult.drafting.merging import require_mergeable
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access

MEETS = "The draft and this suggestion changed the same words. Nothing was saved. Write how the clause is to read."
ALREADY = "There was nothing that fits and that nobody would have otherwise."


@bp.get("/documents/<slug>/merge")
@access("document:draft", facts=document_facts)
def merge_desk(slug: str) -> ResponseReturnValue:
    """Show what people suggest, held against the working draft."""
    return _desk(the_document(slug))


@bp.post("/documents/<slug>/merge")
@access("document:save", facts=document_facts)
def merge_all(slug: str) -> ResponseReturnValue:
    """Take in all that fit; say what does not any more."""
    document = the_document(slug)
    try:
        done = service.accept_all(
            document,
            expected_save=request.form.get("expected_save", ""),
            by=current_person(),
            now=clock.now(),
            answers=allows("fate:give", facts_of(document)),
            read=_read(request.form.getlist("read")),
        )
    except ConsultError as error:
        db.session.rollback()
        g.pop("document", None)
        return _desk(the_document(slug), error.message, error.http)
    db.session.commit()
    if done.taken:
        flash(f"In the draft now, one save each: {', '.join(done.taken)}.", "success")
    else:
        flash(ALREADY)
    if done.left:
        flash(f"These no longer fit, and wait for you: {', '.join(done.left)}.")
    if done.more:
        flash(f"{done.more} more fit. Press the button again to take them in.")
    return redirect(url_for("drafting.merge_desk", slug=slug))


@bp.post("/contributions/<ref>/merge")
@access("document:save", facts=contribution_facts)
def accept(ref: str) -> ResponseReturnValue:
    """Take one suggestion in; where it collides, show both sides and a box to settle it."""
    suggestion = the_contribution(ref)
    document = suggestion.document
    try:
        outcome = service.accept(
            suggestion,
            expected_save=request.form.get("expected_save", ""),
            by=current_person(),
            now=clock.now(),
            answers=allows("fate:give", facts_of(document)),
            version=read_number(request.args.get("version"), "version"),
        )
    except ConsultError as error:
        db.session.rollback()
        g.pop("document", None)
        g.pop("contribution", None)
        return _desk(the_document(document.slug), f"{suggestion.reference}: {error.message}", error.http)
    if isinstance(outcome, service.Collides):
        db.session.rollback()
        form = MergeForm(formdata=None)
        form.refuse(None, MEETS)
        return _words(the_contribution(ref), form, None, 409)
    return _taken(suggestion, f"{suggestion.reference} is in the draft.")


@bp.route("/contributions/<ref>/merge/words", methods=["GET", "POST"])
@access("document:save", facts=contribution_facts)
def merge_words(ref: str) -> ResponseReturnValue:
    """Take a suggestion in with words of one's own, looked at before they are saved."""
    suggestion = the_contribution(ref)
    require_mergeable(suggestion)
    form = MergeForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _words(suggestion, form, None, 200)
    boxes = read_boxes(suggestion, get_head(suggestion.document)).boxes
    typed = typed_words(boxes, request.form)
    try:
        typed = {place: normalise(words) for place, words in typed.items()}
        version = read_number(form.version.data, "version")
        if version is not None:
            require_version(suggestion, version)  # before they are looked at too: other words have other boxes
        if not form.validate() or request.form.get("press") != "save":
            return _words(suggestion, form, typed, 422 if form.errors else 200, looked=True)
        service.accept_with_words(
            suggestion,
            typed,
            expected_save=form.expected_save.data or "",
            by=current_person(),
            now=clock.now(),
            answers=allows("fate:give", facts_of(suggestion.document)),
            version=version,
        )
    except ConsultError as error:
        return _words_again(ref, form, typed, error)
    return _taken(suggestion, f"{suggestion.reference} is in the draft, with your words.")


@bp.route("/contributions/<ref>/merge/answer", methods=["GET", "POST"])
@access("fate:give", facts=contribution_facts)
def decide(ref: str) -> ResponseReturnValue:
    """Decline a suggestion, or refer it back: drafted, and published with the next revision."""
    suggestion, form = the_contribution(ref), DecideForm()
    require_mergeable(suggestion)
    if request.method == "GET" and request.args.get("fate") in ("not taken", "carried forward"):
        form.fate.data = request.args["fate"]
    if form.validate_on_submit():
        given = service.GivenFate(
            reference=suggestion.reference, fate=Fate(form.fate.data), reason=form.reason.data or ""
        )
        try:
            version = read_number(form.version.data, "version")
            service.decline(suggestion, given, by=current_person(), now=clock.now(), version=version)
        except ConsultError as error:
            db.session.rollback()
            g.pop("contribution", None)
            suggestion = the_contribution(ref)
            form.refuse("reason", error.message)
        else:
            said = f"The answer to {suggestion.reference} is drafted. It goes out when you publish."
            return _taken(suggestion, said)
    boxes = read_boxes(suggestion, get_head(suggestion.document))
    _speak_for(form, suggestion)
    page = render_template(
        "drafting/decide.html", document=suggestion.document, suggestion=suggestion, form=form, boxes=boxes
    )
    return page, 422 if form.errors else 200


def _read(sent: list[str]) -> set[tuple[str, int]] | None:
    """Read which suggestions, in which words, the desk showed: `S-1:2`; None where a form says nothing of it."""
    pairs = [one.partition(":") for one in sent]
    return {(reference, read_number(version, "read") or 1) for reference, _, version in pairs} or None


def _words_again(ref: str, form: MergeForm, typed: dict[int, str], error: ConsultError) -> ResponseReturnValue:
    """Show the boxes again; where the suggestion has new words they are others, and what was typed stands apart."""
    db.session.rollback()
    g.pop("contribution", None)
    suggestion = the_contribution(ref)
    more = " Your words are kept below." if isinstance(error, Conflict) else ""
    form.refuse(None, f"{error.message}{more}")
    if form.version.data and form.version.data != str(suggestion.version):
        sent = [words for name, words in request.form.items() if name.startswith("text-") and words.strip()]
        return _words(suggestion, form, None, error.http, apart=sent)
    return _words(suggestion, form, typed, error.http)


def _speak_for(form: MergeForm | DecideForm, suggestion: Contribution) -> None:
    """Let a form name the version of the words it is shown with."""
    form.version.data = str(suggestion.version)
    form.version.raw_data = [form.version.data]


def _taken(suggestion: Contribution, said: str) -> ResponseReturnValue:
    """Commit, say what happened, and go on with the next suggestion."""
    slug, onward = suggestion.document.slug, read_reference(request.form.get("next", ""))
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("drafting.merge_desk", slug=slug, _anchor=onward or None))


def _desk(document: Document, problem: str = "", status: int = 200) -> ResponseReturnValue:
    facts = facts_of(document)
    desk, may_save = read_desk(document), allows("document:save", facts)
    if may_save:
        foresee_all(desk)
    page = render_template(
        "drafting/merge.html",
        document=document,
        desk=desk,
        problem=problem,
        may_save=may_save,
        may_answer=allows("fate:give", facts),
    )
    return page, status


def _words(
    suggestion: Contribution,
    form: MergeForm,
    typed: dict[int, str] | None,
    status: int,
    *,
    looked: bool = False,
    apart: Sequence[str] = (),
) -> ResponseReturnValue:
    """Show the boxes against the newest save, which is what the button speaks for."""
    document = suggestion.document
    head = get_head(document)
    form.expected_save.data = head.public_id
    form.expected_save.raw_data = [head.public_id]
    _speak_for(form, suggestion)
    boxes = read_boxes(suggestion, head, typed)
    page = render_template(
        "drafting/merge_words.html",
        document=document,
        suggestion=suggestion,
        form=form,
        boxes=boxes,
        foreseen=foresee_words(suggestion, boxes, read_desk(document)),
        looked=looked,
        apart=apart,
    )
    return page, status
