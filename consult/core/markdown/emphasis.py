"""Which runs of ``*``, ``_`` and ``~~`` open and close emphasis: CommonMark's delimiter stack, in linear time."""

import unicodedata
from dataclasses import dataclass, field
from typing import Optional


@dataclass(slots=True, eq=False)
class Delimiter:
    """A run of emphasis signs; ``low`` and ``high`` close in on what stays literal."""

    sign: str
    start: int
    low: int
    high: int
    can_open: bool
    can_close: bool
    opened: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    before: Optional["Delimiter"] = None
    after: Optional["Delimiter"] = None
    length: int = 0


def _spaced(char: str) -> bool:
    return char == "" or char.isspace()


def _punctuation(char: str) -> bool:
    return char != "" and unicodedata.category(char)[0] in "PS"


def delimiter(text: str, start: int, end: int) -> Delimiter:
    """Read the run of signs at ``text[start:end]`` and say whether it may open or close.

    >>> run = delimiter("a *b*", 2, 3); run.can_open, run.can_close
    (True, False)
    """
    last, following = text[start - 1 : start], text[end : end + 1]
    left = not _spaced(following) and (not _punctuation(following) or _spaced(last) or _punctuation(last))
    right = not _spaced(last) and (not _punctuation(last) or _spaced(following) or _punctuation(following))
    sign = text[start]
    can_open, can_close = left, right
    if sign == "_":
        can_open = left and (not right or _punctuation(last))
        can_close = right and (not left or _punctuation(following))
    return Delimiter(sign, start, start, end, can_open, can_close, length=end - start)


class DelimiterStack:
    """The delimiters not yet paired, last one on top."""

    def __init__(self) -> None:
        """Start empty."""
        self.top: Delimiter | None = None

    def push(self, run: Delimiter) -> None:
        """Put a run on top."""
        run.before = self.top
        if self.top is not None:
            self.top.after = run
        self.top = run

    def pair(self, bottom: Delimiter | None) -> None:
        """Pair all runs above ``bottom``, then forget them."""
        floors: dict[tuple[str, bool, int], int] = {}
        closer = self._lowest_above(bottom)
        while closer is not None:
            if not closer.can_close:
                closer = closer.after
                continue
            key = (closer.sign, closer.can_open, closer.length % 3)
            opener = self._opener(closer, bottom, floors.get(key, -1))
            if opener is None:
                floors[key] = closer.start
                passed, closer = closer, closer.after
                if not passed.can_open:
                    self._remove(passed)
            else:
                closer = self._join(opener, closer)
        self.top = bottom
        if bottom is not None:
            bottom.after = None

    def _lowest_above(self, bottom: Delimiter | None) -> Delimiter | None:
        lowest, run = None, self.top
        while run is not None and run is not bottom:
            lowest, run = run, run.before
        return lowest

    @staticmethod
    def _opener(closer: Delimiter, bottom: Delimiter | None, floor: int) -> Delimiter | None:
        run = closer.before
        while run is not None and run is not bottom and run.start >= floor:
            if run.sign == closer.sign and run.can_open and not _barred(run, closer):
                return run
            run = run.before
        return None

    def _join(self, opener: Delimiter, closer: Delimiter) -> Delimiter | None:
        use = 2 if opener.high - opener.low >= 2 and closer.high - closer.low >= 2 else 1
        style = "strike" if closer.sign == "~" else ("em", "strong")[use - 1]
        opener.high -= use
        opener.opened.append(style)
        closer.low += use
        closer.closed.append(style)
        opener.after, closer.before = closer, opener
        if opener.low == opener.high:
            self._remove(opener)
        if closer.low == closer.high:
            self._remove(closer)
            return closer.after
        return closer

    def _remove(self, run: Delimiter) -> None:
        if run.before is not None:
            run.before.after = run.after
        if run.after is not None:
            run.after.before = run.before
        if self.top is run:
            self.top = run.before


def _barred(opener: Delimiter, closer: Delimiter) -> bool:
    if closer.sign == "~":
        return False
    either = opener.can_close or closer.can_open
    return either and closer.length % 3 != 0 and (opener.length + closer.length) % 3 == 0
