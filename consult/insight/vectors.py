"""The vectors of contributions: which are missing, how they are made, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select

from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, ContributionKind, Status
from consult.core.stages import Stage
from consult.database import take_turn
from consult.documents.models import Document
from consult.extensions import db
from consult.infra import clock
from consult.insight.encoding import encode, key_of
from consult.insight.vector_models import ContributionVector
from consult.jobs import works
from consult.jobs.works import Progress

KIND = "insight:vectors"
SAYING = "Reading what people said."
FEWEST = 20
"""Contributions a consultation has before their vectors are made without anybody asking."""
EVERY = timedelta(minutes=10)
"""How often, at most, they are made for one consultation without anybody asking."""


def readable() -> ColumnElement[bool]:
    """Match the contributions that are looked at: comments, replies and suggestions that stand, after drafting.

    A submission is looked at by its parts.
    """
    return and_(
        Contribution.status.in_((Status.PUBLISHED, Status.HELD)),
        Contribution.made_in != Stage.DRAFTING,
        Contribution.kind != ContributionKind.SUBMISSION,
        Contribution.body.is_not(None),
        Contribution.body != "",
    )


def read_bodies(consultation_id: int) -> Sequence[tuple[int, str]]:
    """Read what was said in a consultation, as (id, words), oldest first: one query."""
    rows = (
        select(Contribution.id, Contribution.body)
        .join(Document, Document.id == Contribution.document_id)
        .where(Document.consultation_id == consultation_id, readable())
        .order_by(Contribution.id)
    )
    return [(row.id, row.body or "") for row in db.session.execute(rows)]


def read_vectors(bodies: Sequence[tuple[int, str]], progress: Progress) -> Any:
    """Return one row of numbers for each body, made now where they are missing; those made are kept.

    An array of 32-bit floats, each row of length 1.
    """
    import numpy as np  # noqa: PLC0415  # only a work's own process needs it

    kept = _kept([one for one, _ in bodies])
    wanted = [(one, body, key_of(body)) for one, body in bodies]
    missing = [(one, body, key) for one, body, key in wanted if kept.get(one, ("",))[0] != key]
    found = {one: kept[one][1] for one, _, key in wanted if kept.get(one, ("",))[0] == key}
    progress.say(0, len(missing), SAYING)
    for start, rows in encode([body for _, body, _ in missing]):
        part = missing[start : start + len(rows)]
        made = {one: (key, row.tobytes()) for (one, _, key), row in zip(part, rows, strict=True)}
        with progress.writing():
            _keep(made, clock.now())
        found |= {one: numbers for one, (_, numbers) in made.items()}
        progress.say(start + len(rows), len(missing), SAYING)
    if not bodies:
        return np.zeros((0, 1), dtype=np.float32)
    array = np.stack([np.frombuffer(found[one], dtype="<f2") for one, _ in bodies]).astype(np.float32)
    return array / np.maximum(np.linalg.norm(array, axis=1, keepdims=True), 1e-9)


def make_vectors(progress: Progress) -> Mapping[str, object]:
    """Make the vectors a consultation lacks; drop those whose words are gone."""
    consultation_id = db.session.scalars(select(Consultation.id).where(Consultation.slug == progress.subject)).one()
    with progress.writing():
        forget(consultation_id)
    bodies = read_bodies(consultation_id)
    read_vectors(bodies, progress)
    return {"contributions": len(bodies)}


def forget(consultation_id: int) -> None:
    """Drop the vectors of what is not there to be read any more."""
    here = select(Contribution.id).join(Document).where(Document.consultation_id == consultation_id)
    gone = here.where(~readable() | Contribution.body.is_(None))
    db.session.execute(delete(ContributionVector).where(ContributionVector.contribution_id.in_(gone)))


_asked: list[datetime] = []


def ask_for_missing(now: datetime) -> None:
    """Ask, every now and then, for the vectors of what came in or was edited: a duty of the worker."""
    if _asked and now - _asked[0] < EVERY:
        return
    _asked[:] = [now]
    lacking = (
        select(Consultation.slug)
        .join(Document, Document.consultation_id == Consultation.id)
        .join(Contribution, Contribution.document_id == Document.id)
        .outerjoin(ContributionVector, ContributionVector.contribution_id == Contribution.id)
        .where(
            readable(),
            or_(
                ContributionVector.contribution_id.is_(None),
                Contribution.edited_at > ContributionVector.at,
            ),
        )
        .group_by(Consultation.slug)
        .order_by(Consultation.slug)
    )
    for slug in db.session.scalars(lacking).all():
        if _many(slug):
            works.ask(KIND, slug, by=None, now=now, back=f"/consultations/{slug}/desk/themes")


def _many(slug: str) -> bool:
    said = (
        select(func.count())
        .select_from(Contribution)
        .join(Document)
        .join(Consultation)
        .where(Consultation.slug == slug, readable())
    )
    return (db.session.scalar(said) or 0) >= FEWEST


def _kept(ids: Sequence[int]) -> dict[int, tuple[str, bytes]]:
    """Return what is kept, by contribution id, in as many queries as it takes to ask for them by the thousand."""
    found: dict[int, tuple[str, bytes]] = {}
    for start in range(0, len(ids), 5_000):
        part = ids[start : start + 5_000]
        rows = select(
            ContributionVector.contribution_id, ContributionVector.made_from, ContributionVector.numbers
        ).where(ContributionVector.contribution_id.in_(part))
        found |= {row.contribution_id: (row.made_from, row.numbers) for row in db.session.execute(rows)}
    return found


def _keep(made: Mapping[int, tuple[str, bytes]], now: datetime) -> None:
    """Keep vectors in place of those there were; not of contributions erased meanwhile."""
    take_turn(db.session.connection(), "vectors")  # two works may make the same ones at once
    ids = list(made)
    db.session.execute(delete(ContributionVector).where(ContributionVector.contribution_id.in_(ids)))
    still = db.session.scalars(select(Contribution.id).where(Contribution.id.in_(ids), Contribution.body.is_not(None)))
    db.session.add_all(
        ContributionVector(contribution_id=one, made_from=made[one][0], numbers=made[one][1], at=now)
        for one in still.all()
    )


__all__ = [
    "KIND",
    "ask_for_missing",
    "forget",
    "make_vectors",
    "read_bodies",
    "read_vectors",
    "readable",
]
