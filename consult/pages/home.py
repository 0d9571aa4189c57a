"""The first page: what is open, and what speaking changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, render_template

from consult.accounts.models import Person
from consult.accounts.session import current_person
from consult.consultations.access import facts_about
from consult.consultations.models import Consultation
from consult.consultations.queries import list_consultations
from consult.consultations.standing import Standing, standing, time_left
from consult.core.policy import can_read
from consult.core.stages import Stage
from consult.documents.queries import drafts_anything
from consult.infra import clock
from consult.infra.access import access
from consult.infra.templating import plural
from consult.pages.blueprint import bp
from consult.reading import home as reading


@dataclass(frozen=True, slots=True)
class Shown:
    """A consultation in the list, with where it stands and what is worth knowing about it."""

    consultation: Consultation
    standing: Standing
    left: str
    facts: Sequence[str]


@bp.get("/")
@access("site:read")
def home() -> str:
    """Show what is open now, soonest closing first, and things people said with what became of them."""
    person, now = current_person(), clock.now()
    shown = _shown(person, now)
    open_now = [one for one in shown if one.standing.stage is Stage.OPEN]
    demonstrated = current_app.config["DEMONSTRATION_PEOPLE"] if current_app.config["MAILBOX"] else {}
    return render_template(
        "pages/home.html",
        open_now=open_now,
        coming=[one for one in shown if one.standing.stage is Stage.CONSIDERING],
        proofs=reading.list_proofs(),
        marked=reading.find_marked(),
        sessions=reading.list_sessions([one.consultation.id for one in open_now], clock.to_london(now).date()),
        guides=reading.list_guides(demonstrated) if demonstrated and person is None else (),
        drafts=person is not None and drafts_anything(person.id),
    )


def _shown(person: Person | None, now: datetime) -> list[Shown]:
    """List the consultations this person may read that are open or being considered, soonest closing first."""
    stands = [(one, standing(one, now)) for one in list_consultations(person)]
    listed = [
        (one, stand)
        for one, stand in stands
        if stand.stage in (Stage.OPEN, Stage.CONSIDERING) and can_read(facts_about(one, person))
    ]
    ids = [one.id for one, _ in listed]
    voices, texts = reading.count_voices(ids), reading.list_texts(ids)
    shown = []
    for one, stand in sorted(listed, key=lambda pair: (pair[0].closes_at is None, pair[0].closes_at or now)):
        revision = texts[one.id].newest_revision if one.id in texts else None
        facts = [f"Revision {revision.number} of {clock.spoken_date(revision.at)}"] if revision else []
        said = voices.get(one.id, 0)
        facts.append(f"{plural(said, 'contribution')} so far" if said else "Nobody has said anything yet")
        open_until = one.closes_at if stand.stage is Stage.OPEN else None
        left = f"{time_left(open_until, now)} left, until {clock.spoken_time(open_until)}" if open_until else ""
        shown.append(Shown(one, stand, left, facts))
    return shown
