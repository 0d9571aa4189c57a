"""Documents: begun, rewritten, and published with the fates of what people said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from consult.accounts.models import Person
from consult.answers.challenges import service as challenging
from consult.answers.step import Step, draft_step
from consult.core.compare import ClauseOp
from consult.core.fates import Fate
from consult.core.quotes import Nearest, find_quote
from consult.core.scopes import Scope
from consult.demonstration.content import Entry, Folder, Unplayable, place_of
from consult.demonstration.house import House
from consult.documents import group
from consult.documents.classing import find_change
from consult.documents.models import ClauseChange, Document, DocumentKind
from consult.documents.queries import get_revision, read_revision
from consult.documents.text import TextClause
from consult.drafting import service as drafting
from consult.drafting.service import Beginning, GivenFate, Pointed, Publication


def begin(house: House, folder: Folder, entry: Entry, now: datetime) -> None:
    """Begin a document with its revision 1 and its drafting group."""
    about, clauses = folder.document, folder.texts[1]
    by = house.people[entry["by"]]
    scopes = {
        place_of(one["clause"], [clause.text for clause in clauses]): (Scope(one["scope"]), one["reason"])
        for one in entry["scopes"]
    }
    document = drafting.start_document(
        house.consultations[folder.about["slug"]],
        about["title"],
        DocumentKind(about["kind"]),
        clauses,
        by=by,
        now=now,
        cause_reference=entry["file"],
        beginning=Beginning(summary=entry["summary"], slug=about["slug"], scopes=scopes),
    )
    for slug in about["group"]:
        group.add_member(document, house.people[slug], by=by, now=now)
    house.documents[about["slug"]] = document


def rewrite(house: House, folder: Folder, entry: Entry, now: datetime) -> None:
    """Save the words of the next revision as the working draft, and say what cannot change in them."""
    document, by = house.documents[folder.document["slug"]], house.people[entry["by"]]
    outcome = drafting.save_text(document, folder.words(entry), expected_save=_head(document), by=by, now=now)
    if not isinstance(outcome, drafting.Saved):
        raise Unplayable(f"{entry['file']} could not be saved")
    clauses = draft_step(document).new.clauses
    for one in entry.get("scopes", ()):
        clause = clauses[place_of(one["clause"], [clause.text for clause in clauses])]
        drafting.set_scope(document, clause.key, Scope(one["scope"]), one["reason"], by=by, now=now)


def publish(house: House, folder: Folder, entry: Entry, now: datetime) -> None:
    """Publish a revision with the fates the content gives with it."""
    document, by = house.documents[folder.document["slug"]], house.people[entry["by"]]
    step = draft_step(document)
    fates = [
        _given(house, said, fate, step)
        for said in folder.said
        for fate in said.get("fates", ())
        if fate.get("revision") == entry["number"]
    ]
    exception = entry["exception"]["reason"] if "exception" in entry else None
    words = [clause.text for clause in step.new.clauses]
    publication = Publication(
        summary=entry["summary"],
        expected_save=_head(document),
        fates=fates,
        editorial=[step.new.clauses[place_of(one, words)].key for one in entry.get("editorial", ())],
        exception=exception,
    )
    drafting.publish(document, publication, by=by, now=now)


def answer(house: House, said: Entry, fate: Entry, by: Person, now: datetime) -> None:
    """Publish a fate between two revisions."""
    contribution = house.contributions[said["id"]]
    given = GivenFate(reference=contribution.reference, fate=Fate(fate["fate"]), reason=fate["reason"])
    drafting.publish_fates(contribution.document, [given], by=by, now=now)


def challenge(house: House, folder: Folder, entry: Entry, said: Entry, now: datetime) -> None:
    """Say that a change is called the wrong thing."""
    challenging.challenge(_change(house, folder, entry, said), said["reason"], by=house.people[said["by"]], now=now)


def answer_challenge(house: House, folder: Folder, entry: Entry, said: Entry, now: datetime) -> None:
    """Answer in public who thinks that a change is called the wrong thing."""
    given = said["answer"]
    challenging.answer(
        _change(house, folder, entry, said),
        editorial=given["called"] == "editorial",
        reason=given["reason"],
        by=house.people[given["by"]],
        now=now,
    )


def _change(house: House, folder: Folder, entry: Entry, said: Entry) -> ClauseChange:
    document, number = house.documents[folder.document["slug"]], entry["number"]
    clauses = read_revision(get_revision(document, number)).clauses
    key = clauses[place_of(said["clause"], [clause.text for clause in clauses])].key
    found = find_change(document, number, key)
    if found is None:
        raise Unplayable(f"revision {number} does not change “{said['clause']}”")
    return found


def propose(house: House, said: Entry, now: datetime) -> None:
    """Draft a fate privately, against the working draft."""
    document, drafted = house.contributions[said["id"]].document, said["drafted"]
    given = _given(house, said, drafted, draft_step(document))
    drafting.draft_fate(document, given, by=house.people[drafted["by"]], now=now)


def _head(document: Document) -> str:
    if document.head is None:
        raise Unplayable(f"{document.slug} has no text")
    return document.head.public_id


def _given(house: House, said: Entry, fate: Entry, step: Step) -> GivenFate:
    changed = [clause for clause in step.new.clauses if clause.key in step.changes]
    gone = [clause for clause in step.old.clauses if _is_gone(step, clause)]
    try:
        return GivenFate(
            reference=house.contributions[said["id"]].reference,
            fate=Fate(fate["fate"]),
            reason=fate["reason"],
            words=[_pointed(quote, changed) for quote in fate.get("words", ())],
            removed=[
                gone[place_of(beginning, [clause.text for clause in gone])].key for beginning in fate.get("removed", ())
            ],
        )
    except Unplayable as problem:
        raise Unplayable(f"{said['id']}: {problem}") from problem


def _is_gone(step: Step, clause: TextClause) -> bool:
    changes: Mapping[str, object] = step.changes
    return clause.key in changes and step.changes[clause.key].op is ClauseOp.REMOVED


def _pointed(quote: str, changed: Sequence[TextClause]) -> Pointed:
    """Point at the quoted words in a clause that the revision changes."""
    found = find_quote([clause.text for clause in changed], quote)
    if isinstance(found, Nearest):
        raise Unplayable(f"“{quote}” stands in no clause that changes; nearest: “{found.passage}”")
    return Pointed(changed[found.index].key, found.start, found.end)
