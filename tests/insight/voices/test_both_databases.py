"""Who has spoken is counted alike by SQLite and PostgreSQL."""

from __future__ import annotations

from flask import Flask

from consult.accounts.models import MemberRole
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.voices.counting_once import count_areas_of, list_to_count
from consult.insight.voices.found import find_opinions
from consult.insight.voices.overview import forget_counts, overview
from consult.insight.voices.queries import list_approaches, list_open_approaches, list_unheard_organisations
from tests.insight.voices.crowd import make_heard
from tests.make import make_member, make_organisation, now


def test_who_has_spoken_reads_the_same(either_app: Flask) -> None:
    with either_app.app_context():
        forget_counts()
        council = make_organisation()
        document: Document = make_heard(council)
        consultation = document.consultation
        told = overview(consultation)
        assert (told.spoken.people, told.spoken.people_heads) == (46, 46)
        assert (told.spoken.organisations, told.spoken.organisations_heads) == (12, 12)
        assert told.lived is not None
        assert [(row.name, row.people) for row in told.lived.rows] == [
            ("Hartwell", 18),
            ("Larkhill", 9),
            ("Old Town", None),
            ("Northfold", None),
            ("Did not say", 15),
        ]
        assert [(row.people, row.organisations) for row in told.spoken.channels] == [
            (40, 12),
            (0, 0),
            (6, 0),
            (0, 0),
            (0, 0),
            (0, 0),
        ]
        assert [one.name for one in told.missed] == ["Northfold"]
        assert told.voters == 120
        unheard = make_organisation("Zebra Crossing Club")
        assert list_unheard_organisations(consultation, 5) == ([unheard.name], 1)
        assert [one.whom for one in list_approaches(consultation)] == ["Northfold night shift", "Larkhill Tenants"]
        officer = make_member(council, MemberRole.OFFICER)
        assert [ask.whom for ask, _ in list_open_approaches(officer, 9)] == ["Northfold night shift"]
        found = find_opinions(consultation)
        assert found is not None
        assert [group.size for group in found.groups] == [80, 40]


def test_two_workers_that_saw_the_same_consultation_count_it_once(either_app: Flask) -> None:
    with either_app.app_context():
        document: Document = make_heard(make_organisation())
        document.consultation.stage = Stage.DECIDED
        db.session.commit()
        (seen,) = list_to_count()
        first, second = count_areas_of(seen, now()), count_areas_of(seen, now())
        assert first is second
        assert list_to_count() == []
