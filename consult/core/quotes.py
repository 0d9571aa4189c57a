"""Where a quoted passage stands: in the words a reader sees, mapped back to the source."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from consult.core.inline import visible

_FOLDS = {
    **dict.fromkeys("‘’‚‛′´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
}


@dataclass(frozen=True, slots=True)
class Found:
    """The quote stands in clause ``index`` of those given, at a half-open range of its text."""

    index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """The quote does not stand there; ``passage`` is what comes closest, for a person to choose, or empty."""

    index: int
    start: int
    end: int
    passage: str


@dataclass(frozen=True, slots=True)
class _Folded:
    """Text made comparable: blanks single, quotation marks and dashes plain; ``places`` leads back."""

    text: str
    places: Sequence[int]


def find_quote(
    clauses_text: Sequence[str], exact: str, prefix: str = "", suffix: str = "", hint: tuple[int, int] | None = None
) -> Found | Nearest:
    """Find a quote in the texts of clauses; white space and the form of quotation marks do not matter.

    It is looked for in the visible words, then in the texts as they stand. Where it stands more than once, what is
    around it (``prefix``, ``suffix``) decides, then ``hint`` (clause index, offset in its text), then the order.

    >>> find_quote(["We meet **every month**, at noon."], "every month, at")
    Found(index=0, start=10, end=27)
    >>> find_quote(["We meet every month."], "We met every month").passage
    'We meet every month'
    """
    wanted = _folded(exact).text.strip()
    if not wanted:
        return Nearest(0, 0, 0, "")
    before, after = _folded(prefix).text, _folded(suffix).text
    for as_it_stands in (False, True):
        best: tuple[tuple[float, float], Found] | None = None
        for index, text in enumerate(clauses_text):
            for found, around in _places(text, index, wanted, (before, after), as_it_stands=as_it_stands):
                score = (around, _closeness(found, hint))
                if best is None or score > best[0]:
                    best = score, found
        if best is not None:
            return best[1]
    return _nearest(clauses_text, wanted)


def _places(
    text: str, index: int, wanted: str, around: tuple[str, str], *, as_it_stands: bool
) -> list[tuple[Found, float]]:
    seen = None if as_it_stands else visible(text)
    folded = _folded(text if seen is None else seen.text)
    out, at = [], folded.text.find(wanted)
    while at >= 0:
        start, end = folded.places[at], folded.places[at + len(wanted) - 1] + 1
        if seen is not None:
            start, end = seen.to_source(start, end)
        out.append((Found(index, start, end), _context(folded.text, at, at + len(wanted), around)))
        at = folded.text.find(wanted, at + 1)
    return out


def _folded(text: str) -> _Folded:
    if text.isascii() and "  " not in text and "\n" not in text and "\t" not in text:
        return _Folded(text, range(len(text)))
    letters: list[str] = []
    places: list[int] = []
    blank = False
    for place, letter in enumerate(text):
        plain = _FOLDS.get(letter, letter)
        if plain.isspace():
            if blank:
                continue
            plain = " "
        if plain:
            blank = plain == " "
            letters.append(plain)
            places.append(place)
    return _Folded("".join(letters), places)


def _context(text: str, start: int, end: int, around: tuple[str, str]) -> float:
    """Say how well what stands around agrees, counted in code points from the quote outwards."""
    before, after = around[0].rstrip(), around[1].lstrip()
    left, right = text[max(0, start - len(around[0]) - 2) : start].rstrip(), text[end : end + len(after) + 2].lstrip()
    return _shared(before[::-1], left[::-1]) + _shared(after, right)


def _shared(one: str, other: str) -> float:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length


def _closeness(found: Found, hint: tuple[int, int] | None) -> float:
    if hint is None:
        return 0.0
    return -abs(found.index - hint[0]) * 1_000_000.0 - abs(found.start - hint[1])


def _nearest(clauses_text: Sequence[str], wanted: str) -> Nearest:
    """Give the passage most like the quote, on word boundaries."""
    seen = [visible(text) for text in clauses_text]
    folded = [_folded(one.text) for one in seen]
    wanted = wanted[:2000]
    best = process.extractOne(wanted, [one.text for one in folded], scorer=fuzz.partial_ratio, score_cutoff=50)
    if best is None:
        return Nearest(0, 0, 0, "")
    index = best[2]
    words = folded[index].text
    if len(words) <= len(wanted):
        start, end = 0, len(words)
    else:
        found = fuzz.partial_ratio_alignment(wanted, words)
        start, end = (found.dest_start, found.dest_end) if found is not None else (0, len(words))
    while start > 0 and not words[start - 1].isspace():
        start -= 1
    while end < len(words) and words[end - 1 : end + 1].isalnum():
        end += 1
    while end > start and words[end - 1].isspace():
        end -= 1
    if start >= end:
        return Nearest(0, 0, 0, "")
    places = folded[index].places
    shown = (places[start], places[end - 1] + 1)
    return Nearest(index, *seen[index].to_source(*shown), seen[index].text[shown[0] : shown[1]])
