"""No word is lost: real Word, Markdown and text files, read and counted in another way than the importer does."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from consult.core.clauses import Clause, Kind, compose, parse
from consult.core.errors import Refused
from consult.core.inline import visible
from consult.exchange.importing import Imported, read_document
from tests.exchange.data import DATA, count, files, needs_data, words_of_word_file


def words_out(imported: Imported) -> Counter[str]:
    return count("\n".join(shown(clause) for clause in imported.clauses))


def shown(clause: Clause) -> str:
    """Return what a reader sees of a clause, without the marks of notes, which Word counts by itself."""
    return clause.text if clause.kind is Kind.CODE else visible(re.sub(r"\[\^\d+\]", "", clause.text)).text


@pytest.mark.parametrize("path", files("docx_import/ok/*.docx"))
def test_a_word_file_keeps_every_word_once(path: Path) -> None:
    data = path.read_bytes()
    expected = words_of_word_file(data)
    if not expected:
        with pytest.raises(Refused, match=re.escape(path.name)):
            read_document(data, path.name)
        return
    imported = read_document(data, path.name)
    assert words_out(imported) == expected
    assert parse(imported.markdown) == imported.clauses
    assert compose(imported.clauses) == imported.markdown


@pytest.mark.parametrize("path", files("specs/**/*.md"))
def test_a_markdown_file_keeps_every_word_once(path: Path) -> None:
    imported = read_document(path.read_bytes(), path.name)
    assert words_with_marks(imported) == words_of_markdown(path.read_text("utf-8"))
    assert parse(imported.markdown) == imported.clauses


def words_with_marks(imported: Imported) -> Counter[str]:
    return count("\n".join(f"{clause.marker} {clause.text}" for clause in imported.clauses))


def words_of_markdown(text: str) -> Counter[str]:
    """Return the words of a Markdown file as it stands, without its front matter."""
    if text.startswith("---\n"):
        text = text[text.index("\n---", 3) + 4 :]
    return count(text)


@needs_data
def test_each_of_the_nine_points_of_the_agenda_is_a_clause() -> None:
    path = DATA / "seeds" / "future-croydon.txt"
    imported = read_document(path.read_bytes(), path.name)
    points = [clause for clause in imported.clauses if clause.kind is Kind.ITEM]
    assert len(points) == 9
    assert points[0].text.startswith("To be transformational, commissioning")
    assert points[8].text.endswith("Croydon Civil Society Alliance")
    assert words_out(imported) == count(path.read_text("utf-8"))
    assert imported.title == "Future Croydon - the local voluntary and community sector role"
    headings = [clause.text for clause in imported.clauses if clause.kind is Kind.HEADING]
    assert headings[-1] == "Future Croydon – Our Shared Responsibility"


@pytest.mark.parametrize("path", files("seeds/*.txt"))
def test_a_text_file_keeps_every_word_once(path: Path) -> None:
    assert words_out(read_document(path.read_bytes(), path.name)) == count(path.read_text("utf-8"))
