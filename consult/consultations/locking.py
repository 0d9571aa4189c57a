"""Let officers who settle something about the same consultation do so one after the other."""

from __future__ import annotations

from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.database import start_writing
from consult.extensions import db


def lock(consultation: Consultation) -> None:
    """Let one after the other settle what belongs to a consultation, until the commit; read afterwards what is there.

    PostgreSQL: FOR NO KEY UPDATE, so that nobody waits who only points at it. SQLite locks the whole file.
    """
    if not start_writing(db.session.connection()):
        db.session.execute(
            select(Consultation.id).where(Consultation.id == consultation.id).with_for_update(key_share=True)
        )
