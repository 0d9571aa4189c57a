"""Read many parts typed at once: one line or block each, as people write them up after a meeting.

    4.2(b): Two bags are not enough. (table 3: 8 people, 6 agree)

A code before a colon or a dash ("document:" for the whole of it), the words, and at the end in brackets where it stands
and how many it speaks for. Where blank lines part what was typed, each block is a part; else each line is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_TAIL = 160
"""Characters at the end of a part in which its people are looked for."""
MOST_LINES = 300
"""Parts entered at once; a flipchart has thirty, and a form with more than some hundreds is hard to check."""

_CODE = re.compile(
    r"\s*(?:[-*•–]\s+)?\[?(?P<code>(?:[A-Za-z§]{1,14}\.?\s{0,3}){0,2}\d[\w.,()\- ]{0,30}?)\]?\s*"
    r"(?::|\t|\s[–—-]\s|\|)\s*(?P<words>\S.*)",
    re.S,
)
_COUNT = r"(?P<people>\d[\d,]{0,9})\s+(?:people|persons?|residents|members|of\s+us|households?|participants|attendees)"
_AGREE = r"(?:(?P<agreeing>\d[\d,]{0,9})\s+agree[ds]?|(?P<all>all)\s+agree[ds]?|(?P<none>none)\s+agree[ds]?)"
_TAIL = re.compile(
    r"\s*[(\[]\s*(?:(?P<place>[^\W\d_][^():;\[\]]{0,59}?)\s*[:;,]\s*)?"
    + _COUNT
    + r"(?:\s*(?:,|;|and|of\s+whom)\s*"
    + _AGREE
    + r")?\s*[)\]]\s*\.?\s*$",
    re.I,
)
_ONLY_PLACE = re.compile(
    r"\s*[(\[]\s*(?P<place>(?:table|group|page|slide|p\.|sheet|room)\s*\w{1,8})\s*[)\]]\s*\.?\s*$", re.I
)
_WHOLE = re.compile(r"\s*(?:the\s+)?(?:whole(?:\s+(?:document|text))?|document|all|everything)\s*:\s*(?=\S)", re.I)
_BLANK = re.compile(r"\n[ \t]*\n")
_BULLET = re.compile(r"^\s*[-*•–]\s+")


@dataclass(frozen=True, slots=True)
class Typed:
    """One part as typed: `code` as written, empty for the whole document."""

    code: str
    words: str
    place: str = ""
    people: int | None = None
    agreeing: int | None = None


def read_lines(typed: str) -> Sequence[Typed]:
    """Read the parts of what was typed.

    >>> read_lines("4.2b: Two bags are not enough. (table 3: 8 people, 6 agree)")
    [Typed(code='4.2b', words='Two bags are not enough.', place='table 3', people=8, agreeing=6)]
    >>> [(one.code, one.words) for one in read_lines("All of it is too long.\\n\\n4.1 - Say when.\\nAnd where.")]
    [('', 'All of it is too long.'), ('4.1', 'Say when.\\nAnd where.')]
    """
    blocks = _BLANK.split(typed) if _BLANK.search(typed.strip()) else typed.split("\n")
    return [_read(block.strip()) for block in blocks if block.strip()]


def _read(block: str) -> Typed:
    end = max(0, len(block) - LONGEST_TAIL)
    tail = _TAIL.search(block, end)
    place, people, agreeing = "", None, None
    if tail is not None:
        place, people = (tail["place"] or "").strip(), _number(tail["people"])
        agreeing = people if tail["all"] else 0 if tail["none"] else _number(tail["agreeing"])
    else:
        tail = _ONLY_PLACE.search(block, end)
        place = tail["place"] if tail is not None else ""
    said = block[: tail.start()] if tail is not None else block
    if whole := _WHOLE.match(said):
        return Typed("", said[whole.end() :].strip(), place, people, agreeing)
    found = _CODE.fullmatch(said)
    code, words = (found["code"].strip(), found["words"]) if found else ("", _BULLET.sub("", said))
    return Typed(code, words.strip(), place, people, agreeing)


def _number(said: str | None) -> int | None:
    return int(said.replace(",", "")) if said else None
