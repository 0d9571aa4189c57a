"""Keep what the software found, beside what people decided: their labels, their leads, whom they put in or took out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from consult.audit.service import record
from consult.consultations.locking import lock
from consult.consultations.models import Consultation
from consult.extensions import db
from consult.insight.alike.campaigns import is_campaign
from consult.insight.alike.method import NAME
from consult.insight.alike_models import LONGEST_LABEL, AlikeApart, AlikeGroup, AlikeMember
from consult.jobs.service import emit

BLANK = "Blank, or only a placeholder"
BATCH = 500


@dataclass(frozen=True, slots=True)
class Said:
    """A contribution as it was compared."""

    id: int
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Family:
    """Contributions found to be nearly the same, each with its score; the lead is one of them."""

    members: Sequence[tuple[Said, float]]
    lead: Said
    blank: bool = False


@dataclass(slots=True)
class Kept:
    """A group as it will be stored."""

    group: AlikeGroup
    members: dict[int, float]
    lead: int | None


def keep(consultation: Consultation, families: Sequence[Family], *, by: str | None, now: datetime) -> dict[str, int]:
    """Store what was found; what a person decided since or before stands. Returns what there is now.

    Each family goes on under the group most of its members were in, so that its label, its lead and its address stay.
    """
    lock(consultation)
    state = _State(consultation)
    kept = [one for family in families if (one := state.settle(family, now)) is not None]
    state.store(kept, now)
    counts = {
        "groups": sum(not one.group.blank for one in kept),
        "members": sum(one.group.size for one in kept if not one.group.blank),
        "blank": sum(one.group.size for one in kept if one.group.blank),
    }
    record("alike:found", consultation.slug, by=by, now=now, chain=consultation.public_id, detail=dict(counts))
    emit("alike:found", consultation.slug, now=now, by=by, **counts)
    return counts


class _State:
    """What is stored of a consultation before the software writes."""

    def __init__(self, consultation: Consultation) -> None:
        self.consultation = consultation
        fresh = {"populate_existing": True}
        groups = db.session.scalars(
            select(AlikeGroup).where(AlikeGroup.consultation_id == consultation.id).execution_options(**fresh)
        )
        self.groups = {group.id: group for group in groups}
        self.home: dict[int, int] = {}
        self.by_people: defaultdict[int, dict[int, float]] = defaultdict(dict)
        self.leads: dict[int, int] = {}
        rows = select(AlikeMember).join(AlikeMember.group).where(AlikeGroup.consultation_id == consultation.id)
        for member in db.session.scalars(rows.execution_options(**fresh)):
            self.home[member.contribution_id] = member.group_id
            if member.lead:
                self.leads[member.group_id] = member.contribution_id
            if member.by_id is not None:
                self.by_people[member.group_id][member.contribution_id] = member.score
        self.apart = set(db.session.scalars(select(AlikeApart.contribution_id)))
        self.settled = {one for members in self.by_people.values() for one in members}
        self.taken: set[int] = set()

    def settle(self, family: Family, now: datetime) -> Kept | None:
        """Say which group a family is, and who is in it; None where too few are left."""
        free = {said.id: score for said, score in family.members if said.id not in self.apart | self.settled}
        group = self._group_of(family)
        own = self.by_people[group.id] if group is not None else {}
        members = {**free, **own}
        if not members or (len(members) < 2 and not family.blank and not own):
            return None
        if group is None:
            group = AlikeGroup(
                consultation_id=self.consultation.id, label="", method=NAME, created_at=now, blank=family.blank
            )
            db.session.add(group)
        else:
            self.taken.add(group.id)
        lead = self.leads.get(group.id) if group.id and group.lead_by_id else None
        if lead not in members:
            lead = family.lead.id if family.lead.id in members else min(members)
        words = {said.id: said.body for said, _ in family.members}
        if group.named_by_id is None and (lead in words or not group.label):
            source = lead if lead in words else family.lead.id
            group.label = BLANK if family.blank else label_of(words.get(source, family.lead.body))
            group.label_from_id = None if family.blank else source
        if group.campaign_by_id is None:
            times = [said.at for said, _ in family.members if said.id in members]
            group.campaign = not family.blank and is_campaign(times)
        group.size, group.method = len(members), NAME
        return Kept(group, members, lead)

    def _group_of(self, family: Family) -> AlikeGroup | None:
        """Return the group that most of a family were in, and that no larger family is already."""
        homes = Counter(self.home[said.id] for said, _ in family.members if said.id in self.home)
        fit = [
            (many, -group_id)
            for group_id, many in homes.items()
            if group_id not in self.taken and self.groups[group_id].blank == family.blank
        ]
        return self.groups[-max(fit)[1]] if fit else None

    def store(self, kept: list[Kept], now: datetime) -> None:
        """Write groups and members; a group nobody is in any more goes, unless a person gave it something to be."""
        db.session.flush()
        mine = select(AlikeGroup.id).where(AlikeGroup.consultation_id == self.consultation.id)
        db.session.execute(
            delete(AlikeMember).where(AlikeMember.group_id.in_(mine), AlikeMember.by_id.is_(None)),
            execution_options={"synchronize_session": False},
        )
        rows = [
            {"contribution_id": id, "group_id": one.group.id, "score": score, "by_id": None, "at": now, "lead": False}
            for one in kept
            for id, score in sorted(one.members.items())
            if id not in self.settled
        ]
        for start in range(0, len(rows), BATCH):
            db.session.execute(insert(AlikeMember), rows[start : start + BATCH])
        for group_id, group in self.groups.items():
            if group_id in self.taken:
                continue
            group.size = len(self.by_people[group_id])
            if not group.size:
                db.session.delete(group)
        _mark_leads(kept, [id for id in self.by_people if id not in self.taken and self.by_people[id]])


def _mark_leads(kept: Sequence[Kept], others: Sequence[int]) -> None:
    db.session.flush()
    for one in kept:
        db.session.execute(
            update(AlikeMember)
            .where(AlikeMember.group_id == one.group.id)
            .values(lead=AlikeMember.contribution_id == one.lead),
            execution_options={"synchronize_session": False},
        )
    for group_id in others:
        ensure_lead(group_id)
    db.session.expire_all()


def ensure_lead(group_id: int) -> None:
    """Let the one that came first lead a group that has lost its lead."""
    rows = select(AlikeMember).where(AlikeMember.group_id == group_id).order_by(AlikeMember.contribution_id)
    members = db.session.scalars(rows).all()
    if members and not any(member.lead for member in members):
        members[0].lead = True
        db.session.flush()


def label_of(body: str) -> str:
    """Return the beginning of the words as a label.

    >>> label_of("Keep the bus.")
    'Keep the bus.'
    """
    words = " ".join(body.split())
    if len(words) <= LONGEST_LABEL:
        return words
    return words[:LONGEST_LABEL].rsplit(" ", 1)[0].rstrip(",.;:") + " …"
