"""Write the audit log, and prove that nobody changed it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import bindparam, func, select

from consult.audit.models import AuditRow
from consult.core.chain import canonical, commitment, link, moment
from consult.extensions import db

SITE = "site"
"""The chain of acts that belong to no consultation."""

_LAST = (
    select(AuditRow.number, AuditRow.hash)
    .where(AuditRow.chain == bindparam("chain"))
    .order_by(AuditRow.number.desc())
    .limit(1)
)


def record(
    action: str,
    subject: str,
    *,
    by: str | None,
    now: datetime,
    chain: str = SITE,
    detail: dict[str, object] | None = None,
) -> AuditRow:
    """Append one act to `chain`; `by` and `subject` are public ids, `action` reads "subject:verb"."""
    _queue_up(chain)
    # No flush here: what the act itself changed goes to the database together with its row, in the flush below.
    with db.session.no_autoflush:
        last = db.session.execute(_LAST, {"chain": chain}).first()
    text, salt = canonical(detail or {}), secrets.token_hex(16)
    row = AuditRow(
        chain=chain,
        number=last.number + 1 if last else 1,
        at=now,
        action=action,
        actor=by,
        subject=subject,
        detail=text,
        salt=salt,
        detail_commitment=commitment(salt, text),
        previous_hash=last.hash if last else None,
    )
    row.hash = _link(row)
    db.session.add(row)
    db.session.flush()
    return row


def _queue_up(chain: str) -> None:
    """Let one transaction after the other append to a chain; SQLite does so anyway, from BEGIN IMMEDIATE.

    Locking the last row is not enough on PostgreSQL: who waited for it reads it again, not the row appended after it.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(chain, 0))))


def _link(row: AuditRow) -> str:
    return link(
        {
            "chain": row.chain,
            "number": row.number,
            "at": moment(row.at),
            "action": row.action,
            "actor": row.actor,
            "subject": row.subject,
            "detail": row.detail_commitment,
            "previous": row.previous_hash,
        }
    )


def broken_links(chain: str) -> Iterator[AuditRow]:
    """Yield the rows of `chain` that do not follow from the one before, or whose detail was altered."""
    previous: str | None = None
    rows = db.session.scalars(select(AuditRow).where(AuditRow.chain == chain).order_by(AuditRow.number))
    for number, row in enumerate(rows, start=1):
        whole = row.number == number and row.previous_hash == previous and row.hash == _link(row)
        if row.detail is not None and row.salt is not None:
            whole = whole and commitment(row.salt, row.detail) == row.detail_commitment
        if not whole:
            yield row
        previous = row.hash
