"""Addresses of pages that stand above this feature, as pinned; and what a form shows of the words it is about."""

from __future__ import annotations

from dataclasses import dataclass

from consult.contributions.models import Contribution
from consult.core.errors import Missing
from consult.core.inline import visible
from consult.documents.models import Document
from consult.documents.queries import get_revision, read_revision


@dataclass(frozen=True, slots=True)
class Shown:
    """The words a form is about: the clause's code, the words pointed at, and the revision they stand in.

    newer: the clause's words in the newest revision where they differ; empty where the clause has gone.
    """

    code: str
    words: str
    revision: int
    newer: str | None = None
    newest: int | None = None


def document_address(document: Document) -> str:
    """Return where a document is read."""
    return f"/documents/{document.slug}"


def contribution_address(contribution: Contribution) -> str:
    """Return a contribution's own page."""
    return f"/contributions/{contribution.reference}"


def lands_at(contribution: Contribution) -> str:
    """Return where somebody sees what they just said: in its thread, on the clause's page, or on its own."""
    if contribution.reply_to is not None:
        return f"{contribution_address(contribution.reply_to)}#{contribution.reference}"
    if contribution.clause_id is None:
        return contribution_address(contribution)
    document = contribution.document
    newest = read_revision(document.newest_revision).keys if document.newest_revision else {}
    key = newest.get(contribution.clause_id) or getattr(contribution.clause, "key", "")
    return f"{document_address(document)}/clauses/{key}#{contribution.reference}"


def show(
    document: Document, key: str | None, number: int | None, words: str, span: tuple[int, int] | None
) -> Shown | None:
    """Return what a form is about, for showing only; None for the whole document or what cannot be found."""
    newest = document.newest_revision
    if newest is None or not key:
        return None
    try:
        revision = newest if number in (None, newest.number) else get_revision(document, number or 0)
    except Missing:
        return None
    text, now = read_revision(revision), read_revision(newest).find(key)
    clause = text.find(key)
    if clause is None:
        return None
    if not words.strip():
        start, end = span or (0, len(clause.text))
        seen = visible(clause.text)
        first, last = seen.to_visible(start, end)
        words = seen.text[first:last]
    newer = None
    if now is None or now.wording_id != clause.wording_id:
        newer = visible(now.text).text if now else ""
    return Shown(text.code(key), words, revision.number, newer, newest.number)
