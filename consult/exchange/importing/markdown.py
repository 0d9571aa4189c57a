"""Markdown: the text as it stands, without the front matter that machines put above it."""

from __future__ import annotations

import re

from consult.core.clauses import Clause, Kind, left_out, parse
from consult.exchange.importing.report import Tally

_FRONT = re.compile(r"\A---[ \t]*\n(?P<matter>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
_TITLE = re.compile(r"^title:[ \t]*(?P<title>.*(?:\n[ \t]+\S.*)*)$", re.M)
_PICTURE = re.compile(r"!\[(?P<words>(?:[^\]\\]|\\.){0,500})\](?:\((?P<address>[^)\s]{0,500})|\[)")


def read_markdown(text: str, tally: Tally) -> tuple[str | None, tuple[Clause, ...]]:
    """Return the title its front matter or first heading gives, and the clauses."""
    front = _FRONT.match(text)
    title = None
    if front and re.search(r"^[A-Za-z_][\w -]*:", front["matter"], re.M):
        tally.add("Front matter (its title is kept)", front["matter"])
        title = _title(front["matter"])
        text = text[front.end() :]
    clauses = parse(text)
    for definition in left_out(text):
        tally.add("Link definitions that no link uses", definition)
    for clause in clauses:
        if clause.kind is not Kind.CODE:
            for picture in _PICTURE.finditer(clause.text):
                named = ((picture["address"] or "").rpartition("/")[2], picture["words"])
                tally.add("Pictures", " – ".join(part for part in named if part) or "without a name")
    return title, clauses


def _title(matter: str) -> str | None:
    found = _TITLE.search(matter)
    if found is None:
        return None
    said = " ".join(re.sub(r"^[>|][+-]?\s", "", found["title"]).split())
    if len(said) > 1 and said[0] == said[-1] and said[0] in "\"'":
        quote = said[0]
        said = said[1:-1].replace('\\"' if quote == '"' else "''", quote)
    return said or None
