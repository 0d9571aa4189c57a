"""Fates: what became of a contribution, and what each fate needs to be given."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_NO_WORD = re.compile(r"[\W_]+")


class Fate(StrEnum):
    """What became of a contribution: exactly one of these."""

    TAKEN_IN = "taken in"
    PARTLY = "partly"
    NOT_TAKEN = "not taken"
    CARRIED_FORWARD = "carried forward"
    OUT_OF_SCOPE = "out of scope"
    ANSWERED = "answered"
    NOTED = "noted"


class How(StrEnum):
    """How a contribution's words came into a revision."""

    VERBATIM = "verbatim"
    ADAPTED = "adapted"
    PROMPTED = "prompted"


NOT_IN = (Fate.NOT_TAKEN, Fate.OUT_OF_SCOPE)
"""Fates that say that nothing was taken in; given later, they take back that words came from a contribution."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a fate needs: a reason (or the reply), words to point at, a revision to belong to."""

    reason: bool = False
    words: bool = False
    revision: bool = False


NEEDS: dict[Fate, Needs] = {
    Fate.TAKEN_IN: Needs(words=True, revision=True),
    Fate.PARTLY: Needs(words=True, revision=True),
    Fate.NOT_TAKEN: Needs(reason=True),
    Fate.CARRIED_FORWARD: Needs(revision=True),
    Fate.OUT_OF_SCOPE: Needs(reason=True),
    Fate.ANSWERED: Needs(reason=True),
    Fate.NOTED: Needs(),
}

SETTLED = frozenset(fate for fate in Fate if fate is not Fate.CARRIED_FORWARD)
"""Fates that answer for good; `carried forward` answers for one revision only."""


def lacking(fate: Fate, *, reason: str, words: int, with_revision: bool) -> str | None:
    """Say in plain words what is missing before `fate` can be given, or None.

    >>> lacking(Fate.NOT_TAKEN, reason="", words=0, with_revision=False)
    'Give a reason: the person who said it will read it.'
    """
    needs = NEEDS[fate]
    if needs.revision and not with_revision:
        return f"“{fate.value}” belongs to a revision: give it when you publish one."
    if needs.reason and not reason.strip():
        return (
            "Write the answer: the person who asked will read it."
            if fate is Fate.ANSWERED
            else "Give a reason: the person who said it will read it."
        )
    if needs.words and not words:
        return "Point at the words this changed, or at the clause it took away."
    return None


def is_answered(fate: Fate | None, *, for_next_revision: bool = True) -> bool:
    """Say whether the newest published `fate` still answers for a contribution.

    `carried forward` answered for the revision it was given with; at the next one it asks again.

    >>> is_answered(Fate.NOTED), is_answered(Fate.CARRIED_FORWARD), is_answered(None)
    (True, False, False)
    """
    if fate is None:
        return False
    return fate is not Fate.CARRIED_FORWARD or not for_next_revision


def reason_key(reason: str) -> str:
    """Return a short name that is the same for reasons which differ in case, white space and punctuation only.

    Empty for a reason without words.

    >>> reason_key("Thank you.  We agree!") == reason_key("thank you, we agree")
    True
    >>> reason_key(" . ")
    ''
    """
    words = _NO_WORD.sub(" ", unicodedata.normalize("NFKC", reason).casefold()).strip()
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()[:32] if words else ""
