"""Find the words a comment points at, in the text its author read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.contributions.models import Anchor
from consult.core.errors import Refused
from consult.core.inline import visible
from consult.core.quotes import Found, Nearest, find_quote
from consult.documents.models import Revision
from consult.documents.text import Text, TextClause

AROUND = 60
"""Characters kept before and after a quote."""
LONGEST_QUOTE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """What a person pointed at, as it came in: a clause, words in it, and hints where they stand.

    `hint`: offsets in the text of `clause`, only a hint where a quote is given, else the range itself.
    """

    clause: str | None = None
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    hint: tuple[int, int] | None = None


def find_anchor(pointer: Pointer, revision: Revision, text: Text) -> Anchor | None:
    """Return the anchor of what was pointed at, or None for the whole document.

    Raises Refused: for an unknown clause, and for words that do not stand in the text, with `nearest` (clause, start,
    end, passage) where something like them does.
    """
    clause = _clause(pointer, text)
    if max(len(pointer.quote), len(pointer.prefix), len(pointer.suffix)) > LONGEST_QUOTE:
        raise Refused("Point at fewer words, or at the whole clause.", field="quote")
    if pointer.quote.strip():
        return _anchor(revision, *_search(pointer, clause, text))
    if clause is None:
        return None
    if pointer.hint is None:
        return _anchor(revision, clause, 0, len(clause.text), whole=True)
    return _anchor(revision, clause, *_snapped(clause, *pointer.hint))


def _clause(pointer: Pointer, text: Text) -> TextClause | None:
    if not pointer.clause:
        return None
    clause = text.find(pointer.clause)
    if clause is None:
        raise Refused(
            "This clause does not stand in the revision you read. Open the newest revision and choose again.",
            field="clause",
        )
    return clause


def _search(pointer: Pointer, clause: TextClause | None, text: Text) -> tuple[TextClause, int, int]:
    """Return where the quote stands: in the clause named, else in the whole text if no clause was named."""
    among = text.clauses if clause is None else (clause,)
    hint = (0, pointer.hint[0]) if clause is not None and pointer.hint is not None else None
    found = _find(pointer, among, hint)
    if not isinstance(found, Nearest):
        return among[found.index], found.start, found.end
    if clause is not None and not found.passage:
        among = text.clauses
        elsewhere = _find(pointer, among, None)
        found = elsewhere if isinstance(elsewhere, Nearest) else _offered(elsewhere, among)
    raise _not_found(found, among)


def _find(pointer: Pointer, among: Sequence[TextClause], hint: tuple[int, int] | None) -> Found | Nearest:
    return find_quote([one.text for one in among], pointer.quote, pointer.prefix, pointer.suffix, hint)


def _offered(found: Found, among: Sequence[TextClause]) -> Nearest:
    """Offer words found in another clause than the one named: a person says whether they are meant."""
    passage = visible(among[found.index].text[found.start : found.end]).text
    return Nearest(found.index, found.start, found.end, passage)


def _not_found(nearest: Nearest, among: Sequence[TextClause]) -> Refused:
    """Say that the words are not there, and what comes closest."""
    if not nearest.passage:
        message = "These words do not stand in the text. Choose a sentence, or the whole clause."
        return Refused(message, field="quote", nearest=None)
    place = {
        "clause": among[nearest.index].key,
        "start": nearest.start,
        "end": nearest.end,
        "passage": nearest.passage,
    }
    return Refused(
        "These words do not stand in the text. Did you mean the passage nearest to them?", field="quote", nearest=place
    )


def _snapped(clause: TextClause, start: int, end: int) -> tuple[int, int]:
    """Return a range that ends inside no marker. Raises Refused where it lies outside the clause."""
    if not 0 <= start < end <= len(clause.text):
        raise Refused(
            "These words do not stand in this clause. Choose a sentence, or the whole clause.", field="sentence"
        )
    seen = visible(clause.text)
    return seen.to_source(*seen.to_visible(start, end))


def _anchor(revision: Revision, clause: TextClause, start: int, end: int, *, whole: bool = False) -> Anchor:
    return Anchor(
        revision_id=revision.id,
        clause_id=clause.clause_id,
        start=start,
        end=end,
        whole=whole or (start, end) == (0, len(clause.text)),
        exact=clause.text[start:end],
        prefix=clause.text[max(0, start - AROUND) : start],
        suffix=clause.text[end : end + AROUND],
    )


def quoted(exact: str, prefix: str, suffix: str) -> str:
    """Return the words of a quote as its author saw them; what stands around it tells which signs are Markdown.

    >>> quoted("plan](/plan) or **call", "see [our ", "** us")
    'plan or call'
    """
    seen = visible(prefix + exact + suffix)
    start, end = seen.to_visible(len(prefix), len(prefix) + len(exact))
    return seen.text[start:end]
