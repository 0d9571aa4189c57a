"""The blueprint of this feature, and the limit on posts by people nobody knows."""

from __future__ import annotations

from flask import Blueprint

from consult.accounts.session import current_person
from consult.extensions import limiter
from consult.infra.limits import asked_from

bp = Blueprint("contributions", __name__)

UNKNOWN_POSTS = "120 per hour"
"""From one network address: a library or a meeting room has one for all."""


def is_known() -> bool:
    """Say whether somebody is signed in, whom limits by address do not count."""
    return current_person() is not None


limit_unknown = limiter.shared_limit(
    UNKNOWN_POSTS, scope="unknown", key_func=asked_from, methods=["POST"], exempt_when=is_known
)

LOOKS = "120 per minute; 3000 per hour"
"""Looks at what one's words change, asked for while typing: by person, or by network address of people nobody knows."""


def _who_looks() -> str:
    person = current_person()
    return asked_from() if person is None else person.get_id()


limit_looks = limiter.shared_limit(LOOKS, scope="looks", key_func=_who_looks)
