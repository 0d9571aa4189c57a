"""Lists in Word's own numbering, so that each point shows the sign it has here."""

from __future__ import annotations

from typing import Any

from consult.core.clauses import Clause, Kind
from consult.exchange.exporting.word.elements import Element, add
from consult.exchange.importing.word.package import W

DEEPEST = 9
"""Word has nine levels of lists."""
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

Form = tuple[str, str]
"""Word's name of a way to count, and the text around the number."""


class Lists:
    """Give every point its place in a list; points that go on counting share one."""

    def __init__(self, numbering: Any) -> None:
        """`numbering` is the root of Word's numbering part."""
        self._root = numbering
        self._forms: dict[Form, str] = {}
        self._open: dict[int, tuple[Form, int, str]] = {}
        self._abstract = _beyond(numbering, "abstractNum", "abstractNumId")
        self._number = _beyond(numbering, "num", "numId")

    def place(self, clause: Clause) -> tuple[str, int] | None:
        """Return the list and the depth of a point, None for what is none; call it for every clause in order."""
        if clause.kind is not Kind.ITEM:
            if clause.kind is Kind.HEADING or clause.level == 0:
                self._open.clear()
            return None
        depth = min(max(clause.level, 1), DEEPEST) - 1
        for deeper in [one for one in self._open if one > depth]:
            del self._open[deeper]
        before = self._open.get(depth)
        form, value = read_marker(clause.marker, before[:2] if before else None)
        if before and before[0] == form and (form[0] == "bullet" or value == before[1] + 1):
            self._open[depth] = form, value, before[2]
        else:
            self._open[depth] = form, value, self._new(form, depth, value)
        return self._open[depth][2], depth

    def _new(self, form: Form, depth: int, value: int) -> str:
        if form not in self._forms:
            self._forms[form] = self._make(form)
        made = add(self._root, "num", numId=str(self._number))
        self._number += 1
        add(made, "abstractNumId", val=self._forms[form])
        add(add(made, "lvlOverride", ilvl=str(depth)), "startOverride", val=str(value))
        return str(self._number - 1)

    def _make(self, form: Form) -> str:
        name = str(self._abstract)
        self._abstract += 1
        made = add(self._root, "abstractNum", abstractNumId=name)
        first = self._root.find(W + "num")
        if first is not None:
            first.addprevious(made)  # Word wants all of these before the first list
        add(made, "multiLevelType", val="hybridMultilevel")
        for depth in range(DEEPEST):
            level = add(made, "lvl", ilvl=str(depth))
            add(level, "start", val="1")
            add(level, "numFmt", val=form[0])
            add(level, "lvlText", val=form[1].replace("%", f"%{depth + 1}"))
            add(level, "lvlJc", val="left")
            add(add(level, "pPr"), "ind", left=str(454 * (depth + 1)), hanging="454")
        return name


def _beyond(root: Element, name: str, attribute: str) -> int:
    numbers = [int(element.get(W + attribute, "0")) for element in root.findall(W + name)]
    return max(numbers, default=0) + 1


def read_marker(marker: str, before: tuple[Form, int] | None) -> tuple[Form, int]:
    """Read a point's sign as Word counts; the point before it tells "i" after "h" from "i" that begins.

    >>> read_marker("(b)", None), read_marker("3.", None), read_marker("-", None)
    ((('lowerLetter', '(%)'), 2), (('decimal', '%.'), 3), (('bullet', '•'), 1))
    >>> read_marker("(i)", None)[0][0], read_marker("(i)", (("lowerLetter", "(%)"), 8))
    ('lowerRoman', (('lowerLetter', '(%)'), 9))
    """
    sign = marker.lstrip("> ").strip()
    core = sign.strip("().")
    if not core or not core.isalnum() or not core.isascii():
        return ("bullet", "•" if sign in {"", "-", "*", "+"} else sign), 1
    shape = sign.replace(core, "%", 1)
    if core.isdigit():
        return ("decimal", shape), int(core)
    case = "lower" if core.islower() else "upper"
    letter = ord(core[0].lower()) - ord("a") + 1 + 26 * (len(core) - 1)
    goes_on = before is not None and before == ((f"{case}Letter", shape), letter - 1)
    counts_so = before is not None and before[0] == (f"{case}Roman", shape)
    if set(core.lower()) <= set(_ROMAN) and not goes_on and (len(core) > 1 or core.lower() == "i" or counts_so):
        return (f"{case}Roman", shape), _roman(core.lower())
    return (f"{case}Letter", shape), letter


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    return sum(
        -value if any(value < later for later in values[at + 1 : at + 2]) else value for at, value in enumerate(values)
    )
