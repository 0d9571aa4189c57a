"""The facts that decide who may do what with a consultation."""

from __future__ import annotations

from flask import g

from consult.accounts.access import officer_facts
from consult.accounts.models import MemberRole, Person
from consult.accounts.session import current_person
from consult.consultations.models import Audience, Consultation
from consult.consultations.queries import get_consultation, is_invited
from consult.consultations.stages import stage_now
from consult.core.policy import Facts
from consult.infra import clock

__all__ = ["consultation_facts", "facts_about", "officer_facts", "the_consultation"]


def facts_about(consultation: Consultation, person: Person | None, *, is_drafter: bool = False) -> Facts:
    """Gather the facts about a person and a consultation, as things stand now."""
    is_officer = person is not None and any(
        membership.role is MemberRole.OFFICER and membership.organisation_id == consultation.owner_id
        for membership in person.memberships
    )
    return Facts(
        signed_in=person is not None,
        is_administrator=person is not None and person.is_administrator,
        is_officer=is_officer,
        is_drafter=is_drafter,
        in_audience=consultation.audience is Audience.EVERYONE
        or (person is not None and is_invited(consultation, person)),
        stage=stage_now(consultation, clock.now()),
    )


def the_consultation(slug: str) -> Consultation:
    """Return the consultation a request is about, read once. Raises Missing."""
    if g.get("consultation") is None or g.consultation.slug != slug:
        g.consultation = get_consultation(slug)
    consultation: Consultation = g.consultation
    return consultation


def consultation_facts(slug: str, **_: object) -> Facts:
    """Gather the facts for a view with a consultation's slug in its address."""
    return facts_about(the_consultation(slug), current_person())
