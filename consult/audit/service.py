"""Write the audit log, and prove that nobody changed it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from consult.audit.models import AuditRow
from consult.core.chain import canonical, commitment, link, moment
from consult.database import take_turn
from consult.extensions import db
from consult.infra.storing import append

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
) -> None:
    """Append one act to `chain`; `by` and `subject` are public ids, `action` reads "subject:verb".

    What the act itself changed goes to the database first.
    """
    db.session.flush()
    connection = db.session.connection()
    # Locking the last row is not enough on PostgreSQL: who waited for it reads it again, not the row appended after it.
    take_turn(connection, chain)
    last = connection.execute(_LAST, {"chain": chain}).first()
    text, salt = canonical(detail or {}), secrets.token_hex(16)
    row = {
        "chain": chain,
        "number": last.number + 1 if last else 1,
        "at": now,
        "action": action,
        "actor": by,
        "subject": subject,
        "detail": text,
        "salt": salt,
        "detail_commitment": commitment(salt, text),
        "previous_hash": last.hash if last else None,
    }
    append(AuditRow, **row, hash=_link(row))


def _link(row: Mapping[str, Any]) -> str:
    return link(
        {
            "chain": row["chain"],
            "number": row["number"],
            "at": moment(row["at"]),
            "action": row["action"],
            "actor": row["actor"],
            "subject": row["subject"],
            "detail": row["detail_commitment"],
            "previous": row["previous_hash"],
        }
    )


def broken_links(chain: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of `chain` that do not follow from the one before, or whose detail was altered."""
    previous: str | None = None
    rows = select(AuditRow.__table__).where(AuditRow.chain == chain).order_by(AuditRow.number)
    for number, row in enumerate(map(dict, db.session.connection().execute(rows).mappings()), start=1):
        whole = row["number"] == number and row["previous_hash"] == previous and row["hash"] == _link(row)
        if row["detail"] is not None and row["salt"] is not None:
            whole = whole and commitment(row["salt"], row["detail"]) == row["detail_commitment"]
        if not whole:
            yield row
        previous = row["hash"]
