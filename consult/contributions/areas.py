"""Where people say they live: the list officers keep, what somebody chooses from it, and its taking back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, select

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.contributions.area_models import Area, DeclaredArea
from consult.contributions.models import Contribution
from consult.core.errors import Refused
from consult.core.normal import normalise
from consult.documents.counting import raise_counts_version
from consult.documents.models import Document
from consult.extensions import db
from consult.jobs.service import emit

LONGEST_AREA = 80
MOST_AREAS = 200
MOST_PEOPLE = 100_000_000


@dataclass(frozen=True, slots=True)
class Choice:
    """An area somebody may choose, and whether they did."""

    public_id: str
    name: str
    chosen: bool


def list_areas(consultation: Consultation) -> Sequence[Area]:
    """List the areas of a consultation, in the order of its officers; one query."""
    wanted = select(Area).where(Area.consultation_id == consultation.id, Area.retired.is_(False))
    return db.session.scalars(wanted.order_by(Area.position, Area.id)).all()


def list_choices(consultation_id: int, person: Person | None) -> list[Choice]:
    """List the areas somebody may choose from; empty where the officers keep no list. One query."""
    own = and_(DeclaredArea.area_id == Area.id, DeclaredArea.person_id == (person.id if person else None))
    rows = db.session.execute(
        select(Area.public_id, Area.name, DeclaredArea.id)
        .outerjoin(DeclaredArea, own)
        .where(Area.consultation_id == consultation_id, Area.retired.is_(False))
        .order_by(Area.position, Area.id)
    )
    return [Choice(public_id, name, declared is not None) for public_id, name, declared in rows]


def declare(contribution: Contribution, chosen: str | None, *, now: datetime) -> None:
    """Note the area somebody chose with a contribution; the empty choice takes back what they chose before.

    chosen: an area's public id, "" for "I would rather not say", None where nobody was asked. One that is not in the
    list counts as not said: what people say is never lost for it.
    """
    if chosen is None:
        return
    consultation_id = contribution.document.consultation_id
    area = None
    if chosen and chosen.isalnum():
        wanted = select(Area.id).where(Area.consultation_id == consultation_id, Area.public_id == chosen)
        area = db.session.scalars(wanted).one_or_none()
    person = contribution.author_id
    if person is not None:
        whose = and_(DeclaredArea.person_id == person, DeclaredArea.consultation_id == consultation_id)
    else:
        whose = and_(DeclaredArea.contribution_id == contribution.id)
    db.session.execute(delete(DeclaredArea).where(whose))
    if area is not None:
        db.session.add(
            DeclaredArea(
                consultation_id=consultation_id,
                area_id=area,
                person_id=person,
                contribution_id=None if person is not None else contribution.id,
                at=now,
            )
        )
    db.session.flush()


def forget_area(contribution: Contribution) -> None:
    """Forget the area that came with a contribution of somebody without an account."""
    db.session.execute(delete(DeclaredArea).where(DeclaredArea.contribution_id == contribution.id))


def list_own_areas(person: Person) -> list[tuple[str, str, str]]:
    """List where a person said they live: slug and title of the consultation, and the area; one query."""
    rows = db.session.execute(
        select(Consultation.slug, Consultation.title, Area.name)
        .join(DeclaredArea, DeclaredArea.consultation_id == Consultation.id)
        .join(Area, Area.id == DeclaredArea.area_id)
        .where(DeclaredArea.person_id == person.id)
        .order_by(Consultation.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def forget_own_area(slug: str, person: Person) -> bool:
    """Forget where a person said they live, in one consultation, at any time; say whether there was anything."""
    consultation = select(Consultation.id).where(Consultation.slug == slug).scalar_subquery()
    gone = db.session.execute(
        delete(DeclaredArea)
        .where(DeclaredArea.person_id == person.id, DeclaredArea.consultation_id == consultation)
        .returning(DeclaredArea.consultation_id)
    ).all()
    for (consultation_id,) in gone:
        for document in db.session.scalars(select(Document).where(Document.consultation_id == consultation_id)):
            raise_counts_version(document)
    return bool(gone)


def keep_areas(consultation: Consultation, names: Sequence[str], *, by: Person | None, now: datetime) -> list[Area]:
    """Make the list of areas read like `names`, in this order; what people chose before stays with its name.

    Raises Refused for a name that is too long or stands twice, and for too many.
    """
    wanted = [" ".join(normalise(name).split()) for name in names]
    wanted = [name for name in wanted if name]
    if len(wanted) > MOST_AREAS:
        raise Refused(f"Keep up to {MOST_AREAS} areas. People choose from them in a list.", field="names")
    if odd := next((name for name in wanted if not name.isprintable()), None):
        seen = "".join(letter for letter in odd if letter.isprintable())[:40]
        raise Refused(f"The name “{seen}” has signs that cannot be shown. Type it again.", field="names")
    if too_long := next((name for name in wanted if len(name) > LONGEST_AREA), None):
        raise Refused(f"Write a name of up to {LONGEST_AREA} letters instead of “{too_long[:40]} …”.", field="names")
    if twice := next((name for name in wanted if [one.casefold() for one in wanted].count(name.casefold()) > 1), None):
        raise Refused(f"“{twice}” stands twice. Write each area once.", field="names")
    known = {area.name: area for area in _all(consultation)}
    for area in known.values():
        area.retired = True
    for place, name in enumerate(wanted):
        if name not in known:
            known[name] = Area(consultation_id=consultation.id, name=name, people=None)
            db.session.add(known[name])
        known[name].position, known[name].retired = place, False
    _tell(consultation, "area:listed", {"areas": len(wanted)}, by, now)
    return [known[name] for name in wanted]


def load_population(
    consultation: Consultation, figures: Mapping[str, int], *, by: Person | None, now: datetime
) -> tuple[int, int]:
    """Store how many people live in each area, by name; areas not in the list yet join it.

    Returns how many figures were stored and how many areas are new. Raises Refused as `keep_areas` does.
    """
    before = {area.name.casefold(): area.name for area in list_areas(consultation)}
    new = [name for name in figures if name.casefold() not in before]
    areas = keep_areas(consultation, [*before.values(), *new], by=by, now=now)
    people = {name.casefold(): count for name, count in figures.items()}
    for area in areas:
        if area.name.casefold() in people:
            area.people = people[area.name.casefold()]
    _tell(consultation, "area:populated", {"figures": len(figures)}, by, now)
    return len(figures), len(new)


def _all(consultation: Consultation) -> Sequence[Area]:
    wanted = select(Area).where(Area.consultation_id == consultation.id).order_by(Area.position, Area.id)
    return db.session.scalars(wanted).all()


def _tell(consultation: Consultation, action: str, detail: dict[str, object], by: Person | None, now: datetime) -> None:
    db.session.flush()
    actor = by.public_id if by else None
    record(action, consultation.slug, by=actor, now=now, chain=consultation.public_id, detail=detail)
    emit(action, consultation.slug, now=now, by=actor)
