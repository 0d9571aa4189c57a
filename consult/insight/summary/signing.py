"""Sign a version off, and show it to the public. Both belong to the version they were made for."""

from __future__ import annotations

from datetime import datetime

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.locking import lock
from consult.consultations.models import Consultation
from consult.core.errors import Conflict, Refused
from consult.core.normal import normalise
from consult.extensions import db
from consult.insight.summary.coverage import count_all
from consult.insight.summary.models import SignOff, SummaryPublication, SummarySave
from consult.insight.summary.queries import count_cited, find_publication, get_newest
from consult.jobs.service import emit

LONGEST_ROLE = 80


def sign(
    consultation: Consultation, *, expected: int, by: Person, now: datetime, name: str = "", role: str = ""
) -> SignOff:
    """Answer for the newest version with one's name, as shown in public. A second time changes nothing.

    Raises Conflict where another version is the newest by now, Refused without a name or without any words.
    """
    lock(consultation)
    save = _newest(consultation, expected)
    if not any(one["body"] for one in save.sections):
        raise Refused("There is nothing to sign yet: every section is empty.")
    given = next((one for one in save.signatures if one.person_id == by.id), None)
    if given is not None:
        return given
    signature = SignOff(
        save_id=save.id,
        person_id=by.id,
        name=_short(name or by.name, "name", "Write the name you sign with."),
        role=_short(role, "role"),
        hash=save.hash,
        at=now,
    )
    save.signatures.append(signature)
    db.session.flush()
    _tell("summary:signed", consultation, save, by, now, name=signature.name)
    return signature


def publish(consultation: Consultation, *, expected: int, by: Person, now: datetime) -> SummaryPublication:
    """Show the newest version to the public, with how much it does not quote. A second time changes nothing.

    Raises Conflict where another version is the newest by now, Refused while nobody signed this one.
    """
    lock(consultation)
    save = _newest(consultation, expected)
    if not save.signatures:
        raise Refused("Somebody has to sign this version off by name before the public sees it.")
    shown = find_publication(consultation)
    if shown is not None and shown.save_id == save.id:
        return shown
    count = count_all(consultation, save)
    counts = {"said": count.said, "cited": count.cited, "alike": count.alike}
    publication = SummaryPublication(summary_id=save.summary_id, save_id=save.id, by_id=by.id, at=now, counts=counts)
    db.session.add(publication)
    db.session.flush()
    _tell("summary:published", consultation, save, by, now, **counts, cites=count_cited(save))
    emit("summary:published", consultation.slug, now=now, version=save.number)
    return publication


def _newest(consultation: Consultation, expected: int) -> SummarySave:
    save = get_newest(consultation)
    if save.number != expected:
        raise Conflict(
            f"The summary has a new version since you read it: version {save.number}. Read that one, then decide."
        )
    db.session.expire(save, ["signatures"])
    return save


def _short(words: str, field: str, missing: str = "") -> str:
    words = " ".join(normalise(words).split())
    if missing and not words:
        raise Refused(missing, field=field)
    if len(words) > LONGEST_ROLE:
        raise Refused(f"Write it in up to {LONGEST_ROLE} letters.", field=field)
    return words


def _tell(
    action: str, consultation: Consultation, save: SummarySave, by: Person, now: datetime, **more: object
) -> None:
    detail: dict[str, object] = {"version": save.number, "hash": save.hash, **more}
    record(action, consultation.slug, by=by.public_id, now=now, chain=consultation.public_id, detail=detail)
