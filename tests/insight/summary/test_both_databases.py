"""What a summary counts and keeps reads the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.consultations.queries import get_consultation
from consult.core.errors import Conflict
from consult.core.stages import Stage
from consult.extensions import db
from consult.insight.alike_models import AlikeGroup, AlikeMember
from consult.insight.summary import deciding, service, signing
from consult.insight.summary.coverage import Filters, list_uncited, read_coverage
from consult.insight.summary.models import SummarySave
from consult.insight.summary.queries import current_summary, get_newest
from consult.insight.summary.staleness import list_stale, read_staleness
from consult.insight.summary.works import DRAFT, HANDLERS
from consult.jobs import works
from consult.serving import working
from tests.insight.summary.story import tell
from tests.make import make_comment, make_person, now

WAIT = 30
"""Seconds after which a thread that still waits has failed."""


def test_a_summary_is_counted_kept_signed_and_read_alike(either_app: Flask) -> None:
    with either_app.app_context():
        story = tell()
        group = AlikeGroup(consultation_id=story.consultation.id, label="Bus", method="by hand", created_at=now())
        db.session.add(group)
        db.session.flush()
        for number, one in enumerate(story.said[:2]):
            member = AlikeMember(contribution_id=one.id, group_id=group.id, score=1, at=now(), lead=number == 0)
            db.session.add(member)
        story.write(f"People want a later bus ({story.said[0].reference}).")
        number = story.newest.number
        signing.sign(story.consultation, expected=number, by=story.officer, now=now())
        signing.publish(story.consultation, expected=number, by=story.officer, now=now())
        councillor = make_person("Cllr Owen Price")
        assert councillor.email is not None
        invited = deciding.invite(story.consultation, councillor.email, by=story.officer, now=now())
        deciding.accept(invited, councillor, now())
        deciding.say_read(story.consultation, story.newest, by=councillor, now=now())
        came = make_comment(story.document, "Trams would be better.")

        coverage = read_coverage(story.consultation, story.newest)
        assert [(one.said, one.cited, one.alike) for one in (coverage.total, *coverage.themes)] == [
            (4, 1, 1),
            (2, 1, 1),
        ]
        uncited = list_uncited(story.consultation, story.newest, Filters(alike=False)).items
        assert [one.reference for one in uncited] == [story.said[2].reference, came.reference]
        stale = read_staleness(story.consultation, story.newest)
        assert (stale.came, list(stale.references)) == (1, [came.reference])
        assert [one.slug for one in list_stale([story.consultation.id])] == [story.consultation.slug]
        found = current_summary(story.consultation)
        assert found is not None
        assert found.cited == (story.said[0].reference,)
        assert [one.name for one in found.save.readings] == ["Cllr Owen Price"]


def test_a_draft_is_offered_alike(either_app: Flask) -> None:
    with either_app.app_context():
        story = tell()
        work = works.ask(DRAFT, story.consultation.slug, by=None, now=now(), back="/desk")
        db.session.commit()
        assert working.carry_out(work.public_id, HANDLERS).result == {"contributions": 2, "quotes": 2}


def test_of_two_officers_who_save_the_same_section_at_once_one_is_told(either_app: Flask) -> None:
    with either_app.app_context():
        story = tell()
        slug, key, officer, summary = story.consultation.slug, story.section, story.officer.id, story.newest.summary_id
        assert story.consultation.stage is Stage.OPEN
        db.session.commit()
    ready = Barrier(2)

    def save(words: str) -> str:
        with either_app.app_context():
            ready.wait(WAIT)
            by = db.session.get_one(Person, officer)
            consultation = get_consultation(slug)
            try:
                service.write(consultation, key, title="Buses", body=words, expected=1, by=by, now=now())
                db.session.commit()
            except Conflict:
                db.session.rollback()
                return "told"
            return "saved"

    with ThreadPoolExecutor(2) as threads:
        said = sorted(threads.map(save, ("One wrote this.", "Another wrote this.")))
    with either_app.app_context():
        versions = select(func.count()).select_from(SummarySave).where(SummarySave.summary_id == summary)
        assert (said, db.session.execute(versions).scalar_one()) == (["saved", "told"], 2)
        assert get_newest(get_consultation(slug)).number == 2
