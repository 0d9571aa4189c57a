"""Do something to many contributions at once, and undo it where nobody has done something else since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.accounts.models import MemberRole, Person
from consult.accounts.queries import find_person
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.contributions.handling import assign, mark_read, unmark_read
from consult.contributions.models import Contribution
from consult.core.errors import Conflict, Missing, Refused
from consult.desk.models import DeskAct
from consult.desk.putting_together import part_again, put_together
from consult.extensions import db
from consult.infra.parts import in_parts
from consult.infra.templating import plural
from consult.insight.models import Theme
from consult.insight.themes.linking import link, take_back, unlink
from consult.insight.themes.queries import carried_by_people, find_theme, last_said_by, refused_by_people

MOST = 5_000
"""Contributions in one act: enough for a campaign, few enough for one page's time."""
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something to which contributions of which consultation, and when."""

    consultation: Consultation
    ids: Collection[int]
    by: Person
    now: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in words, and what it takes to undo it."""

    said: str
    before: Mapping[str, Any]


Do = Callable[[Doing, str], Done]
Undo = Callable[[Doing, Mapping[str, Any]], int]


def read(doing: Doing, _value: str) -> Done:
    """Mark contributions as read by the person."""
    fresh = mark_read(doing.consultation, doing.ids, by=doing.by, now=doing.now)
    return Done(f"{plural(len(fresh), 'contribution')} marked as read.", {"ids": fresh})


def unread(doing: Doing, _value: str) -> Done:
    """Take back that the person has read contributions."""
    taken = unmark_read(doing.consultation, doing.ids, by=doing.by, now=doing.now)
    return Done(f"{plural(len(taken), 'contribution')} marked as not read by you.", {"ids": taken})


def give(doing: Doing, value: str) -> Done:
    """Give contributions to one of the staff, or to nobody."""
    to = None if value == NOBODY else _colleague(doing.consultation, value)
    before: dict[str, list[int]] = defaultdict(list)
    for some in in_parts(sorted(set(doing.ids))):
        here = select(Contribution.id, Contribution.assigned_to_id).where(Contribution.id.in_(some))
        # Locked, so that what is noted for undoing is what stood there until this act.
        for row in db.session.execute(here.order_by(Contribution.id).with_for_update(key_share=True)):
            if row.assigned_to_id != (to.id if to else None):
                before[str(row.assigned_to_id or "")].append(row.id)
    changed = [one for ids in before.values() for one in ids]
    if changed:
        assign(doing.consultation, changed, to, by=doing.by, now=doing.now)
    who = to.name if to else "nobody"
    return Done(
        f"{plural(len(changed), 'contribution')} given to {who}.", {"were": dict(before), "to": to.id if to else None}
    )


def carry(doing: Doing, value: str) -> Done:
    """Say that contributions carry a theme in use."""
    chosen = _theme(doing.consultation, value)
    # What carried it by a person's word before is left alone, by the act and when it is undone.
    before = [one for some in in_parts(sorted(set(doing.ids))) for one in carried_by_people(some, chosen)]
    ids = sorted(set(doing.ids) - set(before))
    refused = [one for some in in_parts(sorted(set(ids))) for one in refused_by_people(some, chosen)]
    many = link(ids, chosen, by=doing.by, now=doing.now) if ids else 0
    return Done(
        f"{plural(many, 'contribution')} linked to “{chosen.name}”.",
        {"ids": ids, "theme": chosen.public_id, "refused": refused},
    )


def _carry_back(doing: Doing, before: Mapping[str, Any]) -> int:
    """Take back what was said, where nobody said anything since; what a person had refused is refused again."""
    chosen, refused = _theme(doing.consultation, before["theme"]), before.get("refused", [])
    mine = [one for some in in_parts(refused) for one in last_said_by(some, chosen, doing.by)]
    back = unlink(mine, chosen, by=doing.by, now=doing.now) if mine else 0
    rest = set(before["ids"]) - set(refused)
    return back + (take_back(rest, chosen, by=doing.by, now=doing.now) if rest else 0)


def _theme(consultation: Consultation, public_id: str) -> Theme:
    found = find_theme(public_id)
    if found is None or found.consultation_id != consultation.id:
        raise Refused("Choose a theme of this consultation.", field="value")
    return found


def _read_again(doing: Doing, before: Mapping[str, Any]) -> int:
    return len(mark_read(doing.consultation, before["ids"], by=doing.by, now=doing.now))


def _not_read(doing: Doing, before: Mapping[str, Any]) -> int:
    return len(unmark_read(doing.consultation, before["ids"], by=doing.by, now=doing.now))


def _give_back(doing: Doing, before: Mapping[str, Any]) -> int:
    """Give each back to whom it was with, unless it was given to somebody else since."""
    changed = 0
    for who, ids in before["were"].items():
        still = [
            one
            for some in in_parts(sorted(set(ids)))
            for one in db.session.scalars(
                select(Contribution.id)
                .where(Contribution.id.in_(some), Contribution.assigned_to_id.is_not_distinct_from(before["to"]))
                .order_by(Contribution.id)
                .with_for_update(key_share=True)
            )
        ]
        if still:
            to = db.session.get(Person, int(who)) if who else None
            assign(doing.consultation, still, to, by=doing.by, now=doing.now)
        changed += len(still)
    return changed


def group(doing: Doing, _value: str) -> Done:
    """Put contributions together as nearly the same."""
    made, before = put_together(doing.consultation, doing.ids, by=doing.by, now=doing.now)
    return Done(f"{plural(len(before['were']), 'contribution')} put together: “{made.heading}”.", before)


def _part(doing: Doing, before: Mapping[str, Any]) -> int:
    return part_again(doing.consultation, before, by=doing.by, now=doing.now)


VERBS: dict[str, tuple[Do, Undo]] = {
    "group": (group, _part),
    "read": (read, _not_read),
    "unread": (unread, _read_again),
    "give": (give, _give_back),
    "carry": (carry, _carry_back),
}
"""What can be done, and how each is undone."""


def act(verb: str, value: str, doing: Doing) -> DeskAct:
    """Do `verb` to contributions. Raises Refused where none were chosen, too many, or `value` names nothing."""
    if verb not in VERBS:
        raise Refused("Choose what to do with them.", field="verb")
    if not doing.ids:
        raise Refused("Choose at least one contribution first.", field="chosen")
    if len(doing.ids) > MOST:
        raise Refused(f"That is more than {MOST:,} at once. Filter for fewer of them.", field="chosen")
    done = VERBS[verb][0](doing, value)
    made = DeskAct(
        consultation_id=doing.consultation.id,
        by_id=doing.by.id,
        at=doing.now,
        verb=verb,
        said=done.said,
        before=dict(done.before),
    )
    db.session.add(made)
    db.session.flush()
    return made


def get_act(consultation: Consultation, public_id: str) -> DeskAct:
    """Return an act of a consultation. Raises Missing."""
    found = db.session.scalars(
        select(DeskAct).where(DeskAct.public_id == public_id, DeskAct.consultation_id == consultation.id)
    ).one_or_none()
    if found is None:
        raise Missing("There is nothing of this name to undo.")
    return found


def undo(made: DeskAct, *, by: Person, now: datetime) -> int:
    """Undo an act where nothing else was done since; returns how many went back. Raises Conflict when it is undone.

    Only who did it may undo it: what somebody has read, nobody else can take back.
    """
    if made.by_id != by.id:
        raise Refused("Somebody else did this. Ask them to undo it, or change it back yourself.")
    db.session.refresh(made, with_for_update=True)
    if made.undone_at is not None:
        raise Conflict("This was undone already.")
    back = VERBS[made.verb][1](Doing(made.consultation, (), by, now), made.before)
    made.undone_at = now
    chain = made.consultation.public_id
    record("desk:undone", made.public_id, by=by.public_id, now=now, chain=chain, detail={"verb": made.verb})
    return back


def _colleague(consultation: Consultation, public_id: str) -> Person:
    """Return one of the staff of the owner. Raises Refused."""
    person = find_person(public_id)
    if person is None or not any(
        one.organisation_id == consultation.owner_id and one.role is MemberRole.OFFICER for one in person.memberships
    ):
        raise Refused("Choose somebody who works on this consultation.", field="value")
    return person
