"""Note that a public number of a document changed, so that what was kept for its readers is made anew."""

from __future__ import annotations

from sqlalchemy import bindparam, update
from sqlalchemy.orm.attributes import set_committed_value

from consult.accounts.organisations import when_edited
from consult.documents.models import Document
from consult.extensions import db

_RAISE = (
    update(Document)
    .where(Document.id == bindparam("document"))
    .values(counts_version=Document.counts_version + 1)
    .returning(Document.counts_version)
)


@when_edited
def raise_all_counts_versions() -> None:
    """Raise the counts version of every document: a name that stands in any of them changed."""
    db.session.connection().execute(update(Document).values(counts_version=Document.counts_version + 1))


def raise_counts_version(document: Document) -> None:
    """Raise a stored document's counts version in the database, which adds up what others raise meanwhile."""
    version = db.session.connection().execute(_RAISE, {"document": document.id}).scalar_one()
    set_committed_value(document, "counts_version", version)
