"""Documents as clauses: what each block becomes, and real and hostile texts."""

from __future__ import annotations

import html
import re
import tarfile
from collections import Counter

import pytest
from markdown_it import MarkdownIt

from consult.core.clauses import Clause, Kind, compose, compose_map, left_out, parse
from consult.core.inline import visible
from tests.core.data_folder import real_data
from tests.patience import patience

ORACLE = MarkdownIt("commonmark", {"html": False, "maxNesting": 10_000}).enable(["table", "strikethrough"])
WORD = re.compile(r"\w+")

READINGS = {
    "# Aims #": [(Kind.HEADING, 1, "Aims", "")],
    "Aims\nand more\n====": [(Kind.HEADING, 1, "Aims and more", "")],
    "one\ntwo": [(Kind.PARAGRAPH, 0, "one two", "")],
    "one  \ntwo": [(Kind.PARAGRAPH, 0, "one\\\ntwo", "")],
    "one\\\ntwo": [(Kind.PARAGRAPH, 0, "one\\\ntwo", "")],
    "- a\n  - b": [(Kind.ITEM, 1, "a", "-"), (Kind.ITEM, 2, "b", "-")],
    "3. a\n4. b": [(Kind.ITEM, 1, "a", "3."), (Kind.ITEM, 1, "b", "4.")],
    "We will\n(a) a;\n(b) b": [
        (Kind.PARAGRAPH, 0, "We will", ""),
        (Kind.ITEM, 1, "a;", "(a)"),
        (Kind.ITEM, 1, "b", "(b)"),
    ],
    "see section 3\n(b) of the Act": [(Kind.PARAGRAPH, 0, "see section 3 (b) of the Act", "")],
    "  • a\n  • b": [(Kind.ITEM, 1, "a", "•"), (Kind.ITEM, 1, "b", "•")],
    "‣ a\n· b\n– c\n— d": [
        (Kind.ITEM, 1, "a", "‣"),
        (Kind.ITEM, 1, "b", "·"),
        (Kind.ITEM, 1, "c", "–"),
        (Kind.ITEM, 1, "d", "—"),
    ],
    "•\ta": [(Kind.ITEM, 1, "a", "•")],
    "text\n- a": [(Kind.PARAGRAPH, 0, "text", ""), (Kind.ITEM, 1, "a", "-")],
    "- a\n\n  b": [(Kind.ITEM, 1, "a", "-"), (Kind.PARAGRAPH, 1, "b", "")],
    "> a\n>> b": [(Kind.QUOTE, 0, "a", ">"), (Kind.QUOTE, 0, "b", ">>")],
    "> - a": [(Kind.ITEM, 1, "a", "> -")],
    "- a\n\n  > b": [(Kind.ITEM, 1, "a", "-"), (Kind.QUOTE, 1, "b", ">")],
    "```py\nx = 1\n\ny\n```": [(Kind.CODE, 0, "x = 1\n\ny", "```py")],
    "    x": [(Kind.CODE, 0, "x", "```")],
    "| A | B |\n|:-:|---|\n| 1 | 2 | 3 |": [(Kind.ROW, 0, "A | B", "|:-:|---|"), (Kind.ROW, 0, "1 | 2 | 3", "")],
    "a[^1]\n\n[^1]: b\n\n    c": [
        (Kind.PARAGRAPH, 0, "a[^1]", ""),
        (Kind.NOTE, 0, "b", "[^1]"),
        (Kind.NOTE, 0, "c", ""),
    ],
    "a [^b]": [(Kind.PARAGRAPH, 0, "a \\[^b]", "")],
    '[a] and [b][a]\n\n[a]: /u "T"': [(Kind.PARAGRAPH, 0, '[a](/u "T") and [b](/u "T")', "")],
    "<div>\n*a*\n</div>": [(Kind.PARAGRAPH, 0, "<div> *a* </div>", "")],
    "a\r\nb\r\n\r\nc": [(Kind.PARAGRAPH, 0, "a b", ""), (Kind.PARAGRAPH, 0, "c", "")],
    "---\n\n***": [],
}


@pytest.mark.parametrize("markdown", READINGS)
def test_each_block_becomes_its_clause(markdown: str) -> None:
    assert list(parse(markdown)) == [
        Clause(kind, level, text, marker) for kind, level, text, marker in READINGS[markdown]
    ]


def test_a_definition_nothing_refers_to_is_named_as_left_out() -> None:
    assert left_out("a\n\n[b]: /u 'Some words'") == ("[b]: /u 'Some words'",)
    assert left_out("[b]\n\n[b]: /u 'Some words'") == ()


def test_a_row_without_its_header_becomes_one() -> None:
    assert compose([Clause(Kind.ROW, 0, "a | b")]) == "| a | b |\n|---|---|\n"


def test_levels_no_document_can_have_are_brought_down() -> None:
    clauses = [Clause(Kind.ITEM, 4, "a", "?"), Clause(Kind.PARAGRAPH, 3, "b")]
    assert [(clause.level, clause.marker) for clause in parse(compose(clauses))] == [(1, "-"), (1, "")]


def test_code_in_a_list_is_indented_and_offsets_know() -> None:
    composed = compose_map(parse("- a\n\n  ```\n  one\n  two\n  ```"))
    assert composed.text == "- a\n\n  ```\n  one\n  two\n  ```\n"
    place = composed.to_document(1, 4)
    assert composed.text[place : place + 3] == "two"
    (segment,) = composed.to_clauses(place, place + 3)
    assert (segment.index, segment.start, segment.end) == (1, 4, 7)


def test_a_range_over_two_clauses_is_two_segments() -> None:
    composed = compose_map(parse("# One\n\nTwo words"))
    start, end = composed.text.index("ne"), composed.text.index(" words")
    assert [(part.index, part.start, part.end) for part in composed.to_clauses(start, end)] == [(0, 1, 3), (1, 0, 3)]


def _real() -> list[tuple[str, str]]:
    found = []
    for path in sorted(real_data("specs").rglob("*")):
        if path.suffix in {".md", ".erb"}:
            found.append((path.name, path.read_text(encoding="utf-8", errors="replace")))
    for path in sorted(real_data("revisions").glob("*.tar.xz")):
        with tarfile.open(path) as archive:
            for member in sorted(archive.getmembers(), key=lambda one: one.name)[-3:]:
                stream = archive.extractfile(member)
                if stream is not None:
                    found.append((f"{path.name}-{member.name}", stream.read().decode("utf-8", "replace")))
    return found


def _words_of_page(markdown: str) -> Counter[str]:
    page = ORACLE.render(markdown)
    shown = " ".join(re.findall(r'<img[^>]*alt="([^"]*)"', page))
    page = re.sub(r"</?(?:em|strong|a|code|s)\b[^<>]*>", "", page)
    return Counter(WORD.findall(html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", " ", page) + " " + shown)))


def _words_of_clauses(clauses: tuple[Clause, ...]) -> Counter[str]:
    words: Counter[str] = Counter()
    for clause in clauses:
        words.update(WORD.findall(clause.text if clause.kind is Kind.CODE else visible(clause.text).text))
        if clause.kind is Kind.NOTE or (clause.kind is Kind.ITEM and not clause.marker.strip("> ")[:1].isdigit()):
            words.update(WORD.findall(clause.marker))
    return words


def test_no_word_of_a_real_text_is_lost_and_it_reads_back_the_same() -> None:
    texts = _real()
    assert len(texts) > 50
    for name, text in texts:
        body = re.sub(r"\A---\n.*?\n---\n", "", text.replace("\r\n", "\n"), flags=re.S)
        clauses = parse(body)
        marks = Counter(re.findall(r"(?<=\[\^)\w+(?=\](?!:))", body))  # a footnote mark is no word
        assert _words_of_page(body) - _words_of_clauses(clauses) - marks == Counter(), name
        assert _words_of_clauses(clauses) - _words_of_page(body) == Counter(), name
        assert parse(compose(clauses)) == clauses, name


HOSTILE = {
    "brackets": "[" * 1_000_000,
    "stars": "*" * 1_000_000,
    "quotes": ">" * 1_000_000,
    "spaced quotes": "> " * 500_000,
    "items in a line": "- " * 500_000 + "x",
    "numbers in a line": "1. " * 300_000 + "x",
    "tabbed items": "-\t" * 300_000 + "x",
    "nested items": "\n".join(" " * (2 * depth) + "- a" for depth in range(1000)),
    "quotes and items": "> - " * 100_000 + "x",
    "rules almost": "- - " * 200_000 + "x",
    "pipes": "|" * 1_000_000,
    "signs of headings": "# x " + " #" * 400_000,
    "blanks": " " * 1_000_000,
    "definitions": "[a]: /u\n" * 20_000,
    "one long definition": "[a]: /" + "u" * 5000 + "\n\n" + "[a] " * 20_000,
    "hard breaks": "x\\\n" * 50_000,
    "ticks": "`" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_and_written_quickly(name: str) -> None:
    with patience():
        clauses = parse(HOSTILE[name])
        composed = compose(clauses)
    assert parse(composed) == clauses
    assert len(composed) < 2 * len(HOSTILE[name]) + 200_000


def test_hostile_files_are_read_quickly_and_read_back_the_same() -> None:
    for path in real_data("hostile", "files").glob("*.md"):
        with patience():
            clauses = parse(path.read_text(encoding="utf-8"))
        assert parse(compose(clauses)) == clauses, path.name
