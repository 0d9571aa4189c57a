"""Ask for records, keep those that were made, lay public ones out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.consultations.stages import stage_now
from consult.core.errors import NOT_HERE, Conflict, Missing, Refused
from consult.core.stages import Stage
from consult.exchange.recording.facts import Edition
from consult.exchange.recording.making import Form
from consult.exchange.recording.models import MadeRecord
from consult.exchange.recording.withholding import require_whole
from consult.extensions import db
from consult.infra import uploads
from consult.jobs import works
from consult.jobs.service import emit
from consult.jobs.works import Work

KIND = "record:make"
TOO_EARLY = "Nothing of this is public yet: a public edition can be made once it has opened."


def ask_for(consultation: Consultation, edition: Edition, *, by: Person, now: datetime, back: str) -> Work:
    """Ask the worker to make a record in all its forms. Raises Refused for a public one of what is not public."""
    if edition is Edition.PUBLIC and stage_now(consultation, now) is Stage.DRAFTING:
        raise Refused(TOO_EARLY)
    work = works.ask(KIND, consultation.slug, by=by.public_id, now=now, back=back, edition=edition.value)
    _log("record:asked", consultation, by.public_id, now, edition=edition.value)
    return work


def keep(
    consultation: Consultation,
    edition: Edition,
    files: Mapping[Form, Path],
    *,
    said: int,
    by: Person | None,
    now: datetime,
    folder: Path,
) -> MadeRecord:
    """Keep the files of a record under `folder` by their hashes, and note that it was made."""
    kept = []
    for form, path in files.items():
        size = path.stat().st_size
        kept.append({"form": form.value, "hash": uploads.keep_file(folder, path), "size": size})
    made = MadeRecord(
        consultation_id=consultation.id,
        edition=edition,
        by_id=by.id if by else None,
        at=now,
        said=said,
        files=kept,
    )
    db.session.add(made)
    db.session.flush()
    _log(
        "record:made",
        consultation,
        by.public_id if by else None,
        now,
        record=made.public_id,
        edition=edition.value,
        files={one["form"]: one["hash"] for one in kept},
    )
    return made


def lay_out(made: MadeRecord, *, by: Person, now: datetime) -> None:
    """Let everybody take away a public edition who may read the consultation.

    Raises Conflict for a full one, and for one that holds words hidden or taken back since.
    """
    if made.edition is not Edition.PUBLIC:
        raise Conflict("The full edition holds personal data, so it stays with officers. Lay out a public one.")
    require_whole(made)
    if made.published_at is None:
        made.published_at, made.published_by_id = now, by.id
        _log("record:published", made.consultation, by.public_id, now, record=made.public_id)
        emit("record:published", made.consultation.slug, now=now, record=made.public_id)


def take_back(made: MadeRecord, *, by: Person, now: datetime) -> None:
    """Lay a public edition out no longer; officers keep it."""
    if made.published_at is not None:
        made.published_at = made.published_by_id = None
        _log("record:taken_back", made.consultation, by.public_id, now, record=made.public_id)


def list_made(consultation: Consultation) -> Sequence[MadeRecord]:
    """List the records made of a consultation, newest first, with who made them: one query."""
    return db.session.scalars(
        select(MadeRecord)
        .where(MadeRecord.consultation_id == consultation.id)
        .options(joinedload(MadeRecord.by))
        .order_by(MadeRecord.id.desc())
        .limit(MOST)
    ).all()


MOST = 100
"""Records a page lists."""


def find_laid_out(consultation: Consultation) -> MadeRecord | None:
    """Return the newest public edition that was laid out, or None."""
    return db.session.scalars(
        select(MadeRecord)
        .where(
            MadeRecord.consultation_id == consultation.id,
            MadeRecord.edition == Edition.PUBLIC,
            MadeRecord.published_at.is_not(None),
        )
        .order_by(MadeRecord.id.desc())
        .limit(1)
    ).first()


def get_made(consultation: Consultation, public_id: str, *, laid_out: bool = False) -> MadeRecord:
    """Return a record of a consultation; `laid_out`: only one that everybody may have. Raises Missing."""
    wanted = [MadeRecord.consultation_id == consultation.id, MadeRecord.public_id == public_id]
    if laid_out:
        wanted += [MadeRecord.edition == Edition.PUBLIC, MadeRecord.published_at.is_not(None)]
    made = db.session.scalars(select(MadeRecord).where(*wanted)).one_or_none()
    if made is None:
        raise Missing(NOT_HERE)
    return made


def get_laid_out(consultation: Consultation, public_id: str) -> MadeRecord:
    """Return a record everybody may have. Raises Missing; Conflict while it holds words that were hidden since."""
    made = get_made(consultation, public_id, laid_out=True)
    require_whole(made)
    return made


def find_file(made: MadeRecord, form: str, folder: Path) -> Path:
    """Return the file of a record in a form. Raises Missing."""
    for one in made.files:
        if one["form"] == form:
            path = uploads.find(folder, one["hash"])
            if path is not None:
                return path
    raise Missing("This record has no such file.")


def _log(action: str, consultation: Consultation, by: str | None, now: datetime, **detail: object) -> None:
    record(action, consultation.slug, by=by, now=now, chain=consultation.public_id, detail=detail)
