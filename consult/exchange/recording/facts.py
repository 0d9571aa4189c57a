"""What a record is made of: plain facts, and a spool of what people said, so that no form holds it all in memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from consult.core.chain import moment
from consult.documents.text import Text

Fact = dict[str, Any]
"""One thing as JSON holds it: keys in the order they are read, times as `moment` writes them."""


class Edition(StrEnum):
    """For whom a record is."""

    PUBLIC = "public"
    """What everybody may read on the site, and no more."""
    FULL = "full"
    """For officers: also what is held, hidden or from drafting, drafted answers, and who did what."""


@dataclass(frozen=True, slots=True)
class PublishedText:
    """A revision: its facts as the chain knows them, and its text."""

    facts: Fact
    text: Text
    salts: Mapping[int, str | None]
    """Salt of each wording by its id; none where the words were removed."""
    removed: Mapping[int, Fact]
    """When and why words were removed, by the id of the wording."""


@dataclass(frozen=True, slots=True)
class RecordedDocument:
    """A document, its revisions oldest first, and what each changed."""

    slug: str
    title: str
    kind: str
    revisions: Sequence[PublishedText]
    changes: Sequence[Fact]


@dataclass(slots=True)
class Tallies:
    """What is counted on the way, over all that needs an answer unless said otherwise."""

    said: int = 0
    """All that the edition shows, replies too."""
    replies: int = 0
    """Of those, how many are replies."""
    stubs: int = 0
    asked: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    """By newest published fate; "" for none."""
    reasoned: Counter[str] = field(default_factory=Counter)
    """Of those, how many give a reason."""
    channels: Counter[str] = field(default_factory=Counter)
    """Of all that is shown."""
    organisations: Counter[str] = field(default_factory=Counter)
    """Contributions for organisations, by the kind of organisation."""
    read: int = 0
    answered_unread: int = 0
    """Answered for good, though nobody is known to have opened it before."""
    disputed: int = 0
    """Answers of which their author says that they are not what was meant, and nobody answered again."""
    disputed_answered: int = 0
    caused: int = 0
    """Contributions that stand behind words of a revision."""


@dataclass(slots=True)
class Facts:
    """Everything a record holds, but for what people said, which lies in the spool."""

    edition: Edition
    site: str
    consultation: Fact
    documents: list[RecordedDocument] = field(default_factory=list)
    stages: list[Fact] = field(default_factory=list)
    timetable: list[Fact] = field(default_factory=list)
    papers: list[Fact] = field(default_factory=list)
    invited: list[Fact] = field(default_factory=list)
    asking_again: list[Fact] = field(default_factory=list)
    challenges: list[Fact] = field(default_factory=list)
    notes: list[Fact] = field(default_factory=list)
    notices: list[Fact] = field(default_factory=list)
    apart: Counter[str] = field(default_factory=Counter)
    """How many contributions there are by status and where made, also those this edition does not show."""
    reports: Counter[str] = field(default_factory=Counter)
    tallies: Tallies = field(default_factory=Tallies)
    promises: list[Fact] = field(default_factory=list)
    approached: Counter[str] = field(default_factory=Counter)
    """Whom the staff planned to ask because they were not heard yet: how many, and how many of that is done."""
    audit: Path | None = None
    """Rows of the audit log, one JSON object a line."""
    spool: Path | None = None
    """What people said, oldest first, one JSON object a line."""

    @property
    def is_full(self) -> bool:
        """Say whether this is the edition for officers."""
        return self.edition is Edition.FULL

    @property
    def title(self) -> str:
        """The record's own title."""
        return f"Record of the consultation: {self.consultation['title']}"

    def said(self) -> Iterator[Fact]:
        """Yield what people said, oldest first."""
        return read_lines(self.spool)

    def log(self) -> Iterator[Fact]:
        """Yield the audit rows, oldest first."""
        return read_lines(self.audit)


def read_lines(path: Path | None) -> Iterator[Fact]:
    """Yield the objects of a file of JSON lines."""
    if path is None:
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def when(at: datetime | None) -> str | None:
    """Write a time as the chains do, or none."""
    return None if at is None else moment(at)


def line(fact: Mapping[str, Any]) -> str:
    """Write one fact as a line of JSON."""
    return json.dumps(fact, ensure_ascii=False, separators=(",", ":")) + "\n"
