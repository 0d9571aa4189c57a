"""Commands about documents."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from consult.audit.models import AuditRow
from consult.audit.service import broken_links
from consult.documents.models import Document
from consult.documents.verifying import first_broken
from consult.extensions import db


@click.command()
@click.argument("document", required=False)
@with_appcontext
def verify(document: str | None) -> None:
    """Prove that no revision and no line of the audit log was altered. Exit 1 names the first broken link."""
    wanted = select(Document).order_by(Document.id)
    if document is not None:
        wanted = wanted.where(Document.slug == document)
    documents = db.session.scalars(wanted).all()
    if document is not None and not documents:
        click.echo(f"There is no document called {document}.", err=True)
        sys.exit(1)
    for one in documents:
        broken = first_broken(one)
        if broken is not None:
            click.echo(f"{broken.document}, revision {broken.number}: {broken.why}.")
            sys.exit(1)
    chains = [documents[0].consultation.public_id] if document is not None else _chains()
    for chain in chains:
        row = next(broken_links(chain), None)
        if row is not None:
            click.echo(
                f"Audit log {row['chain']}, line {row['number']} ({row['action']}): altered, or a line is missing."
            )
            sys.exit(1)
    click.echo(f"{len(documents)} documents and {len(chains)} audit logs: every link holds.")


def _chains() -> list[str]:
    return list(db.session.scalars(select(AuditRow.chain).distinct().order_by(AuditRow.chain)))
