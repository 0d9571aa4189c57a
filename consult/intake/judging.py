"""Say of each answer of a table what becomes of it, and change nothing: the dry run, and how taking it in begins."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import select

from consult.accounts.queries import list_organisations
from consult.contributions.commenting import LONGEST
from consult.contributions.models import Contribution
from consult.contributions.service import require_in_time
from consult.contributions.speaking import LONGEST_NAME
from consult.core.empty_answers import says_nothing
from consult.core.errors import ConsultError, Refused
from consult.extensions import db
from consult.intake.answers import Answer, Outcome, digest_of, plain, read_channel, read_day, read_people
from consult.intake.columns import Column, Means, read_columns
from consult.intake.models import AnswerTable, TakenAnswer
from consult.intake.registering import MOST_PEOPLE
from consult.intake.splitting import Places
from consult.intake.tables import Table


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer that was taken in before."""

    source: str
    column: str
    words: str
    reference: str
    table: int


@dataclass(slots=True)
class _Group:
    """Answers of one column and one person, or one thing that many said: taken in before, and seen in this file."""

    before: Sequence[Taken]
    words: Mapping[str, Taken]
    rows: dict[str, int] = field(default_factory=dict)
    seen: int = 0
    first: int = 0


def judge(asked: AnswerTable, table: Table, now: datetime) -> list[Answer]:
    """Return every answer of a table in order, with what becomes of it. A fixed number of queries."""
    return list(_Judge(asked, table, now).answers())


def counts(answers: Sequence[Answer]) -> dict[str, int]:
    """Count answers by what becomes of them."""
    many = Counter(answer.outcome for answer in answers)
    return {outcome.value: many[outcome] for outcome in Outcome if many[outcome]}


class _Judge:
    """One look at a table: what it is compared with, and what was seen in it so far."""

    def __init__(self, asked: AnswerTable, table: Table, now: datetime) -> None:
        self._asked, self._table = asked, table
        self._columns = read_columns(asked.columns or [])
        self._to_document = asked.options.get("unknown_clause") == "document"
        self._names = bool(asked.options.get("show_names"))
        self._places = Places(asked.document)
        self._organisations = {plain(one.name): one for one in list_organisations()}
        self._taken = _taken_before(asked.document_id)
        self._headings = {plain(heading) for heading, one in self._said_columns()}
        self._groups: dict[tuple[str, str], _Group] = {}
        self._in_time = cache(lambda day: _why_late(asked, day, now))

    def answers(self) -> Iterator[Answer]:
        """Yield the answers, row by row."""
        for place, row in enumerate(self._table.rows):
            if not any(row):
                continue
            for at, column in enumerate(self._columns):
                if column.means is Means.WORDS:
                    yield self._judge(self._table.number(place), row, at, column)

    def _said_columns(self) -> Iterator[tuple[str, Column]]:
        pairs = zip(self._table.headings, self._columns, strict=True)
        return ((heading, column) for heading, column in pairs if column.means is Means.WORDS)

    def _cell(self, row: Sequence[str], means: Means) -> str:
        return next((row[at] for at, column in enumerate(self._columns) if column.means is means), "")

    def _judge(self, number: int, row: Sequence[str], at: int, column: Column) -> Answer:
        answer = Answer(row=number, column=self._table.headings[at], words=row[at], outcome=Outcome.NEW)
        if says_nothing(answer.words):
            return replace(answer, outcome=Outcome.BLANK)
        try:
            answer = self._filled(answer, row, column)
        except ConsultError as error:
            return replace(answer, outcome=Outcome.PROBLEM, message=error.message)
        return self._compared(self._identified(answer, row), row)

    def _filled(self, answer: Answer, row: Sequence[str], column: Column) -> Answer:
        """Fill in all the row says. Raises Refused."""
        if len(answer.words) > LONGEST:
            raise Refused(f"It has {len(answer.words):,} characters; a part has up to {LONGEST:,}. Enter it by hand.")
        own = self._cell(row, Means.CLAUSE)
        clause, code = self._clause(own if own and not says_nothing(own) else column.clause)
        day = read_day(self._cell(row, Means.DATE))
        late = self._in_time(day or self._asked.received_on)
        if late:
            raise Refused(late)
        people, agreeing = read_people(self._cell(row, Means.PEOPLE)), read_people(self._cell(row, Means.AGREEING))
        people = people or None
        if people is not None and people > MOST_PEOPLE:
            raise Refused(f"{people:,} people are too many to be right. Check the number.")
        if agreeing is not None and (people is None or agreeing > people):
            raise Refused("More agree than it speaks for. Check the two numbers.")
        name, organisation = self._cell(row, Means.NAME), self._cell(row, Means.ORGANISATION)
        known = self._organisations.get(plain(organisation))
        shown = [name] if self._names and not says_nothing(name) else []
        shown += [organisation] if known is None and not says_nothing(organisation) else []
        return replace(
            answer,
            clause=clause,
            code=code,
            received=day or self._asked.received_on,
            channel=read_channel(self._cell(row, Means.CHANNEL)),
            people=people,
            agreeing=agreeing,
            organisation=known.slug if known else None,
            shown_as=", ".join(" ".join(one.split()) for one in shown)[:LONGEST_NAME].strip(),
        )

    def _clause(self, said: str) -> tuple[str | None, str]:
        try:
            return self._places.find(said)
        except Refused:
            if self._to_document:
                return None, ""
            raise

    def _identified(self, answer: Answer, row: Sequence[str]) -> Answer:
        """Say whose it is: by the id of its source, else by what it says, who said it, when, and about what."""
        own, words = self._cell(row, Means.ID), plain(answer.words)
        if own and not says_nothing(own):
            whose = digest_of("id", plain(self._asked.came_from), plain(own))
        else:
            who = [plain(self._cell(row, means)) for means in (Means.NAME, Means.ORGANISATION)]
            day = read_day(self._cell(row, Means.DATE))
            whose = digest_of("words", words, *who, day.isoformat() if day else "", answer.clause or "")
        return replace(answer, whose=whose, digest=digest_of(words))

    def _compared(self, answer: Answer, row: Sequence[str]) -> Answer:
        """Compare it with what was taken in before, and with what stands above it in this file."""
        column = plain(answer.column)
        has_id = not says_nothing(self._cell(row, Means.ID))
        group = self._group(answer.whose, column)
        twin = group.rows.setdefault(answer.digest, answer.row)
        first, group.seen = group.first or answer.row, group.seen + 1
        group.first = first
        if has_id:
            return self._by_id(answer, column, group, twin)
        named = any(not says_nothing(self._cell(row, means)) for means in (Means.NAME, Means.ORGANISATION))
        if named and group.seen > 1:
            return replace(answer, outcome=Outcome.SAME, message=f"Row {first} says the same, by the same people.")
        # Without a name, the same words in two rows may be two people: as many count as one file ever held.
        if len(group.before) >= group.seen:
            return self._known(answer, group.before[group.seen - 1])
        return replace(answer, key=digest_of(answer.whose, column, str(group.seen)))

    def _group(self, whose: str, column: str) -> _Group:
        """Return what is known of one column's answers by one person, or of one thing many said."""
        if (whose, column) not in self._groups:
            before = [one for one in self._taken.get(whose, ()) if self._is_column(one, column)]
            self._groups[whose, column] = _Group(before, {one.words: one for one in reversed(before)})
        return self._groups[whose, column]

    def _is_column(self, one: Taken, column: str) -> bool:
        """Say whether an answer came from this column; one this file has not is one of its own under another name."""
        renamed = one.column not in self._headings and one.source == plain(self._asked.came_from)
        return one.column == column or renamed

    def _by_id(self, answer: Answer, column: str, group: _Group, twin: int) -> Answer:
        if twin != answer.row:
            return replace(answer, outcome=Outcome.SAME, message=f"Row {twin} has the same id and the same words.")
        if answer.digest in group.words:
            return self._known(answer, group.words[answer.digest])
        if group.before and group.seen == 1:
            message = (
                "Its id was taken in with other words. What was said stays as it was received; enter the rest by hand."
            )
            return replace(answer, outcome=Outcome.CHANGED, reference=group.before[0].reference, message=message)
        more = group.seen > 1
        message = f"Row {group.first} has the same id and says something else: both are taken in." if more else ""
        return replace(answer, key=digest_of(answer.whose, column, answer.digest), message=message)

    def _known(self, answer: Answer, one: Taken) -> Answer:
        mine = one.table == self._asked.id
        return replace(answer, outcome=Outcome.TAKEN if mine else Outcome.KNOWN, reference=one.reference)


def _taken_before(document_id: int) -> Mapping[str, Sequence[Taken]]:
    """Return what was taken in about a document, by whose it is."""
    rows: Any = db.session.execute(
        select(
            *(TakenAnswer.whose, AnswerTable.came_from, TakenAnswer.column, TakenAnswer.words),
            *(Contribution.reference, TakenAnswer.table_id),
        )
        .join(Contribution, Contribution.id == TakenAnswer.contribution_id)
        .join(AnswerTable, AnswerTable.id == TakenAnswer.table_id)
        .where(TakenAnswer.document_id == document_id)
        .order_by(TakenAnswer.contribution_id)
    )
    found: dict[str, list[Taken]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Taken(plain(row[1]), *tuple(row)[2:]))
    return found


def _why_late(asked: AnswerTable, day: date, now: datetime) -> str:
    """Say why what arrived on a day is not in time, or nothing where it is."""
    try:
        require_in_time(asked.consultation, day, now)
    except Refused as late:
        return late.message
    return ""
