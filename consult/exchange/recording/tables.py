"""Tables of a record as CSV and Excel, safe from formulas: no cell begins like one, and Excel is told all is text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from consult.exchange.recording.facts import Fact
from consult.infra.tables import safe_cell

Row = Sequence[Any]
MARK = "\ufeff"
"""A byte order mark, without which Excel misreads letters beyond ASCII."""
LONGEST_CELL = 32_767
"""Characters Excel holds in a cell (Microsoft, "Excel specifications and limits")."""
GOES_ON = " [goes on in contributions.jsonl]"
FIXED = datetime(2000, 1, 1)  # noqa: DTZ001  # written into the file as it is, so that the same facts give the same file

SAID = (
    "reference",
    "kind",
    "document",
    "status",
    "said at (UTC)",
    "who",
    "organisation",
    "channel",
    "revision read",
    "clause",
    "words pointed at",
    "reply to",
    "what was said",
    "themes",
    "agree",
    "unsure",
    "disagree",
    "needs an answer",
    "newest fate",
    "reason or reply",
    "read by (people)",
)
SAID_FULL = ("made in", "received on", "entered by", "read by")
FATES = ("reference", "fate", "reason or reply", "at (UTC)", "by", "revision", "published")
CAUSED = ("reference", "revision", "clause", "key", "start", "end", "how", "words", "words before")
PLACES = ("reference", "revision", "placement", "score", "confirmed by a person", "clause key", "start", "end")
READS = ("reference", "who", "at (UTC)")


def said_row(one: Fact, *, full: bool) -> Row:
    """Return a contribution as a row under SAID; a stub holds what is known of it in public."""
    given = [fate for fate in one.get("fates", ()) if not fate.get("drafted_only")]
    row: list[Any] = [
        *(one["reference"], one["kind"], one["document"], one["status"], one["at"]),
        *(one.get("by"), one.get("organisation"), one.get("channel"), one.get("revision"), one.get("code")),
        *(one.get("quote"), one.get("reply_to"), one.get("body") or one["stub"]),
        "; ".join(one.get("themes", ())),
        *(one.get("agree"), one.get("unsure"), one.get("disagree")),
        *(_yes(one.get("needs_answer")), one.get("fate"), given[-1]["reason"] if given else "", one.get("read_by")),
    ]
    if full:
        readers = "; ".join(reader["name"] for reader in one.get("readers", ()))
        row += [one.get("made_in"), one.get("received_on"), one.get("entered_by"), readers]
    return row


def fate_rows(one: Fact) -> Iterator[Row]:
    """Yield the fates of a contribution under FATES."""
    for fate in one.get("fates", ()):
        published = _yes(not fate.get("drafted_only"))
        yield one["reference"], fate["fate"], fate["reason"], fate["at"], fate["by"], fate["revision"], published


def caused_rows(one: Fact) -> Iterator[Row]:
    """Yield the words a contribution stands behind, under CAUSED."""
    for words in one.get("caused", ()):
        yield (
            *(one["reference"], words["revision"], words["code"], words["clause"], words["start"], words["end"]),
            *(words["how"], words["words"], words["before"]),
        )


def place_rows(one: Fact) -> Iterator[Row]:
    """Yield where the words a contribution points at lie in later revisions, under PLACES: a row for each segment."""
    for place in one.get("places", ()):
        for key, start, end in place["segments"] or [("", "", "")]:
            known = (place["revision"], place["status"], place["score"], _yes(place["confirmed"]))
            yield (one["reference"], *known, key, start, end)


def read_rows(one: Fact) -> Iterator[Row]:
    """Yield who read a contribution, under READS."""
    for reader in one.get("readers", ()):
        yield one["reference"], reader["name"], reader["at"]


def csv_lines(head: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield the lines of a table as CSV."""
    yield MARK.encode() + _line(head)
    for row in rows:
        yield _line(row)


def facts_table(facts: Sequence[Fact]) -> Iterator[bytes]:
    """Yield a list of facts that have the same names as CSV."""
    head = list(facts[0]) if facts else ["nothing"]
    return csv_lines(head, ([one.get(name) for name in head] for one in facts))


def _line(row: Row) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow([safe_cell(cell) for cell in row])
    return out.getvalue().encode()


def _yes(value: object) -> str:
    return "" if value is None else "yes" if value else "no"


class Workbook:
    """An Excel file whose sheets are written row by row and never held whole."""

    def __init__(self, path: Path) -> None:
        import xlsxwriter  # noqa: PLC0415  # loaded where a record is made only

        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(path.parent),
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.set_properties({"created": FIXED})
        self._bold = self._book.add_format({"bold": True})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})

    def sheet(self, name: str, head: Row, rows: Iterable[Row]) -> None:
        """Write one sheet, its first row standing still; every cell is text, safe if it is saved as CSV later."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, 18)
        for column, cell in enumerate(head):
            sheet.write_string(0, column, str(cell), self._bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, _fitted(safe_cell(cell)), self._wrapped)

    def close(self) -> None:
        """Write the file."""
        self._book.close()


def _fitted(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(GOES_ON)] + GOES_ON
