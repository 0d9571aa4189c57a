"""Note that what readers see of themes changed."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from consult.contributions.models import Contribution
from consult.documents.models import Document
from consult.extensions import db


def tell_readers(consultation_id: int, contribution_ids: Collection[int] | None = None) -> None:
    """Raise the counts version of a consultation's documents, or of those some contributions belong to."""
    wanted = Document.consultation_id == consultation_id
    if contribution_ids is not None:
        about = select(Contribution.document_id).where(Contribution.id.in_(contribution_ids))
        wanted &= Document.id.in_(about)
    raised = update(Document).where(wanted).values(counts_version=Document.counts_version + 1)
    db.session.execute(raised, execution_options={"synchronize_session": False})
