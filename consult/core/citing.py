"""References in a text that leans on what people said: which it cites, where, and which sentences cite nothing.

A reference is read in the words a reader sees: `C-104`, `S-17`, `R-12`, or a range with both ends (`C-104 to C-108`).
None is read inside a word, a file's name, an address, code or a link, nor between quotation marks: there somebody else
speaks, and whom they name is no source of ours.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from consult.core.clauses import Clause, Kind, parse
from consult.core.inline import Visible, visible
from consult.core.sentences import Span, sentences

LETTERS = "CSR"
"""Whose numbers can be cited: comments, suggestions, submissions."""
WIDEST = 200
"""How many numbers one range may name: whoever cites more has not looked at each."""

_HYPHEN = "[-\u2010\u2011]"
_ONE = rf"[{LETTERS}]{_HYPHEN}[0-9]{{1,12}}"
_BEFORE = r"(?<![\w.#@=&?%+~\\\u2010\u2011-])(?<!(?<![0-9])/)"
_AFTER = r"(?!\w|[-\u2010\u2011]\w|\.\w|/(?![CSR]-)\w|@)"
_FOUND = re.compile(rf"{_BEFORE}({_ONE})(?:\s?(?:\s(?:to|until|through)\s|[\u2013\u2014-])\s?({_ONE}))?{_AFTER}")
_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)\S+", re.IGNORECASE)
_QUOTED = re.compile(r"“[^“”]*”|„[^“”„]*[“”]|«[^«»]*»|\"[^\"]*\"")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LEADING = re.compile(rf"\s*[(\[](?:{_ONE}|[\s,;.&\u2013\u2014-]|and|see|also|to|until|through)+[)\]]\.?")
_SHORTEST_CLAIM = 3
"""Words: what is shorter is a label."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference in a text, or a range of them. `start`, `end`: half-open, code points of the Markdown."""

    start: int
    end: int
    first: str
    last: str

    @property
    def letter(self) -> str:
        """Whose numbers it names."""
        return self.first[0]

    @property
    def numbers(self) -> range:
        """The numbers it names; none where a range ends before it begins."""
        return range(number_of(self.first), number_of(self.last) + 1)

    @property
    def spoken(self) -> str:
        """Return it as people write it."""
        return self.first if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Passage:
    """One clause of a text, what it cites, and its sentences that claim something and cite nothing."""

    clause: Clause
    citations: tuple[Citation, ...]
    bare: tuple[Span, ...]


def number_of(reference: str) -> int:
    """Return the number of a reference.

    >>> number_of("C-104")
    104
    """
    return int(reference[2:])


def find_citations(text: str) -> tuple[Citation, ...]:
    """List the references in inline Markdown, in order; none overlaps another.

    >>> [one.spoken for one in find_citations("Buses (C-104, **S-17**), not `C-1`; see R-2 to R-5.")]
    ['C-104', 'S-17', 'R-2 to R-5']
    """
    if not any(f"{letter}" in text for letter in LETTERS):
        return ()
    seen = visible(text)
    deaf = sorted([*_unread(seen), *quoted(seen.text)], key=lambda span: span.start)
    found = []
    for match in _FOUND.finditer(seen.text):
        if not _touches(deaf, match.start(), match.end()):
            found += _citations(match, seen)
    return tuple(found)


def _citations(match: re.Match[str], seen: Visible) -> list[Citation]:
    first = _plain(match[1])
    last = _plain(match[2]) if match[2] else first
    if first[0] == last[0]:
        return [Citation(*seen.to_source(match.start(), match.end()), first, last)]
    # "C-1 to S-3" joins two counters: it can only mean the two.
    return [
        Citation(*seen.to_source(match.start(1), match.end(1)), first, first),
        Citation(*seen.to_source(match.start(2), match.end(2)), last, last),
    ]


def _plain(reference: str) -> str:
    return f"{reference[0]}-{int(reference[2:])}"


def quoted(words: str) -> list[Span]:
    """List what stands between quotation marks in visible words, the marks included.

    >>> quoted("They say “no (C-1)” and mean it")
    [Span(start=9, end=19)]
    """
    return [Span(one.start(), one.end()) for one in _QUOTED.finditer(words)]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks. `start`, `end`: with their marks, code points of the Markdown."""

    start: int
    end: int
    words: str
    references: tuple[str, ...]
    """What a bracket right behind it names."""


def quotations_in(text: str) -> tuple[Quotation, ...]:
    """List what inline Markdown quotes, with what each is said to come from; a quotation within another is part of it.

    >>> [(one.words, one.references) for one in quotations_in("“The “last” *bus*” (C-1, S-2). He says “no”: C-3.")]
    [('The “last” bus', ('C-1', 'S-2')), ('no', ())]
    """
    seen = visible(text)
    found = []
    for span in _outermost(seen.text):
        behind = _LEADING.match(seen.text, span.end)
        named = [_plain(end) for one in _FOUND.finditer(behind[0]) for end in one.groups() if end] if behind else []
        words = seen.text[span.start + 1 : span.end - 1]
        found.append(Quotation(*seen.to_source(span.start, span.end), words, tuple(named)))
    return tuple(found)


def _outermost(words: str) -> list[Span]:
    """List quotations that stand in no other; a mark without its other half is none."""
    spans = list(quoted(words))
    opened: list[int] = []
    for place, letter in enumerate(words):
        if letter == "“":
            opened.append(place)
        elif letter == "”" and opened:
            spans.append(Span(opened.pop(), place + 1))
    spans.sort(key=lambda span: (span.start, -span.end))
    outermost: list[Span] = []
    for span in spans:
        if not outermost or span.start >= outermost[-1].end:
            outermost.append(span)
    return outermost


def _unread(seen: Visible) -> list[Span]:
    """List what holds no references of ours: code, links, addresses."""
    spans = [
        Span(place, place + len(run.text))
        for place, run in zip(seen.places, seen.runs, strict=True)
        if "code" in run.styles or run.href
    ]
    return spans + [Span(one.start(), one.end()) for one in _ADDRESS.finditer(seen.text)]


def _touches(spans: list[Span], start: int, end: int) -> bool:
    return any(span.start < end and start < span.end for span in spans)


def bare_sentences(text: str, citations: tuple[Citation, ...] | None = None) -> tuple[Span, ...]:
    """List the sentences of inline Markdown that claim something and cite nothing, as offsets in it.

    A bracket of references behind a full stop backs the sentence before it; a question, a label and what leads into a
    list claim nothing.

    >>> text = "Many want buses. (C-1) Nobody wants trams. What now?"
    >>> [text[one.start : one.end] for one in bare_sentences(text)]
    ['Nobody wants trams.']
    """
    citations = find_citations(text) if citations is None else citations
    starts = [one.start for one in citations]
    bare: list[Span] = []
    begun = False
    for span in _whole(text):
        seen = visible(text[span.start : span.end])
        words = seen.text
        leading = _LEADING.match(words) if begun else None
        if leading and _FOUND.search(leading.group()):  # a bracket behind the full stop backs the sentence before it
            if bare and not text[bare[-1].end : span.start].strip():
                bare.pop()
            words = words[leading.end() :]
            first = seen.to_source(leading.end() + len(words) - len(words.lstrip()), len(seen.text))[0]
            span = Span(span.start + first, span.end)  # noqa: PLW2901  # the rest of it
            cites = _FOUND.search(words) is not None
        else:
            cites = bisect_right(starts, span.end - 1) > bisect_right(starts, span.start - 1)
        if not cites and _claims(words):
            bare.append(span)
        begun = True
    return tuple(bare)


def _whole(text: str) -> list[Span]:
    """Give the sentences, those within one quotation put together."""
    seen = visible(text)
    marks = [Span(*seen.to_source(one.start, one.end)) for one in quoted(seen.text)]
    whole: list[Span] = []
    for span in sentences(text):
        if whole and any(one.start < span.start and whole[-1].end < one.end for one in marks):
            whole[-1] = Span(whole[-1].start, span.end)
        else:
            whole.append(span)
    return whole


def _claims(words: str) -> bool:
    words = words.strip()
    return len(_WORD.findall(words)) >= _SHORTEST_CLAIM and not words.endswith(("?", ":"))


@lru_cache(maxsize=512)
def read_passages(markdown: str) -> tuple[Passage, ...]:
    """Read a text as clauses, each with what it cites and its sentences that cite nothing.

    Code cites nothing; headings may cite, and need not.
    """
    passages = []
    for clause in parse(markdown):
        citations = () if clause.kind is Kind.CODE else find_citations(clause.text)
        claims = clause.kind not in (Kind.CODE, Kind.HEADING)
        passages.append(Passage(clause, citations, bare_sentences(clause.text, citations) if claims else ()))
    return tuple(passages)


def citations_in(markdown: str) -> tuple[Citation, ...]:
    """List what a text cites, in order of reading; places are within each clause."""
    return tuple(one for passage in read_passages(markdown) for one in passage.citations)
