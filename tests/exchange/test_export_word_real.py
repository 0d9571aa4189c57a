"""Real revisions of real texts as tracked changes: accepting them gives the newer text, rejecting them the older."""

from __future__ import annotations

import pytest
from flask import Flask

from consult.core.clauses import parse
from consult.core.inline import visible
from consult.documents.models import Document
from consult.documents.queries import get_revision, read_revision
from consult.exchange.exporting import give
from consult.exchange.reviewing.service import read_review
from tests.core.real_texts import HISTORIES, revisions
from tests.exchange.data import needs_data
from tests.exchange.test_export_word import publish
from tests.exchange.word_hands import Doc, settled, shown, was
from tests.make import make_document


def words_of(document: Document, number: int) -> str:
    """Return the visible words of a revision with its codes, blanks and note marks aside."""
    text = read_revision(get_revision(document, number))
    out = []
    for clause in text.clauses:
        parts = clause.text.split("|") if clause.kind == "row" else [clause.text]
        out += [part if clause.kind == "code" else visible(part).text for part in parts]
    return "".join("".join(out).split())


def without_codes(paragraphs: list[str], document: Document, number: int) -> str:
    """Return words as they stand in a file, without the codes it shows."""
    codes = set(read_revision(get_revision(document, number)).codes)
    codes |= {code for one in (1, 2) for code in read_revision(get_revision(document, one)).codes}
    out = []
    for one in paragraphs:
        code, sign, words = one.partition("  ")
        out.append(words if sign and code in codes else one)
    return "".join("".join(out).split())


@needs_data
@pytest.mark.slow
@pytest.mark.parametrize("history", HISTORIES)
def test_a_real_revision_as_tracked_changes_is_both_texts(app: Flask, history: str) -> None:
    texts = list(revisions(history).values())
    old, new = texts[len(texts) // 2], texts[-1]
    if parse(old) == parse(new):
        pytest.skip("nothing changed")
    document = publish(make_document(markdown=old), new)
    data = give("docx", document, since=1)
    doc = Doc(data)
    assert without_codes(settled(doc, shown, "del"), document, 2) == words_of(document, 2)
    assert without_codes(settled(doc, was, "ins"), document, 1) == words_of(document, 1)
    found = read_review(data, "sent back.docx", document)
    assert (found.changes, found.left) == ((), ())
