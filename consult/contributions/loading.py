"""What lists load of each contribution, so that showing one more costs no query more."""

from __future__ import annotations

from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from consult.accounts.models import Membership, Person
from consult.consultations.models import Consultation
from consult.contributions.models import Anchor, Contribution, Placement
from consult.documents.models import Document, Revision


def with_all() -> tuple[ExecutableOption, ...]:
    """Load what a list shows of each contribution: who, where then, where now."""
    return (
        *with_people(),
        joinedload(Contribution.clause),
        joinedload(Contribution.reply_to),
        joinedload(Contribution.anchor).joinedload(Anchor.clause),
        selectinload(Contribution.placements).joinedload(Placement.revision),
    )


def with_people() -> tuple[ExecutableOption, ...]:
    """Load who said it, and which revision they read: what a reply shows."""
    return (
        joinedload(Contribution.author),
        joinedload(Contribution.entered_by),
        joinedload(Contribution.organisation),
        joinedload(Contribution.revision),
    )


def with_document() -> tuple[ExecutableOption, ...]:
    """Load the document with its consultation and newest revision."""
    return (
        joinedload(Contribution.document).joinedload(Document.consultation).joinedload(Consultation.owner),
        joinedload(Contribution.document).joinedload(Document.newest_revision).joinedload(Revision.save_),
    )


def with_history() -> tuple[ExecutableOption, ...]:
    """Load what one contribution's page shows besides: the words before its edits, the revision's text."""
    return (
        joinedload(Contribution.revision).joinedload(Revision.save_),
        joinedload(Contribution.author).selectinload(Person.memberships).joinedload(Membership.organisation),
        selectinload(Contribution.edits),
    )
