"""What an import brings in, and its honest account of what it left out."""

from __future__ import annotations

from dataclasses import dataclass, field

from consult.core.clauses import Clause

MOST_WORDS = 2_000
"""Characters of left-out text the report repeats for each sort; the count says how many there were."""


@dataclass(frozen=True, slots=True)
class NotKept:
    """One sort of thing the import left out: how many, and their words or names."""

    what: str
    count: int
    words: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A text read from a file: `markdown` is what `clauses` compose to."""

    title: str | None
    markdown: str
    clauses: tuple[Clause, ...]
    not_kept: tuple[NotKept, ...]


@dataclass(slots=True)
class Tally:
    """Count what is left out while a file is being read."""

    _counts: dict[str, int] = field(default_factory=dict)
    _words: dict[str, list[str]] = field(default_factory=dict)

    def add(self, what: str, words: str = "", *, count: int = 1) -> None:
        """Note one more thing left out, with its words or name where it has any."""
        self._counts[what] = self._counts.get(what, 0) + count
        said = " ".join(words.split())
        if said:
            self._words.setdefault(what, []).append(said)

    def report(self) -> tuple[NotKept, ...]:
        """Return what was left out, in the order it was first met."""
        return tuple(
            NotKept(what, count, _shortened("; ".join(self._words.get(what, ()))))
            for what, count in self._counts.items()
        )


def _shortened(words: str) -> str:
    return words if len(words) <= MOST_WORDS else words[:MOST_WORDS].rstrip() + " …"
