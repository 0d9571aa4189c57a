"""What a suggestion proposes: as plain values that can be kept, and as people see it, clause by clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.contributions.suggestion_models import ChangeOp
from consult.contributions.suggestion_queries import Change
from consult.core.clauses import Clause, Kind
from consult.core.diff import Change as Run
from consult.core.diff import diff
from consult.core.inline import visible
from consult.core.suggestions import Add, Proposed, Remove, Reword
from consult.documents.text import Text

SHORTEST_CUT = 160
"""Characters of unchanged words in one run that are worth cutting out of a short view."""
AROUND = 60
"""Characters of them that stay beside a change."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What would become of one clause. `code`: of the clause, or of the one a new clause follows; empty if gone."""

    op: ChangeOp
    key: str | None
    code: str
    runs: tuple[Run, ...]

    @property
    def says(self) -> str:
        """Name the clause and what would be done to it."""
        if self.op is ChangeOp.ADD:
            where = f"after {self.code}" if self.code else "at the beginning" if self.key is None else ""
            return f"New clause {where}".strip()
        name = self.code or "A clause that has gone"
        return f"{name}, taken out" if self.op is ChangeOp.REMOVE else name


def show_changes(changes: Iterable[Change], text: Text | None) -> tuple[ShownChange, ...]:
    """Show the changes of a stored suggestion; codes are those of `text`."""
    return tuple(_show(change.proposal, change.old, text) for change in changes)


def show_proposals(proposals: Iterable[Proposed], base: Text) -> tuple[ShownChange, ...]:
    """Show what proposals made on a text would change in it."""
    shown = []
    for proposal in proposals:
        was = base.find(proposal.key) if not isinstance(proposal, Add) else None
        shown.append(_show(proposal, was.text if was else "", base))
    return tuple(shown)


def _show(proposal: Proposed, old: str, text: Text | None) -> ShownChange:
    key = proposal.after if isinstance(proposal, Add) else proposal.key
    code = text.code(key) if text is not None and key is not None and key in text.positions else ""
    if isinstance(proposal, Add):
        return ShownChange(ChangeOp.ADD, key, code, words_changed("", proposal.clause.text))
    if isinstance(proposal, Remove):
        return ShownChange(ChangeOp.REMOVE, key, code, words_changed(old, ""))
    return ShownChange(ChangeOp.REWORD, key, code, words_changed(old, proposal.text))


def words_changed(old: str, new: str) -> tuple[Run, ...]:
    """Return what changes between two texts of a clause, in the words a reader sees; where only marks do, with them."""
    before, after = visible(old).text, visible(new).text
    return tuple(diff(old, new) if before == after else diff(before, after))


def shortened(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Cut long runs of unchanged words short, for places where there is little room.

    >>> [run.new for run in shortened([Run("equal", "a " * 200, "a " * 200), Run("insert", "", "now")])][0][:4]
    '… a '
    """
    last = len(runs) - 1
    return tuple(
        _cut(run, first=at == 0, last=at == last) if run.op == "equal" and len(run.new) > SHORTEST_CUT else run
        for at, run in enumerate(runs)
    )


def _cut(run: Run, *, first: bool, last: bool) -> Run:
    words = run.new
    head = "" if first else words[: words.rfind(" ", 0, AROUND) + 1] or words[:AROUND]
    at = words.find(" ", len(words) - AROUND)
    tail = "" if last else words[at:] if at >= 0 else words[-AROUND:]
    short = f"{head}…{tail}"
    return Run("equal", short, short)


def changes_kept(proposals: Iterable[Proposed]) -> list[dict[str, Any]]:
    """Give proposals as plain values, to be kept until somebody says who they are."""
    return [_kept(one) for one in proposals]


def _kept(proposal: Proposed) -> dict[str, Any]:
    if isinstance(proposal, Add):
        clause = proposal.clause
        new = {"kind": clause.kind.value, "level": clause.level, "marker": clause.marker, "text": clause.text}
        return {"after": proposal.after, **new}
    return {"key": proposal.key, "text": proposal.text if isinstance(proposal, Reword) else None}


def changes_back(values: Sequence[Mapping[str, Any]]) -> list[Proposed]:
    """Read proposals back from plain values.

    >>> changes_back(changes_kept([Reword("a", "Pay ten."), Remove("b")]))
    [Reword(key='a', text='Pay ten.'), Remove(key='b')]
    """
    return [_back(one) for one in values]


def _back(value: Mapping[str, Any]) -> Proposed:
    if "after" in value:
        return Add(value["after"], Clause(Kind(value["kind"]), value["level"], value["text"], value["marker"]))
    return Remove(value["key"]) if value["text"] is None else Reword(value["key"], value["text"])
