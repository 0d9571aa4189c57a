"""What one does with a suggestion that is in: back it, or revise one's own."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.contributions import service
from consult.contributions.access import contribution_facts, the_contribution
from consult.contributions.blueprint import bp
from consult.contributions.forms import SuggestForm, read_number
from consult.contributions.models import Contribution
from consult.contributions.places import contribution_address
from consult.contributions.proposals import show_changes
from consult.contributions.suggestion_queries import Change, changes_of
from consult.contributions.suggestion_routes import Sheet, newest_of, open_sheet, page, press_sheet
from consult.contributions.suggestion_sheet import Row, first_row
from consult.core.errors import Conflict, ConsultError, Unknown
from consult.core.suggestions import Add, Remove
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access


@bp.post("/contributions/<ref>/cosign")
@access("vote:cast", facts=contribution_facts)
def cosign(ref: str) -> ResponseReturnValue:
    """Put one's name behind a suggestion, or take it back."""
    suggestion, person = the_contribution(ref), current_person()
    if person is None:
        raise Unknown("Say who you are first.")
    if request.form.get("value") == "none":
        service.take_name_back(suggestion, by=person, now=clock.now())
        said = f"Your name is off {suggestion.reference}."
    else:
        organisation = request.form.get("organisation") or None
        version = read_number(request.form.get("version"), "version")
        service.cosign(suggestion, organisation, by=person, now=clock.now(), version=version)
        said = f"Your name stands behind {suggestion.reference}. You can take it back while this is open."
    db.session.commit()
    flash(said, "success")
    return redirect(contribution_address(suggestion))


@bp.route("/contributions/<ref>/revise", methods=["GET", "POST"])
@access("contribution:edit", facts=contribution_facts)
def revise(ref: str) -> ResponseReturnValue:
    """Give one's own suggestion other words, after votes too."""
    suggestion = the_contribution(ref)
    settled = service.why_settled(suggestion)
    if settled is not None:
        raise Conflict(settled)
    document = suggestion.document
    form = SuggestForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "GET":
        form.body.data = suggestion.body
        return page(document, form, _sheet_of(suggestion))
    form.validate()
    try:
        sheet = replace(open_sheet(document, form), revised=suggestion)
    except ConsultError as error:
        form.refuse(error.field, error.message)
        return page(document, form, _sheet_of(suggestion), 422)
    if form.errors:
        return page(document, form, sheet, 422)
    return press_sheet(document, form, sheet, current_person())


def _sheet_of(suggestion: Contribution) -> Sheet:
    """Lay a suggestion's present changes out on the newest revision."""
    revision, text = newest_of(suggestion.document)
    rows: dict[str, Row] = {}
    lost: list[Change] = []
    for change in changes_of([suggestion.id])[suggestion.id]:
        if change.key is None or change.key not in text.positions:
            lost.append(change)
        else:
            rows[change.key] = _with(rows.get(change.key) or first_row(text, change.key), change)
    order = sorted(rows.values(), key=lambda row: text.positions[row.clause.key])
    return Sheet(revision, text, order, revised=suggestion, lost=show_changes(lost, None))


def _with(row: Row, change: Change) -> Row:
    proposal = change.proposal
    if isinstance(proposal, Add):
        return replace(row, new=f"{row.new}\n\n{proposal.clause.text}".strip())
    if isinstance(proposal, Remove):
        return replace(row, gone=True)
    return replace(row, words=proposal.text)
