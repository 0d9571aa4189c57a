"""What is stored and what constraints refuse, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.answers.challenges import service as challenging
from consult.answers.challenges.models import Challenge
from consult.answers.models import FateEntry
from consult.audit.service import broken_links
from consult.consultations.service import move_stage
from consult.contributions.lines import lines_of, list_lines
from consult.contributions.models import Contribution, Placement, PlacementStatus, Status
from consult.contributions.queries import Filters, count_contributions, list_contributions
from consult.contributions.service import NewComment, comment
from consult.contributions.viewing import EVERYTHING, PUBLIC, Viewer
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.database import Base
from consult.documents.classing import find_change, material_keys
from consult.documents.models import Clause, Document, Revision, Wording
from consult.documents.queries import get_document, read_revision
from consult.documents.verifying import first_broken
from consult.drafting import service as drafting
from consult.drafting.asking_again import reopen
from consult.drafting.guarding import get_head
from consult.drafting.service import GivenFate, Publication
from consult.extensions import db
from consult.jobs.models import Event
from consult.moderation import service as moderation
from consult.reading.desk import list_rows
from consult.reading.room import RoomClause, read_figures, read_room
from consult.voting.models import Tally, Vote, VoteValue
from consult.voting.queries import sums_for
from consult.voting.service import vote_on_clause, vote_on_contribution
from tests.benchmarks.filling import Size, fill
from tests.benchmarks.words import write
from tests.drafting.test_publishing import edit
from tests.make import make_comment, make_document, make_officer, make_person, now

WAIT = 30
"""Seconds after which a thread that still waits has failed."""


def key_of(document: Document, words: str) -> str:
    assert document.newest_revision is not None
    return next(one.key for one in read_revision(document.newest_revision).clauses if words in one.text)


def test_what_is_said_voted_published_and_hidden_reads_the_same(either_app: Flask) -> None:
    with either_app.app_context():
        document, person = make_document(), make_person()
        officer = make_officer(document.consultation)
        key = key_of(document, "two bags")
        made = make_comment(document, "Three bags.", by=person, clause=key, quote="two bags")
        rude = make_comment(document, "You lot!", clause=key)
        vote_on_clause(document, key, 1, VoteValue.AGREE, person=person, now=now())
        vote_on_contribution(made, VoteValue.DISAGREE, person=officer, now=now())
        moderation.hide(rude, "It insults people.", by=officer, now=now())
        edit(document, "two bags", "three bags")
        assert document.head is not None
        fates = [GivenFate(reference=made.reference, fate=Fate.NOTED)]
        publication = Publication(summary="Three bags.", expected_save=document.head.public_id, fates=fates)
        revision = drafting.publish(document, publication, by=officer, now=now())
        db.session.commit()

        placed = db.session.scalars(select(Placement).where(Placement.contribution_id == made.id)).one()
        assert (placed.status, placed.revision_id) == (PlacementStatus.REWORDED, revision.id)
        assert read_figures(document).said == 1
        room = read_room(document, revision)
        here = next(one for one in room.clauses if isinstance(one, RoomClause) and one.clause.key == key)
        assert (here.sums.total, here.sums.earlier) == (0, 1)
        (line,) = lines_of(document, [made.id])
        assert (line.placed, line.revision_shown, line.fate) == (PlacementStatus.REWORDED, 2, Fate.NOTED)
        assert [one.status for one in list_lines(document).items] == [Status.PUBLISHED, Status.HIDDEN]
        assert first_broken(document) is None
        assert list(broken_links(document.consultation.public_id)) == []


def test_what_a_change_is_called_is_said_again_and_votes_follow(either_app: Flask) -> None:
    with either_app.app_context():
        document, person = make_document(), make_person()
        officer, key = make_officer(document.consultation), key_of(document, "carer travels")
        vote_on_clause(document, key, 1, VoteValue.AGREE, person=person, now=now())
        edit(document, "carer travels free", "carer travels freely")
        assert document.head is not None
        publication = Publication(summary="A slip.", expected_save=document.head.public_id, editorial=[key])
        revision = drafting.publish(document, publication, by=officer, now=now())
        change = find_change(document, 2, key)
        assert change is not None
        assert (material_keys(revision), change.editorial) == (frozenset(), True)
        assert sums_for(document, read_revision(revision))[change.clause_id].agree == 1

        made = challenging.challenge(change, "It says something else.", by=person, now=now())
        db.session.commit()
        with pytest.raises(IntegrityError):
            db.session.execute(
                insert(Challenge).values(
                    public_id="x", change_id=change.id, by_id=person.id, editorial=False, reason="Again.", at=now()
                )
            )
        db.session.rollback()
        challenging.answer(change, editorial=False, reason="It does.", by=officer, now=now())
        db.session.commit()
        assert (made.granted, made.answer) == (True, "It does.")
        assert (material_keys(revision), change.editorial) == ({key}, True)
        assert sums_for(document, read_revision(revision))[change.clause_id].earlier == 1
        (row,) = (one for one in list_rows(officer) if one.document.id == document.id)
        assert row.challenged == 0
        assert first_broken(document) is None


def test_lines_list_what_the_objects_list(either_app: Flask) -> None:
    with either_app.app_context():
        chance = random.Random(3)
        document = make_document(markdown=write(chance, 12))
        fill(document, Size(12, 8, 60, 90), chance)
        for filters in (Filters(), Filters(unanswered=True), Filters(fate="noted"), Filters(clause="document")):
            for viewer in (PUBLIC, EVERYTHING, Viewer(1)):
                whole = list_contributions(document, filters, limit=100, viewer=viewer)
                lines = list_lines(document, filters, limit=100, viewer=viewer)
                assert [one.reference for one in lines.items] == [one.reference for one in whole.items]
                assert count_contributions(document, filters, viewer=viewer) == len(whole.items)


def test_what_the_benchmark_fills_in_agrees_with_itself(either_app: Flask) -> None:
    with either_app.app_context():
        chance = random.Random(4)
        document = make_document(markdown=write(chance, 12))
        fill(document, Size(12, 8, 60, 90), chance)
        for contribution in db.session.scalars(select(Contribution)):
            votes = db.session.scalars(select(Vote.value).where(Vote.contribution_id == contribution.id)).all()
            for value in VoteValue:
                assert getattr(contribution, value.value) == votes.count(value)
            said = select(func.count()).where(Contribution.reply_to_id == contribution.id)
            assert contribution.replies == db.session.scalar(said)
            fates = db.session.scalars(select(FateEntry).where(FateEntry.contribution_id == contribution.id)).all()
            assert [one.fate for one in fates] == ([contribution.fate] if contribution.fate else [])
        for tally in db.session.scalars(select(Tally)):
            cast = select(func.count()).where(Vote.clause_id == tally.clause_id, Vote.wording_id == tally.wording_id)
            assert tally.agree + tally.unsure + tally.disagree == db.session.scalar(cast)
        assert db.session.scalar(select(func.count()).select_from(Vote)) == 90
        assert comment(document, NewComment(body="Next."), by=make_person(), now=now()).reference == "C-61"


def _two_votes(document: Document) -> list[Base]:
    made, person = make_comment(document), make_person()
    return [Vote(person_id=person.id, contribution_id=made.id, value=value, at=now()) for value in ("agree", "unsure")]


def _vote_on_nothing(document: Document) -> list[Base]:
    return [Vote(person_id=make_person().id, value="agree", at=now())]


def _two_clauses_of_one_key(document: Document) -> list[Base]:
    return [Clause(document_id=document.id, key="twice2") for _ in range(2)]


def _two_wordings_of_one_text(document: Document) -> list[Base]:
    return [Wording(document_id=document.id, text="x", lookup="same", salt="s", commitment="c") for _ in range(2)]


def _two_placements(document: Document) -> list[Base]:
    made = make_comment(document, clause=key_of(document, "two bags"))
    where = {"contribution_id": made.id, "revision_id": made.revision_id, "score": 1.0, "segments": []}
    return [Placement(status=PlacementStatus.SAME, **where) for _ in range(2)]


def _comment_on_no_document(document: Document) -> list[Base]:
    made = make_comment(document)
    made.document_id = 999_999
    return [made]


def _second_first_revision(document: Document) -> list[Base]:
    first = document.newest_revision
    assert first is not None
    same = {name: getattr(first, name) for name in Revision.__table__.columns.keys() if name != "id"}  # noqa: SIM118
    return [Revision(**same)]


@pytest.mark.parametrize(
    "wrong",
    [
        _two_votes,
        _vote_on_nothing,
        _two_clauses_of_one_key,
        _two_wordings_of_one_text,
        _two_placements,
        _comment_on_no_document,
        _second_first_revision,
    ],
)
def test_constraints_carry_the_truth(either_app: Flask, wrong: Callable[[Document], list[Base]]) -> None:
    with either_app.app_context():
        db.session.add_all(wrong(make_document()))
        with pytest.raises(IntegrityError):
            db.session.commit()


def test_times_come_back_aware_and_in_utc_and_naive_ones_are_refused(either_app: Flask) -> None:
    with either_app.app_context():
        summer = datetime(2026, 6, 30, 23, 59, 59, 999_999, timezone(timedelta(hours=1)))
        db.session.add(Event(kind="a:b", subject="c", at=summer, payload={"é": [1, None]}))
        db.session.commit()
        stored = db.session.scalars(select(Event)).one()
        assert (stored.at, stored.at.tzinfo) == (summer, UTC)
        assert stored.payload == {"é": [1, None]}
        db.session.add(Event(kind="a:b", subject="c", at=datetime(2026, 6, 30), payload={}))  # noqa: DTZ001
        with pytest.raises(Exception, match="no zone"):
            db.session.flush()


def test_clauses_of_two_documents_opened_again_at_once_are_both_open(either_app: Flask) -> None:
    with either_app.app_context():
        first = make_document()
        found = [first, make_document(first.consultation)]
        officer = make_officer(first.consultation)
        move_stage(first.consultation, Stage.CONSIDERING, "Time is up.", by=officer, now=now())
        for document in found:
            edit(document, "two bags", "A driver carries three bags.")
            save = get_head(document).public_id
            drafting.publish(
                document, Publication(summary="More.", expected_save=save, exception="Urgent."), by=officer, now=now()
            )
        names, ids, officer_id = [one.slug for one in found], {str(one.id) for one in found}, officer.id
        db.session.commit()
    start = Barrier(len(names))

    def open_again(slug: str) -> None:
        with either_app.app_context():
            document, by = get_document(slug), db.session.get_one(Person, officer_id)
            keys, closes = [key_of(document, "three bags")], now() + timedelta(days=7)
            assert document.consultation.reopened is None
            db.session.rollback()
            start.wait(WAIT)
            reopen(document, keys, closes, "New.", by=by, now=now())
            db.session.commit()

    with ThreadPoolExecutor(len(names)) as pool:
        for one in [pool.submit(open_again, slug) for slug in names]:
            one.result(WAIT)
    with either_app.app_context():
        assert set(get_document(names[0]).consultation.reopened or {}) == ids


def test_votes_that_come_at_once_are_all_counted(either_app: Flask) -> None:
    many = 6
    with either_app.app_context():
        document = make_document()
        reference = make_comment(document).reference
        people = [make_person().id for _ in range(many)]
        slug, key, chain = document.slug, key_of(document, "two bags"), document.consultation.public_id
        raised = document.counts_version
        db.session.commit()
    start = Barrier(many)

    def vote(person_id: int) -> None:
        with either_app.app_context():
            start.wait(WAIT)
            found = select(Contribution).where(Contribution.reference == reference)
            person = db.session.get_one(Person, person_id)
            vote_on_contribution(db.session.scalars(found).one(), VoteValue.AGREE, person=person, now=now())
            db.session.commit()
            vote_on_clause(get_document(slug), key, 1, VoteValue.UNSURE, person=person, now=now())
            db.session.commit()

    with ThreadPoolExecutor(many) as pool:
        for one in [pool.submit(vote, person) for person in people]:
            one.result(WAIT)
    with either_app.app_context():
        document = get_document(slug)
        assert db.session.scalars(select(Contribution.agree)).one() == many
        assert db.session.scalars(select(Tally.unsure)).one() == many
        assert document.counts_version == raised + 2 * many
        assert list(broken_links(chain)) == []
