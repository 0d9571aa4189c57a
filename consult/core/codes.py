"""The code people say aloud for a clause: "4", "4.2", "4.2(b)", from its place and its own numbering.

The rules. A first heading that outranks all others is the title, ``0``; the headings of the highest rank after it are
sections, numbered 1, 2, 3. In a section all that is not in a list is numbered in one row, headings below it included:
4.1, 4.2, and under a heading 4.2 again 4.2.1. What stands before the first section is 0.1, 0.2. Without sections
paragraphs are 1, 2, 3. A list belongs to the paragraph before it, else to the heading: bullets are lettered (a), below
that (i), (A), (1); signs that number themselves keep their number, and directly under a heading take part in its row.
A table is 4.3 with its header, then "4.3 row 1"; a further paragraph of an item "4.2(b) para 2"; a footnote "note 1".
A heading or paragraph that begins with a number of its own ("3.1 Access", "Schedule 2") has that for its code where it
fits: it goes on from the number of its section and comes after those before it. No two clauses have one code: a second
one becomes "4.2-2".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, product
from string import ascii_lowercase, ascii_uppercase

from consult.core.kinds import Clause, Kind
from consult.core.marks import read_mark

_NUMBERED = re.compile(
    r"[*_]{0,2}(?P<word>(?:section|clause|part|article|chapter|priority|theme|point)\s+)?"
    r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,5})(?P<end>[.:)]?)(?=[\s*_:–—-]|$)",
    re.I,
)
_ATTACHED = re.compile(r"[*_]{0,2}(schedule|appendix|annex)\s+(\d{1,2}|[A-Z])(?=[\s*_:.)–—-]|$)", re.I)
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_FURTHEST_HEADING, _FURTHEST_PARAGRAPH = 20, 3  # how many numbers a text may leave out and still be believed


@dataclass(slots=True)
class _Section:
    rank: int
    code: str
    count: int = 0


@dataclass(slots=True)
class _List:
    """An open list: the depth it is written at, how it is labelled, and the code of its last item."""

    level: int
    style: str  # bullet, number, lower, upper, roman
    used: set[str] = field(default_factory=set)
    last: str = ""
    code: str = ""
    paragraphs: int = 1


def codes(clauses: Sequence[Clause]) -> tuple[str, ...]:
    r"""Give each clause its code, in order.

    >>> from consult.core.clauses import parse
    >>> codes(parse("# Aims\n\nWe will\n\n- listen\n- answer\n\n# Access\n\n## Doors\n\nOpen.\n"))
    ('1', '1.1', '1.1(a)', '1.1(b)', '2', '2.1', '2.1.1')
    """
    heads = [clause.level for clause in clauses if clause.kind is Kind.HEADING]
    titled = bool(heads) and clauses[0].kind is Kind.HEADING and all(level > heads[0] for level in heads[1:])
    titled = titled and _own(clauses[0].text, "", 0, heading=True) is None
    numbering = _Numbering(has_sections=len(heads) > titled)
    taken, out = set[str](), []
    for index, clause in enumerate(clauses):
        code = "0" if titled and index == 0 else numbering.code(clause)
        unique, copies = code, count(2)
        while unique in taken:
            unique = f"{code}-{next(copies)}"
        taken.add(unique)
        out.append(unique)
    return tuple(out)


class _Numbering:
    """Where the numbering stands while the document goes by."""

    def __init__(self, *, has_sections: bool) -> None:
        self._root = _Section(0, "")
        self._loose = _Section(0, "0") if has_sections else self._root  # what stands before the first section
        self._sections: list[_Section] = []
        self._stem = ""  # what a list belongs to
        self._direct = True  # no paragraph stands between the heading and the list
        self._lists: list[_List] = []
        self._table, self._rows = "", 0
        self._note, self._notes = "", 0

    def code(self, clause: Clause) -> str:
        """Give the next clause its code."""
        if clause.kind is not Kind.ROW:
            self._table = ""
        match clause.kind:
            case Kind.HEADING:
                return self._heading(clause)
            case Kind.ITEM:
                return self._item(clause)
            case Kind.NOTE:
                return self._footnote(clause)
            case Kind.ROW:
                return self._row(clause)
            case _:
                return self._paragraph(clause)

    @property
    def _open(self) -> _Section:
        return self._sections[-1] if self._sections else self._loose

    def _heading(self, clause: Clause) -> str:
        while self._sections and self._sections[-1].rank >= clause.level:
            self._sections.pop()
        parent = self._sections[-1] if self._sections else self._root
        attached = _ATTACHED.match(clause.text) if not self._sections else None
        if attached is not None:
            code = f"{attached.group(1).capitalize()} {attached.group(2)}"
        else:
            code = _next(parent, _own(clause.text, parent.code, parent.count, heading=True))
        self._sections.append(_Section(clause.level, code))
        self._stem, self._direct, self._lists = code, True, []
        return code

    def _paragraph(self, clause: Clause) -> str:
        while self._lists and self._lists[-1].level > clause.level:
            self._lists.pop()
        if self._lists:
            self._lists[-1].paragraphs += 1
            return f"{self._lists[-1].code} para {self._lists[-1].paragraphs}"
        own = None
        if clause.kind is Kind.PARAGRAPH:
            own = _own(clause.text, self._open.code, self._open.count, heading=False)
        self._stem, self._direct = _next(self._open, own), False
        return self._stem

    def _row(self, clause: Clause) -> str:
        if self._table and not clause.marker.strip("> "):
            self._rows += 1
            return f"{self._table} row {self._rows}"
        self._table, self._rows = self._paragraph(clause), 0
        return self._table

    def _footnote(self, clause: Clause) -> str:
        self._lists = []
        if clause.marker or not self._note:
            self._note, self._notes = f"note {clause.marker[2:-1] or 1}", 1
            return self._note
        self._notes += 1
        return f"{self._note} para {self._notes}"

    def _item(self, clause: Clause) -> str:
        mark = read_mark(clause.marker.lstrip("> ") + " x", 0)
        said = mark.text.strip("().") if mark is not None and mark.sort in ("number", "legal") else ""
        here = self._list_of(clause.level, said)
        here.paragraphs = 1
        if len(self._lists) == 1 and self._direct and (here.style == "number" or not self._stem):
            own = int(said) if said.isdigit() and int(said) > self._open.count else None
            here.code = _next(self._open, own)
            return here.code
        here.last = _label(said, here.style, len(self._lists), here.used)
        here.used.add(here.last)
        parent = self._lists[-2].code if len(self._lists) > 1 else self._stem
        here.code = f"{parent}({here.last})"
        return here.code

    def _list_of(self, level: int, said: str) -> _List:
        """Give the list an item belongs to: an open one of its depth and style, else a new one below or beside."""
        while self._lists and self._lists[-1].level > level:
            self._lists.pop()
        beside = [known for known in self._lists if known.level == level]
        style = _style(said, beside)
        for known in beside:
            if known.style == style:
                del self._lists[self._lists.index(known) + 1 :]
                return known
        if beside and beside[-1].style == "bullet":
            return beside[-1]  # another sign begins another list of the same rank, and letters go on
        self._lists.append(_List(level, style))
        return self._lists[-1]


def _next(section: _Section, own: int | None) -> str:
    section.count = section.count + 1 if own is None else own
    return f"{section.code}.{section.count}" if section.code else str(section.count)


def _own(text: str, parent: str, last: int, *, heading: bool) -> int | None:
    """Read the number a text gives itself, where it goes on from its section's."""
    found = _NUMBERED.match(text)
    if found is None:
        return None
    number, prefix = found.group("number"), f"{parent}." if parent else ""
    tail = number[len(prefix) :] if number.startswith(prefix) else ""
    if not tail.isdigit():
        return None
    bare = "." not in number and not found.group("word") and not found.group("end")
    furthest = _FURTHEST_HEADING if heading else _FURTHEST_PARAGRAPH
    if bare:
        furthest = 1 if heading else 0
    return int(tail) if last < int(tail) <= last + furthest else None


def _style(said: str, beside: list[_List]) -> str:
    """Tell how an item is labelled; "(i)" is a letter after "(h)" and a number before "(ii)"."""
    if not said:
        return "bullet"
    if said.isdigit():
        return "number"
    if said.isupper():
        return "upper"
    if set(said) <= set("ivxl"):
        lettered = any(known.style == "lower" and _follows(known.last, said) for known in beside)
        roman = any(known.style == "roman" for known in beside)
        if not lettered and (roman or len(set(said)) > 1 or said[0] == "i"):
            return "roman"
    return "lower"


def _follows(before: str, letter: str) -> bool:
    return len(before) == len(letter) == 1 and ord(letter) == ord(before) + 1


def _label(said: str, style: str, depth: int, used: set[str]) -> str:
    """Give an item its label: its own where that is new, else the next of its sort."""
    if said and said not in used:
        return said
    if style == "bullet":
        style = ("lower", "roman", "upper")[depth - 1] if depth <= 3 else "number"
    return next(label for label in _labels(style) if label not in used)


def _labels(style: str) -> Iterator[str]:
    if style == "number":
        yield from map(str, count(1))
    elif style == "roman":
        for tens in count():
            yield from ("x" * tens + unit for unit in (("", *_ROMANS) if tens else _ROMANS))
    else:
        letters = ascii_uppercase if style == "upper" else ascii_lowercase
        for width in count(1):
            yield from map("".join, product(letters, repeat=width))
