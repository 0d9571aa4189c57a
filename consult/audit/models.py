"""Rows of the audit log: they name people and things by plain public ids and outlive them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.database import Base


class AuditRow(Base):
    """One act, chained to the one before it in the same chain."""

    __tablename__ = "audit_row"
    __table_args__ = (UniqueConstraint("chain", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[str] = mapped_column(comment="a consultation's public id, or 'site'")
    number: Mapped[int]
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(comment="subject:verb")
    actor: Mapped[str | None] = mapped_column(comment="public id of a person; none for the clock")
    subject: Mapped[str] = mapped_column(comment="public id, reference or slug", index=True)
    detail: Mapped[str | None] = mapped_column(Text, comment="canonical JSON; erased together with its salt")
    salt: Mapped[str | None]
    detail_commitment: Mapped[str]
    previous_hash: Mapped[str | None]
    hash: Mapped[str]
