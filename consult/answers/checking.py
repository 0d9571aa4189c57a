"""Check that what a fate needs is there: its reason, and words that stand where it says they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.answers.given import Answer, Caused, GivenFate, Pointed
from consult.answers.incorporating import find_words
from consult.answers.step import Step, has_changed, words_gone
from consult.contributions.models import Contribution, ContributionKind, Status
from consult.core.errors import Refused
from consult.core.fates import Fate, How, lacking
from consult.core.inline import visible
from consult.documents.models import Document
from consult.extensions import db

TAKEN_IN, PARTLY = Fate.TAKEN_IN, Fate.PARTLY


def find_answerable(document: Document, references: Iterable[str]) -> dict[str, Contribution]:
    """Return the contributions of a document with these references. Raises Refused naming the first at fault."""
    wanted = list(references)
    if len(set(wanted)) < len(wanted):
        twice = next(one for one in wanted if wanted.count(one) > 1)
        raise Refused(f"{twice} stands twice in the list. Give it one fate.", field="fates")
    found: dict[str, Contribution] = {}
    for at in range(0, len(wanted), 500):
        rows = db.session.scalars(
            select(Contribution)
            .where(Contribution.document_id == document.id, Contribution.reference.in_(wanted[at : at + 500]))
            .options(joinedload(Contribution.author))
            .execution_options(populate_existing=True)  # it may have been taken back since its page was opened
        )
        found.update((one.reference, one) for one in rows)
    for reference in wanted:
        if reference not in found:
            raise Refused(f"There is no contribution {reference} to this document.", field="fates")
        if found[reference].status in (Status.HIDDEN, Status.WITHDRAWN):
            raise Refused(f"{reference} was {found[reference].status.value}, so it needs no answer.", field="fates")
    return found


def check_fates(document: Document, fates: Sequence[GivenFate], step: Step | None) -> list[Answer]:
    """Return the answers to publish, each with the words it caused. Raises Refused naming the one at fault.

    `step` is the revision they belong to; None between two revisions.
    """
    found = find_answerable(document, [given.reference for given in fates])
    return [check_fate(found[given.reference], given, step) for given in fates]


def check_fate(contribution: Contribution, given: GivenFate, step: Step | None) -> Answer:
    """Return one answer with the words it caused. Raises Refused."""
    if contribution.kind is ContributionKind.SUGGESTION and step is not None and given.fate in (TAKEN_IN, PARTLY):
        return _suggestion(contribution, given, step)
    pointed = len(given.words) + len(given.removed)
    lack = lacking(given.fate, reason=given.reason, words=pointed, with_revision=step is not None)
    if lack is not None:
        raise Refused(f"{given.reference}: {lack}", field="fates", reference=given.reference)
    caused: list[Caused] = []
    if step is not None:
        caused = [_words(given, pointed, step) for pointed in given.words]
        caused.extend(_gone(given, key, step) for key in given.removed)
    return _answer(contribution, given, tuple(dict.fromkeys(caused)))


def _answer(contribution: Contribution, given: GivenFate, caused: Sequence[Caused]) -> Answer:
    return Answer(
        contribution=contribution,
        fate=given.fate,
        reason=given.reason.strip(),
        caused=caused,
        library_text=given.library_text,
    )


def _suggestion(contribution: Contribution, given: GivenFate, step: Step) -> Answer:
    """Return the answer to a suggestion taken in: the words are found in the text, nobody points at them.

    Raises Refused where they are not there, which stops the publication until it is put right.
    """
    found = find_words(contribution, step)
    if not found.caused:
        raise _refuse(given, "none of its words stand in what this revision changes. Take them in, or say otherwise.")
    if given.fate is TAKEN_IN and found.missing:
        where = ", ".join(found.missing)
        raise _refuse(given, f"its words for {where} do not stand in this revision. Say “partly”, or put them in.")
    if given.fate is TAKEN_IN and found.in_part:
        raise _refuse(given, "only some of its changes were taken in. Say “partly”, and what became of the rest.")
    return _answer(contribution, given, found.caused)


def _words(given: GivenFate, pointed: Pointed, step: Step) -> Caused:
    """Check words pointed at: this revision changed them, or the place of their clause."""
    clause = step.new.find(pointed.clause)
    if clause is None:
        raise _refuse(given, f"there is no clause {pointed.clause} in this text. Point at words that stand in it.")
    if not 0 <= pointed.start <= pointed.end <= len(clause.text):
        raise _refuse(given, f"the words from {pointed.start} to {pointed.end} do not lie in that clause.")
    change = step.changes.get(pointed.clause)
    if change is None:
        raise _refuse(given, "the words lie in a clause this revision does not change. Point at what changed.")
    if pointed.start == pointed.end:
        before = words_gone(change, pointed.start)
        if not before:
            raise _refuse(given, "no words were taken away at the place you point at. Point at where they stood.")
        return Caused(key=clause.key, start=pointed.start, end=pointed.end, how=How.PROMPTED, before=before)
    if not clause.text[pointed.start : pointed.end].strip():
        raise _refuse(given, "you point at white space. Point at the words this changed.")
    seen = visible(clause.text)
    start, end = seen.to_source(*seen.to_visible(pointed.start, pointed.end))
    if not has_changed(change, start, end):
        raise _refuse(
            given, "the words you point at stood there before, just so. Point at words this revision changes."
        )
    return Caused(key=clause.key, start=start, end=end, how=How.PROMPTED)


def _gone(given: GivenFate, key: str, step: Step) -> Caused:
    before = step.old.find(key)
    if before is None or step.new.find(key) is not None:
        raise _refuse(given, f"clause {key} is not one that this revision takes away.")
    return Caused(key=key, start=0, end=0, how=How.PROMPTED, before=before.text)


def _refuse(given: GivenFate, what: str) -> Refused:
    return Refused(f"{given.reference}: {what}", field="fates", reference=given.reference)
