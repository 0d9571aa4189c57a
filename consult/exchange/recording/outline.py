"""The record as people read it: one sequence of plain blocks, which Word and PDF each dress in their own way.

A block holds words only, never marks: whatever people wrote is shown as they wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from consult.core.inline import visible
from consult.core.kinds import Kind
from consult.exchange.recording.facts import Fact, Facts, PublishedText, RecordedDocument
from consult.exchange.recording.finding import day, parse
from consult.exchange.recording.principles import find
from consult.exchange.recording.readme import LEFT_OUT, NEITHER, counted
from consult.exchange.recording.voices import voice
from consult.infra.clock import spoken_date, spoken_time
from consult.infra.templating import plural
from consult.moderation.models import Ruling

TOGETHER = 250
"""Contributions under one heading."""
DEEPEST = 6
NARROWEST, WIDEST = 12, 40
"""Letters a column of a table is laid out for."""
GONE = "a clause that is gone"
RULED = {
    "reported": "Reported by a reader",
    Ruling.CONFIRM.value: "Confirmed and shown",
    Ruling.HIDE.value: "Hidden",
    Ruling.SHOW.value: "Shown again",
    Ruling.KEEP.value: "Left as it stands",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; levels begin at 1 and none is left out on the way down."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. `look`: plain, quote (what somebody said), soft (about it), item (of a list)."""

    text: str
    look: str = "plain"
    label: str = ""
    """Said before the words, in bold."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a row of headings; `about` says what it shows."""

    about: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    @property
    def widths(self) -> tuple[int, ...]:
        """How wide each column is beside the others: by its longest words, none very narrow or very wide."""
        columns = zip(self.head, *self.rows, strict=True)
        return tuple(min(WIDEST, max(NARROWEST, *(len(cell) for cell in column))) for column in columns)


Block = Heading | Para | Table


def outline(facts: Facts) -> Iterator[Block]:
    """Yield the blocks of a record, in the order they are read."""
    yield from _beginning(facts)
    yield from _principles(facts)
    yield from _timetable(facts)
    for document in facts.documents:
        yield from _document(document)
    yield from _disputes(facts)
    yield from _promises(facts)
    yield from _said(facts)
    yield from _logs(facts)


def _beginning(facts: Facts) -> Iterator[Block]:
    one = facts.consultation
    yield Para(LEFT_OUT[facts.edition.value], "soft")
    yield Para(NEITHER, "soft")
    yield Heading(1, "What was consulted on")
    for text in one["purpose"].splitlines():
        if text.strip():
            yield Para(text)
    yield Para(one["owner"], label="Run by")
    yield Para("everyone" if one["audience"] == "everyone" else _guests(facts), label="For")
    yield Para(one["stage"], label="Stage")
    yield Para("; ".join(document.title for document in facts.documents) or "none", label="Documents")
    yield Heading(2, "Background papers")
    if not facts.papers:
        yield Para("None was laid out.")
    for paper in facts.papers:
        where = paper["url"] or f"{paper['file']}, SHA-256 {paper['sha256']}"
        yield Para(f"{paper['title']}. {paper['what']} {where} (added {day(paper['added_at'])})", "item")


def _guests(facts: Facts) -> str:
    return "; ".join(str(one["organisation"] or one["network"]) for one in facts.invited)


def _principles(facts: Facts) -> Iterator[Block]:
    yield Heading(1, "What the record shows, duty by duty")
    yield Para(
        "Counted from what is stored. Whether the law was kept is for people to judge, and for a court in the end.",
        "soft",
    )
    for one in find(facts):
        yield Heading(2, one.name)
        yield Para(one.asks)
        yield Heading(3, "What is there")
        yield from (Para(text, "item") for text in one.evidence or ["Nothing."])
        yield Heading(3, "What is missing")
        yield from (Para(text, "item") for text in one.gaps or ["Nothing that the system would know of."])


def _timetable(facts: Facts) -> Iterator[Block]:
    yield Heading(1, "Timetable and stages")
    rows = [
        (
            _moment(one["at"]),
            one["stage"],
            _moment(one["closes_at"]) if one["closes_at"] else "",
            one["reason"] or ("by hand" if one["by_hand"] else "by its date"),
        )
        for one in facts.stages
    ]
    yield Table("Each stage reached and each change of the closing", ("When", "Stage", "Closes", "Why"), rows)
    if facts.timetable:
        rows = [(_date(one["on"]), one["time"], one["what"], one["where"]) for one in facts.timetable]
        yield Table("Dates in the public timetable", ("Day", "Time", "What", "Where"), rows)


def _date(on: str) -> str:
    return spoken_date(date.fromisoformat(on))


def _moment(at: str) -> str:
    return f"{day(at)}, {spoken_time(parse(at))}"


def _document(document: RecordedDocument) -> Iterator[Block]:
    yield Heading(1, document.title)
    rows = [
        (
            str(one.facts["number"]),
            _moment(one.facts["at"]),
            one.facts["published_by"] or "",
            visible(one.facts["summary"] or "").text,
        )
        for one in document.revisions
    ]
    yield Table("Its revisions", ("Revision", "When", "By", "What is new"), rows)
    for one in document.revisions:  # a seal is a word of 64 letters: no column is wide enough for it
        yield Para(one.facts["hash"], "soft", f"Seal of revision {one.facts['number']}:")
    for one in document.revisions:
        if one.facts["exception"]:
            many = plural(len(one.facts["unanswered_then"]), "contribution")
            yield Para(
                f"{one.facts['exception']} ({', '.join(one.facts['unanswered_then'])})",
                label=f"Revision {one.facts['number']} was published although {many} had no answer, because",
            )
    shown = {one.facts["number"]: one for one in (document.revisions[0], document.revisions[-1])} if rows else {}
    for number, one in shown.items():
        yield Heading(2, f"The words of revision {number}")
        yield from _text(one)


def _text(one: PublishedText) -> Iterator[Block]:
    """Yield a text clause by clause, each with the code people say aloud; its headings go under those of the record."""
    last = 2
    for clause, code in zip(one.text.clauses, one.text.codes, strict=True):
        removed = one.removed.get(clause.wording_id)
        words = visible(clause.text).text if clause.kind is not Kind.CODE else clause.text
        if removed is not None:
            words = f"words removed on {day(removed['at'])}: {removed['reason'] or ''}"
        if clause.kind is Kind.HEADING and words.strip():
            last = min(clause.level + 2, last + 1, DEEPEST)
            yield Heading(last, words if code == "0" or words.startswith(code) else f"{code} {words}".strip())
        else:
            yield Para(words, label=code)


def _disputes(facts: Facts) -> Iterator[Block]:
    titles = {document.slug: document.title for document in facts.documents}
    if facts.challenges:
        yield Heading(1, "Challenges of what changes were called")
    for one in facts.challenges:
        reason = one["reason"] or f"hidden: {one['hidden_because']}"
        yield Para(
            f"{titles[one['document']]}, revision {one['revision']}, {_called(facts, one)}: it should be called "
            f"{one['asked_for']}. {reason}",
            label=f"{one['by']}, {day(one['at'])}:",
        )
        if one["answered_at"]:
            said = "granted" if one["granted"] else "not granted"
            yield Para(f"{said}. {one['answer']}", label=f"Answer, {day(one['answered_at'])}:")
        else:
            yield Para("none yet", label="Answer:")
    if facts.notes:
        yield Heading(1, "Minority notes")
    for one in facts.notes:
        where = f"clause {one['code']}" if one["code"] else GONE
        state = "" if one["agreed_at"] else " (not printed)"
        yield Para(one["text"], "quote")
        yield Para(
            f"On {titles[one['document']]}, {where}{state}. Signed: {', '.join(one['signed'])}",
            "soft",
        )


def _called(facts: Facts, one: Fact) -> str:
    """Return the code of a challenged clause in its revision, or in the one before, where it was taken away."""
    document = next(each for each in facts.documents if each.slug == one["document"])
    for number in (one["revision"], one["revision"] - 1):
        for each in document.revisions:
            if each.facts["number"] == number and one["clause"] in each.text.positions:
                return f"clause {each.text.code(one['clause'])}"
    return GONE


def _promises(facts: Facts) -> Iterator[Block]:
    if facts.promises:
        yield Heading(1, "What was promised")
        rows = [
            (one["words"], one["keeper"], _date(one["due_on"]), one["state"], one["note"]) for one in facts.promises
        ]
        yield Table("Each promise and what became of it", ("Promise", "Who keeps it", "By", "Now", "Note"), rows)


def _said(facts: Facts) -> Iterator[Block]:
    """Yield what people said, some hundreds under a heading, so that no heading has thousands below it."""
    said, first = facts.said(), True
    titles = {document.slug: document.title for document in facts.documents}
    while some := list(islice(said, TOGETHER)):
        yield Heading(1, f"What people said: {some[0]['reference']} to {some[-1]['reference']}")
        if first:
            yield Para(counted(facts), "soft")
        for one in some:
            yield Heading(2, _title(one))
            for label, text, look in voice(one, titles[one["document"]]):
                yield Para(text, look, label)
        first = False
    if first:
        yield Heading(1, "What people said")
        yield Para("Nothing yet.")


def _title(one: Fact) -> str:
    where = f" on {one['code']}" if one.get("code") else ""
    return f"{one['reference']}: {one['kind']}{where}"


def _logs(facts: Facts) -> Iterator[Block]:
    yield Heading(1, "Notices and logs")
    rows = [
        (_occasion(one["kind"]), str(one["occasions"]), str(one["letters"]), str(one["sent"]), day(one["last_at"]))
        for one in facts.notices
    ]
    if rows:
        head = ("Occasion", "How often", "Letters", "Sent", "Last")
        yield Table("What people were told of, without their addresses", head, rows)
    counts = sorted(facts.apart.items())
    if counts:
        yield Table("All contributions by status", ("Status", "How many"), [(name, str(many)) for name, many in counts])
    rulings = [(RULED.get(name, name), many) for name, many in sorted(facts.reports.items())]
    yield Table(
        "Reports by readers, and what officers decided", ("What", "How many"), [(a, str(b)) for a, b in rulings]
    )
    yield Para(
        "The zip of this record holds all of it as data, with every revision, every link of the chains, and a script "
        "that checks them without this site."
    )


def _occasion(kind: str) -> str:
    """Return a kind of event in words.

    >>> _occasion("revision:published")
    'Revision published'
    """
    return kind.replace(":", " ").replace("_", " ").capitalize()
