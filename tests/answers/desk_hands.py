"""What several tests of the answers' desk do: draft, publish, group what is alike, read mails, find the link in one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from consult.accounts.models import Person
from consult.answers.desk.many import draft_for
from consult.answers.given import GivenFate
from consult.answers.models import FateEntry
from consult.answers.queries import fates_of, find_draft
from consult.answers.service import draft_fate, publish_fates
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.core.fates import Fate
from consult.extensions import db
from consult.insight.models import AlikeGroup, AlikeMember, Theme, ThemeLink, ThemeState
from consult.jobs.models import Mail
from consult.jobs.sending import handle_events
from consult.notifications.service import HANDLERS
from tests.make import now

REASON = "The vans have no room for more."


def draft(comment: Contribution, by: Person, fate: Fate = Fate.NOT_TAKEN, reason: str = REASON) -> FateEntry:
    """Draft an answer to one."""
    entry = draft_fate(
        comment.document, GivenFate(reference=comment.reference, fate=fate, reason=reason), by=by, now=now()
    )
    db.session.commit()
    return entry


def draft_all(comments: Iterable[Contribution], by: Person, fate: Fate = Fate.NOT_TAKEN, reason: str = REASON) -> None:
    """Draft one answer for many."""
    draft_for([one.id for one in comments], fate, reason, by=by, now=now())
    db.session.commit()


def publish(comment: Contribution, by: Person, fate: Fate = Fate.NOT_TAKEN, reason: str = REASON) -> FateEntry:
    """Publish an answer to one."""
    given = GivenFate(reference=comment.reference, fate=fate, reason=reason)
    (entry,) = publish_fates(comment.document, [given], by=by, now=now())
    db.session.commit()
    return entry


def draft_of(comment: Contribution) -> FateEntry | None:
    """Return what is drafted for one now, as others see it."""
    db.session.expire_all()
    return find_draft(comment)


def published(comment: Contribution) -> list[FateEntry]:
    """Return what was published for one, as others see it."""
    db.session.expire_all()
    return fates_of([comment.id]).get(comment.id, [])


def alike(consultation: Consultation, comments: Sequence[Contribution], label: str = "two bags") -> AlikeGroup:
    """Say that contributions are nearly the same."""
    group = AlikeGroup(consultation_id=consultation.id, label=label, method="the same words", created_at=now())
    db.session.add(group)
    db.session.flush()
    for one in comments:
        db.session.add(AlikeMember(contribution_id=one.id, group_id=group.id, score=1.0, at=now(), lead=False))
    db.session.commit()
    return group


def theme(consultation: Consultation, comments: Sequence[Contribution], name: str = "Bags") -> Theme:
    """Give contributions a theme."""
    made = Theme(consultation_id=consultation.id, name=name, state=ThemeState.SETTLED, created_at=now(), detail={})
    db.session.add(made)
    db.session.flush()
    for one in comments:
        db.session.add(ThemeLink(contribution_id=one.id, theme_id=made.id, at=now()))
    db.session.commit()
    return made


def mails() -> dict[str, list[Mail]]:
    """Let the worker do what is due, and return the mails by address."""
    db.session.commit()
    handle_events(HANDLERS, now())
    found: dict[str, list[Mail]] = {}
    for one in db.session.scalars(select(Mail).order_by(Mail.id)):
        found.setdefault(one.to, []).append(one)
    return found


def links_in(mail: Mail) -> list[str]:
    """Return the paths of the links to reply with in a mail."""
    return re.findall(r"http://localhost(/said/\S+)", mail.body)
