r"""Where the sentences of a clause begin and end, in the English that councils write, and in German.

Boundaries are looked for in what a reader sees and mapped back, so that a sentence keeps its emphasis and links. A line
break ends a sentence. When in doubt two sentences stay one: a comment on both is better than one on half.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from consult.core.inline import Visible, visible
from consult.core.markdown.scanner import SPECIAL
from consult.core.prose import abbreviations as known
from consult.core.prose.asides import asides


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range in code points."""

    start: int
    end: int


_CLOSERS = "\"'”’“‘»«›‹)\\]"
# Stops with what closes with them: quotes, brackets, note marks, cells, faces, tags. Some scripts leave no space after
# a stop; some writers leave none either, which counts only where a capital follows.
_END = re.compile(
    r"[.!?…؟۔।॥。！？\n](?:(?<=\n)|(?<=[。！？])[。！？]*[”」』）]*"
    r"|(?<=[.!?…؟۔।॥])(?<![.!?…؟۔।॥]{2})[.!?…؟۔।॥]*+"
    rf"[{_CLOSERS}]*+(?:\[\d{{1,3}}\]|[¹²³⁰-⁹]{{1,3}}|[ \xa0\u202f][»›|])?"
    r"(?:\s?(?:[:;]-?[()]|[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?|</[a-z]{1,10}>))*+"
    r"(?=\s(?![a-zß-öø-ÿ])|(?<=[.?!])[A-ZÄÖÜ][a-z]))"
)
_BLANK = re.compile(r"\s*+(?:\\\n\s*+)++|\s++")
_NOT_BLANK = re.compile(r"\S|\Z")
_WORD = re.compile(r"[^\W_]")
_NEXT_WORD = re.compile(r"[^\W_]+(?:[’'][a-z]+)?")
_OPENING = re.compile(r"[\"'“„‚‘«»›‹(\[¿¡*–—-]*\s*")
_ENUMERATOR = re.compile(r"\((?:[a-z]{1,2}|[ivxl]+|\d{1,2})\)\s")
_OWN_NUMBER = re.compile(
    rf"[\s#*•–—-]*(?:(?:{known.LABELS})\s+|Q)?"
    r"[(\[]?(?:\d+(?:\.\d+)*|[A-Za-z](?:\.\d+)*|[ivxlIVXL]+)[)\]]?(?:\([a-z]+\))*\.[)\]]?$",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?:(?<!\w)[^\W\d_]\.\s?)+[^\W\d_]{1,2}$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]\.?$|(?=[^A-Z]*[A-Z])(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}\.?$")
_LEADING = re.compile(r"[—–(/]")
_NUMBERED = re.compile(r"[\d£$€]|[IVXL]{2,}(?!\w)|[B-H](?!\w)")
_SAYING = re.compile(
    r"(?:[A-Z][\w.’'-]*[^\S\n]+){1,4}(?:asked|said|replied|added|wrote|shouted|says|asks|answered|cried|called)\b"
)
_GERMAN = re.compile(rf"(?<!\w)(?:{known.GERMAN})(?!\w)", re.IGNORECASE)
_LONGEST_TOKEN = 40
_NEAR = 120  # letters on either side that tell the language


def sentences(text: str) -> tuple[Span, ...]:
    """Give the sentences of a clause's text, as offsets in it; together they hold all that is not blank.

    >>> text = "Cllr. Jones agreed, e.g. to **4.2(b).** It costs £1.5m. a year."
    >>> [text[span.start : span.end] for span in sentences(text)]
    ['Cllr. Jones agreed, e.g. to **4.2(b).**', 'It costs £1.5m. a year.']
    """
    first, last = _bounds(text)
    if first == last:
        return ()
    plain = SPECIAL.search(text) is None
    if plain and _END.search(text, first, last) is None:
        return (Span(first, last),)
    seen = visible(text)
    spans, start = [], first
    for gap in _Reader(seen).gaps():
        blank = gap if plain else _in_source(text, seen, gap)
        if blank.start > start and blank.end < last:
            spans.append(Span(start, blank.start))
            start = blank.end
    spans.append(Span(start, last))
    return tuple(spans)


def _bounds(text: str) -> tuple[int, int]:
    kept = text.rstrip()
    return len(kept) - len(kept.lstrip()), len(kept)


def _in_source(text: str, seen: Visible, gap: Span) -> Span:
    """Give the blank between two sentences in the source: signs before it close the one, signs after open the next."""
    left, right = seen.to_source(gap.start - 1, gap.start)[1], seen.to_source(gap.end, gap.end + 1)[0]
    blanks = [found for found in _BLANK.finditer(text, left, right) if found.end() <= right]
    return Span(blanks[-1].start(), blanks[-1].end()) if blanks else Span(right, right)


class _Reader:
    """Looks for the gaps between sentences in visible words."""

    def __init__(self, seen: Visible) -> None:
        """Take the words; nothing is read yet."""
        self._words = seen.text
        self._held = asides(seen)
        self._holds = [one.start for one in self._held]
        self._start = 0  # where the sentence begins that is being read

    def gaps(self) -> list[Span]:
        """Give the blank between each two sentences; no sentence is without a letter or a digit."""
        words, gaps = self._words, list[Span]()
        self._start = _after_blank(words, 0)
        word, passed = _first_word(words, self._start), 0
        for mark in _END.finditer(words):
            if mark.start() < passed:
                continue
            breaks = mark.group() == "\n"
            end = mark.end()
            if breaks:
                end = _before_blank(words, self._start, mark.start())
                passed = _after_blank(words, mark.end())
            following = passed if breaks else _after_blank(words, end)
            if end <= self._start or following >= len(words) or not (breaks or self._ends(mark, following)):
                continue
            if word < end:
                gaps.append(Span(end, following))
            elif gaps:
                gaps[-1] = Span(end, following)
            self._start = following
            if word < following:
                word = _first_word(words, following)
        if gaps and (word >= len(words) or self._is_number(len(words))):
            gaps.pop()
        return gaps

    def _is_number(self, end: int) -> bool:
        """Whether what was read up to ``end`` is no more than the sentence's own number."""
        return end - self._start < 30 and _OWN_NUMBER.match(self._words[self._start : end]) is not None

    def _is_held(self, mark: re.Match[str]) -> bool:
        number = bisect_right(self._holds, mark.start()) - 1
        if number < 0:
            return False
        one = self._held[number]
        return mark.end() < one.end and (one.always or one.start > self._start)

    def _ends(self, mark: re.Match[str], following: int) -> bool:
        """Whether a stop, question or exclamation mark ends the sentence being read."""
        words, signs = self._words, mark.group()
        if signs[0] not in ".!?…":
            return True
        begin = following
        if not words[following].isalnum():
            begin = _OPENING.match(words, following).end()  # type: ignore[union-attr]
        if begin >= len(words) or words[begin] in ".,;:/":
            return False
        if words[begin].islower() and _ENUMERATOR.match(words, following) is None:
            return False
        if (self._holds and self._is_held(mark)) or self._is_number(mark.end()):
            return False
        if following == mark.end():
            return self._lacks_blank(mark.start(), following)
        if signs[0] == "…" or signs.startswith(".."):
            before = words[mark.start() - 1 : mark.start()]
            return before not in "[(" and (not before.isspace() or self._starter(begin))
        if signs[0] != ".":
            return len(signs) == 1 or _SAYING.match(words, following, following + 80) is None
        return self._full_stop(mark.start(), begin)

    def _next_word(self, begin: int) -> str:
        found = _NEXT_WORD.match(self._words, begin, begin + _LONGEST_TOKEN)
        return found.group() if found else ""

    def _starter(self, begin: int) -> bool:
        """Whether a new sentence plainly begins there."""
        return self._words[begin].isupper() and self._next_word(begin).lower() in known.STARTERS

    def _lacks_blank(self, stop: int, following: int) -> bool:
        """Whether only the blank is missing between two sentences, and it is no name of a file or page."""
        token = self._token(stop)
        return len(token) > 2 and token.isalpha() and token[1:].islower() and self._starter(following)

    def _token(self, stop: int) -> str:
        """Give what stands right before ``stop``; initials with blanks between them are one."""
        before = self._words[max(self._start, stop - _LONGEST_TOKEN) : stop]
        pieces = before.rsplit(None, 1)
        if not pieces or before[-1].isspace():
            return ""
        if len(pieces) > 1 and len(pieces[-1]) < 3 and (spaced := _SPACED.search(before)):
            return "".join(spaced.group().split())
        return pieces[-1]

    def _full_stop(self, stop: int, begin: int) -> bool:
        """Whether the single full stop at ``stop`` ends a sentence, and not an abbreviation, an initial or a number."""
        token = _LEADING.split(self._token(stop))[-1].strip("\"'“„»‘’([*,;:-")
        bare = token.rstrip(".").lower()
        if bare.isdigit():
            return self._number_ends(stop, bare, begin)
        bare = bare.rsplit("-", 1)[-1]
        if bare in known.BEFORE_NAME:
            return len(token) == 1 and token.isupper() and self._starter(begin)
        if bare in known.BEFORE_NUMBER and _NUMBERED.match(self._words, begin):
            return False
        if bare in known.PLAIN_ENDINGS and not (bare == "etc" and self._is_german(stop)):
            return True
        if (len(bare) == 1 or "." in bare) and _INITIALS.match(token):
            return self._starter(begin) or (
                not ("." in token and token.isupper()) and self._next_word(begin).lower() in known.SUBJECTS
            )
        if self._is_shortened(bare, stop):
            word = self._next_word(begin)
            return (self._starter(begin) and word != "A") or word.lower() in known.SUBJECTS
        return True

    def _is_shortened(self, bare: str, stop: int) -> bool:
        if bare in known.EITHER or bare == "etc" or (bare.endswith("str") and len(bare) > 3):
            return True
        return bare in known.IN_GERMAN and self._is_german(stop)

    def _number_ends(self, stop: int, digits: str, begin: int) -> bool:
        """Whether a number with a stop ends a sentence: not in a run of numbered points, nor an ordinal in German."""
        if len(digits) > 3:
            return True
        before = self._words[max(self._start, stop - len(digits) - 3) : stop - len(digits)].rstrip()
        if before.endswith(";") or (before.endswith(":") and digits == "1"):
            return False
        word = self._next_word(begin)
        if word.lower() in known.MONTHS:
            return False
        return not word.isalpha() or self._starter(begin) or not self._is_german(stop)

    def _is_german(self, at: int) -> bool:
        """Whether the sentence, or what follows it on its line, is German."""
        line = self._words.find("\n", at, at + _NEAR)
        return _GERMAN.search(self._words, max(self._start, at - _NEAR), at + _NEAR if line < 0 else line) is not None


def _after_blank(words: str, at: int) -> int:
    return _NOT_BLANK.search(words, at).start()  # type: ignore[union-attr]


def _before_blank(words: str, start: int, end: int) -> int:
    while end > start and words[end - 1].isspace():
        end -= 1
    return end


def _first_word(words: str, at: int) -> int:
    found = _WORD.search(words, at)
    return found.start() if found else len(words)
