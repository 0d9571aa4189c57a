"""The gate a revision passes before it is published: everybody has an answer, or a named exception says why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.core.stages import UNGATED, Stage


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says.

    `left` are the references that still need an answer: with them the gate holds, unless `excepted`. `carried`
    are those an editorial revision carries forward by itself.
    """

    left: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    excepted: bool = False

    @property
    def opens(self) -> bool:
        """Whether the revision may be published."""
        return not self.left or self.excepted


def judge(stage: Stage, unanswered: Sequence[str], *, editorial: bool, exception: str | None) -> Verdict:
    """Say whether a revision may be published while `unanswered` voices lack an answer.

    >>> judge(Stage.OPEN, ["C-1"], editorial=False, exception=None).opens
    False
    >>> judge(Stage.OPEN, ["C-1"], editorial=False, exception="The grant ends on Friday.").opens
    True
    >>> judge(Stage.OPEN, ["C-1"], editorial=True, exception=None)
    Verdict(left=(), carried=('C-1',), excepted=False)
    >>> judge(Stage.DRAFTING, ["C-1"], editorial=False, exception=None)
    Verdict(left=(), carried=(), excepted=False)
    """
    if stage in UNGATED or not unanswered:
        return Verdict()
    if editorial:
        return Verdict(carried=tuple(unanswered))
    return Verdict(left=tuple(unanswered), excepted=bool(exception and exception.strip()))
