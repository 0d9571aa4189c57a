"""All contributions of a document as CSV, safe from formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from consult.contributions.anchoring import quoted
from consult.contributions.models import Contribution, Placement
from consult.contributions.queries import list_contributions
from consult.contributions.viewing import EVERYTHING, body_for
from consult.documents.models import Document
from consult.documents.queries import list_revisions, read_revision
from consult.documents.text import Text
from consult.infra.clock import to_london
from consult.infra.tables import safe_cell

COLUMNS = (
    "reference",
    "kind",
    "reply to",
    "status",
    "why hidden",
    "said at (UK time)",
    "who",
    "organisation",
    "channel",
    "received on",
    "entered by",
    "revision read",
    "clause",
    "words pointed at",
    "newest revision",
    "clause now",
    "placement",
    "what was said",
    "fate",
    "needs an answer",
    "agree",
    "unsure",
    "disagree",
    "replies",
)
BATCH = 500


def contributions_csv(document: Document) -> Iterator[str]:
    """Yield the lines of a table of every contribution, held and hidden ones too, for officers.

    It begins with a byte order mark, without which Excel misreads letters beyond ASCII. Withdrawn words are left out.
    """
    texts = {revision.id: read_revision(revision) for revision in list_revisions(document)}
    yield "\ufeff" + _line(COLUMNS)
    after: int | None = None
    while True:
        page = list_contributions(document, after=after, limit=BATCH, viewer=EVERYTHING)
        for contribution in page.items:
            yield _line(_row(contribution, texts))
        if page.next is None:
            return
        after = page.next


def _row(contribution: Contribution, texts: dict[int, Text]) -> tuple[object, ...]:
    anchor = contribution.anchor
    newest = contribution.placements[-1] if contribution.placements else None
    return (
        contribution.reference,
        contribution.kind.value,
        contribution.reply_to.reference if contribution.reply_to else "",
        contribution.status.value,
        contribution.status_reason,
        to_london(contribution.at).strftime("%Y-%m-%d %H:%M"),
        contribution.author_name,
        contribution.organisation.name if contribution.organisation else "",
        contribution.channel.value,
        contribution.received_on,
        contribution.entered_by.name if contribution.entered_by else "",
        contribution.revision.number,
        _code(texts, anchor.revision_id, anchor.clause.key) if anchor else "",
        quoted(anchor.exact, anchor.prefix, anchor.suffix) if anchor else "",
        newest.revision.number if newest else contribution.revision.number,
        _place_now(newest, texts) if newest else "",
        newest.status.value if newest else "",
        body_for(contribution, EVERYTHING),
        contribution.fate.value if contribution.fate else "",
        "yes" if contribution.counts_for_gate else "no",
        contribution.agree,
        contribution.unsure,
        contribution.disagree,
        contribution.replies,
    )


def _place_now(placement: Placement, texts: dict[int, Text]) -> str:
    codes = [_code(texts, placement.revision_id, str(segment[0])) for segment in placement.segments]
    return ", ".join(code for code in codes if code)


def _code(texts: dict[int, Text], revision_id: int, key: str) -> str:
    text = texts.get(revision_id)
    return text.code(key) if text is not None and key in text.positions else ""


def _line(cells: tuple[object, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()
