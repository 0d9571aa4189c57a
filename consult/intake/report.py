"""Tables that go out: what became of each answer of a table, and the register itself; safe from formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from consult.consultations.models import Consultation
from consult.infra.tables import safe_cell
from consult.intake.answers import SAID, Answer
from consult.intake.queries import list_register
from consult.intake.words import SOURCES, state_of

BEGIN = "\ufeff"
"""A byte order mark, without which Excel misreads letters beyond ASCII."""
LONGEST_BEGINNING = 200
COLUMNS = ("row", "column", "what became of it", "reference", "what to do", "clause", "people", "agree", "said")
REGISTER = (
    *("reference", "what", "sort", "from", "shown as", "organisation", "received on", "reader", "read"),
    *("where it stands", "files", "parts", "parts without an answer"),
)
PAGE = 500


def write_report(answers: Iterable[Answer]) -> Iterator[str]:
    """Yield the lines of a table that says of each answer what became of it."""
    yield BEGIN + _line(COLUMNS)
    for one in answers:
        said = one.words[:LONGEST_BEGINNING]
        cells = (one.row, one.column, SAID[one.outcome], one.reference, one.message, one.code)
        yield _line((*cells, one.people, one.agreeing, said))


def write_register(consultation: Consultation) -> Iterator[str]:
    """Yield the lines of a table of all that came in, newest first."""
    yield BEGIN + _line(REGISTER)
    before: int | None = None
    while True:
        page = list_register(consultation, before=before, limit=PAGE)
        for one in page.items:
            read = one.read_at.date().isoformat() if one.read_at else ""
            yield _line(
                (
                    *(one.reference, one.title, SOURCES[one.source], one.sender, one.shown_as, one.organisation),
                    *(one.received_on.isoformat(), one.reader, read, state_of(one), one.files, one.parts),
                    one.unanswered,
                )
            )
        if page.next is None:
            return
        before = page.next


def _line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()
