"""Read a table of answers, CSV or Excel, whatever its letters and signs; what could hurt is refused first."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from consult.core.errors import Refused
from consult.intake.answers import plain

LARGEST = 10 * 1024 * 1024
"""Bytes of a file."""
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 20_000, 200, 50_000
MOST_CELLS = 1_000_000
MOST_LETTERS = 40_000_000
"""Characters of all cells: an Excel file names one long text from a million cells and stays small itself."""
LARGEST_INSIDE, MOST_INSIDE, STEEPEST = 150 * 1024 * 1024, 2_000, 200
"""What an Excel file may unpack to: bytes in all, files, and bytes for each packed one of a file of some size."""
SMALL_INSIDE = 1024 * 1024
SNIFFED = 20_000

ENCODINGS = ("utf-8", "cp1252")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_TELLS_SIGN = re.compile(r"\"?sep=(?P<sign>[,;\t|])\"?[ ,;\t|]*(?:\r\n|\r|\n)", re.I)
"""The first line by which some tools tell a spreadsheet what parts the cells."""
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
"""Bytes that may come before XML's first sign: marks of order, halves of wide letters, white space."""
_GONE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufeff]")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read: headings, and rows of as many cells as there are headings; `first`: the headings' own row."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first: int = 1

    def number(self, place: int) -> int:
        """Return the number a spreadsheet shows beside a row, by its place from 0."""
        return self.first + 1 + place


def read_table(name: str, data: bytes) -> Table:
    """Read a file somebody sent. Raises Refused with what to do."""
    if not data:
        raise Refused("This file is empty. Choose it again.", field="file")
    if len(data) > LARGEST:
        raise Refused(f"This file is over {LARGEST // 1024 // 1024} MB. Part it into several.", field="file")
    sort = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if data.startswith(b"PK\x03\x04"):
        return _shape(_excel(data))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("This is an old Excel file (.xls) or has a password. Save it as .xlsx or CSV.", field="file")
    if sort not in ("csv", "tsv", "txt"):
        raise Refused("Send a CSV or an Excel file (.xlsx).", field="file")
    return _shape(_csv(data))


def _shape(rows: Iterable[Sequence[str]]) -> Table:
    """Take the first row that says something for the headings, and bring all others to its length."""
    headings: tuple[str, ...] = ()
    kept: list[tuple[str, ...]] = []
    empty, first, letters = 0, 0, 0
    for row in rows:
        cells = [_clean(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Refused(
                f"A table has up to {MOST_COLUMNS} columns here. Take out those you do not need.", field="file"
            )
        if not headings:
            headings, first = tuple(cells), first + 1
            continue
        if len(kept) >= MOST_ROWS:
            raise Refused(f"A table has up to {MOST_ROWS:,} rows here. Part it into several.", field="file")
        letters += sum(map(len, cells))
        if len(kept) * len(headings) > MOST_CELLS or letters > MOST_LETTERS:
            raise Refused("This table is too large. Take out the columns you do not need.", field="file")
        empty = 0 if cells else empty + 1
        if empty > MOST_ROWS:
            break
        if len(cells) > len(headings):
            headings += tuple(f"Column {n}" for n in range(len(headings) + 1, len(cells) + 1))
        kept.append(tuple(cells))
    while kept and not kept[-1]:
        kept.pop()
    if not kept:
        raise Refused("This table has no rows below its headings. Look whether it is the right file.", field="file")
    wide = len(headings)
    return Table(_told_apart(headings), tuple(row + ("",) * (wide - len(row)) for row in kept), first)


def _told_apart(headings: Sequence[str]) -> tuple[str, ...]:
    """Give every column a name of its own: two questions of one heading are two, and their answers are kept apart."""
    names: dict[str, str] = {}
    for place, heading in enumerate(headings, start=1):
        said = name = heading or f"Column {place}"
        number = 1
        while plain(name) in names:
            number += 1
            name = f"{said} ({number})"
        names[plain(name)] = name
    return tuple(names.values())


def _clean(cell: str) -> str:
    if len(cell) > LONGEST_CELL:
        raise Refused(f"A cell holds over {LONGEST_CELL:,} characters. Look whether the file is whole.", field="file")
    return _GONE.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _csv(data: bytes) -> Iterator[Sequence[str]]:
    """Yield the rows; one whose quotation marks do not fit is refused, or it would take in those below as its own."""
    text = decode(data)
    told = _TELLS_SIGN.match(text)
    above = 0 if told is None else 1
    if told is not None:
        text = text[told.end() :]  # a spreadsheet shows no row for it
    csv.field_size_limit(LONGEST_CELL * 4)
    sign = told["sign"] if told is not None else delimiter_of(text)
    rows, line = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True), 0
    try:
        for row in rows:
            yield row
            line = rows.line_num
    except csv.Error:
        raise Refused(
            f"What begins on line {line + 1 + above:,} of this file cannot be read: a quotation mark may be missing or "
            "be one too many. Put it right, or open the file in a spreadsheet, save it as CSV again, and send that.",
            field="file",
        ) from None


def decode(data: bytes) -> str:
    """Return the letters of a file: by its mark, else UTF-8, else as Excel on Windows writes them. Raises Refused."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    if b"\0" in data[:2_000]:
        # UTF-16 without its mark has a zero beside most letters of a European text.
        evens, odds = data[:2_000:2].count(0), data[1:2_000:2].count(0)
        return _decoded(data, "utf-16-be" if evens > odds else "utf-16-le")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", errors="replace")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Refused(
            "This file's letters cannot be read. Save it as CSV in UTF-8 and send that.", field="file"
        ) from None


def delimiter_of(text: str) -> str:
    """Return what parts the cells: the sign that gives most rows the same number of them, more than one.

    >>> delimiter_of("a;b\\n1,5;2\\n2,5;3\\n"), delimiter_of("words\\nyes, and no\\n")
    (';', ',')
    """
    best, most = ",", (0.0, 0)
    sample = text[:SNIFFED]
    for sign in (",", ";", "\t", "|"):
        try:
            rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if row][:50]
        except csv.Error:
            continue
        if len(rows) > 1 and len(text) > SNIFFED:
            rows.pop()  # the sample may end inside it
        wide = len(rows[0]) if rows else 1
        if wide < 2:
            continue
        fit = sum(len(row) == wide for row in rows) / len(rows), wide
        if fit > most:
            best, most = sign, fit
    return best


def _excel(data: bytes) -> Iterator[Sequence[str]]:
    """Yield the rows of the first sheet that has any, as text."""
    _refuse_bombs(data)
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # noqa: PLC0415  # heavy, and only for this

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it cannot show us, such as colours, is not wanted
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # a sheet may lie about its size
                rows = (_row(row) for row in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1))
                above, first = 0, next(rows, None)
                while first is not None and not any(first):
                    above, first = above + 1, next(rows, None)
                if first is not None:
                    yield from ([] for _ in range(above))
                    yield first
                    yield from rows
                    return
    except Refused:
        raise
    except Exception as error:  # whatever the library stumbles over, the file is not what it says
        raise Refused("This Excel file cannot be read. Save it again as .xlsx or as CSV.", field="file") from error


def _row(cells: Iterable[object]) -> list[str]:
    return [_said(cell) for cell in cells]


def _said(cell: object) -> str:
    """Write a cell as text: days as 2026-03-14, whole numbers without a point, errors as nothing."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    text = str(cell)
    return "" if text in ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!") else text


def _refuse_bombs(data: bytes) -> None:
    """Raise Refused for a file that would unpack to more than we take, by what it says and by what really comes out."""
    wrong = Refused("This Excel file unpacks to far more than it should. Save it again as CSV.", field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = packed.infolist()
            if "xl/workbook.xml" not in packed.namelist():
                raise Refused("This is no Excel file. Send a CSV or an Excel file (.xlsx).", field="file")
            if len(infos) > MOST_INSIDE or sum(one.file_size for one in infos) > LARGEST_INSIDE:
                raise wrong
            total = 0
            for one in infos:
                if one.file_size > SMALL_INSIDE and one.file_size > STEEPEST * max(one.compress_size, 1):
                    raise wrong
                total = _unpacked(packed, one, total, wrong)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise Refused(
            "This Excel file is damaged or has a password. Save it again as .xlsx or CSV.", field="file"
        ) from None
    except zipfile.LargeZipFile:
        raise wrong from None


def _unpacked(packed: zipfile.ZipFile, one: zipfile.ZipInfo, total: int, wrong: Refused) -> int:
    """Return `total` with the bytes that really come out of one file.

    A definition of entities is refused, too, in whatever may be read as XML: a sheet can bear any name. XML in UTF-16,
    which Excel never writes, could hide one, and is refused for its zeros.
    """
    before, is_xml = b"", True
    with packed.open(one) as file:
        while chunk := file.read(1 << 20):
            total += len(chunk)
            if total > LARGEST_INSIDE:
                raise wrong
            begun = chunk.lstrip(_BEFORE_XML)
            is_xml = is_xml and (bool(before) or not begun or begun.startswith(b"<"))
            # It may stand behind a long comment, or across two chunks.
            if is_xml and any(sign in before + chunk for sign in (b"<!DOCTYPE", b"<!ENTITY", b"\0")):
                raise wrong
            before = chunk[-10:]
    return total
