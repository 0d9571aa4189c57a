"""What people say, with the words it is about in one revision, and minority notes: for the margin of a Word file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.answers.dissent.service import printed_notes
from consult.answers.models import FateEntry
from consult.answers.queries import fates_of
from consult.contributions.models import Contribution, ContributionKind
from consult.contributions.queries import list_contributions, replies_to
from consult.contributions.speaking import ANONYMOUS
from consult.contributions.viewing import PUBLIC, body_for, stub_of
from consult.documents.models import Document, Revision
from consult.documents.text import Text
from consult.infra.clock import to_london

BATCH = 500
SIGN = " · "
"""Stands between the reference and the words, so that a comment of ours is known again when the file comes back."""
NOTE = "Minority note"
"""Stands where a contribution has its reference."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One contribution as a comment in Word: where it lies (ranges of clauses' texts), and its paragraphs."""

    reference: str
    author: str
    at: datetime
    segments: tuple[tuple[str, int, int], ...]
    paragraphs: tuple[str, ...]


def remarks_for(document: Document, revision: Revision, text: Text) -> list[Remark]:
    """Return what the public may read of what was said up to a revision, oldest first.

    What is held, hidden, taken back, or was said in drafting is left out. A few queries for each 500 contributions.
    """
    found: list[Remark] = []
    after: int | None = None
    while True:
        page = list_contributions(document, after=after, limit=BATCH, viewer=PUBLIC)
        said = [one for one in page.items if _belongs(one, revision)]
        ids = [one.id for one in said]
        fates, replies = fates_of(ids), replies_to(ids, viewer=PUBLIC)
        found += [_remark(one, revision, text, fates, replies) for one in said]
        if page.next is None:
            return found
        after = page.next


def minority_remarks(document: Document, revision: Revision, text: Text) -> list[Remark]:
    """Return the agreed minority notes on clauses of a revision, each about its whole clause."""
    notes = printed_notes(document)
    return [
        Remark(
            "MN",
            NOTE,
            revision.at,
            ((clause.key, 0, len(clause.text)),),
            (f"{NOTE}{SIGN}{note.text}".replace("\n", " "), f"Signed by {', '.join(note.signed)}."),
        )
        for clause in text.clauses
        for note in notes.get(clause.clause_id, ())
    ]


def _belongs(one: Contribution, revision: Revision) -> bool:
    return one.reply_to_id is None and one.revision.number <= revision.number and _words(one) is not None


def _words(one: Contribution) -> str | None:
    return None if stub_of(one) else body_for(one, PUBLIC)


def _remark(
    one: Contribution,
    revision: Revision,
    text: Text,
    fates: Mapping[int, Sequence[FateEntry]],
    replies: Mapping[int, Sequence[Contribution]],
) -> Remark:
    segments, note = _place(one, revision, text)
    kind = "It suggests other words. " if one.kind is ContributionKind.SUGGESTION else ""
    first, *more = (kind + (_words(one) or "")).split("\n")
    paragraphs = [f"{one.reference}{SIGN}{first}", *more, *note]
    paragraphs += [_fate(entry) for entry in fates.get(one.id, ())]
    for reply in replies.get(one.id, ()):
        words = _words(reply)
        if words is not None:
            begin, *rest = words.split("\n")
            paragraphs += [f"{reply.reference}, {by(reply)}, {_day(reply.at)}: {begin}", *rest]
    return Remark(one.reference, by(one), one.at, segments, tuple(line for line in paragraphs if line.strip()))


def _place(
    one: Contribution, revision: Revision, text: Text
) -> tuple[tuple[tuple[str, int, int], ...], tuple[str, ...]]:
    """Return where the words lie in the revision, and what to say where they do not stand there."""
    anchor = one.anchor
    if anchor is None:
        return (), ()
    if one.revision_id == revision.id:
        return ((anchor.clause.key, anchor.start, anchor.end),), ()
    placed = next((each for each in one.placements if each.revision_id == revision.id), None)
    segments = [(str(key), int(start), int(end)) for key, start, end in placed.segments] if placed else []
    standing = tuple(segment for segment in segments if segment[0] in text.positions)
    if placed is None or placed.status.value == "removed" or not standing:
        return standing, ("The words it was about no longer stand in this revision.",)
    return standing, ()


def _fate(entry: FateEntry) -> str:
    when = f" with revision {entry.revision.number}" if entry.revision else ""
    reason = f" {entry.reason}" if entry.reason.strip() else ""
    return f"What became of it: {entry.fate.value}{when}.{reason}".replace("\n", " ")


def by(one: Contribution) -> str:
    """Say who said something, and for whom."""
    name = "Anonymous" if one.author_name == ANONYMOUS else one.author_name
    return f"{name}, for {one.organisation.name}" if one.organisation else name


def _day(at: datetime) -> str:
    local = to_london(at)
    return f"{local.day} {local:%B %Y}"
