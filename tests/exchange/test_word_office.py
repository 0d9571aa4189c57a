"""Through a real office program: what LibreOffice opens and saves again still finds its clauses."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from consult.core.errors import Refused
from consult.core.inline import visible
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.exchange.exporting import give
from consult.exchange.importing import read_document
from consult.exchange.reviewing.service import read_review
from tests.exchange.data import files
from tests.exchange.test_export_word import NEWER, TEXT, publish, words_of
from tests.exchange.test_review_word import counts_of, key_of, said
from tests.exchange.word_hands import Doc, W, settled, shown, was
from tests.make import make_comment, make_document

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not on this machine")


def saved_by_office(data: bytes, folder: Path) -> bytes:
    """Open a file in LibreOffice and save it again as .docx."""
    given, back = folder / "given", folder / "back"
    given.mkdir(exist_ok=True)
    (given / "file.docx").write_bytes(data)
    command = [str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "docx"]
    subprocess.run(
        [*command, "--outdir", str(back), str(given / "file.docx")], check=True, capture_output=True, timeout=300
    )
    return (back / "file.docx").read_bytes()


@needs_office
@pytest.mark.slow
def test_edits_and_comments_come_back_through_libreoffice(app: Flask, tmp_path: Path) -> None:
    document = publish(make_document(markdown=TEXT), NEWER)
    make_comment(document, "Said before.", clause=key_of(document, "booking"), quote="by phone")
    doc = Doc(give("docx", document, with_comments=True))
    doc.replace("ten minutes", "nine minutes")
    doc.replace("£7.00", "£6.00")
    doc.new_paragraph_after("from the kerb", "sing.")
    doc.delete_paragraph("a ramp")
    doc.comment("or online", "Many have no phone.")
    found = read_review(saved_by_office(doc.save(), tmp_path), "edited.docx", document)
    assert sorted(said(found), key=str) == sorted(
        [
            ("reword", key_of(document, "a_newer"), "arrive no more than nine minutes after the time agreed;"),
            ("add", key_of(document, "b"), "sing."),
            ("remove", key_of(document, "ramp"), ""),
            ("reword", key_of(document, "return_newer"), "Return | £6.00"),
        ],
        key=str,
    )
    assert [(one.key, one.quote, one.body) for one in found.remarks] == [
        (key_of(document, "booking"), "or online", "Many have no phone.")
    ]
    assert [(one.why, one.words) for one in found.left] == [("It stands on this site already", "C-1 · Said before.")]


@needs_office
@pytest.mark.slow
def test_libreoffice_reads_our_tracked_changes_as_both_revisions(app: Flask, tmp_path: Path) -> None:
    document = publish(make_document(markdown=TEXT), NEWER)
    back = Doc(saved_by_office(give("docx", document, since=1), tmp_path))

    def words(paragraphs: list[str]) -> list[str]:
        return [" ".join(one.split("  ", 1)[-1].split()) for one in paragraphs]

    assert words(settled(back, shown, "del")) == words(words_of(document, 2))
    assert words(settled(back, was, "ins")) == words(words_of(document, 1))


@needs_office
@pytest.mark.soak
@pytest.mark.parametrize("path", files("docx_import/ok/*.docx"))
def test_random_edits_of_real_texts_come_back_through_libreoffice(app: Flask, tmp_path: Path, path: Path) -> None:
    chance, data = random.Random(path.name), path.read_bytes()
    try:
        text = read_document(data, path.name)
    except Refused:
        pytest.skip("it holds no words")
    document = make_document(markdown=text.markdown)
    doc = Doc(give("docx", document))
    wanted = edit(doc, document, chance)
    back = saved_by_office(doc.save(), tmp_path)
    found = read_review(back, "edited.docx", document)
    assert {change.key for change in found.changes if change.op == "reword"} == wanted
    assert [one for one in found.left if one.insertions or one.deletions] == []
    assert found.counts()[:2] == counts_of(Doc(back))[:2]  # it may write one change as two


def edit(doc: Doc, document: Document, chance: random.Random) -> set[str]:
    """Change a word in some clauses whose words stand in one run; return their keys."""
    assert document.newest_revision is not None
    texts = [(one.key, visible(one.text).text) for one in read_revision(document.newest_revision).clauses]
    changed: set[str] = set()
    for key, words in chance.sample(texts, min(len(texts), 12)):
        run = next(
            (each for each in doc.root.iter(W + "r") if "".join(t.text or "" for t in each.findall(W + "t")) == words),
            None,
        )
        long = [word for word in words.split() if word.isalpha() and len(word) > 3]
        if run is None or not long or sum(words == other for _, other in texts) > 1:
            continue
        word = chance.choice(long)
        doc.replace_in(run, word, chance.choice(["", "elsewhere", "not now"]) if len(words.split()) > 3 else word + "s")
        changed.add(key)
    return changed
