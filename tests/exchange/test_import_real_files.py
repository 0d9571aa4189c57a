"""No word is lost: real Word, Markdown and text files, read and counted in another way than the importer does."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

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


@pytest.mark.parametrize("path", [*files("specs/**/*.md"), *files("specs/**/*.md.erb")])
def test_a_markdown_file_keeps_every_word_once(path: Path) -> None:
    imported = read_document(path.read_bytes(), path.name)
    assert words_with_lettered_marks(imported) == words_of_markdown(path.read_text("utf-8"))
    assert parse(imported.markdown) == imported.clauses


def words_with_lettered_marks(imported: Imported) -> Counter[str]:
    """Count "(b)" with the words: the other reader of Markdown does not know it as the mark of a point."""
    lettered = (clause.marker for clause in imported.clauses if re.search(r"[a-z(]", clause.marker))
    return words_out(imported) + count(" ".join(mark for mark in lettered if not mark.startswith(("`", "~", "["))))


def words_of_markdown(text: str) -> Counter[str]:
    """Return the words another reader of Markdown finds, without front matter and the marks of notes."""
    if text.startswith("---\n"):
        text = text[text.index("\n---", 3) + 4 :]
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    said: list[str] = []
    for token in reader.parse(re.sub(r"\[\^\w+\]:?", "", text)):
        if token.type == "inline":
            said.append("".join(_shown(child) for child in token.children or ()))
        elif token.type in {"fence", "code_block"}:
            said.append(token.content)
    return count("\n".join(said))


def _shown(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else token.content


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
