"""Suggest other words: the sheet, what it would change, and the button that sends it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from flask import flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from consult.accounts.models import Person
from consult.accounts.session import current_person
from consult.contributions import areas, service
from consult.contributions.access import the_contribution
from consult.contributions.blueprint import bp, limit_looks, limit_unknown
from consult.contributions.commenting import revision_read
from consult.contributions.forms import SuggestForm
from consult.contributions.looking import look_at
from consult.contributions.models import Contribution, Status
from consult.contributions.places import contribution_address
from consult.contributions.proposals import ShownChange, changes_kept, show_proposals
from consult.contributions.suggesting import check_changes
from consult.contributions.suggestion_sheet import Row, first_row, press, proposals_of, read_rows
from consult.core.errors import ConsultError, Refused
from consult.core.inline import visible
from consult.core.stages import Act, Circle, Stage, circle
from consult.documents.access import document_facts, facts_of, the_document
from consult.documents.models import Document, Revision
from consult.documents.queries import read_revision
from consult.documents.reopened import OpenClause, list_only, say_open
from consult.documents.text import Text
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.transactions import locks_late

SENT = "Thank you. {} is in. People can vote on it and back it, and you can revise it while this is open."
REVISED = "{} has your new words. Votes and names given before stay with the earlier words, and those people are told."
HELD = "Thank you. We have {}. A person reads it before it shows."
OPENING = 60
"""Characters by which a clause is known in a list."""


@dataclass(slots=True)
class Sheet:
    """What the page shows: the rows, and what they would change once somebody asked to see it.

    revised: the suggestion these are to be the new words of; lost: what it asked for where no clause stands any more.
    """

    revision: Revision
    text: Text
    rows: list[Row] = field(default_factory=list)
    changes: tuple[ShownChange, ...] = ()
    revised: Contribution | None = None
    lost: tuple[ShownChange, ...] = ()


@bp.route("/documents/<slug>/suggestions/new", methods=["GET", "POST"])
@access("contribution:make", facts=document_facts)
@limit_unknown
@locks_late
def suggest(slug: str) -> ResponseReturnValue:
    """Write other words for a clause or several, look at what they change, and send them."""
    document, person = the_document(slug), current_person()
    form = SuggestForm(formdata=request.form if request.method == "POST" else None)
    form.offer(person)
    if request.method == "GET":
        return _begin(document, form, request.args.get("clause", ""), request.args.get("sentence", ""))
    form.validate()
    try:
        sheet = open_sheet(document, form)
    except ConsultError as error:
        form.refuse(error.field, error.message)
        return page(document, form, Sheet(*newest_of(document)), 422)
    if form.errors:
        return page(document, form, sheet, 422)
    return press_sheet(document, form, sheet, person)


@bp.post("/documents/<slug>/suggestions/look")
@access("contribution:make", facts=document_facts)
@limit_looks
@locks_late
def look(slug: str) -> ResponseReturnValue:
    """Show what one clause's box changes, as a piece of a page: asked for while somebody types. Keeps nothing."""
    sheet = open_sheet(the_document(slug), SuggestForm(formdata=request.form))
    if len(sheet.rows) != 1:
        raise Refused("Look at one clause at a time.")
    return render_template("contributions/_look.html", look=look_at(sheet.rows[0], sheet.text))


def begin_from_clause(document: Document) -> ResponseReturnValue:
    """Begin with what was chosen on the clause's page; what was typed there becomes the reason."""
    form = SuggestForm()
    form.offer(current_person())
    if request.form.get("vote"):
        flash("Your vote is not sent yet. You can cast it on the clause’s page.")
    return _begin(document, form, request.form.get("clause", ""), request.form.get("sentence", ""))


def _begin(document: Document, form: SuggestForm, key: str, sentence: str) -> ResponseReturnValue:
    sheet = Sheet(*newest_of(document))
    only = list_only(document, facts_of(document).stage)
    try:
        if key and only is not None and key not in {one.key for one in only}:
            raise Refused(say_open(document), field="another")
        if key:
            sheet.rows = [first_row(sheet.text, key, sentence)]
    except Refused as error:
        form.refuse(error.field, error.message)
    return page(document, form, sheet, 422 if form.errors else 200)


def open_sheet(document: Document, form: SuggestForm) -> Sheet:
    """Read a sheet that was sent, on the revision its words were read in. Raises Refused."""
    revision = revision_read(document, form.revision_number)
    text = read_revision(revision)
    return Sheet(revision, text, read_rows(text, request.form))


def press_sheet(document: Document, form: SuggestForm, sheet: Sheet, person: Person | None) -> ResponseReturnValue:
    """Do what the button pressed says: change the sheet, show what it changes, or send it."""
    button = request.form.get("press", "look")
    try:
        sheet.rows = press(sheet.rows, button, sheet.text, form.another.data or "")
        if button not in ("look", "send"):
            return page(document, form, sheet)
        proposals = check_changes(sheet.text, proposals_of(sheet.rows))
        sheet.changes = show_proposals(proposals, sheet.text)
        if button == "look":
            return page(document, form, sheet)
        return _send(document, form, sheet, person)
    except ConsultError as error:
        return _sent_back(document.slug, form, sheet, error)


def _send(document: Document, form: SuggestForm, sheet: Sheet, person: Person | None) -> ResponseReturnValue:
    """Send it; for somebody not signed in, keep it and ask who they are."""
    now, proposals = clock.now(), proposals_of(sheet.rows)
    if person is None and sheet.revised is None:
        typed = {"body": form.body.data, "revision": sheet.revision.number, "changes": changes_kept(proposals)}
        typed["area"] = form.area.data
        token = service.leave_waiting(document, typed, now=now)
        db.session.commit()
        return redirect(f"/waiting/{token}")
    new = service.NewSuggestion(
        changes=proposals,
        reason=form.body.data or "",
        revision=sheet.revision.number,
        organisation=form.organisation.data or None,
    )
    if sheet.revised is not None:
        made = service.revise(sheet.revised, new, by=person, now=now)
        thanks, back = REVISED.format(made.reference), contribution_address(made)
    else:
        made = service.suggest(document, new, by=person, now=now)
        areas.declare(made, form.area.data, now=now)
        thanks, back = _thanks(made), contribution_address(made)
    db.session.commit()
    flash(thanks, "success")
    return redirect(back)


def _thanks(made: Contribution) -> str:
    return (HELD if made.status is Status.HELD else SENT).format(made.reference)


def _sent_back(slug: str, form: SuggestForm, sheet: Sheet, error: ConsultError) -> ResponseReturnValue:
    db.session.rollback()
    g.pop("document", None)
    g.pop("contribution", None)
    document = the_document(slug)
    form.refuse(error.field if error.field in ("body", "organisation", "another") else None, error.message)
    revision = revision_read(document, form.revision_number)
    revised = the_contribution(sheet.revised.reference) if sheet.revised else None
    return page(document, form, replace(sheet, revision=revision, revised=revised), error.http)


def newest_of(document: Document) -> tuple[Revision, Text]:
    """Return the newest revision and its text. Raises Refused where none was published."""
    revision = revision_read(document, None)
    return revision, read_revision(revision)


def page(document: Document, form: SuggestForm, sheet: Sheet, status: int = 200) -> ResponseReturnValue:
    """Show the sheet."""
    facts = facts_of(document)
    typed = request.method == "POST" and bool(form.body.data or any(row.is_changed for row in sheet.rows))
    form.revision.data = str(sheet.revision.number)
    form.revision.raw_data = [form.revision.data]
    only = list_only(document, facts.stage)
    form.offer_areas(areas.list_choices(document.consultation_id, current_person()))
    offer_clauses(form, sheet, only)
    page = render_template(
        "contributions/suggest.html",
        document=document,
        form=form,
        sheet=sheet,
        person=current_person(),
        unsent=typed,
        drafting=facts.stage is Stage.DRAFTING,
        reopened=only,
        closed=facts.stage is not None and circle(facts.stage, Act.CONTRIBUTE) is Circle.NOBODY,
    )
    return page, status


def offer_clauses(form: SuggestForm, sheet: Sheet, only: Collection[OpenClause] | None) -> None:
    """Offer the clauses that are not on the sheet yet, or `only` those that are open."""
    opened = None if only is None else {one.key for one in only}
    there = {row.clause.key for row in sheet.rows}
    form.another.choices = [("", "Choose a clause")] + [
        (clause.key, f"{code}: {_opening(clause.text)}")
        for clause, code in zip(sheet.text.clauses, sheet.text.codes, strict=True)
        if clause.key not in there and (opened is None or clause.key in opened)
    ]
    form.another.data = ""


def _opening(text: str) -> str:
    seen = " ".join(visible(text[: 4 * OPENING]).text.split())
    return seen if len(seen) <= OPENING else f"{seen[:OPENING].rstrip()} …"
