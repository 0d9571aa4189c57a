"""Check how far the words of a suggestion stand in a revision: as they were, adapted, or not at all.

Sentences are compared without regard to white space and capitals. What was only taken away is looked for
too: a suggestion to remove words is met when none of them is left. What this does not do: infer that a
comment caused anything; a person says so (`prompted`), and `changed_ranges` offers what can be pointed at.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from consult.core.diff import Change, diff, words
from consult.core.runs import FINE
from consult.core.sentences import Span, sentences

HALF = 0.5
"""The share of the added words that must stand among the changed ones for a suggestion to count as
adapted."""


@dataclass(frozen=True, slots=True)
class Incorporated:
    """How a suggestion stands in the new text, where, and what it says that the text does not (and the
    reverse)."""

    how: Literal["verbatim", "adapted", "not"]
    ranges: tuple[Span, ...]
    share: float
    difference: tuple[Change, ...]


def check(base: str, suggested: str, old: str, new: str) -> Incorporated:
    """Return how the change from `base` to `suggested` stands in a clause that a revision took from `old`
    to `new`.

    The ranges are in `new`; an empty one is where words stood that are gone.

    >>> check("Pay five.", "Pay ten.", "Pay five.", "Pay ten.").how
    'verbatim'
    >>> check("Pay five.", "Pay ten pounds a day.", "Pay five.", "You pay ten pounds a week.").how
    'adapted'
    >>> check("Pay five.", "Pay ten.", "Pay five.", "Pay nothing.").how
    'not'
    """
    asked = diff(base, suggested)
    added = [word for change in asked if change.op != "equal" for word in _spoken(change.new)]
    if not added:
        return _taken_away(asked, old, new)
    changes = diff(old, new)
    standing = _standing(base, suggested, new) or ()
    # What stood there before did not come from this change, even if something beside it changed.
    ranges = tuple(span for span in standing if is_changed(changes, span.start, span.end))
    if ranges:
        return Incorporated("verbatim", ranges, 1.0, ())
    come = [word for span in _words_changed(changes) for word in _spoken(new[span.start : span.end])]
    share = (Counter(added) & Counter(come)).total() / len(added)
    difference = tuple(diff(suggested, new))
    if share < HALF:
        return Incorporated("not", (), share, difference)
    changed = tuple(span for span in changed_ranges(old, new) if span.start < span.end)
    return Incorporated("adapted", changed, share, difference)


def changed_ranges(old: str, new: str) -> tuple[Span, ...]:
    """Return the sentences of the new text that changed, and empty ranges where whole ones were taken away.

    >>> [(span.start, span.end) for span in changed_ranges("Pay five. Come.", "Pay ten. Come.")]
    [(0, 8)]
    >>> [(span.start, span.end) for span in changed_ranges("Come. Pay five.", "Come.")]
    [(5, 5)]
    """
    changed = _words_changed(diff(old, new))
    found: list[Span] = []
    for sentence in sentences(new):
        if any(one.start < sentence.end and sentence.start < one.end for one in changed):
            found.append(Span(sentence.start, sentence.end))
    gone = [one for one in changed if one.start == one.end]
    found.extend(one for one in gone if not any(s.start < one.start < s.end for s in found))
    return tuple(sorted(found, key=lambda span: (span.start, span.end)))


def is_changed(changes: Sequence[Change], start: int, end: int) -> bool:
    """Say whether a range of a new text has words that are new there, or lies where words were taken away.

    `changes` lead from the old text to the new one.

    >>> changes = diff("Pay five pounds. Come.", "Pay ten pounds. Come.")
    >>> is_changed(changes, 4, 7), is_changed(changes, 16, 21)
    (True, False)
    """
    for one in _words_changed(changes):
        if one.start < one.end and start < one.end and one.start < end:
            return True
        if one.start == one.end and start <= one.start <= end:
            return True
    return False


def _words_changed(changes: Sequence[Change]) -> list[Span]:
    """Return the runs put in, and empty ones where words were only taken away."""
    spans: list[Span] = []
    at = 0
    for change in changes:
        if change.op != "equal" and (change.old + change.new).strip():
            lead = len(change.new) - len(change.new.lstrip())
            spans.append(Span(at + lead, at + max(lead, len(change.new.rstrip()))))
        at += len(change.new)
    return spans


def _standing(base: str, suggested: str, new: str) -> tuple[Span, ...] | None:
    """Return where every sentence the suggestion changed stands in `new`, or None if one does not."""
    places: dict[str, Span] = {_folded(new[s.start : s.end]): Span(s.start, s.end) for s in sentences(new)}
    kept = {_folded(base[s.start : s.end]) for s in sentences(base)}
    ranges: list[Span] = []
    for sentence in sentences(suggested):
        name = _folded(suggested[sentence.start : sentence.end])
        if name in kept:
            continue
        if name not in places:
            return None
        ranges.append(places[name])
    return tuple(ranges) or None


def _taken_away(asked: Sequence[Change], old: str, new: str) -> Incorporated:
    """Judge a suggestion that only takes words away: by its words in the old text that are gone from the
    new."""
    wanted = Counter(word for change in asked if change.op == "delete" for word in _spoken(change.old))
    gone: Counter[str] = Counter()
    ranges: list[Span] = []
    at = 0
    for change in diff(old, new):
        taken = Counter(_spoken(change.old)) - Counter(_spoken(change.new))
        if taken & wanted:
            ranges.append(Span(at, at))
        gone += taken
        at += len(change.new)
    share = (gone & wanted).total() / wanted.total() if wanted else 0.0
    if share == 1:
        return Incorporated("verbatim", tuple(ranges), 1.0, ())
    if share < HALF:
        return Incorporated("not", (), share, tuple(diff(old, new)))
    return Incorporated("adapted", tuple(ranges), share, tuple(diff(old, new)))


def _spoken(text: str) -> list[str]:
    return [word.casefold() for word in words(text, pattern=FINE) if word[0].isalnum()]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
