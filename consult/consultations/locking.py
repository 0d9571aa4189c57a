"""Let officers who settle something about the same consultation do so one after the other."""

from __future__ import annotations

from consult.consultations.models import Consultation
from consult.database import start_writing, take_turn
from consult.extensions import db


def lock(consultation: Consultation) -> None:
    """Let one after the other settle what belongs to a consultation, until the commit; read afterwards what is there.

    Residents who comment and vote do not wait for it. It is taken before any document is locked, never after.
    """
    connection = db.session.connection()
    if not start_writing(connection):
        take_turn(connection, f"desk {consultation.public_id}")


def lock_stage(consultation: Consultation) -> None:
    """Let nobody move a consultation on until the commit, and read where it stands now. Documents are locked before."""
    start_writing(db.session.connection())
    db.session.refresh(consultation, with_for_update={"key_share": True, "of": Consultation})
