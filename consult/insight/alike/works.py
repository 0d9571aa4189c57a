"""The long work that looks for contributions that are nearly the same; run by the worker, in a process of its own."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from sqlalchemy import select

from consult.consultations.locking import lock
from consult.consultations.models import Consultation
from consult.consultations.queries import get_consultation
from consult.contributions.models import Contribution, ContributionKind, Status
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.extensions import db
from consult.infra import clock
from consult.insight.alike.grouping import Say, group
from consult.insight.alike.keeping import Family, Said, keep
from consult.insight.themes.blank import is_blank
from consult.jobs.works import Handler, Progress

FIND = "alike:find"


def find(progress: Progress) -> Mapping[str, object]:
    """Look for what is nearly the same in a consultation, and keep it."""
    progress.say(0, 0, "Reading what was said")
    said, places = read_said(get_consultation(progress.subject))
    families = families_of(said, places, progress.say)
    progress.say(len(said), len(said), "Writing down what was found")
    with progress.writing():
        consultation = get_consultation(progress.subject)
        lock(consultation)
        still = as_they_stand(families, read_said(consultation)[0])
        counts = keep(consultation, still, by=progress.by, now=clock.now())
    return {"read": len(said), **counts}


def read_said(consultation: Consultation) -> tuple[list[Said], list[Hashable]]:
    """Read what is compared, as it came: comments that are no replies, not from drafting, neither taken back nor
    hidden; and what each is about."""
    found = (
        select(Contribution.id, Contribution.body, Contribution.at, Contribution.document_id, Contribution.clause_id)
        .join(Contribution.document)
        .where(
            Document.consultation_id == consultation.id,
            Contribution.kind == ContributionKind.COMMENT,
            Contribution.reply_to_id.is_(None),
            Contribution.made_in != Stage.DRAFTING,
            Contribution.status.in_((Status.PUBLISHED, Status.HELD)),
        )
        .order_by(Contribution.id)
    )
    rows = db.session.execute(found).all()
    return [Said(row[0], row[1] or "", row[2]) for row in rows], [(row[3], row[4]) for row in rows]


def as_they_stand(families: Sequence[Family], now_there: Sequence[Said]) -> list[Family]:
    """Leave out what was taken back, hidden or given other words while the software compared."""
    bodies = {one.id: one.body for one in now_there}
    found = []
    for family in families:
        members = [(said, score) for said, score in family.members if bodies.get(said.id) == said.body]
        if members:
            there = {said.id for said, _ in members}
            found.append(Family(members, family.lead if family.lead.id in there else members[0][0], family.blank))
    return found


def families_of(
    said: Sequence[Said], places: Sequence[Hashable], say: Say = lambda done, total, doing: None
) -> list[Family]:
    """Return what is nearly the same, largest first, and last what is blank, as a family that says nothing."""
    blank = [one for one in said if is_blank(one.body)]
    apart = {one.id for one in blank}
    full = [(one, place) for one, place in zip(said, places, strict=True) if one.id not in apart]
    found = group([one.body for one, _ in full], [place for _, place in full], say)
    families = [
        Family(
            [(full[number][0], score) for number, score in zip(one.members, one.scores, strict=True)],
            full[one.lead][0],
        )
        for one in found
    ]
    if blank:
        families.append(Family([(one, 1.0) for one in blank], blank[0], blank=True))
    return families


HANDLERS: dict[str, Handler] = {FIND: find}
