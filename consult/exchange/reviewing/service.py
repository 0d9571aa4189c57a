"""The verbs: read a partner's file against the revision it was made from, then send what was found."""

from __future__ import annotations

from datetime import datetime

from consult.accounts.models import Person
from consult.contributions import service as contributions
from consult.contributions.models import Contribution
from consult.contributions.service import NewComment, NewSuggestion
from consult.core.errors import Missing, Refused
from consult.documents.models import Document, Revision
from consult.documents.queries import get_revision, read_revision
from consult.exchange.importing.reading import kind_of
from consult.exchange.reviewing.mapping import Mapper, paragraphs_of
from consult.exchange.reviewing.outcome import Review
from consult.exchange.reviewing.paragraphs import Edited
from consult.exchange.reviewing.reading import read_edited
from consult.exchange.reviewing.remarks import remarks_of

STRANGER = "None of its words stand in this text. Is it the right file?"


def read_review(data: bytes, filename: str, document: Document) -> Review:
    """Read an edited Word file: what it changes and says, and what of it finds no place here. Raises Refused."""
    if kind_of(data, filename) != "word":
        raise Refused(f"“{filename}” is no Word file. Choose the .docx file you worked on.", field="file")
    try:
        edited = read_edited(data, filename)
    except RecursionError:
        raise Refused(f"“{filename}” is nested too deeply to be read.", field="file") from None
    revision, is_ours, notices = _base(document, edited)
    text = read_revision(revision)
    mapper = Mapper(edited, text, is_ours=is_ours)
    remarks, unplaced = remarks_of(edited, paragraphs_of(mapper.blocks), text)
    if not mapper.found_any:
        notices.append(STRANGER)
    if edited.own_marks:
        notices.append("The changes between two revisions that this site marked in the file count as made.")
    return Review(
        revision=revision.number,
        filename=filename,
        changes=tuple(mapper.changes),
        remarks=tuple(remarks),
        left=(*mapper.left, *unplaced),
        notices=tuple(notices),
    )


def _base(document: Document, edited: Edited) -> tuple[Revision, bool, list[str]]:
    """Return the revision a file was made from, the newest where it does not say, and what people should know."""
    newest = document.newest_revision
    if newest is None:
        raise Refused("There is nothing to compare it with yet: no draft was published.", field="file")
    if edited.document and edited.document != document.slug:
        return newest, False, ["The file says that it was made from another document. We looked for its words here."]
    if not edited.document or edited.revision is None:
        return (
            newest,
            False,
            [f"The file does not say which revision it was made from. We took revision {newest.number}."],
        )
    try:
        revision = get_revision(document, edited.revision)
    except Missing:
        return newest, False, [f"The file names a revision that there is not. We took revision {newest.number}."]
    if revision.number == newest.number:
        return newest, True, []
    return (
        revision,
        True,
        [
            f"It was made from revision {revision.number}; revision {newest.number} is out now. What you send is kept "
            "against the words you read, and placed in the newer ones."
        ],
    )


def send_review(
    document: Document,
    review: Review,
    *,
    reason: str,
    organisation: str | None,
    by: Person | None,
    now: datetime,
) -> list[Contribution]:
    """Send what was read: one suggestion with all changes, and each comment on its words.

    Nothing in `review` is trusted: it came back from a form. Raises what `suggest` and `comment` raise, and Refused
    where there is nothing to send.
    """
    if not review.changes and not review.remarks:
        raise Refused("There is nothing in this file to send. Choose another, or say it on the page of a clause.")
    made: list[Contribution] = []
    if review.changes:
        if not reason.strip():
            raise Refused("Say why: those who decide read it.", field="reason")
        proposed = NewSuggestion(
            changes=[change.proposal for change in review.changes],
            reason=reason,
            revision=review.revision,
            organisation=organisation,
        )
        made.append(contributions.suggest(document, proposed, by=by, now=now))
    for remark in review.remarks:
        comment = NewComment(
            body=remark.body,
            revision=review.revision,
            clause=remark.key,
            quote=remark.quote,
            prefix=remark.prefix,
            suffix=remark.suffix,
            organisation=organisation,
        )
        made.append(contributions.comment(document, comment, by=by, now=now))
    return made
