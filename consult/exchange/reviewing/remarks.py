"""From the comments of an edited file to comments on the words of clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consult.contributions.anchoring import LONGEST_QUOTE
from consult.contributions.commenting import LONGEST
from consult.core.quotes import Found, find_quote
from consult.documents.text import Text, TextClause
from consult.exchange.exporting.remarks import NOTE, SIGN
from consult.exchange.reviewing.outcome import Left, Remark, shortened
from consult.exchange.reviewing.paragraphs import Edited, Paragraph, WordComment

AROUND = 60
MOST = 200
"""Comments taken from one file."""
LONGEST_NOTE = 2_100
"""Letters kept free for the words a comment was about, where they stand differently now."""
SHORTEST = 8
"""Letters a quote needs to be looked for in the whole text."""
_OURS = re.compile(rf"(?:[CSR]-\d{{1,9}}|{NOTE}){SIGN}")

ALREADY = "It stands on this site already"
NO_WORDS = "We could not find the words this comment is about in the text"
TOO_LONG = f"A comment of more than {LONGEST:,} letters"
EMPTY = "A comment without words"
TOO_MANY = f"More than {MOST} comments: send the rest in a second file"

Spots = Sequence[tuple[Paragraph, TextClause | None]]


@dataclass(frozen=True, slots=True)
class _Range:
    """Where a comment stands: paragraphs by their place in the file, and places in their words."""

    first: int
    start: int
    last: int
    end: int


def remarks_of(edited: Edited, spots: Spots, text: Text) -> tuple[list[Remark], list[Left]]:
    """Return the comments that find their words, and those that do not, each once."""
    ranges = _ranges(spots)
    made: list[Remark] = []
    left: list[Left] = []
    for comment in edited.comments:
        why = _why_left(comment, len(made))
        remark = None if why else _remark(comment, ranges.get(comment.id), spots, text)
        if remark is None:
            left.append(Left(why=why or NO_WORDS, words=shortened(comment.body), comments=1))
        else:
            made.append(remark)
    return made, left


def _why_left(comment: WordComment, already: int) -> str:
    if not comment.body:
        return EMPTY
    if len(comment.body) > LONGEST - LONGEST_NOTE:
        return TOO_LONG
    if _OURS.match(comment.body):
        return ALREADY
    return TOO_MANY if already >= MOST else ""


def _ranges(spots: Spots) -> dict[str, _Range]:
    found: dict[str, _Range] = {}
    for number, (paragraph, _) in enumerate(spots):
        for bound in paragraph.bounds:
            before = found.get(bound.comment)
            if before is None:
                found[bound.comment] = _Range(number, bound.at, number, bound.at)
            elif not bound.begins:
                found[bound.comment] = _Range(before.first, before.start, number, bound.at)
    return found


def _remark(comment: WordComment, place: _Range | None, spots: Spots, text: Text) -> Remark | None:
    if place is None:
        return None
    name, quotes = comment.name[:200], []
    for number in range(place.first, place.last + 1):
        paragraph, clause = spots[number]
        words = paragraph.before
        start = place.start if number == place.first else 0
        end = place.end if number == place.last else len(words)
        quote = words[start:end]
        if not quote.strip():
            continue
        quotes.append(quote)
        if clause is not None:
            return _on_words(comment, clause, quote, (words[max(0, start - AROUND) : start], words[end : end + AROUND]))
    clause = spots[place.first][1]
    if not quotes and clause is not None:  # it stands on words that are new, or between words
        return Remark(key=clause.key, body=comment.body, name=name)
    return _elsewhere(comment, quotes, text)


def _on_words(comment: WordComment, clause: TextClause, quote: str, around: tuple[str, str]) -> Remark:
    """Return a comment on words of a clause, or on the whole of it where the words stand differently there."""
    found = find_quote([clause.text], quote, *around)
    if isinstance(found, Found) and len(quote) <= LONGEST_QUOTE:
        if (found.start, found.end) == (0, len(clause.text)):
            return Remark(key=clause.key, body=comment.body, name=comment.name[:200])
        return Remark(
            key=clause.key,
            quote=quote,
            prefix=around[0],
            suffix=around[1],
            body=comment.body,
            name=comment.name[:200],
        )
    body = f"On “{shortened(quote)}”: {comment.body}"
    return Remark(key=clause.key, body=body, name=comment.name[:200])


def _elsewhere(comment: WordComment, quotes: Sequence[str], text: Text) -> Remark | None:
    """Look for the words in the whole text."""
    for quote in quotes[:5]:
        if SHORTEST <= len(quote.strip()) <= LONGEST_QUOTE:
            found = find_quote([clause.text for clause in text.clauses], quote)
            if isinstance(found, Found):
                key = text.clauses[found.index].key
                return Remark(key=key, quote=quote, body=comment.body, name=comment.name[:200])
    return None
