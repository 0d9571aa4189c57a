"""The first three Gunning principles: asked in time, told enough, given time."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from consult.core.scopes import Scope
from consult.exchange.recording.facts import Facts
from consult.exchange.recording.finding import Finding, day, parse, part
from consult.infra.clock import spoken_date
from consult.infra.templating import plural

TAKEN = ("taken in", "partly")


def formative(facts: Facts) -> Finding:
    """First: consult while proposals are still at a formative stage."""
    found = Finding(
        "Asked while the words could still change",
        "The first Gunning principle: consultation must be at a time when proposals are still at a formative stage.",
    )
    opened = next((row["at"] for row in facts.stages if row["stage"] == "open"), None)
    changed_since = 0
    for document in facts.documents:
        numbers = [one.facts["number"] for one in document.revisions]
        later = [one for one in document.revisions if opened and one.facts["number"] > 1 and one.facts["at"] > opened]
        changes = [one for one in document.changes if any(one["revision"] == each.facts["number"] for each in later)]
        meaning = sum(1 for one in changes if not one["editorial"] and one["what"] != "moved")
        changed_since += meaning
        if not numbers:
            found.gaps.append(f"{document.title} has no published revision.")
            continue
        found.evidence.append(
            f"{document.title}: {plural(len(numbers), 'revision')}, {len(later)} of them after it opened; those "
            f"changed the meaning of clauses {plural(meaning, 'time')}."
        )
    said = facts.tallies
    taken = sum(said.fates[fate] for fate in TAKEN)
    answered = sum(many for fate, many in said.fates.items() if fate not in ("", "carried forward"))
    if answered:
        found.evidence.append(
            f"Of {plural(answered, 'contribution')} with an answer, {taken} ({part(taken, answered)}) were taken in, "
            f"whole or in part."
        )
        found.evidence.append(
            f"{plural(said.caused, 'contribution')} can be followed to the very words of a revision they stand behind."
        )
    if opened is None:
        found.gaps.append("It has not opened, so nobody outside the drafting group was asked.")
    elif not changed_since:
        found.gaps.append("No revision published after it opened changed the meaning of a clause.")
    if answered and not taken:
        found.gaps.append("Nothing that was said was taken in, whole or in part.")
    return found


def reasons(facts: Facts) -> Finding:
    """Second: give sufficient reasons for any proposal to permit of intelligent consideration and response."""
    found = Finding(
        "Told enough to answer well",
        "The second Gunning principle: sufficient reasons must be put forward for any proposal, so that people can "
        "consider it and respond.",
    )
    found.evidence.append(
        f"The purpose was stated in {plural(len(facts.consultation['purpose'].split()), 'word')} on the first page."
    )
    if facts.papers:
        named = "; ".join(f"{one['title']} ({day(one['added_at'])})" for one in facts.papers)
        found.evidence.append(f"{plural(len(facts.papers), 'background paper')}: {named}.")
        opened = next((row["at"] for row in facts.stages if row["stage"] == "open"), None)
        late = [one["title"] for one in facts.papers if opened and one["added_at"] > opened]
        if late:
            found.gaps.append(f"Laid out only after it had opened: {'; '.join(late)}.")
    else:
        found.gaps.append("No background paper was laid out.")
    _scopes(facts, found)
    unsaid = [f"{d.title}, revision {one.facts['number']}" for d in facts.documents for one in d.revisions
              if not (one.facts["summary"] or "").strip()]  # fmt: skip
    if unsaid:
        found.gaps.append(f"Without a summary in plain words: {'; '.join(unsaid)}.")
    return found


def _scopes(facts: Facts, found: Finding) -> None:
    """Say what was marked as fixed, and where no reason stands beside the mark."""
    for document in facts.documents:
        if not document.revisions:
            continue
        clauses = document.revisions[-1].text.clauses
        fixed = [one for one in clauses if one.scope is not Scope.OPEN]
        unexplained = [one for one in fixed if not one.scope_reason.strip()]
        open_, many = len(clauses) - len(fixed), plural(len(fixed) - len(unexplained), "clause")
        marked = f"{len(fixed)} marked as fixed, {many} with the reason beside it" if fixed else "none marked as fixed"
        found.evidence.append(
            f"{document.title}: of {plural(len(clauses), 'clause')}, {open_} open to change, {marked}."
        )
        if unexplained:
            found.gaps.append(
                f"{document.title}: {plural(len(unexplained), 'clause')} marked as fixed without a reason."
            )


def time(facts: Facts) -> Finding:
    """Third: give adequate time for consideration and response."""
    found = Finding(
        "Given time to answer",
        "The third Gunning principle: adequate time must be given for consideration and response. The law names no "
        "number of days.",
    )
    spans = open_spans(facts)
    for number, (start, end) in enumerate(spans):
        until = f"to {spoken_date(end)}, {plural(_days(start, end), 'day')}" if end else "and still open"
        round_ = "Open" if number == 0 else "Open again"
        found.evidence.append(f"{round_} from {spoken_date(start)} {until}.")
    if not spans:
        found.gaps.append("It was never open.")
    moves = [row for row in facts.stages if row["stage"] == "open" and row["by_hand"] and row["reason"].strip()]
    for row in moves:
        found.evidence.append(
            f"{day(row['at'])}: {'closing moved to ' + day(row['closes_at']) if row['closes_at'] else 'opened'}, "
            f"because: {row['reason']}"
        )
    for before, after in pairwise([row for row in facts.stages if row["stage"] == "open" and row["closes_at"]]):
        if after["closes_at"] < before["closes_at"] and after["at"] < before["closes_at"]:
            found.gaps.append(f"On {day(after['at'])} the closing was brought forward to {day(after['closes_at'])}.")
    for row in facts.asking_again:
        asked = (
            f"asked again about {plural(row['clauses_opened'], 'clause')}" if row["clauses_opened"] else "asked nobody"
        )
        found.evidence.append(f"{day(row['at'])}, after changes that came late: {asked}, because: {row['reason']}")
    if facts.timetable:
        found.evidence.append(f"{plural(len(facts.timetable), 'date')} in the public timetable, such as meetings.")
    reminders = sum(row["sent"] for row in facts.notices if "closing" in row["kind"])
    if reminders:
        found.evidence.append(f"{plural(reminders, 'reminder')} went out before it closed.")
    else:
        found.gaps.append(
            "The system sent no reminder before the closing; any sent by other means is not recorded here."
        )
    return found


def open_spans(facts: Facts) -> list[tuple[datetime, datetime | None]]:
    """Return when it was open, oldest first, each to its end; none for one that has not ended."""
    spans: list[tuple[datetime, datetime | None]] = []
    start: datetime | None = None
    for row in facts.stages:
        if row["stage"] == "open" and start is None:
            start = parse(row["at"])
        elif row["stage"] != "open" and start is not None:
            spans.append((start, parse(row["at"])))
            start = None
    if start is not None:
        closes = facts.consultation["closes_at"]
        # A closing by date is written down only by the next write.
        ended = facts.consultation["stage"] != "open" and closes
        spans.append((start, parse(closes) if ended else None))
    return spans


def _days(start: datetime, end: datetime) -> int:
    return max(0, round((end - start) / timedelta(days=1)))
