"""Who may do what: one table from action to the facts that allow it.

An action is allowed when any of its rules holds; a rule holds when all its predicates do. Predicates look at
plain `Facts` only, so the whole policy can be read, tested and printed without a database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from consult.core.stages import Act, Circle, Stage, circle


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about the person asking and the thing asked for."""

    signed_in: bool = False
    is_administrator: bool = False
    is_officer: bool = False
    """Officer of the organisation that owns the consultation; where none is in question, of any."""
    is_drafter: bool = False
    is_author: bool = False
    is_decision_maker: bool = False
    """Named by an officer as one who decides, and there."""
    in_audience: bool = True
    stage: Stage | None = None


Predicate = Callable[[Facts], bool]


def anyone(facts: Facts) -> bool:
    """Hold for everybody."""
    return True


def signed_in(facts: Facts) -> bool:
    """Hold for people who said who they are."""
    return facts.signed_in


def administrator(facts: Facts) -> bool:
    """Hold for administrators."""
    return facts.is_administrator


def officer(facts: Facts) -> bool:
    """Hold for officers of the owner, and administrators everywhere."""
    return facts.is_officer or facts.is_administrator


def drafter(facts: Facts) -> bool:
    """Hold for the drafting group, which officers belong to."""
    return facts.is_drafter or officer(facts)


def audience(facts: Facts) -> bool:
    """Hold for those a consultation is for."""
    return facts.in_audience or drafter(facts)


def author(facts: Facts) -> bool:
    """Hold for the person whose contribution it is."""
    return facts.is_author


def decision_maker(facts: Facts) -> bool:
    """Hold for those who are to read the summary before they decide."""
    return facts.signed_in and facts.is_decision_maker


def _in(who: Circle, facts: Facts) -> bool:
    return {
        Circle.NOBODY: False,
        Circle.OFFICERS: officer(facts),
        Circle.DRAFTERS: drafter(facts),
        Circle.AUDIENCE: audience(facts),
    }[who]


def stage_allows(act: Act) -> Predicate:
    """Make the predicate "the stage lets this person do `act`"."""

    def allowed(facts: Facts) -> bool:
        return facts.stage is not None and _in(circle(facts.stage, act), facts)

    allowed.act = act  # type: ignore[attr-defined]  # read by `closed_by_stage`
    return allowed


Rule = tuple[Predicate, ...]

can_read = stage_allows(Act.READ)

TABLE: dict[str, tuple[Rule, ...]] = {
    # everybody's doors
    "site:read": ((anyone,),),
    "account:sign-in": ((anyone,),),
    "account:own": ((signed_in,),),
    # consultations
    "consultation:read": ((can_read,),),
    "consultation:create": ((officer,),),
    "consultation:manage": ((officer,),),
    # documents
    "document:read": ((can_read,),),
    "document:create": ((officer,),),
    "document:draft": ((drafter,),),
    "document:save": ((stage_allows(Act.SAVE),),),
    "document:publish": ((officer, stage_allows(Act.PUBLISH)),),
    "document:manage": ((officer,),),
    # contributions and votes
    "contribution:read": ((can_read,),),
    "contribution:make": ((can_read, stage_allows(Act.CONTRIBUTE)), (stage_allows(Act.ENTER_FOR_OTHERS),)),
    "contribution:upload": ((signed_in, can_read, stage_allows(Act.CONTRIBUTE)),),
    "contribution:enter": ((officer, stage_allows(Act.ENTER_FOR_OTHERS)),),
    "intake:read": ((officer,),),
    "intake:handle": ((officer,),),
    "intake:enter": ((officer, stage_allows(Act.ENTER_FOR_OTHERS)),),
    "contribution:edit": ((author, stage_allows(Act.CONTRIBUTE)),),
    "contribution:withdraw": ((author,),),
    "contribution:report": ((can_read,),),
    "contribution:moderate": ((officer,),),
    "contribution:export": ((officer,),),
    "vote:cast": ((signed_in, can_read, stage_allows(Act.CONTRIBUTE)),),
    "fate:give": ((officer, stage_allows(Act.ANSWER)),),
    "fate:reply": ((author, can_read, stage_allows(Act.REPLY)),),
    "answer:by-link": ((can_read, stage_allows(Act.REPLY)),),
    "dissent:sign": ((signed_in, can_read, stage_allows(Act.DISSENT)),),
    "dissent:settle": ((officer, stage_allows(Act.ANSWER)),),
    "challenge:make": ((signed_in, can_read, stage_allows(Act.CHALLENGE)),),
    "challenge:withdraw": ((author, can_read),),
    "challenge:answer": ((officer, stage_allows(Act.ANSWER)),),
    "promise:keep": ((officer, stage_allows(Act.PROMISE)),),
    # the summary of what people said
    "summary:read": ((can_read,),),
    "summary:manage": ((officer,),),
    "summary:write": ((officer, stage_allows(Act.SUMMARISE)),),
    "summary:confirm": ((decision_maker,),),
    # the desks
    "desk:read": ((officer,), (drafter,)),
    "people:manage": ((officer,),),
    "site:administer": ((administrator,),),
}
"""Action -> any of (all of predicates)."""


def allows(action: str, facts: Facts) -> bool:
    """Say whether `action` is allowed on these facts. Raises KeyError for an action nobody declared.

    >>> allows("vote:cast", Facts(signed_in=True, stage=Stage.OPEN))
    True
    >>> allows("vote:cast", Facts(signed_in=True, stage=Stage.CONSIDERING))
    False
    """
    return any(all(holds(facts) for holds in rule) for rule in TABLE[action])


def closed_by_stage(action: str, facts: Facts) -> bool:
    """Say whether a stage, and nothing else, forbids `action`: then the answer is "closed", not "not you".

    >>> closed_by_stage("vote:cast", Facts(signed_in=True, stage=Stage.DECIDED))
    True
    """
    if allows(action, facts):
        return False
    return any(all(holds(facts) or _forbidden_by_stage_only(holds, facts) for holds in rule) for rule in TABLE[action])


def _forbidden_by_stage_only(holds: Predicate, facts: Facts) -> bool:
    act = getattr(holds, "act", None)
    if act is None or act is Act.READ or facts.stage is None:
        return False
    return any(_in(circle(stage, act), facts) for stage in Stage if stage is not facts.stage)
