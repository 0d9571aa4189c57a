r"""Where the sentences of a clause begin and end, in the English that councils write.

Boundaries are looked for in what a reader sees and mapped back, so that a sentence keeps its emphasis and links. A line
break ends a sentence. When in doubt two sentences stay one: a comment on both is better than one on half.
"""

import re
from dataclasses import dataclass

from consult.core.inline import Visible, visible
from consult.core.scanner import SPECIAL


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range in code points."""

    start: int
    end: int


_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)|[。！？]+[”」』）]*|\n")
_BLANK = re.compile(r"\s*+(?:\\\n\s*+)++|\s++")
_OPENING = re.compile(r"[\"'“‘«(\[¿¡*–—-]*\s*")
_ENUMERATOR = re.compile(r"\((?:[a-z]{1,2}|[ivxl]+|\d{1,2})\)\s")
_OWN_NUMBER = re.compile(r"\s*[(\[]?(?:\d+(?:\.\d+)*|[A-Za-z]|[ivxlIVXL]+)[)\]]?(?:\([a-z]+\))*\.$")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]?\.?$")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Never the end of a sentence: a name or a number follows.
_BEFORE_NAME = _words(
    "cllr cllrs cncllr dr mr mrs ms mx messrs prof profs rev revd hon lt col gen sgt capt cpt maj supt insp det pc "
    "rt fr br mt ft vs v viz cf e.g eg i.e ie c ca approx reg regs sch sched cl para paras sec sect s ss p pp ch "
    "fig figs vol vols tel ext eds ald"
)
# Only before a number.
_BEFORE_NUMBER = _words("no nos art arts jan feb mar apr jun jul aug sep sept oct nov dec pt app annex min max")
# The end only where a new sentence plainly begins.
_EITHER = _words(
    "st rd ave av sq ln gdns cres ct pl etc ltd co plc inc llp bros corp dept govt assoc jr sr al a.m p.m am pm "
    "incl excl est cttee univ min max mon tue tues thu thur thurs hrs hr wk wks yr yrs"
)
_STARTERS = _words(
    "the this that these those it its we our you your they their he she his her i in on at by for from to as if "
    "when where while after before during since until once under over with without however but and or so then there "
    "here a an all any each every no not some most many such residents providers partners councils officers people "
    "please see who what why how which also both either neither more less only shall should must may will would can "
    "could do does did is are was were has have having let although because unless whether new next"
)
_PLAIN_ENDINGS = _words("etc ltd plc inc llp hrs hr yrs yr")


def sentences(text: str) -> tuple[Span, ...]:
    """Give the sentences of a clause's text, as offsets in it; together they hold all that is not blank.

    >>> text = "Cllr. Jones agreed, e.g. to **4.2(b).** It costs £1.5m. a year."
    >>> [text[span.start : span.end] for span in sentences(text)]
    ['Cllr. Jones agreed, e.g. to **4.2(b).**', 'It costs £1.5m. a year.']
    """
    first, last = _bounds(text)
    if first == last:
        return ()
    if SPECIAL.search(text) is None and _END.search(text, first, last) is None:
        return (Span(first, last),)
    seen = visible(text)
    spans, start = [], first
    for end, following in _breaks(seen.text):
        gap = _gap(text, seen, end, following)
        if gap.start > start and gap.end < last:
            spans.append(Span(start, gap.start))
            start = gap.end
    spans.append(Span(start, last))
    return tuple(spans)


def _bounds(text: str) -> tuple[int, int]:
    kept = text.rstrip()
    return len(kept) - len(kept.lstrip()), len(kept)


def _gap(text: str, seen: Visible, end: int, following: int) -> Span:
    """Give the blank between two sentences in the source: signs before it close the one, signs after open the next."""
    left, right = seen.to_source(end - 1, end)[1], seen.to_source(following, following + 1)[0]
    blanks = [found for found in _BLANK.finditer(text, left, right) if found.end() <= right]
    return Span(blanks[-1].start(), blanks[-1].end()) if blanks else Span(right, right)


def _breaks(words: str) -> list[tuple[int, int]]:
    """Give each place where one sentence ends and the next begins, in visible words."""
    found, start = [], 0
    for mark in _END.finditer(words):
        end = mark.end()
        if mark.group() == "\n":
            end = mark.start()
            while end > start and words[end - 1].isspace():
                end -= 1
        following = end
        while following < len(words) and words[following].isspace():
            following += 1
        if following >= len(words) or end <= start:
            continue
        if mark.group() == "\n" or _ends(words, start, mark, following):
            found.append((end, following))
            start = following
    return found


def _ends(words: str, start: int, mark: re.Match[str], following: int) -> bool:
    """Whether a full stop, question or exclamation mark ends a sentence that began at ``start``."""
    if mark.group()[0] in "。！？":
        return True
    if _ENUMERATOR.match(words, following):
        return _OWN_NUMBER.match(words[start : min(mark.end(), start + 24)]) is None
    opening = _OPENING.match(words, following)
    begin = opening.end() if opening else following
    if begin >= len(words) or words[begin].islower():
        return False
    return mark.group() != "." or _full_stop(words, start, mark.start(), begin)


def _full_stop(words: str, start: int, stop: int, following: int) -> bool:
    """Whether the single full stop at ``stop`` ends a sentence, and not an abbreviation, an initial or a number."""
    if stop - start < 20 and _OWN_NUMBER.match(words[start : stop + 1]):
        return False
    begin = max(words.rfind(blank, max(start, stop - 40), stop) for blank in (" ", "\n", "\t", "\xa0", "(", "/")) + 1
    token = words[max(begin, start) : stop].strip("\"'“‘’([*,;:–—-")
    bare = token.rstrip(".").lower()
    next_word = re.match(r"[^\W_]+(?:[’'][a-z]+)?", words[following : following + 40])
    starter = next_word is not None and next_word.group().lower() in _STARTERS and words[following].isupper()
    number = words[following].isdigit() or words[following] in "£$€"
    if bare in _BEFORE_NAME:
        return len(token) == 1 and token.isupper() and starter
    if bare in _BEFORE_NUMBER and number:
        return False
    if bare in _PLAIN_ENDINGS:
        return True
    if bare in _EITHER or (_INITIALS.match(token + ".") and ("." in token or len(token) == 1)):
        return starter
    return True
