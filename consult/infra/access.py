"""Access: every view declares its action; the policy table decides; a test walks them all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from consult.core import policy
from consult.core.errors import NOT_HERE, Closed, Denied, Missing, Unknown
from consult.core.policy import Facts

P = ParamSpec("P")
R = TypeVar("R")
FactsLoader = Callable[..., Facts]


def no_facts(**_: object) -> Facts:
    """Know nothing: for doors that are open to everybody."""
    return Facts()


def access(action: str, *, facts: FactsLoader = no_facts) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare that a view does `action`; `facts` gathers what the policy needs from the view's arguments.

    Raises Missing where the thing does not exist for this person, Closed where only the stage forbids it,
    Unknown where somebody must sign in first, Denied otherwise.
    """
    if action not in policy.TABLE:
        raise ValueError(f"{action!r} is in no row of the policy table")

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            require(action, facts(**kwargs))
            return view(*args, **kwargs)

        guarded.action = action  # type: ignore[attr-defined]  # read by the test that walks all views
        return guarded

    return declare


def require(action: str, facts: Facts) -> None:
    """Do nothing if `action` is allowed on these facts, else raise what answers best."""
    if policy.allows(action, facts):
        return
    if facts.stage is not None and not policy.can_read(facts):
        raise Missing(NOT_HERE)
    if policy.closed_by_stage(action, facts):
        raise Closed(closed_message(facts), stage=str(facts.stage))
    if not facts.signed_in:
        raise Unknown("Sign in first. We will bring you back here.")
    raise Denied("This is for other people: the officers or the drafting group of this consultation.")


def closed_message(facts: Facts) -> str:
    """Say in plain words that the stage does not allow this."""
    return {
        "drafting": "This is still being drafted, so it is not open for this yet.",
        "considering": "This consultation has closed, and what people said is being considered.",
        "decided": "This consultation has closed and been decided.",
        "reviewed": "This consultation is over and has been reviewed.",
        "cancelled": "This consultation was cancelled.",
    }.get(str(facts.stage), "This is not possible at this stage.")


def action_of(view: Callable[..., Any]) -> str | None:
    """Return the action a view declared, or None."""
    return getattr(view, "action", None)
