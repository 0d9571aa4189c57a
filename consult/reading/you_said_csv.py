"""All answers of a document as a table for spreadsheets: what everybody may read, safe from formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

from consult.accounts.models import Organisation
from consult.answers.queries import fate_lines
from consult.contributions.models import Contribution
from consult.documents.models import Clause, Document
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.infra.clock import to_london
from consult.infra.tables import safe_cell
from consult.insight.themes.queries import themes_of
from consult.reading.you_said_counts import BECAME, CAME, is_counted

COLUMNS = (
    "reference",
    "kind",
    "said on",
    "who",
    "organisation",
    "how it came in",
    "clause now",
    "themes",
    "what was said",
    "agree",
    "what became of it",
    "reason or answer",
    "with revision",
    "decided by",
    "decided on",
)
BATCH = 500


def answers_csv(document: Document) -> Iterator[str]:
    """Give the lines of the table; it begins with a byte order mark, without which Excel misreads letters.

    The text is read now: when the lines are asked for, the page is over, and its revision can read nothing more.
    """
    newest = document.newest_revision
    text = read_revision(newest) if newest is not None else None
    codes = {} if text is None else dict(zip((one.clause_id for one in text.clauses), text.codes, strict=True))
    return _lines(document, codes)


def _lines(document: Document, codes: Mapping[int, str]) -> Iterator[str]:
    yield "\ufeff" + _line(COLUMNS)
    after = 0
    while True:
        rows = _batch(document, after)
        ids = [row.id for row in rows]
        fates, themes = fate_lines(ids), themes_of(ids, public=True)
        for row in rows:
            given = fates.get(row.id, ())
            yield _line(_cells(row, codes, [one.name for one in themes.get(row.id, ())], given[-1] if given else None))
        if len(rows) < BATCH:
            return
        after = ids[-1]


def _batch(document: Document, after: int) -> Sequence[Row[*tuple[Any, ...]]]:
    c = Contribution
    columns = (c.id, c.reference, c.kind, c.at, c.author_name, c.channel, c.clause_id, c.body, c.agree)
    return db.session.execute(
        select(*columns, Organisation.name.label("hat"), Clause.key)
        .outerjoin(Organisation, Organisation.id == c.organisation_id)
        .outerjoin(Clause, Clause.id == c.clause_id)
        .where(*is_counted(document), c.id > after)
        .order_by(c.id)
        .limit(BATCH)
    ).all()


def _cells(
    row: Row[*tuple[Any, ...]],
    codes: Mapping[int, str],
    themes: Sequence[str],
    fate: Row[*tuple[Any, ...]] | None,
) -> tuple[object, ...]:
    gone = "" if row.key is None else "a clause that has gone"
    return (
        row.reference,
        row.kind.value,
        to_london(row.at).strftime("%Y-%m-%d"),
        row.author_name,
        row.hat,
        CAME[row.channel],
        codes.get(row.clause_id, gone),
        "; ".join(themes),
        row.body or "",
        row.agree,
        BECAME[fate.fate if fate else None],
        fate.reason if fate else "",
        fate.revision if fate else "",
        fate.by if fate else "",
        to_london(fate.at).strftime("%Y-%m-%d") if fate else "",
    )


def _line(cells: tuple[object, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()
