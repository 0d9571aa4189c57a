"""The verbs of this feature, in one place for those who stand above it."""

from __future__ import annotations

from consult.contributions.changing import edit, is_own, require_version, require_votable, why_fixed, withdraw
from consult.contributions.commenting import NewComment, comment
from consult.contributions.cosigning import cosign, take_name_back
from consult.contributions.door import (
    is_officer,
    is_open_here,
    lock,
    require_clauses,
    require_entering_in,
    require_in_time,
    require_open,
    require_place,
)
from consult.contributions.entering import needs_fate
from consult.contributions.revising import revise, why_settled
from consult.contributions.suggesting import NewSuggestion, suggest
from consult.contributions.waiting import (
    Confirmed,
    clear_old_waiting,
    confirm_waiting,
    find_waiting,
    get_waiting,
    leave_waiting,
    leave_with_name,
)

__all__ = [
    "Confirmed",
    "NewComment",
    "NewSuggestion",
    "clear_old_waiting",
    "comment",
    "confirm_waiting",
    "cosign",
    "edit",
    "find_waiting",
    "get_waiting",
    "is_officer",
    "is_open_here",
    "is_own",
    "leave_waiting",
    "leave_with_name",
    "lock",
    "needs_fate",
    "require_clauses",
    "require_entering_in",
    "require_in_time",
    "require_open",
    "require_place",
    "require_version",
    "require_votable",
    "revise",
    "suggest",
    "take_name_back",
    "why_fixed",
    "why_settled",
    "withdraw",
]
