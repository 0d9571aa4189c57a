"""The facts that decide who may do what with people, organisations and one's own account."""

from __future__ import annotations

from consult.accounts.models import MemberRole
from consult.accounts.session import current_person
from consult.core.policy import Facts


def own_facts(**_: object) -> Facts:
    """Gather the facts for a view about the person who asks."""
    return Facts(signed_in=current_person() is not None)


def officer_facts(**_: object) -> Facts:
    """Gather the facts for a view about no consultation in particular: officer of any organisation?"""
    person = current_person()
    return Facts(
        signed_in=person is not None,
        is_administrator=person is not None and person.is_administrator,
        is_officer=person is not None
        and any(membership.role is MemberRole.OFFICER for membership in person.memberships),
    )
