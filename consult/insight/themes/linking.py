"""Which contribution carries which theme: what people say, what the software proposes, and who had the last word.

A person's word is never changed by the software: `propose_links` is its only door, and it leaves alone every link that
a person made, confirmed or rejected.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.locking import lock
from consult.contributions.door import lock_all
from consult.contributions.models import Contribution
from consult.core.errors import NOT_HERE, Conflict, Missing, Refused
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.models import Theme, ThemeLink, ThemeState
from consult.insight.themes.counting import tell_readers
from consult.jobs.service import emit

MOST = 5_000
"""Contributions of one act: so many fit into one form."""


def link(contribution_ids: Collection[int], theme: Theme, *, by: Person, now: datetime) -> int:
    """Say that contributions carry a theme; return how many did not until now, by a person's word.

    What the software proposed is confirmed by it; what a person rejected before carries it again.
    Raises Conflict where the theme is not in use, Missing for a contribution of another consultation.
    """
    there = _lock(contribution_ids, theme)
    told = []
    for one in sorted(set(contribution_ids)):
        old = there.get(one)
        if old is None:
            db.session.add(ThemeLink(contribution_id=one, theme_id=theme.id, by_id=by.id, at=now, rejected=False))
        elif old.rejected or not _by_person(old):
            _check(old, by, now, rejected=False)
        else:
            continue
        told.append(one)
    _tell("theme:linked", told, theme, by, now)
    return len(told)


def unlink(contribution_ids: Collection[int], theme: Theme, *, by: Person, now: datetime) -> int:
    """Say that contributions do not carry a theme, whoever said they did; the software will not propose it again."""
    there = _lock(contribution_ids, theme)
    told = [one for one, old in there.items() if not old.rejected]
    for one in told:
        _check(there[one], by, now, rejected=True)
    _tell("theme:unlinked", told, theme, by, now)
    return len(told)


def confirm(contribution_ids: Collection[int], theme: Theme, *, by: Person, now: datetime) -> int:
    """Confirm what the software proposed; return how many of these were not checked yet."""
    return _judge("theme:confirmed", contribution_ids, theme, by, now, rejected=False)


def reject(contribution_ids: Collection[int], theme: Theme, *, by: Person, now: datetime) -> int:
    """Reject what the software proposed, for good; return how many of these were not checked yet."""
    return _judge("theme:rejected", contribution_ids, theme, by, now, rejected=True)


def take_back(contribution_ids: Collection[int], theme: Theme, *, by: Person, now: datetime) -> int:
    """Undo what a person said of contributions, as if never said, where nobody said anything since.

    Links the person made are gone; the software's links that the person checked wait to be checked again.
    """
    told = []
    for one, old in _lock(contribution_ids, theme).items():
        if old.by_id is None and old.checked_by_id == by.id:
            old.checked_by_id, old.checked_at, old.rejected = None, None, False
        elif old.by_id == by.id and old.checked_by_id is None:
            db.session.delete(old)
        else:
            continue
        told.append(one)
    _tell("theme:taken-back", told, theme, by, now)
    return len(told)


def move(contribution_ids: Collection[int], theme: Theme, to: Theme, *, by: Person, now: datetime) -> int:
    """Move contributions from one theme to another: so a theme is split. Raises Refused, Conflict, Missing."""
    if theme.id == to.id or theme.consultation_id != to.consultation_id:
        raise Refused("Choose another theme of this frame.", field="to")
    carried = [one for one, old in _lock(contribution_ids, theme).items() if not old.rejected]
    unlink(carried, theme, by=by, now=now)
    link(carried, to, by=by, now=now)
    return len(carried)


def propose_links(theme_id: int, scores: Mapping[int, float], *, now: datetime) -> int:
    """Write what the software proposes for a theme, by contribution id, in place of what it proposed before.

    Links that a person made, confirmed or rejected stay as they are. Returns how many proposals stand.
    """
    theme = db.session.scalars(select(Theme).where(Theme.id == theme_id).with_for_update()).one_or_none()
    if theme is None or theme.state is not ThemeState.SETTLED:
        return 0
    settled = _settled_by_people(theme_id)
    db.session.execute(
        delete(ThemeLink).where(
            ThemeLink.theme_id == theme_id, ThemeLink.by_id.is_(None), ThemeLink.checked_at.is_(None)
        )
    )
    there = _there(theme.consultation_id, scores)
    made = [
        {
            "contribution_id": one,
            "theme_id": theme_id,
            "by_id": None,
            "score": scores[one],
            "at": now,
            "checked_by_id": None,
            "checked_at": None,
            "rejected": False,
        }
        for one in there
        if one not in settled
    ]
    if made:
        db.session.execute(insert(ThemeLink), made)
    return len(made)


def _judge(
    action: str, contribution_ids: Collection[int], theme: Theme, by: Person, now: datetime, *, rejected: bool
) -> int:
    there = _lock(contribution_ids, theme)
    told = [one for one, old in there.items() if not _by_person(old)]
    for one in told:
        _check(there[one], by, now, rejected=rejected)
    _tell(action, told, theme, by, now)
    return len(told)


def _by_person(link: ThemeLink) -> bool:
    return link.by_id is not None or link.checked_at is not None


def _check(link: ThemeLink, by: Person, now: datetime, *, rejected: bool) -> None:
    link.checked_by_id, link.checked_at, link.rejected = by.id, now, rejected


def _lock(contribution_ids: Collection[int], theme: Theme) -> dict[int, ThemeLink]:
    """Lock a theme, so that one change of its links follows the other; return the links there are, by contribution."""
    ids = set(contribution_ids)
    if len(ids) > MOST:
        raise Refused(f"Choose up to {MOST} contributions at once.")
    lock(theme.consultation)  # so that nobody who links to several themes waits for one who waits for them
    lock_all(theme.consultation_id)
    state = db.session.scalar(select(Theme.state).where(Theme.id == theme.id).with_for_update())
    if state is None:
        raise Missing(NOT_HERE)
    if state is not ThemeState.SETTLED:
        raise Conflict("This theme is not in use, so nothing can carry it. Settle it first.")
    if len(_there(theme.consultation_id, ids)) != len(ids):
        raise Missing("One of these contributions is not here. Look at the page again.")
    wanted = select(ThemeLink).where(ThemeLink.theme_id == theme.id, ThemeLink.contribution_id.in_(ids))
    found = db.session.scalars(wanted.order_by(ThemeLink.id).execution_options(populate_existing=True))
    return {one.contribution_id: one for one in found}


def _there(consultation_id: int, ids: Collection[int]) -> list[int]:
    """Return those of some contributions that belong to a consultation, oldest first."""
    found: list[int] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), 5_000):
        part = wanted[start : start + 5_000]
        rows = (
            select(Contribution.id)
            .join(Document)
            .where(Document.consultation_id == consultation_id, Contribution.id.in_(part))
        )
        found += db.session.scalars(rows.order_by(Contribution.id))
    return found


def _settled_by_people(theme_id: int) -> set[int]:
    said = ThemeLink.by_id.is_not(None) | ThemeLink.checked_at.is_not(None)
    return set(db.session.scalars(select(ThemeLink.contribution_id).where(ThemeLink.theme_id == theme_id, said)))


def _tell(action: str, ids: Sequence[int], theme: Theme, by: Person, now: datetime) -> None:
    """Write what a person said into the log, once for all contributions it was said of."""
    db.session.flush()
    if not ids:
        return
    references = db.session.scalars(
        select(Contribution.reference).where(Contribution.id.in_(ids)).order_by(Contribution.id)
    ).all()
    consultation = theme.consultation
    detail: dict[str, object] = {"theme": theme.name, "contributions": list(references)}
    record(action, theme.public_id, by=by.public_id, now=now, chain=consultation.public_id, detail=detail)
    emit(action, theme.public_id, now=now, consultation=consultation.slug, contributions=list(references))
    tell_readers(theme.consultation_id, ids)
