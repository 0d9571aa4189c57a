"""What the people of the borough said in nearly the same words, found as the worker finds it."""

from __future__ import annotations

from datetime import datetime

from consult.demonstration.content import Folder, Unplayable
from consult.demonstration.house import House
from consult.extensions import db
from consult.insight.alike import deciding
from consult.insight.alike.keeping import keep
from consult.insight.alike.queries import list_groups
from consult.insight.alike.works import families_of, read_said
from consult.insight.models import AlikeGroup


def find_alike(house: House, folder: Folder, now: datetime) -> None:
    """Group what is nearly the same in a consultation that says how its largest group is called. Raises Unplayable."""
    if "alike" not in folder.about:
        return
    called = folder.about["alike"]
    consultation, by = house.consultations[folder.about["slug"]], house.people[called["by"]]
    keep(consultation, families_of(*read_said(consultation)), by=by.public_id, now=now)
    largest = list_groups(consultation, 1)
    group = db.session.get(AlikeGroup, largest[0].id) if largest else None
    if group is None:
        raise Unplayable("nothing is nearly the same, yet a group has a name")
    deciding.name(group, called["called"], by=by, now=now)
