"""What was read from an edited file: what goes on from here, and what does not, each with its words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from consult.core.clauses import Clause, Kind
from consult.core.errors import Refused
from consult.core.suggestions import Add, Proposed, Remove, Reword

MOST_KEPT = 3 * 2**20
"""Bytes the form that confirms may carry; a form may have four million."""
LONGEST_SHOWN = 2_000
"""Letters of one leftover that are shown; a cut is marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change to one clause. `key`: the clause, or the one a new clause follows; the counts are of tracked changes."""

    op: str
    key: str | None
    text: str = ""
    kind: str = "paragraph"
    level: int = 0
    marker: str = ""
    insertions: int = 0
    deletions: int = 0
    names: str = ""
    untracked: bool = False
    """Words differ although no change of theirs was tracked."""

    @property
    def proposal(self) -> Proposed:
        """Return it as the engine knows changes."""
        if self.op == "add":
            return Add(self.key, Clause(Kind(self.kind), self.level, self.text, self.marker))
        return Reword(self.key or "", self.text) if self.op == "reword" else Remove(self.key or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment of the file: the clause and the words it is about, what it says, whose name the file gives it."""

    key: str | None
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    body: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What does not go on: why, its words, and how many changes and comments of the file it accounts for."""

    why: str
    words: str = ""
    insertions: int = 0
    deletions: int = 0
    comments: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All that was read from a file, against one revision of a document."""

    revision: int
    filename: str = ""
    changes: tuple[Change, ...] = ()
    remarks: tuple[Remark, ...] = ()
    left: tuple[Left, ...] = ()
    notices: tuple[str, ...] = field(default=())

    def counts(self) -> tuple[int, int, int]:
        """Return the insertions, deletions and comments accounted for."""
        parts: list[Change | Left] = [*self.changes, *self.left]
        return (
            sum(one.insertions for one in parts),
            sum(one.deletions for one in parts),
            len(self.remarks) + sum(one.comments for one in self.left),
        )

    def kept(self) -> str:
        """Write it down, for the form that confirms it. Raises Refused where no form can hold it.

        Where that would be too long, what is left out is only counted: its words were shown once.
        """
        for review in (self, replace(self, left=_counted(self.left))):
            written = json.dumps(asdict(review), ensure_ascii=False)
            if len(written.encode()) <= MOST_KEPT:
                return written
        raise Refused("This file changes more words than one suggestion can hold. Send it in two parts.", field="file")


def _counted(left: Sequence[Left]) -> tuple[Left, ...]:
    """Return leftovers by reason, without their words."""
    found: list[Left] = []
    for why in dict.fromkeys(one.why for one in left):
        some = [one for one in left if one.why == why]
        found.append(
            Left(
                why=why,
                words=f"{len(some):,} of these, shown before",
                insertions=sum(one.insertions for one in some),
                deletions=sum(one.deletions for one in some),
                comments=sum(one.comments for one in some),
            )
        )
    return tuple(found)


def read_kept(text: str) -> Review:
    """Read what `kept` wrote; nothing in it is trusted. Raises Refused."""
    try:
        whole = json.loads(text)
        return Review(
            revision=_whole(whole["revision"]),
            filename=_text(whole["filename"]),
            changes=tuple(_made(Change, one) for one in whole["changes"]),
            remarks=tuple(_made(Remark, one) for one in whole["remarks"]),
            left=tuple(_made(Left, one) for one in whole["left"]),
            notices=tuple(_text(one) for one in whole["notices"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused("What was read from the file did not come back whole. Choose the file once more.") from None


def _made(kind: Any, values: Mapping[str, Any]) -> Any:
    for name, value in values.items():
        if not isinstance(value, str | int | None) or (value is None and name != "key"):
            raise TypeError(name)
        if name in ("level", "insertions", "deletions", "comments"):
            _whole(value)
        elif name != "untracked" and value is not None:
            _text(value)
    made = kind(**values)
    if isinstance(made, Change):
        Kind(made.kind)
        if made.op not in ("add", "reword", "remove"):
            raise ValueError(made.op)
    return made


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise TypeError("a number")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text")
    value.encode()  # raises for half a letter, which JSON can spell and nothing can store
    if "\0" in value:
        raise ValueError("a NUL")
    return value


def shortened(words: str) -> str:
    """Return words as a leftover shows them."""
    said = " ".join(words.split())
    return said if len(said) <= LONGEST_SHOWN else said[:LONGEST_SHOWN].rstrip() + " …"
