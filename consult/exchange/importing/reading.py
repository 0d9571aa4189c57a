"""One door for files of every kind: told apart, read, and checked to have lost no word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from consult.core.clauses import Clause, Kind, compose, parse
from consult.core.errors import Refused
from consult.core.inline import visible
from consult.core.normal import normalise
from consult.exchange.importing.blocks import Block, clauses_of
from consult.exchange.importing.decoding import decode
from consult.exchange.importing.markdown import read_markdown
from consult.exchange.importing.plain import read_plain
from consult.exchange.importing.report import Imported, Tally

MOST_BYTES = 30 * 2**20
MOST_TEXT = 2 * 2**20
"""Bytes of a file that is text alone; the longest of them is a shelf of books."""
LONGEST_TITLE = 200

_KINDS = {
    "md": "markdown",
    "markdown": "markdown",
    "mdown": "markdown",
    "mkd": "markdown",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "txt": "plain",
    "text": "plain",
    "docx": "word",
    "docm": "word",
    "dotx": "word",
}
_FOREIGN = (
    (b"%PDF", "is a PDF, which holds pages and not a text"),
    (b"{\\rtf", "is a rich text (RTF) file"),
    (b"\x89PNG", "is a picture"),
    (b"\xff\xd8\xff", "is a picture"),
    (b"GIF8", "is a picture"),
    (b"\x7fELF", "is a program"),
    (b"MZ\x90", "is a program"),
)
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_WORD = re.compile(r"[^\W_]")
_TAKEN = "We take Word (.docx), Markdown (.md), HTML (.html) and plain text (.txt) files"


def read_document(data: bytes, filename: str) -> Imported:
    """Read a file as clauses, with its title where it has one and a report of what was left out.

    The words of the file's text are the words of the clauses, each once. Raises Refused, with a message that
    names the file, the reason and what to do, for anything that cannot be read so.

    >>> read_document(b"# Aims\\n\\n1. Listen.\\n", "aims.md").title
    'Aims'
    """
    name = " ".join(filename.split())[:120] or "the file"
    kind = kind_of(data, name)
    tally = Tally()
    try:
        title, clauses = _read(kind, data, name, tally)
    except RecursionError:
        raise Refused(
            f"“{name}” is nested too deeply to be read. Copy its text into a new file and upload that."
        ) from None
    if not any(_WORD.search(clause.text) for clause in clauses):
        raise Refused(f"“{name}” holds no words. Choose the file that has the text, or write it here.")
    title = (title or _first_heading(clauses) or "")[:LONGEST_TITLE].strip() or None
    return Imported(title, compose(clauses), clauses, tally.report())


def kind_of(data: bytes, name: str) -> str:
    """Tell a file's kind (markdown, html, plain, word) by its name. Raises Refused where size or bytes forbid it."""
    if len(data) > MOST_BYTES:
        raise Refused(
            f"“{name}” is larger than {MOST_BYTES >> 20} MB. Take the pictures out of it and upload it again."
        )
    if not data.strip():
        raise Refused(f"“{name}” is empty. Choose the file that has the text.")
    parts = name.lower().rsplit("/")[-1].split(".")
    while len(parts) > 2 and parts[-1] in {"erb", "j2", "jinja"}:
        parts.pop()
    kind = _KINDS.get(parts[-1]) if len(parts) > 1 else None
    if data.startswith(_OLD_WORD):
        raise Refused(
            f"“{name}” is locked with a password or was written by an old Word. Open it in Word, take the password "
            "away, save it as a .docx file and upload that."
        )
    for beginning, what in _FOREIGN:
        if data.startswith(beginning):
            raise Refused(f"“{name}” {what}. {_TAKEN}: save it as one of these and upload that.")
    if kind is None:
        raise Refused(f"“{name}” is of a kind we cannot read. {_TAKEN}: save it as one of these and upload that.")
    if kind == "word" and not data.startswith(_ZIP):
        raise Refused(
            f"“{name}” is called a Word file but is not one, or it is damaged. Open it in the program that made it, "
            "save it as a .docx file and upload that."
        )
    if kind != "word" and data.startswith(_ZIP):
        raise Refused(
            f"“{name}” is a packed file, not a text. If it is a Word file, give it a name that ends in .docx."
        )
    if kind != "word" and len(data) > MOST_TEXT:
        raise Refused(
            f"“{name}” is larger than {MOST_TEXT >> 20} MB of text. Divide it and upload the parts one by one."
        )
    return kind


def _read(kind: str, data: bytes, name: str, tally: Tally) -> tuple[str | None, tuple[Clause, ...]]:
    if kind == "word":
        from consult.exchange.importing.word import read_word  # noqa: PLC0415  # lxml only where it is used

        title, blocks = read_word(data, name, tally)
        return title, _clauses(blocks, tally)
    text = _characters(data, name, declared=kind == "html")
    if kind == "markdown":
        return read_markdown(text, tally)
    if kind == "html":
        from consult.exchange.importing.html import read_html  # noqa: PLC0415  # lxml only where it is used

        title, blocks = read_html(text, name, tally)
    else:
        title, blocks = read_plain(text)
    return title, _clauses(blocks, tally)


def _characters(data: bytes, name: str, *, declared: bool) -> str:
    try:
        return normalise(decode(data, name, declared=declared))
    except Refused as refused:
        if name in refused.message:
            raise
        raise Refused(f"“{name}” cannot be read: {refused.message}") from None


def _clauses(blocks: list[Block], tally: Tally) -> tuple[Clause, ...]:
    """Return the clauses that blocks compose to, read back as they will be read from then on."""
    written, shown = clauses_of(blocks)
    read = parse(compose(written))
    before = _count(shown)
    after = _count(clause.text if clause.kind is Kind.CODE else visible(clause.text).text for clause in read)
    if before != after:
        tally.add("Words whose form changed on the way in: compare them", " ".join((before - after) + (after - before)))
    return read


def _count(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in re.findall(r"\w+", text))


def _first_heading(clauses: tuple[Clause, ...]) -> str | None:
    first = next((clause for clause in clauses[:5] if clause.kind is Kind.HEADING), None)
    return visible(first.text).text if first else None
