"""The reading room: the words of the newest revision, and what people say beside them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from consult.accounts.models import Person
from consult.accounts.session import current_person
from consult.consultations.standing import Standing, standing
from consult.contributions.viewing import PUBLIC, Viewer
from consult.core.errors import Missing
from consult.core.policy import Facts, allows, drafter
from consult.core.stages import Act, Circle, circle
from consult.documents.access import document_facts, facts_of, the_document
from consult.documents.models import Document, Revision
from consult.documents.queries import list_revisions, read_revision
from consult.documents.reopened import OpenClause, list_only, open_keys
from consult.infra import clock
from consult.infra.access import access
from consult.infra.keeping import Kept
from consult.pages.blueprint import bp
from consult.pages.kept import answer_kept, is_plain
from consult.pages.sheet import Sheet, make_sheet
from consult.reading.notes import list_own_held
from consult.reading.room import read_room
from consult.voting.queries import own_votes

_sheets: Kept[Sheet] = Kept(24)


@bp.get("/documents/<slug>")
@access("document:read", facts=document_facts)
def document(slug: str) -> ResponseReturnValue:
    """Show the reading room; to people not signed in, as it was kept, while nothing changed."""
    found, person = the_document(slug), current_person()
    revision = newest_of(found)
    where = standing(found.consultation, clock.now())
    revisions = list_revisions(found) if request.args.get("since") else ()
    since = chosen_since(revisions, revision)
    if not is_plain():
        return _page(found, where, since, person)
    parts = [*page_parts(found, where), revision.hash, str(since.number if since else "")]
    return answer_kept((revision.hash, since and since.number), parts, lambda: _page(found, where, since, None))


def newest_of(found: Document) -> Revision:
    """Return a document's newest revision. Raises Missing where none was published."""
    if found.newest_revision is None:
        raise Missing("Nothing has been published here yet. Come back when the first draft is out.")
    return found.newest_revision


def chosen_since(revisions: Sequence[Revision], newest: Revision) -> Revision | None:
    """Return the older revision named by ?since=N; whatever else stands there asks for the words as they are."""
    wanted = request.args.get("since", "")
    return next((one for one in revisions if str(one.number) == wanted and one.number < newest.number), None)


def may_contribute(where: Standing) -> bool:
    """Say whether anybody can comment or vote at this stage."""
    return circle(where.stage, Act.CONTRIBUTE) is not Circle.NOBODY


def reopened(found: Document, where: Standing) -> tuple[OpenClause, ...] | None:
    """Return the only clauses open now; None where a stage holds for all alike."""
    return list_only(found, where.stage)


def _page(found: Document, where: Standing, since: Revision | None, person: Person | None) -> str:
    facts, revision = facts_of(found), newest_of(found)
    may_vote = person is not None and allows("vote:cast", facts)
    sheet = _sheet(found, revision, where, since, facts, may_vote=may_vote)
    text = read_revision(revision)
    mine = own_votes(person, found, text).clauses if may_vote else {}
    return render_template(
        "pages/document.html",
        document=found,
        consultation=found.consultation,
        revision=revision,
        standing=where,
        room=sheet.room,
        clauses=sheet.html(mine, generate_csrf() if may_vote else ""),
        may_vote=may_vote,
        may_comment=may_contribute(where),
        reopened=reopened(found, where),
        may_draft=drafter(facts),
        held=list_own_held(found, revision, text, person.id) if person is not None else (),
    )


def _sheet(
    found: Document, revision: Revision, where: Standing, since: Revision | None, facts: Facts, *, may_vote: bool
) -> Sheet:
    in_group = drafter(facts)
    viewer = Viewer(drafter=True) if in_group else PUBLIC
    name = (revision.hash, since.number if since else None, in_group, may_vote)
    only = open_keys(found, where.stage)

    def make() -> Sheet:
        room = read_room(found, revision, viewer=viewer, since=since)
        return make_sheet(
            found, room, may_vote=may_vote, may_comment=may_contribute(where), only=only, last=_sheets.newest(name)
        )

    opened = "" if only is None else f" only {sorted(only)}"
    return _sheets.get(name, f"{found.counts_version} {where.stage.value}{opened}", make)


def page_parts(found: Document, where: Standing) -> list[str]:
    """Name what every page of a document shows besides its words: public numbers, the stage, titles."""
    return [
        str(found.counts_version),
        where.stage.value,
        where.said,
        where.rest,
        found.title,
        found.consultation.title,
    ]
