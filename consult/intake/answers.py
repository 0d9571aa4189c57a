"""What one cell of a table of answers says, as we keep it: the words, the clause, the day, how many, and who."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from consult.contributions.models import Channel
from consult.core.empty_answers import says_nothing
from consult.core.errors import Refused
from consult.infra import clock


class Outcome(StrEnum):
    """What becomes of an answer."""

    NEW = "new"
    TAKEN = "taken"
    KNOWN = "known"
    CHANGED = "changed"
    SAME = "same"
    BLANK = "blank"
    PROBLEM = "problem"


SAID = {
    Outcome.NEW: "Will be taken in",
    Outcome.TAKEN: "Taken in",
    Outcome.KNOWN: "Taken in before: not again",
    Outcome.CHANGED: "Taken in before with other words: those stay",
    Outcome.SAME: "Stands in this file twice: taken in once",
    Outcome.BLANK: "No answer: empty, or “-”, “n/a”, “Not provided”",
    Outcome.PROBLEM: "Not taken in: needs a look",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer and what becomes of it. row: as a spreadsheet numbers it. message: what is wrong and what to do."""

    row: int
    column: str
    words: str
    outcome: Outcome
    message: str = ""
    reference: str = ""
    """The contribution it is already, where it was taken in."""
    clause: str | None = None
    """The clause's key; none: the document."""
    code: str = ""
    shown_as: str = ""
    organisation: str | None = None
    received: date | None = None
    channel: Channel = Channel.IMPORT
    people: int | None = None
    agreeing: int | None = None
    whose: str = ""
    key: str = ""
    digest: str = ""


def plain(said: str) -> str:
    """Return words in the form in which two answers are the same: no capitals, single spaces, one form of letters."""
    return " ".join(unicodedata.normalize("NFKC", said).casefold().split())


def digest_of(*parts: str) -> str:
    """Return the SHA-256 of some texts, kept apart by what none of them holds."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


_DAY_FIRST = re.compile(r"(\d{1,2})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{4}|\d{2})(?:[ ,T].*)?")
_NAMED = re.compile(
    r"(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[ \-./]+([a-z]{3,9})\.?,?[ \-./]+(\d{4}|\d{2})(?:[ ,].*)?"
)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[ ,].*)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SERIAL = re.compile(r"[3-6]\d{4}(?:\.\d+)?")
_EXCEL_BEGAN = date(1899, 12, 30)


def read_day(said: str) -> date | None:
    """Return the day a cell names, in London, or None for an empty one. Raises Refused.

    Days come first, as in this country, unless only the other order is a date.

    >>> read_day("14/03/2026"), read_day("2026-06-30T23:30:00Z").isoformat(), read_day("3 March 2026").isoformat()
    (datetime.date(2026, 3, 14), '2026-07-01', '2026-03-03')
    """
    text = said.strip()
    if not text or says_nothing(text):
        return None
    try:
        return _day(text)
    except (ValueError, OverflowError):
        raise Refused(f"“{text[:40]}” is no date we can read. Write it as 2026-03-14 or 14/03/2026.") from None


def _day(text: str) -> date:
    if re.match(r"\d{4}-\d{1,2}-\d{1,2}", text):
        return _iso(text)
    low = text.lower()
    if found := _DAY_FIRST.fullmatch(text):
        day, month = int(found[1]), int(found[2])
        return date(_year(found[3]), day, month) if month > 12 else date(_year(found[3]), month, day)
    if found := _NAMED.fullmatch(low):
        return date(_year(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST.fullmatch(low):
        return date(_year(found[3]), _month(found[1]), int(found[2]))
    if _SERIAL.fullmatch(text):
        return _EXCEL_BEGAN + timedelta(days=int(float(text)))
    raise ValueError


def _iso(text: str) -> date:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        year, month, day = (int(part) for part in re.findall(r"\d+", text)[:3])
        return date(year, month, day)
    return at.date() if at.tzinfo is None else clock.to_london(at).date()


def _year(said: str) -> int:
    return int(said) + (2000 if len(said) == 2 else 0)


def _month(said: str) -> int:
    return _MONTHS.index(said[:3]) + 1


def read_people(said: str) -> int | None:
    """Return how many a cell says, or None for an empty one. Raises Refused.

    >>> read_people("1,200 people"), read_people("n/a"), read_people("0")
    (1200, None, 0)
    """
    text = said.strip()
    if not text or says_nothing(text):
        return None
    found = re.fullmatch(
        r"(?:c\.?|ca\.?|about|approx\.?|~)?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.0+)?(?:\s+[a-z ]{1,40})?", text, re.I
    )
    if found is None:
        raise Refused(f"“{text[:40]}” is no number of people. Write a whole number, or nothing.")
    return int(found[1].replace(",", ""))


_CHANNELS = (
    (Channel.EMAIL, re.compile(r"e-?mail", re.I)),
    (Channel.PHONE, re.compile(r"phone|call|helpline", re.I)),
    (Channel.PAPER, re.compile(r"paper|post|letter|hand|form|leaflet", re.I)),
    (Channel.MEETING, re.compile(r"meeting|workshop|event|room|person|drop-?in|forum|focus", re.I)),
)


def read_channel(said: str) -> Channel:
    """Return how an answer arrived; what the other tool took itself was brought over from it.

    >>> read_channel("E-mail").value, read_channel("Online form").value, read_channel("paper form").value
    ('email', 'import', 'paper')
    """
    if re.search(r"online|web|app\b|site", said, re.I):
        return Channel.IMPORT
    return next((channel for channel, pattern in _CHANNELS if pattern.search(said)), Channel.IMPORT)
