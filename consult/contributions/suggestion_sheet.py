"""The sheet on which somebody writes other words: a box for each clause they change, and what comes out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from consult.contributions.suggesting import MOST_CHANGES
from consult.core.clauses import Clause as Words
from consult.core.errors import Refused
from consult.core.kinds import Kind
from consult.core.normal import normalise
from consult.core.sentences import sentences
from consult.core.suggestions import Add, Proposed, Remove, Reword, worded
from consult.documents.text import Text, TextClause

_COUNTING = re.compile(r"(\(?)([a-y]|\d{1,3})([.)])\Z")


Typed = MultiDict[str, str]
"""What a form sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One clause on the sheet: the words in its box, of the whole clause or of the part `span`."""

    clause: TextClause
    code: str
    words: str
    span: tuple[int, int] | None = None
    gone: bool = False
    new: str = ""
    """Words of a new clause after it."""

    @property
    def around(self) -> tuple[str, str]:
        """The words of the clause before and after the part in the box."""
        if self.span is None:
            return "", ""
        return self.clause.text[: self.span[0]], self.clause.text[self.span[1] :]

    @property
    def text(self) -> str:
        """The clause's words with what stands in the box in them."""
        if self.span is None:
            return self.words
        before, after = self.around
        words = self.words.strip()
        return f"{before}{words}{after}" if words else f"{before.rstrip()} {after.lstrip()}".strip()

    @property
    def stands(self) -> str:
        """What stands now where the words of the box would."""
        return self.clause.text if self.span is None else self.clause.text[self.span[0] : self.span[1]]

    @property
    def marks(self) -> tuple[str, ...]:
        """What the words in the box may carry, for the buttons above it: none in code; a list splits a clause."""
        if self.clause.kind is Kind.CODE:
            return ()
        lists = self.span is None and self.clause.kind in (Kind.PARAGRAPH, Kind.ITEM)
        return ("bold", "italic", "link", "list") if lists else ("bold", "italic", "link")

    @property
    def is_changed(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.proposals())

    def proposals(self) -> list[Proposed]:
        """Return what it asks for."""
        found: list[Proposed] = []
        if self.gone:
            found.append(Remove(self.clause.key))
        elif self.text.strip() != self.clause.text.strip():
            found.append(Reword(self.clause.key, self.text) if self.text.strip() else Remove(self.clause.key))
        found.extend(Add(self.clause.key, words) for words in worded(_after(self.clause), self.new))
        return found


def _after(clause: TextClause) -> Words:
    """Return what a new clause after this one would be: the next item of a list, else a paragraph."""
    if clause.kind is not Kind.ITEM:
        return Words(Kind.PARAGRAPH, 0, "", "")
    found = _COUNTING.match(clause.marker)
    marker = clause.marker
    if found:
        count = found[2]
        marker = found[1] + (str(int(count) + 1) if count.isdecimal() else chr(ord(count) + 1)) + found[3]
    return Words(Kind.ITEM, clause.level, "", marker)


def first_row(text: Text, key: str, sentence: str = "") -> Row:
    """Begin a row with a clause's words, or with one sentence of it: its number, or "start-end". Raises Refused."""
    clause = text.find(key)
    if clause is None:
        raise Refused("That clause does not stand in the newest revision. Choose one from the list.", field="another")
    span = _span(clause, sentence)
    words = clause.text if span is None else clause.text[span[0] : span[1]]
    return Row(clause=clause, code=text.code(key), words=words, span=span)


def _span(clause: TextClause, sentence: str) -> tuple[int, int] | None:
    if clause.kind is Kind.CODE or len(sentence) > 20:
        return None
    start, dash, end = sentence.partition("-")
    if not (start.isdecimal() and start.isascii()):
        return None
    if not dash:
        spans = sentences(clause.text)
        at = int(start) - 1
        return (spans[at].start, spans[at].end) if 0 <= at < len(spans) and len(spans) > 1 else None
    if not (end.isdecimal() and end.isascii() and 0 <= int(start) < int(end) <= len(clause.text)):
        return None
    span = int(start), int(end)
    return None if span == (0, len(clause.text)) else span


def read_rows(text: Text, typed: Typed) -> list[Row]:
    """Read the sheet as it was sent. Raises Refused for what no sheet of ours sends."""
    keys = list(dict.fromkeys(typed.getlist("clause")))
    if len(keys) > MOST_CHANGES:
        raise Refused(f"Change up to {MOST_CHANGES} clauses with one suggestion.")
    return [_row(text, key, typed) for key in keys]


def _row(text: Text, key: str, typed: Typed) -> Row:
    row = first_row(text, key, typed.get(f"span-{key}", ""))
    box = f"text-{key}"
    return replace(
        row,
        words=normalise(typed.get(box, "")) if box in typed else row.words,
        gone=typed.get(f"gone-{key}", "") == "y",
        new=normalise(typed.get(f"new-{key}", "")),
    )


def proposals_of(rows: Iterable[Row]) -> list[Proposed]:
    """Return all that a sheet asks for, clause by clause."""
    return [proposal for row in rows for proposal in row.proposals()]


def press(rows: list[Row], button: str, text: Text, another: str) -> list[Row]:
    """Return the sheet after one of its own buttons: another clause, leave one out, show the whole of one."""
    what, _, key = button.partition(":")
    if what == "more":
        if not another:
            raise Refused("Choose the clause from the list.", field="another")
        if another not in {row.clause.key for row in rows}:
            return [*rows, first_row(text, another)]
    if what == "drop":
        return [row for row in rows if row.clause.key != key]
    if what == "whole":
        return [replace(row, words=row.text, span=None) if row.clause.key == key else row for row in rows]
    return rows
