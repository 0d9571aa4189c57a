r"""From what stands in the source to a clause's text: line breaks, reference links and footnote marks settled.

A soft break becomes a space. A hard break becomes backslash newline, and a space where the next line would begin a
block of its own. A reference link becomes a link in place, so that a clause can be read alone. A footnote mark without
a footnote is escaped: it is words. All of this changes no word that is seen.
"""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from consult.core.kinds import Clause, Kind
from consult.core.markdown.links import Target
from consult.core.markdown.scanner import Scanner
from consult.core.marks import MOST_LISTS, NOTE, almost_rule, guarded, may_begin_block, may_define

_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_HARD = re.compile(r"(?:  |\\)\n")
_LEADING = re.compile(r"(?:\\\n|[ \t\n])+")
_LOOK = 200  # code points of a line that show whether it could begin a block
_ROOM = 100_000  # code points that reference links may add to a text, besides its own length


def one_line(raw: str, *, keep_hard: bool) -> str:
    r"""Join the lines of a paragraph; hard breaks are kept as backslash newline where asked.

    >>> one_line("open\nevery day  \nbut Sunday", keep_hard=True)
    'open every day\\\nbut Sunday'
    """
    raw = raw.strip(" \t\n").replace("\t", " ")
    if NOTE.match(raw):  # words of another note, in which no note begins
        raw = f"\\{raw}"
    if "\n" not in raw:
        return guarded(raw) if almost_rule(raw) else raw
    joined = _BREAK.sub(" ", raw) if _HARD.search(raw) is None else _with_breaks(raw, keep_hard=keep_hard)
    if leading := _LEADING.match(joined):  # breaks before the first word part nothing
        return guarded(joined[leading.end() :])
    if may_begin_block(raw.partition("\n")[0]) and not almost_rule(joined) and not may_define(joined):
        return joined
    return guarded(joined)


def _with_breaks(raw: str, *, keep_hard: bool) -> str:
    lines, done = [list[str]()], 0  # what stands between hard breaks
    for piece in Scanner(raw).read():
        if piece.what == "break":
            before = _BREAK.sub(" ", raw[done : piece.start])
            if keep_hard and piece.text == "\n" and not before.endswith("\\"):
                lines[-1].append(before)
                lines.append([])
            else:
                lines[-1] += [before, " "]
            done = piece.end
    lines[-1].append(_BREAK.sub(" ", raw[done:]))
    return _with_hard_breaks(list(map("".join, lines)))


def _with_hard_breaks(lines: list[str]) -> str:
    """Join lines by hard breaks, and by a space where the next would begin a block of its own."""
    following = lines.pop()
    parts = [following]
    for line in reversed(lines):
        if may_begin_block(following[:_LOOK]):
            parts += [" " if line else "", line]
            following = f"{line} {following[:_LOOK]}"
        else:
            parts += ["\\\n", line]
            following = f"{line}\\"
    return "".join(reversed(parts))


def tidied(clauses: Iterable[Clause], definitions: Mapping[str, Target], size: int) -> tuple[list[Clause], set[str]]:
    """Settle all texts; give the clauses and the folded labels of the definitions that were used."""
    room, used, out = size + _ROOM, set[str](), []
    clauses = list(clauses)
    notes = {clause.marker[2:-1] for clause in clauses if clause.kind is Kind.NOTE and clause.marker}
    for clause in clauses:
        text = clause.text
        if clause.kind is not Kind.CODE:
            keep_hard = clause.kind not in (Kind.HEADING, Kind.ROW)
            text = one_line(text, keep_hard=keep_hard)
            if "[" in text and definitions:
                before = len(text)
                text = _inlined(text, definitions, room, used)
                room -= len(text) - before
            if "[^" in text:
                unmarked = _without_loose_marks(text, notes)
                if unmarked != text:  # a line may begin a block now that it could not begin before
                    text = one_line(unmarked, keep_hard=keep_hard)
                    text = guarded(text) if text.startswith("[") else text
        out.append(clause if text == clause.text else replace(clause, text=text))
    return settled(out), used


def _inlined(text: str, definitions: Mapping[str, Target], room: int, used: set[str]) -> str:
    scanner = Scanner(text, definitions)
    scanner.read()
    parts, done = [], 0
    for start, end, key in sorted(scanner.referred):
        used.add(key)
        link = "(" + definitions[key].source.replace("|", "&#124;").replace("`", "&#96;") + ")"
        room -= len(link)
        if room < 0 or start < done:
            continue
        parts += [text[done:start], link]
        done = end
    return "".join((*parts, text[done:]))


def _without_loose_marks(text: str, notes: Set[str]) -> str:
    parts, done = [], 0
    for piece in Scanner(text).read():
        if piece.what == "note" and piece.text not in notes:
            parts += [text[done : piece.start], "\\"]
            done = piece.start
    return "".join((*parts, text[done:]))


def outer_quote(clause: Clause) -> str:
    """Give the signs of the quotation around a clause, and around the lists it is in.

    >>> outer_quote(Clause(Kind.ITEM, 1, "bread", "> -"))
    '>'
    """
    if not clause.marker.startswith(">") or (clause.kind is Kind.QUOTE and clause.level > 0):
        return ""
    return clause.marker[: len(clause.marker) - len(clause.marker.lstrip(">"))]


def settled(clauses: Iterable[Clause]) -> list[Clause]:
    """Bring levels and markers to what can stand in a document: no item deeper than one below the last.

    >>> settled([Clause(Kind.ITEM, 3, "bread", "-")])
    [Clause(kind=<Kind.ITEM: 'item'>, level=1, text='bread', marker='-')]
    """
    out: list[Clause] = []
    depth, quote = 0, ""
    for clause in clauses:
        here = outer_quote(clause)
        depth = depth if here == quote else 0
        clause = _fitted(clause, depth, out[-1] if out else None)  # noqa: PLW2901 - the fitted one is the one meant
        if clause.kind is not Kind.NOTE:
            depth = 0 if clause.kind is Kind.HEADING else clause.level
        quote = outer_quote(clause)
        out.append(clause)
    return out


def _fitted(clause: Clause, depth: int, before: Clause | None) -> Clause:
    match clause.kind:
        case Kind.HEADING:
            return _at_level(clause, min(max(clause.level, 1), 6))
        case Kind.NOTE:
            if not clause.marker and (before is None or before.kind is not Kind.NOTE):
                return replace(clause, kind=Kind.PARAGRAPH, level=0)
            return _at_level(clause, 0)
        case Kind.ITEM:
            return _at_level(clause, min(max(clause.level, 1), depth + 1, MOST_LISTS))
        case _:
            level = min(clause.level, depth)
            kind = clause.kind
            if kind is Kind.PARAGRAPH and clause.marker and not level:
                kind = Kind.QUOTE
            if level == clause.level and kind is clause.kind:
                return clause
            return replace(clause, kind=kind, level=level)


def _at_level(clause: Clause, level: int) -> Clause:
    return clause if clause.level == level else replace(clause, level=level)
