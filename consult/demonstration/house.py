"""What the replay has made so far, by the names the content uses, and the calendar of the content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from consult.accounts.models import Network, Organisation, Person
from consult.answers.promises.models import Promise
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.demonstration.content import Entry, place_of
from consult.documents.models import Document
from consult.documents.queries import get_revision, read_revision
from consult.infra import clock
from consult.intake.models import Submission

NOON = "12:00"


@dataclass(slots=True)
class House:
    """The invented borough as far as it stands."""

    today: date
    organisations: dict[str, Organisation] = field(default_factory=dict)
    networks: dict[str, Network] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    """People as the content has them, by the same names."""
    consultations: dict[str, Consultation] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    contributions: dict[str, Contribution] = field(default_factory=dict)
    promises: dict[str, Promise] = field(default_factory=dict)
    """What was promised, by the words it was promised in."""
    submissions: dict[str, Submission] = field(default_factory=dict)
    keys: dict[tuple[int, int, str], str] = field(default_factory=dict)
    """Keys of clauses found by their first words: document, revision, words."""

    def at(self, day: int, london: str) -> datetime:
        """Return the moment of a day counted from today and a time in London."""
        return clock.in_london(self.date(day), time.fromisoformat(london))

    def moment(self, entry: Entry) -> datetime:
        """Return the moment an entry names by `day` and `time`."""
        return self.at(entry["day"], entry["time"])

    def date(self, day: int) -> date:
        """Return a day counted from today."""
        return self.today + timedelta(days=day)

    def key(self, document: Document, number: int, beginning: str) -> str:
        """Return the key of the clause of a revision that begins with these words. Raises Unplayable."""
        named = (document.id, number, beginning)
        if named not in self.keys:
            clauses = read_revision(get_revision(document, number)).clauses
            self.keys[named] = clauses[place_of(beginning, [clause.text for clause in clauses])].key
        return self.keys[named]

    def day(self, at: datetime) -> int:
        """Return the day of a moment, counted from today."""
        return (clock.to_london(at).date() - self.today).days


@dataclass(frozen=True, slots=True)
class Windows:
    """When something is open: half-open stretches of time, in order."""

    stretches: Sequence[tuple[datetime, datetime]]

    def holds(self, at: datetime) -> bool:
        """Say whether it is open at a moment."""
        return any(start <= at < end for start, end in self.stretches)


def open_windows(house: House, about: Entry) -> Windows:
    """Return when a consultation is open for comments and votes."""
    stages = about["stages"]
    ends = [house.moment(stage) for stage in stages[1:]]
    ends.append(house.moment(about["closes"]))
    return Windows(
        [(house.moment(stage), end) for stage, end in zip(stages, ends, strict=True) if stage["stage"] == "open"]
    )
