"""The record as people meet it: opened by an office program, and read aloud from its PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from consult.exchange.recording.facts import Edition, Facts
from consult.exchange.recording.making import Form
from consult.exchange.recording.outline import Heading, Para, Table, outline
from tests.exchange.recording.conftest import Records
from tests.exchange.recording.world import World, all_text

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
PARTS = (
    "What was consulted on",
    "What the record shows, duty by duty",
    "Timetable and stages",
    "Getting about",
    "Challenges of what changes were called",
    "Minority notes",
    "What was promised",
    "What people said",
    "Notices and logs",
)
"""Every part a record can have, in the order they are read."""


def opened(path: Path, folder: Path) -> str:
    """Return what somebody reads who opens a Word file in an office program and prints it."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return all_text(folder / f"{path.stem}.pdf")


def seals(facts: Facts) -> list[str]:
    return [one.facts["hash"] for document in facts.documents for one in document.revisions]


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not on this machine")
@pytest.mark.parametrize("edition", list(Edition))
def test_an_office_shows_every_part_of_the_word_file_and_the_words_people_said(
    world: World, records: Records, tmp_path: Path, edition: Edition
) -> None:
    facts, files = records.make(edition, Form.WORD)
    text = opened(files[Form.WORD], tmp_path)
    headings = [one.text for one in outline(facts) if isinstance(one, Heading) and one.level == 1]
    assert [next(part for part in PARTS if heading.startswith(part)) for heading in headings] == list(PARTS)
    at = -1
    for heading in headings:
        at = text.index(" ".join(heading.split()), at + 1)
    for words in ("Four days is a life sentence when a clinic calls.", world.public["name"], world.public["promise"]):
        assert words in text
    for seal in seals(facts):
        assert seal in text
    assert (world.inside["held words"] in text) == (edition is Edition.FULL)


def test_a_seal_stands_whole_in_the_pdf(world: World, records: Records) -> None:
    facts, files = records.make(Edition.PUBLIC, Form.PDF)
    text = all_text(files[Form.PDF])
    assert seals(facts)
    for seal in seals(facts):
        assert seal in text


def test_no_mark_of_machines_stands_in_what_people_read(world: World, records: Records) -> None:
    facts, _ = records.make(Edition.FULL, Form.PDF)
    shown = []
    for one in outline(facts):
        if isinstance(one, Table):
            shown += [one.about, *one.head, *(cell for row in one.rows for cell in row)]
        else:
            shown += [one.text, one.label] if isinstance(one, Para) else [one.text]
    key = world.story.key("Passengers")
    for words in shown:
        assert not re.search(r"\b\d{4}-\d\d-\d\d\b|\b[a-z_]+:[a-z_]+\b", words), words
        assert not re.search(rf"\b({key}|{world.document.slug})\b", words), words
        assert "**" not in words, words


def test_rows_of_tables_stay_whole_and_beside_what_they_show(world: World, records: Records) -> None:
    _, files = records.make(Edition.FULL, Form.WORD)
    file = docx.Document(str(files[Form.WORD]))
    assert file.tables
    for table in file.tables:
        for row in table.rows:
            assert row._tr.trPr is not None
            assert row._tr.trPr.find(f"{{{row._tr.nsmap['w']}}}cantSplit") is not None
    captions = [one for one in file.paragraphs if one.style.name == "Caption"]
    assert len(captions) == len(file.tables)
    assert file.styles["Caption"].paragraph_format.keep_with_next


def test_what_reads_the_pdf_aloud_finds_headings_in_order_and_heads_of_tables(world: World, records: Records) -> None:
    facts, files = records.make(Edition.FULL, Form.PDF)
    reader = PdfReader(files[Form.PDF])
    root: Any = reader.trailer["/Root"]
    tree = list(in_order(root["/StructTreeRoot"]))
    levels = [int(one["/S"][2:]) for one in tree if re.fullmatch(r"/H\d", one["/S"])]
    blocks = list(outline(facts))
    assert levels == [one.level for one in blocks if isinstance(one, Heading)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    tables = [one for one in tree if one["/S"] == "/Table"]
    assert len(tables) == sum(isinstance(one, Table) for one in blocks)
    for table in tables:
        rows = [one for one in in_order(table) if one["/S"] == "/TR"]
        heads = [[one for one in in_order(row) if one["/S"] == "/TH"] for row in rows]
        assert heads[0]
        assert not any(heads[1:])
        assert all(scope_of(one) == "/Column" for one in heads[0])
    assert {bookmark.title for bookmark in reader.outline if not isinstance(bookmark, list)} >= {
        one.text for one in blocks if isinstance(one, Heading) and one.level == 1
    }


def in_order(node: Any) -> Iterator[Any]:
    """Yield every element below one of a tree of tags, in the order they are read."""
    kids = node.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(found, dict) and "/S" in found:
            yield found
            yield from in_order(found)


def scope_of(head: Any) -> str:
    """Return what the head of a table stands over."""
    given = head["/A"].get_object()
    for one in given if isinstance(given, list) else [given]:
        if "/Scope" in one.get_object():
            return str(one.get_object()["/Scope"])
    return ""
