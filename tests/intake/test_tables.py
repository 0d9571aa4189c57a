"""A table is read whatever its letters and signs; a file that could hurt is refused before it is read."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.core.errors import Refused
from consult.intake import tables
from consult.intake.answers import read_day, read_people
from consult.intake.columns import Means, guess
from consult.intake.tables import read_table
from tests.core.data_folder import real_data

TEXT = "id,comment\n1,“Café” costs £4\n2,Two\n"
SAID = (("1", "“Café” costs £4"), ("2", "Two"))


def excel(*rows: tuple[object, ...], sheets: int = 1) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for _ in range(sheets - 1):
        book.create_sheet("Empty", 0)
    for row in rows:
        book.worksheets[-1].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, **changed: bytes) -> bytes:
    """Return an Excel file with other bytes in some of its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, changed.get(info.filename.rsplit("/", 1)[-1].split(".")[0], old.read(info)))
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_letters_are_read_as_any_of_the_usual_encodings_wrote_them(encoding: str) -> None:
    table = read_table("a.csv", TEXT.encode(encoding))
    assert (table.headings, table.rows) == (("id", "comment"), SAID)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_found(sign: str) -> None:
    text = f'id{sign}comment\n1{sign}One, two; three\n2{sign}"Over\ntwo lines"\n'.replace(
        "One, two; three", '"One, two; three"'
    )
    assert read_table("a.csv", text.encode()).rows == (("1", "One, two; three"), ("2", "Over\ntwo lines"))


def test_the_first_line_that_tells_a_spreadsheet_the_sign_is_no_heading() -> None:
    table = read_table("a.csv", b"\xef\xbb\xbfsep=|\r\nid|comment\r\n1|One, two; three\r\n")
    assert (table.headings, table.rows, table.number(0)) == (("id", "comment"), (("1", "One, two; three"),), 2)


def test_headings_that_say_the_same_are_told_apart_and_one_without_words_has_a_number() -> None:
    table = read_table("a.csv", b"id,Why?,,why?,WHY? (2),Column 3\n1,a,b,c,d,e,f,g\n")
    assert table.headings == (
        "id",
        "Why?",
        "Column 3",
        "why? (2)",
        "WHY? (2) (2)",
        "Column 3 (2)",
        "Column 7",
        "Column 8",
    )
    assert [column.means for column in guess(table)][:5] == [
        Means.ID,
        Means.WORDS,
        Means.NOTHING,
        Means.WORDS,
        Means.WORDS,
    ]


@pytest.mark.parametrize(
    "broken",
    [
        '1,Whole\n2,"never closed\n3,Three\n4,Four\n',
        '1,Whole\n2,"never closed\n3,"Three"\n4,Four\n',
        '1,Whole\n2,"a "b, c"',
    ],
)
def test_a_missing_quotation_mark_never_makes_one_answer_of_several(broken: str) -> None:
    with pytest.raises(Refused, match=r"line 3.*quotation mark"):
        read_table("a.csv", f"id,comment\n{broken}".encode())


def test_rows_keep_the_numbers_a_spreadsheet_shows(app: Any) -> None:
    table = read_table("a.csv", b"\n\nid,comment\n1,One\n\n3,Three\n")
    assert [(table.number(place), row) for place, row in enumerate(table.rows) if any(row)] == [
        (4, ("1", "One")),
        (6, ("3", "Three")),
    ]


def test_an_excel_file_is_read_as_text() -> None:
    data = excel(
        (None, None),
        ("Id", "Comment", "When", "People"),
        (1, "=1+1", date(2026, 3, 14), 8.0),
        (2, "Two", None, None),
        sheets=2,
    )
    table = read_table("a.xlsx", data)
    assert table.headings == ("Id", "Comment", "When", "People")
    # A formula without a kept result is nothing; a day is a day.
    assert table.rows == (("1", "", "2026-03-14", "8"), ("2", "Two", "", ""))
    assert table.number(0) == 3


def _bomb() -> bytes:
    return repacked(excel(("a",), ("b",)), sheet1=b"<worksheet>" + b" " * (60 * 1024 * 1024) + b"</worksheet>")


def _entities() -> bytes:
    return repacked(excel(("a",), ("b",)), sheet1=b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')


def _entities_behind_a_comment() -> bytes:
    comment = b"<!-- " + random.Random(1).randbytes(600_000).hex().encode() + b" -->"
    sheet = b'<?xml version="1.0"?>' + comment + b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    return repacked(excel(("a",), ("b",)), sheet1=sheet)


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
SWOLLEN = SHEET.format(
    "".join(f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>&a;</t></is></c></row>' for n in range(1, 4))
)
DEFINES = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'


def _entities_in_other_letters() -> bytes:
    sheet = f'<?xml version="1.0" encoding="UTF-16"?>{DEFINES}{SWOLLEN}'
    return repacked(excel(("a",), ("b",)), sheet1=sheet.encode("utf-16"))


def _entities_under_another_name() -> bytes:
    out, held = io.BytesIO(), f'<?xml version="1.0"?>{DEFINES}{SWOLLEN}'
    with zipfile.ZipFile(io.BytesIO(excel(("a",), ("b",)))) as plain, zipfile.ZipFile(out, "w") as packed:
        for name in plain.namelist():
            told = plain.read(name).replace(b"sheet1.xml", b"sheet1.png")
            packed.writestr(*(name.replace("sheet1.xml", "sheet1.png"), held) if "sheet1" in name else (name, told))
    return out.getvalue()


def _one_text_in_many_cells() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for row in range(100):
            sheet.write_row(row, 0, ["long words " * 2_700] * 15)
    return out.getvalue()


def _not_excel() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("hello.txt", "hello")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"id,comment\n", "no rows"),
        ("a.csv", b"\n\n\n", "no rows"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old Excel"),
        ("a.pdf", b"%PDF-1.7", "CSV or an Excel"),
        ("a.xlsx", b"PK\x03\x04 cut off", "damaged"),
        ("a.xlsx", _bomb, "unpacks to far more"),
        ("a.xlsx", _entities, "unpacks to far more"),
        ("a.xlsx", _entities_behind_a_comment, "unpacks to far more"),
        ("a.xlsx", _entities_in_other_letters, "unpacks to far more"),
        ("a.xlsx", _entities_under_another_name, "unpacks to far more"),
        ("a.xlsx", _one_text_in_many_cells, "too large"),
        ("a.xlsx", _not_excel, "no Excel file"),
        ("a.csv", lambda: b"a\n" + b"x\n" * 20_001, "20,000 rows"),
        ("a.csv", lambda: b"," * 300 + b"a\n1\n", "200 columns"),
        ("a.csv", lambda: b"a\n" + b"x" * 60_000, "50,000 characters"),
        ("a.csv", lambda: b"x" * (10 * 1024 * 1024 + 1), "over 10 MB"),
        ("a.csv", b"\xff\xfea", "letters cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str, data: Any, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_table(name, data() if callable(data) else data)


def test_real_hostile_files_are_refused_whatever_they_are_called() -> None:
    for path in sorted(real_data("hostile", "files").iterdir()):
        with pytest.raises(Refused):
            read_table("a.xlsx", path.read_bytes())


@settings(max_examples=150)
@given(data=st.binary(max_size=400), name=st.sampled_from(["a.csv", "a.xlsx", "a.txt", "a", ""]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    try:
        table = read_table(name, data)
    except Refused:
        return
    assert all(len(row) == len(table.headings) for row in table.rows)


@given(
    rows=st.lists(
        st.tuples(*[st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12).map(str.strip)] * 3),
        min_size=1,
    )
)
def test_what_a_tool_writes_as_csv_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    import csv

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([("id", "comment", "name"), *rows])
    kept = [tuple(cell.replace("\ufeff", "").strip() for cell in row) for row in rows]
    while kept and not any(kept[-1]):
        kept.pop()
    if not kept:
        return
    assert list(read_table("a.csv", out.getvalue().encode("utf-8-sig")).rows) == kept


@pytest.mark.parametrize(
    ("headings", "meant"),
    [
        ("Response ID,Your comments,Clause,Name,Organisation,Date received", "id words clause name organisation date"),
        ("AnsId;What do you think of clause 4.2?;Full name;Submitted at", "id words name date"),
        ("Ref,Feedback,How many people,Number who agree,Channel", "id words people agreeing channel"),
        ("Timestamp,Tell us why,Email address", "date words nothing"),
    ],
)
def test_columns_are_guessed_from_the_headings_tools_write(headings: str, meant: str) -> None:
    table = read_table("a.csv", f"{headings}\n{headings}\n".encode())
    assert [column.means for column in guess(table)] == [Means(one) for one in meant.split()]


def test_a_clause_named_in_a_heading_is_that_of_all_its_answers_and_long_cells_are_words() -> None:
    table = read_table("a.csv", b"AnsId;What do you think of clause 4.2?;Q7\n1;A;A long answer nobody named at all.\n")
    assert guess(table)[1].clause == "4.2"
    plain = read_table("a.csv", b"Q1;Q2\n1;A long answer nobody named at all.\n2;Another of that sort, as long.\n")
    assert [column.means for column in guess(plain)] == [Means.NOTHING, Means.WORDS]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-03-14", date(2026, 3, 14)),
        ("14/03/2026", date(2026, 3, 14)),
        ("14.3.26 10:15", date(2026, 3, 14)),
        ("03/14/2026", date(2026, 3, 14)),
        ("4/3/2026", date(2026, 3, 4)),
        ("14 March 2026", date(2026, 3, 14)),
        ("Sat, 14th Mar 2026", date(2026, 3, 14)),
        ("March 14, 2026", date(2026, 3, 14)),
        ("2026-06-30T23:30:00+00:00", date(2026, 7, 1)),
        ("46095", date(2026, 3, 14)),
        ("n/a", None),
    ],
)
def test_days_are_read_as_tools_write_them(said: str, day: date | None) -> None:
    assert read_day(said) == day


@given(st.text(max_size=30))
def test_a_cell_is_a_day_a_number_or_refused(said: str) -> None:
    for read in (read_day, read_people):
        with suppress(Refused):
            assert isinstance(read(said), date | int | None)


def test_the_limits_are_those_the_page_tells() -> None:
    assert (tables.LARGEST, tables.MOST_ROWS) == (10 * 1024 * 1024, 20_000)
