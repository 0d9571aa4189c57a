"""The changed words an officer can point at: every sentence that changed, and every place words were taken from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consult.answers.given import Pointed
from consult.answers.step import Step, has_changed, words_gone
from consult.core.compare import ClauseChange, ClauseOp
from consult.core.diff import Change, diff
from consult.core.errors import Refused
from consult.core.incorporation import changed_ranges
from consult.core.inline import visible

GONE = "gone"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to point at; `value` is what its box sends."""

    value: str
    words: str
    taken_away: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """One run of words in a clause that changed; `value` names the choice that a click on it ticks, or is empty."""

    run: Change
    value: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A clause that changed, with its code in the text it stands in and what can be pointed at."""

    change: ClauseChange
    code: str
    choices: tuple[Choice, ...]

    @property
    def was(self) -> str:
        """The visible words before."""
        return visible(self.change.old.text).text if self.change.old else ""

    @property
    def marked(self) -> list[Marked]:
        """The words a reader sees, before and after, run by run; each changed run with the choice it lies in."""
        if self.change.new is None:
            return []
        seen = visible(self.change.new.text)
        places = [(choice.value, *seen.to_visible(*_range(choice.value))) for choice in self.choices]
        runs, at = [], 0
        for run in diff(self.was, seen.text):
            end = at + len(run.new)
            inside = (value for value, start, stop in places if start <= max(at, end - 1) and at <= stop)
            runs.append(Marked(run, "" if run.op == "equal" else next(inside, "")))
            at = end
        return runs


def _range(value: str) -> tuple[int, int]:
    _key, start, end = value.split(":")
    return int(start), int(end)


def list_choices(step: Step) -> list[Changed]:
    """List what changed from one text to the next, in reading order."""
    found = []
    for key, change in step.changes.items():
        text = step.old if change.op is ClauseOp.REMOVED else step.new
        found.append(Changed(change, text.code(key), tuple(_choices(change))))
    return found


def _choices(change: ClauseChange) -> Iterator[Choice]:
    if change.new is None:
        words = visible(change.old.text).text if change.old else ""
        yield Choice(f"{GONE}:{change.key}", words, taken_away=True)
        return
    text = change.new.text
    spans = changed_ranges(change.old.text if change.old else "", text)
    whole = [(0, len(text))] if has_changed(change, 0, len(text)) else []
    for start, end in [(span.start, span.end) for span in spans] or whole:
        gone = words_gone(change, start) if start == end else ""
        words = gone or text[start:end]
        if words.strip():
            yield Choice(f"{change.key}:{start}:{end}", visible(words).text.strip(), taken_away=bool(gone))


def read_choices(values: list[str]) -> tuple[list[Pointed], list[str]]:
    """Read the boxes that were ticked: words, and clauses that are gone. Raises Refused for anything else."""
    words: list[Pointed] = []
    removed: list[str] = []
    for value in values:
        parts = value.split(":")
        if len(parts) == 2 and parts[0] == GONE:
            removed.append(parts[1])
        elif len(parts) == 3 and parts[1].isdecimal() and parts[2].isdecimal() and len(value) < 60:
            words.append(Pointed(parts[0], int(parts[1]), int(parts[2])))
        else:
            raise Refused("Choose the words from the list.", field="words")
    return words, removed


def as_values(words: list[Pointed], removed: list[str]) -> list[str]:
    """Give what was pointed at as the boxes send it."""
    return [f"{one.clause}:{one.start}:{one.end}" for one in words] + [f"{GONE}:{key}" for key in removed]
