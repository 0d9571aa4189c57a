"""Vote, from any page: three buttons that post and come back."""

from __future__ import annotations

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from consult.accounts.models import Person
from consult.accounts.session import current_person
from consult.contributions.access import plain_facts, the_contribution
from consult.contributions.models import Contribution
from consult.contributions.places import contribution_address, document_address
from consult.core.errors import Conflict, Missing, Refused, Unknown
from consult.core.inline import visible
from consult.core.policy import Facts
from consult.documents.access import document_facts, the_document
from consult.documents.models import Document
from consult.documents.queries import get_revision, read_revision
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.addresses import own_path
from consult.infra.transactions import locks_late
from consult.voting.models import VoteValue
from consult.voting.queries import sums_for
from consult.voting.service import read_value, vote_on_clause, vote_on_contribution

bp = Blueprint("voting", __name__)


def vote_facts(slug: str | None = None, ref: str | None = None, **_: object) -> Facts:
    """Gather the facts for a vote on a clause of a document, or on a contribution."""
    return document_facts(slug) if slug is not None else plain_facts(ref or "")


@bp.post("/documents/<slug>/clauses/<key>/vote")
@bp.post("/contributions/<ref>/vote")
@access("vote:cast", facts=vote_facts)
@locks_late
def vote(slug: str | None = None, key: str = "", ref: str | None = None) -> ResponseReturnValue:
    """Cast, change or take back a vote; on words that have changed, show the new ones.

    The value "none" takes a vote back. Scripts ask for JSON and get the new sums.
    """
    person = current_person()
    if person is None:
        raise Unknown("Sign in first, then vote.")
    value = read_value(request.form.get("value", ""))
    if ref is not None:
        return _on_contribution(the_contribution(ref), value, person)
    return _on_clause(the_document(slug or ""), key, value, person)


def _on_contribution(contribution: Contribution, value: VoteValue | None, person: Person) -> ResponseReturnValue:
    version = _number(request.form.get("version", ""), "version")
    vote_on_contribution(contribution, value, person=person, now=clock.now(), version=version)
    sums = {one.value: getattr(contribution, one.value) for one in VoteValue}
    back = contribution_address(contribution)
    db.session.commit()
    return _answer(sums, value, back)


def _on_clause(document: Document, key: str, value: VoteValue | None, person: Person) -> ResponseReturnValue:
    revision = _number(request.form.get("revision", ""), "revision")
    try:
        vote_on_clause(document, key, revision, value, person=person, now=clock.now())
    except Conflict as conflict:
        if _wants_json():
            raise
        db.session.rollback()
        g.pop("document", None)
        return _changed_meanwhile(the_document(document.slug), key, revision, conflict)
    sums = _sums(document, key) if _wants_json() else {}
    back = f"{document_address(document)}/clauses/{key}"
    db.session.commit()
    return _answer(sums, value, back)


def _sums(document: Document, key: str) -> dict[str, int]:
    """Return the votes on a clause that was just voted on."""
    text = read_revision(document.newest_revision) if document.newest_revision else None
    clause = text.find(key) if text else None
    if text is None or clause is None:
        raise Missing("There is no such clause in this document.")
    found = sums_for(document, text, [clause.clause_id])[clause.clause_id]
    return {one.value: found[one.value] for one in VoteValue}


def _answer(sums: dict[str, int], value: VoteValue | None, back: str) -> ResponseReturnValue:
    if _wants_json():
        return jsonify(votes=sums, mine=value.value if value else None)
    flash("Your vote is counted. Press it again to take it back." if value else "Your vote is taken back.", "success")
    return redirect(own_path(request.form.get("next"), back))


def _changed_meanwhile(document: Document, key: str, revision: int | None, conflict: Conflict) -> ResponseReturnValue:
    """Show the words read and the words now, with a vote on the new ones."""
    read = read_revision(get_revision(document, revision)).find(key) if revision else None
    newer = conflict.extra.get("text")
    page = render_template(
        "voting/changed.html",
        document=document,
        key=key,
        message=conflict.message,
        revision=revision,
        newest=conflict.extra.get("revision"),
        old=visible(read.text).text if read else "",
        new=visible(newer).text if newer else "",
        next=own_path(request.form.get("next"), f"{document_address(document)}/clauses/{key}"),
    )
    return page, 409


def _number(typed: str, field: str) -> int | None:
    if not typed:
        return None
    if not (typed.isdecimal() and typed.isascii() and len(typed) < 10):
        raise Refused("This form was altered on its way. Open the document again and vote there.", field=field)
    return int(typed)


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
