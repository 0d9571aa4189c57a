"""What a partner sees before anything is sent: each change beside its clause, each comment, and what does not go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.core.clauses import Kind
from consult.core.diff import Change as Words
from consult.core.diff import diff
from consult.core.errors import ConsultError
from consult.core.inline import visible
from consult.documents.models import Document
from consult.documents.queries import get_revision, read_revision
from consult.documents.text import Text
from consult.exchange.reviewing.outcome import Change, Left, Review

SAID = {"add": "New", "reword": "Reworded", "remove": "Taken out"}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change: the code of its clause, what happens, the words before and after."""

    code: str
    said: str
    op: str
    words: Sequence[Words]
    names: str
    untracked: bool


@dataclass(frozen=True, slots=True)
class ShownRemark:
    """One comment: the code of its clause, the words it is about, what it says, the name in the file."""

    code: str
    quote: str
    body: str
    name: str


@dataclass(frozen=True, slots=True)
class Preview:
    """All of it."""

    filename: str
    revision: int
    notices: Sequence[str]
    changes: Sequence[ShownChange]
    remarks: Sequence[ShownRemark]
    left: Sequence[tuple[str, Sequence[Left]]]
    """By reason."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to send."""
        return not self.changes and not self.remarks


def preview_of(document: Document, review: Review) -> Preview | None:
    """Return what to show, or None where the revision is not there: what came back from a form is not trusted."""
    try:
        text = read_revision(get_revision(document, review.revision))
    except ConsultError:
        return None
    reasons = list(dict.fromkeys(one.why for one in review.left))
    return Preview(
        review.filename,
        review.revision,
        review.notices,
        [_change(change, text) for change in review.changes],
        [ShownRemark(_code(one.key, text), one.quote, one.body, one.name) for one in review.remarks],
        [(why, [one for one in review.left if one.why == why]) for why in reasons],
    )


def _code(key: str | None, text: Text) -> str:
    return text.code(key) if key is not None and key in text.positions else ""


def _change(change: Change, text: Text) -> ShownChange:
    clause = text.find(change.key) if change.key else None
    is_code = clause is not None and clause.kind is Kind.CODE
    old = clause.text if clause is not None and change.op != "add" else ""
    before, after = (one if is_code else visible(one).text for one in (old, change.text))
    words = diff(before, after)
    return ShownChange(_code(change.key, text), SAID[change.op], change.op, words, change.names, change.untracked)
