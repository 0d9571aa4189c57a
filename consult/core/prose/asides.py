"""What a sentence is not divided in: code, asides in brackets, and quotes in the midst of it."""

import re
from dataclasses import dataclass

from consult.core.inline import Visible

# Of any length they would keep a whole page together where a sign was forgotten.
_ASIDE = re.compile(
    r"\((?:[^()\n]|\([^()\n]{0,40}\)){0,300}+\)|\[[^\[\]\n]{0,300}\]"
    r"|“[^“”„\n]{0,300}”|„[^“”„\n]{0,300}[“”]|\"[^\"\n]{0,300}\""
)
_GOES_ON = re.compile(r"\s*[,;:–—-]?\s*(\w)|[,;:]")


@dataclass(frozen=True, slots=True)
class Aside:
    """A half-open range of visible words; ``always`` is it kept whole also where it begins the sentence."""

    start: int
    end: int
    always: bool


def asides(seen: Visible) -> list[Aside]:
    """Give code, asides in brackets, and quotes after which the sentence goes on; in order, none within another.

    Offsets are code points of the visible words.

    >>> from consult.core.inline import visible
    >>> [(one.start, one.end) for one in asides(visible("It (the plan. It is long.) and `a. B` stay"))]
    [(3, 26), (31, 35)]
    """
    found = []
    for place, run in zip(seen.places, seen.runs, strict=True):
        if "code" in run.styles:
            found.append(Aside(place, place + len(run.text), True))
    for aside in _ASIDE.finditer(seen.text):
        after = _GOES_ON.match(seen.text, aside.end())
        goes_on = after is not None and (after[1] is None or after[1].islower())
        if goes_on or aside.group()[0] in "([":
            found.append(Aside(aside.start(), aside.end(), goes_on))
    kept: list[Aside] = []
    for one in sorted(found, key=lambda one: one.start):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept
