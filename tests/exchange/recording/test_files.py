"""The files of a record open in what people have: spreadsheets, Word, PDF readers and what reads them aloud."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import unicodedata
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from consult.contributions.models import Contribution
from consult.exchange.recording import pdf
from consult.exchange.recording.facts import Edition
from consult.exchange.recording.making import Form
from consult.exchange.recording.typesetting import not_shown, shown
from consult.extensions import db
from consult.infra.tables import DANGEROUS
from tests.exchange.recording.conftest import Records
from tests.exchange.recording.world import World
from tests.hostile.attacks import FOLDER
from tests.make import make_comment

STRANGE = [
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "@SUM(A1)",
    "\t=1",
    "\uff1d1+1",
    "\u200b=1+1",
    " =1",
    "#show: panic()",
    '#include "/etc/passwd"',
    "$ x^2 $ *bold* _em_ `raw` <label> @ref \\ ] ) } //",
    "<script>alert(1)</script> ]]> &amp; <w:p/>",
    "smile 😀 and বাংলা ভাষা and 漢字",
    "x" * 3_000,
    "\u202eright to left\u2066 \ufeff",
    "line\n\n\nline",
]


def hostile() -> list[str]:
    """Return strange texts: ours, and formulas people attack spreadsheets with where the data is there."""
    path = FOLDER / "csv_injection_made.json"
    return STRANGE + (json.loads(path.read_text())["items"] if path.exists() else [])


@pytest.fixture
def strange(world: World) -> list[Contribution]:
    """Say strange things."""
    said = []
    for text in hostile():
        one = make_comment(world.document, "placeholder")
        one.body = one.author_name = text.replace("\0", "")
        said.append(one)
    db.session.commit()
    return said


def test_no_cell_of_any_table_begins_like_a_formula(strange: list[Contribution], records: Records) -> None:
    _, files = records.make(Edition.FULL, Form.ZIP)
    with zipfile.ZipFile(files[Form.ZIP]) as zipped:
        tables = [name for name in zipped.namelist() if name.endswith(".csv")]
        cells = [cell for name in tables for row in _rows(zipped.read(name)) for cell in row]
        book = load_workbook(io.BytesIO(zipped.read("record.xlsx")))
    sheets = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(sheets) > len(strange)
    assert {cell.data_type for cell in sheets} <= {"s", "inlineStr"}
    assert not any(cell.hyperlink for cell in sheets)
    for text in cells + [str(cell.value) for cell in sheets]:
        assert not unicodedata.normalize("NFKC", text.strip(" \u00a0\ufeff\u200b")).startswith(DANGEROUS), text


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_word_file_has_real_headings_tables_with_header_rows_and_the_words_as_they_were(
    strange: list[Contribution], records: Records
) -> None:
    _, files = records.make(Edition.PUBLIC, Form.WORD)
    file = docx.Document(str(files[Form.WORD]))
    assert file.core_properties.title.startswith("Record of the consultation:")
    levels = [int(one.style.name[-1]) for one in file.paragraphs if one.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(table.rows[0]._tr.trPr is not None for table in file.tables)
    text = "\n".join(one.text for one in file.paragraphs)
    for words in ("Taken into account", "Four days is a life sentence\nwhen a clinic calls.", "#show: panic()", "漢字"):
        assert words in text


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_an_office_opens_the_word_file(strange: list[Contribution], records: Records, tmp_path: Path) -> None:
    _, files = records.make(Edition.PUBLIC, Form.WORD)
    profile = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(files[Form.WORD])], check=True, capture_output=True, timeout=240)
    assert "Taken into account" in (tmp_path / "record.txt").read_text("utf-8", "replace")


def test_the_pdf_is_tagged_titled_and_in_english(strange: list[Contribution], records: Records) -> None:
    _, files = records.make(Edition.PUBLIC, Form.PDF)
    reader = PdfReader(files[Form.PDF])
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("Record of the consultation:")
    assert b"pdfuaid" in root["/Metadata"].get_data()
    kinds = {element["/S"] for element in _elements(root["/StructTreeRoot"])}
    assert {"/Document", "/H1", "/H2", "/P", "/Table", "/TH", "/LI"} <= kinds
    text = " ".join("".join(page.extract_text() for page in reader.pages).split())
    assert "#show: panic()" in text
    assert "বাংলা" in text or "no shapes for" in text  # as the fonts of the machine allow
    assert "x^2" in text
    assert "root:" not in text


@pytest.mark.slow
def test_a_pdf_joined_from_parts_is_one_tagged_tree(
    strange: list[Contribution], records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = PdfReader(records.make(Edition.PUBLIC, Form.PDF)[1][Form.PDF])
    monkeypatch.setattr(pdf, "PART", 3_000)
    joined = PdfReader(records.make(Edition.PUBLIC, Form.PDF)[1][Form.PDF])
    root: Any = joined.trailer["/Root"]
    tree = root["/StructTreeRoot"]
    assert len(tree["/K"]) == 1
    numbers = tree["/ParentTree"]["/Nums"][::2]
    assert len(numbers) == len(set(numbers)) == len({*map(int, numbers)})
    pages = [page["/StructParents"] for page in joined.pages]
    assert len(pages) == len(set(pages))
    assert set(map(int, pages)) <= set(map(int, numbers))
    assert int(tree["/ParentTreeNextKey"]) > max(map(int, numbers))
    # every element finds a page of this file, and its page finds it
    known = {page.indirect_reference.idnum for page in joined.pages if page.indirect_reference is not None}
    for element in _elements(tree):
        if "/Pg" in element:
            assert element.raw_get("/Pg").idnum in known
    count = [sum(1 for _ in _elements(one.trailer["/Root"]["/StructTreeRoot"])) for one in (whole, joined)]
    assert count[1] >= count[0]
    assert [str(one.page_number) for one in joined.pages] == [str(number) for number in range(len(joined.pages))]


def _elements(node: Any) -> Any:
    """Yield every element of a tree of tags."""
    stack = [node]
    while stack:
        one = stack.pop()
        kids = one.get("/K", [])
        kids = kids.get_object() if hasattr(kids, "get_object") else kids
        for kid in kids if isinstance(kids, list) else [kids]:
            found = kid.get_object() if hasattr(kid, "get_object") else kid
            if isinstance(found, dict) and "/S" in found:
                yield found
                stack.append(found)


def test_letters_no_font_has_are_named_or_counted() -> None:
    complaint = (
        r'error: the text `"\u{9be}"` could not be displayed with font' + '\nthe text `"😀"` could not be displayed'
    )
    assert not_shown(complaint) == "\u09be😀"
    assert shown("a 😀 b", "😀") == "a [grinning face] b"
    assert shown("বাংলা", "বাংল").startswith("[5 letters this file has no shapes for")
    assert shown("nul\0 tag\U000e0041", "") == "nul tag"
