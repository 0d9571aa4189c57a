r"""The signs at the beginning of a line: what begins a list item, a footnote, a fence, a table."""

import re
from dataclasses import dataclass

MOST_QUOTES = 6
MOST_LISTS = 12

_SIGNS = "•◦▪▫●○■□‣⁃∙➢➤❖✓✔\uf0b7\uf0a7\uf0d8\uf076\uf0fc"
_ROMAN = "[ivxl]{1,7}"
_MARK = re.compile(
    rf"(?P<bullet>[-+*](?=[ \t]|$))|(?P<number>\d{{1,9}}[.)](?=[ \t]|$))|(?P<sign>[{_SIGNS}]|[·–—](?=[ \t]))"
    rf"|(?P<legal>\((?:(?P<twice>[a-z])(?P=twice)?|{_ROMAN}|[A-Z]|\d{{1,3}})\)(?=[ \t])|(?:[a-z]|{_ROMAN})\)(?=[ \t]))"
)
_STARTS = frozenset({"1", "a", "A", "i", "I"})
_ONE_MORE = re.compile(r"(?:[-+*]|\d{1,9}[.)])[ \t]++(?=.)")
_ALMOST_RULE = re.compile(r"[-*](?:[ \t]*[-*])+$")
_RULES = {sign: re.compile(rf"(?:{re.escape(sign)}[ \t]*+){{3,}}+$") for sign in "-_*"}
PREFIX = re.compile(rf"[ \t>*+\-0-9.){_SIGNS}·–—]*")
FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_FENCE_MARKER = re.compile(r"(`{3,}|~{3,})(.*)$", re.S)
_ONLY_FENCE = {sign: re.compile(rf"^ {{0,3}}({sign}{{3,}})[ \t]*$", re.M) for sign in "`~"}
SETEXT = re.compile(r"(=+|-+)[ \t]*$")
NOTE = re.compile(r"\[\^([^\s\[\]\\]{1,100})\]:[ \t]*")
RULED = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_LABEL = r"\[(?:[^\\\[\]]|\\[\s\S]){1,999}\]:"
_MAY_BEGIN = re.compile(
    r"[ \t]*(?:$|\#{1,6}(?:[ \t]|$)|>|```|~~~|(?:[-_*][ \t]*){3,}$|=+[ \t]*$|[-|: \t]+$"
    rf"|{_LABEL}|\[\^|" + _MARK.pattern + ")"
)
_DEFINES = re.compile(_LABEL)
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Mark:
    """The sign of a list item: which, of what sort, whether it begins a list, and where it ends."""

    text: str
    sort: str  # bullet, number, sign, legal
    starts: bool
    end: int


def read_mark(line: str, pos: int) -> Mark | None:
    """Read a list item's sign at a position.

    >>> read_mark("(b) open", 0)
    Mark(text='(b)', sort='legal', starts=False, end=3)
    """
    found = _MARK.match(line, pos)
    if found is None:
        return None
    text, sort = found.group(), found.lastgroup or ""
    starts = sort in ("bullet", "sign") or text.strip("().") in _STARTS
    return Mark(text, sort, starts, found.end())


def may_begin_block(line: str) -> bool:
    """Whether a line could begin a block wherever it stands; says yes when in doubt.

    >>> may_begin_block("- bread"), may_begin_block("*bread* and butter")
    (True, False)
    """
    return _MAY_BEGIN.match(line) is not None


def is_blank(text: str) -> bool:
    r"""Whether a text is blanks and hard breaks alone, and no words.

    >>> is_blank("\\\n "), is_blank("open\\\nevery day")
    (True, False)
    """
    return not text.replace("\\\n", "").strip()


def may_define(text: str) -> bool:
    """Whether a text begins as a link's definition does; what follows says whether it is one.

    >>> may_define("[plan]: /p"), may_define("[plan] of ours")
    (True, False)
    """
    return _DEFINES.match(text) is not None


def after_marks(line: str, pos: int) -> int:
    """Give where the words begin after any number of further list signs.

    >>> after_marks("- - 1. bread", 2)
    7
    """
    while found := _ONE_MORE.match(line, pos):
        pos = found.end()
    return pos


def guarded(text: str) -> str:
    r"""Escape what would begin a block at the start of a text, changing nothing that is seen.

    >>> guarded("- bread"), guarded("1. bread"), guarded("bread")
    ('\\- bread', '1\\. bread', 'bread')
    """
    if not text or not (may_begin_block(text) or almost_rule(text)):
        return text
    mark = _MARK.match(text)
    if mark is not None and text[mark.end() - 1] in ".)":
        return f"{text[: mark.end() - 1]}\\{text[mark.end() - 1 :]}"
    return f"\\{text}" if text[0].isascii() else f"&#{ord(text[0])};{text[1:]}"


def is_rule(line: str, pos: int = 0) -> bool:
    """Whether the rest of a line is a thematic break.

    >>> is_rule("* * *"), is_rule("--")
    (True, False)
    """
    rule = _RULES.get(line[pos : pos + 1])
    return rule is not None and rule.match(line, pos) is not None


def almost_rule(text: str) -> bool:
    """Whether a list item's sign before these words could make a thematic break of them.

    >>> almost_rule("**"), almost_rule("**bold**")
    (True, False)
    """
    return _ALMOST_RULE.match(text) is not None


def cells_of(line: str) -> list[str]:
    r"""Split a table's line into its cells; an escaped pipe stays in its cell.

    >>> cells_of(r"| a | b \| c |")
    ['a', 'b \\| c']
    """
    cells = [cell.strip(" \t") for cell in _PIPE.split(line.strip(" \t"))]
    if len(cells) > 1 and not cells[0]:
        del cells[0]
    if len(cells) > 1 and not cells[-1]:
        del cells[-1]
    return cells


def row_text(cells: list[str]) -> str:
    """Write cells as a row's text.

    >>> row_text(["a", "", "c"])
    'a | | c'
    """
    return "|".join(f" {cell} " if cell else " " for cell in cells).strip(" ")


def columns(line: str) -> str:
    """Write the line under a table's header in its shortest form.

    >>> columns("| :---- | --: |")
    '|:--|--:|'
    """
    forms = {(True, True): ":-:", (True, False): ":--", (False, True): "--:", (False, False): "---"}
    return "|" + "|".join(forms[cell.startswith(":"), cell.endswith(":")] for cell in cells_of(line)) + "|"


def heading_text(rest: str) -> str:
    """Give a heading's words without the closing number signs.

    >>> heading_text(" Aims ##")
    'Aims'
    """
    rest = rest.strip(" \t")
    kept = rest.rstrip("#")
    return kept.rstrip(" \t") if not kept or kept[-1] in " \t" else rest


def fence_for(marker: str, text: str) -> str:
    """Give the fence and language code can stand behind: longer than any line in it that would end it.

    >>> fence_for("```html", "x"), fence_for("", "```")
    ('```html', '````')
    """
    found = _FENCE_MARKER.match(marker)
    fence, info = (found.group(1), found.group(2).replace("\n", " ").strip(" \t")) if found else ("```", "")
    if fence[0] == "`" and "`" in info:
        fence = "~~~"
    for closing in _ONLY_FENCE[fence[0]].findall(text):
        if len(closing) >= len(fence):
            fence = fence[0] * (len(closing) + 1)
    return fence + info
