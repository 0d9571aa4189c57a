"""Finding sentences that promise something: "we will ...", "the council will ...", "will be ...".

A person decides what is a promise; this only spares them reading everything. So it would rather show a sentence too
many than miss one, but leaves out what plainly promises nothing: questions, what holds only in a side clause ("a plan
that will help"), and what the writer expects rather than undertakes ("costs will vary", "you will need").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from consult.core.inline import visible
from consult.core.sentences import sentences


class Sign(StrEnum):
    """How plainly a sentence promises."""

    PLAIN = "plain"
    """Somebody named says what they will do."""
    LIKELY = "likely"
    """It says what will be done, without saying who promises it."""


@dataclass(frozen=True, slots=True)
class Promising:
    """A sentence that may be a promise: a half-open range of the text, and its words as a reader sees them."""

    start: int
    end: int
    words: str
    sign: Sign


_WILL = re.compile(r"\b(?:will|shall)\b|(?<=\w)[’']ll\b", re.IGNORECASE)
_OATH = re.compile(
    r"\b(?:we|I|the council|the partnership|the board|officers)\s+(?:hereby\s+|now\s+|also\s+)?"
    r"(?:promise|commit(?:\s+ourselves)?\s+to|undertake\s+to|pledge|guarantee|are\s+(?:going|committed)\s+to|agree\s+to)\b",
    re.IGNORECASE,
)
_WE = re.compile(
    r"(?:^|[“\"(]|(?<!\bof)(?<!\bby)(?<!\bto)(?<!\bfor)(?<!\bwith)(?<!\bfrom)\s)(?:we|I|our\s+[\w-]+(?:\s[\w-]+)?|each\s+of\s+us|"
    r"(?:the|this|your|every|each)\s+(?:[\w’'-]+\s+){0,3}"
    r"(?:council|borough|authority|cabinet|provider|contractor|vendor|supplier|partnership|partners|board|committee|panel|"
    r"team|officers?|office|department|service|staff|charity|trust|government|agency|commissioners?|mayor|councillors?|"
    r"director|lead|group))"
    r"(?:\s+(?:also|now|then|always|never|each\s+year|itself))?\s*$",
    re.IGNORECASE,
)
_SIDE = re.compile(
    r"\b(?:if|when|whenever|where|wherever|whether|whom|what|how|why|because|unless|until|while|since|"
    r"so|means?|believes?|estimates?|expects?|hopes?|thinks?)\b",
    re.IGNORECASE,
)
_WHO = re.compile(r".*\b(?:that|which|who)\b(.*)$", re.IGNORECASE | re.DOTALL)
_NAMED = re.compile(
    r"\s*(?:the|an?|we|you|they|it|he|she|I|our|your|their|its|this|these|each|every|all|any)\b", re.IGNORECASE
)
_ADVERB = r"(?:(?:also|often|usually|generally|probably|still|then|always|only|normally|typically)\s+)*"
_NO_DEED = re.compile(
    rf"^\s+(?:not\s+)?{_ADVERB}(?:need|want|have\s+to|vary|depend|differ|help|mean|make\s+(?:it|sense)|allow|enable|reduce|"
    r"increase|require|find|see|look|notice|know|generate|cause|take\s+(?:time|longer|less)|"
    r"(?:not\s+)?be\s+(?:able|likely|unlikely|needed|required|necessary|difficult|hard|easy|easier|small|large|possible|"
    r"different|affected|expected))\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(r"^\s+(?:often|usually|probably|likely|generally|typically|normally|no doubt)\b", re.IGNORECASE)
_GUESSED = re.compile(r"\b(?:likely|unlikely|hopefully|probably|estimated?|expected)\b", re.IGNORECASE)
_NOUN_BEFORE = re.compile(r"\b(?:good|ill|free|at|the|a|his|her|their|last|own|of|political)\s+$", re.IGNORECASE)
_YOU = re.compile(
    r"(?:^|[\s,])(?:you|your\s+[\w-]+(?:\s[\w-]+)?|users?|they|it|this|these|those|some)\s*$", re.IGNORECASE
)
_DONE_TO = re.compile(
    r"^\s+(?:(?:not|always|never)\s+)?"
    r"(?:be\s+\w+(?:ed|en|ld|ht|de|ne|wn|nt|id|pt|et)\b|(?:have|get|hear|receive)\b)"
)
_LONGEST = 1_000


def find_promises(text: str) -> list[Promising]:
    """Find the sentences of a text that may be promises, in order of reading; offsets are code points in `text`.

    >>> [one.words for one in find_promises("We met in May. We will publish each year what was spent. Will it do?")]
    ['We will publish each year what was spent.']
    >>> [one.sign.value for one in find_promises("You will be told in writing. You will need a form.")]
    ['likely']
    """
    found: list[Promising] = []
    for span in sentences(text):
        words = " ".join(visible(text[span.start : span.end]).text.split())
        sign = sign_of(words)
        if sign is not None:
            found.append(Promising(span.start, span.end, words, sign))
    return found


def sign_of(words: str) -> Sign | None:
    """Say how plainly one sentence promises something; None where it does not.

    >>> sign_of("The council will keep a public list."), sign_of("A plan that will help people.")
    (<Sign.PLAIN: 'plain'>, None)
    """
    if words.endswith("?") or len(words) > _LONGEST:
        return None
    if _OATH.search(words):
        return Sign.PLAIN
    best: Sign | None = None
    for hit in _WILL.finditer(words):
        sign = _weigh(words[: hit.start()], words[hit.end() :], binding=hit[0].lower() == "shall")
        if sign is Sign.PLAIN:
            return sign
        best = best or sign
    return best


def _weigh(before: str, after: str, *, binding: bool) -> Sign | None:
    """Weigh one "will" by what stands before and after it; binding: it is a "shall", which is not said of guesses."""
    if not before.strip() or _NOUN_BEFORE.search(before) or not re.match(r"\s+\w", after):
        return None
    main = re.split(r"[,;:–—]|\s-\s", before)[-1]  # the part of the sentence it stands in
    if (_is_aside(main) and not binding) or _HEDGED.match(after) or _GUESSED.search(main):
        return None
    if _WE.search(main):
        return None if _NO_DEED.match(after) else Sign.PLAIN
    if _NO_DEED.match(after):
        return None
    if _YOU.search(main):
        return Sign.LIKELY if _DONE_TO.match(after) else None
    return Sign.LIKELY


def _is_aside(main: str) -> bool:
    """Say whether a "will" after these words stands in a side clause.

    "People who give their time will" has had its side clause; "a plan that will" and "a plan that the council will" are
    in the midst of it: nothing that could be its verb stands between.
    """
    if _SIDE.search(main):
        return True
    since = _WHO.match(main)
    if since is None:
        return False
    between = since[1].split()
    return not between or (_NAMED.match(since[1]) is not None and len(between) <= 4)
