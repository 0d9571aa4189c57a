"""Two people at once, in two real threads, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.answers.models import FateEntry
from consult.contributions.models import Contribution, Placement
from consult.contributions.service import NewComment, comment
from consult.core.errors import Conflict, ConsultError
from consult.core.fates import Fate
from consult.documents.models import Revision
from consult.documents.queries import get_document, read_save
from consult.documents.verifying import first_broken
from consult.drafting import service
from consult.drafting.service import GivenFate, Publication
from consult.extensions import db
from tests.drafting.conftest import add_comment as say
from tests.drafting.test_publishing import edit
from tests.make import make_document, make_officer, make_person, now

WAIT = 20
"""Seconds after which a thread that still waits has failed."""


def prepare() -> tuple[str, str, str, str]:
    """Make a document with a draft to publish; return its slug, the save, a comment, an officer's address."""
    document = make_document()
    made = say(document, "two bags")
    officer = make_officer(document.consultation)
    edit(document, "two bags", "three bags")
    db.session.commit()
    assert document.head is not None
    return document.slug, document.head.public_id, made.reference, officer.public_id


def test_of_two_officers_who_publish_at_once_one_succeeds_and_the_other_sees_the_newer_revision(
    either_app: Flask,
) -> None:
    with either_app.app_context():
        slug, save, reference, _ = prepare()
    start = Barrier(2)

    def publish(fate: Fate) -> str | Conflict:
        with either_app.app_context():
            document = get_document(slug)
            db.session.commit()  # both have read the page; neither holds anything
            start.wait(WAIT)
            given = [GivenFate(reference=reference, fate=fate)]
            try:
                service.publish(
                    document, Publication(summary=fate.value, expected_save=save, fates=given), by=None, now=now()
                )
            except Conflict as conflict:
                db.session.rollback()
                return conflict
            db.session.commit()
            return fate.value

    with ThreadPoolExecutor(2) as pool:
        tasks = [pool.submit(publish, fate) for fate in (Fate.NOTED, Fate.CARRIED_FORWARD)]
        outcomes = [task.result(WAIT) for task in tasks]
    won = [one for one in outcomes if isinstance(one, str)]
    lost = [one for one in outcomes if isinstance(one, Conflict)]
    assert (len(won), len(lost)) == (1, 1)
    assert lost[0].extra == {"revision": 2, "save": save}
    with either_app.app_context():
        document = get_document(slug)
        assert document.newest_revision is not None
        assert (document.newest_revision.number, document.newest_revision.summary) == (2, won[0])
        assert [entry.fate.value for entry in db.session.scalars(select(FateEntry))] == won
        assert db.session.scalar(select(func.count()).select_from(Placement)) == 1
        assert first_broken(document) is None


def test_of_two_drafters_who_save_at_once_both_are_in_the_draft(either_app: Flask) -> None:
    with either_app.app_context():
        slug, save, _, _ = prepare()
    start = Barrier(2)

    def put(old: str, new: str) -> str:
        with either_app.app_context():
            document = get_document(slug)
            text = newest_words(slug)
            db.session.commit()
            start.wait(WAIT)
            outcome = service.save_text(document, text.replace(old, new), expected_save=save, by=None, now=now())
            db.session.commit()
            return type(outcome).__name__

    with ThreadPoolExecutor(2) as pool:
        tasks = [pool.submit(put, "£4.50", "£3.80"), pool.submit(put, "The provider must:", "We promise to:")]
        assert sorted(task.result(WAIT) for task in tasks) == ["Merged", "Saved"]
    with either_app.app_context():
        text = newest_words(slug)
        assert "£3.80" in text
        assert "We promise to:" in text


def newest_words(slug: str) -> str:
    """Return the newest words."""
    head = get_document(slug).head
    assert head is not None
    return read_save(head).markdown


@pytest.mark.parametrize("first", ["comment", "publish"])
def test_a_comment_on_revision_1_while_revision_2_is_published_has_its_place_in_both_orders(
    either_app: Flask, first: str
) -> None:
    with either_app.app_context():
        slug, save, _, officer = prepare()
        person = make_person().public_id
        db.session.commit()
    holds, may_end = Event(), Event()

    def say_it() -> None:
        new = NewComment(body="Two is few.", revision=1, quote="by phone, by text message")
        comment(get_document(slug), new, by=find(person), now=now())

    def publish() -> None:
        publication = Publication(summary="Bags.", expected_save=save, exception="It cannot wait.")
        service.publish(get_document(slug), publication, by=find(officer), now=now())

    verbs: dict[str, Callable[[], None]] = {"comment": say_it, "publish": publish}

    def run(verb: Callable[[], None], *, leads: bool) -> None:
        with either_app.app_context():
            if not leads:
                holds.wait(WAIT)
            verb()
            if leads:
                holds.set()
                may_end.wait(WAIT)
            db.session.commit()

    with ThreadPoolExecutor(2) as pool:
        leader: Future[None] = pool.submit(run, verbs[first], leads=True)
        other = next(verb for name, verb in verbs.items() if name != first)
        follower = pool.submit(run, other, leads=False)
        holds.wait(WAIT)
        with pytest.raises(TimeoutError):
            follower.result(0.4)
        may_end.set()
        leader.result(WAIT)
        follower.result(WAIT)
    with either_app.app_context():
        made = db.session.scalars(select(Contribution).where(Contribution.body == "Two is few.")).one()
        second = db.session.scalars(select(Revision).where(Revision.number == 2)).one()
        assert [placement.revision_id for placement in made.placements] == [second.id]
        assert second.counts["unanswered"] == (2 if first == "comment" else 1)


def find(public_id: str) -> Person:
    """Return a person."""
    return db.session.scalars(select(Person).where(Person.public_id == public_id)).one()


def test_a_broken_publication_leaves_nothing_behind(either_app: Flask) -> None:
    with either_app.app_context():
        slug, save, reference, _ = prepare()
        document = get_document(slug)
        fates = [GivenFate(reference=reference, fate=Fate.TAKEN_IN)]
        with pytest.raises(ConsultError):
            service.publish(document, Publication(summary="x", expected_save=save, fates=fates), by=None, now=now())
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(Revision)) == 1
        assert db.session.scalar(select(func.count()).select_from(FateEntry)) == 0


def test_two_officers_who_draft_an_answer_at_once_leave_one_draft_and_publishing_takes_it(either_app: Flask) -> None:
    with either_app.app_context():
        slug, save, reference, _ = prepare()
    start = Barrier(4)

    def draft(reason: str) -> None:
        with either_app.app_context():
            document = get_document(slug)
            db.session.commit()
            start.wait(WAIT)
            given = GivenFate(reference=reference, fate=Fate.NOT_TAKEN, reason=reason)
            service.draft_fate(document, given, by=None, now=now())
            db.session.commit()

    with ThreadPoolExecutor(4) as pool:
        for one in [pool.submit(draft, f"Reason {number}") for number in range(4)]:
            one.result(WAIT)
    with either_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(FateEntry)) == 1
        service.publish(get_document(slug), Publication(summary="Now", expected_save=save), by=None, now=now())


def test_two_officers_who_publish_answers_at_once_both_raise_the_version_of_the_pages(either_app: Flask) -> None:
    with either_app.app_context():
        slug, _, reference, _ = prepare()
        other = say(get_document(slug), "two bags").reference
        db.session.commit()
        before = get_document(slug).counts_version
    start = Barrier(2)

    def publish(said: str) -> None:
        with either_app.app_context():
            document = get_document(slug)
            db.session.commit()
            start.wait(WAIT)
            service.publish_fates(document, [GivenFate(reference=said, fate=Fate.NOTED)], by=None, now=now())
            db.session.commit()

    with ThreadPoolExecutor(2) as pool:
        for one in [pool.submit(publish, said) for said in (reference, other)]:
            one.result(WAIT)
    with either_app.app_context():
        assert get_document(slug).counts_version == before + 2


WRITERS = 20


def test_of_twenty_who_write_at_once_every_sentence_is_in_the_draft(either_app: Flask) -> None:
    with either_app.app_context():
        markdown = "\n\n".join(f"Clause {number} stands here. It has a second sentence." for number in range(5))
        document = make_document(markdown=markdown)
        slug = document.slug
        assert document.head is not None
        save, keys = document.head.public_id, [one.key for one in read_save(document.head).clauses]
        db.session.commit()
    start = Barrier(WRITERS)

    def write(number: int) -> None:
        key, place = keys[number % 5], number // 5
        start.wait(WAIT)
        with either_app.app_context():
            for _ in range(WRITERS):
                document = get_document(slug)
                assert document.head is not None
                clause = read_save(document.head).find(key)
                assert clause is not None
                head = document.head.public_id
                db.session.commit()
                typed = f"{clause.text} Writer {number} adds sentence {place}."
                outcome = service.save_clause(document, key, typed, expected_save=head, by=None, now=now())
                if not isinstance(outcome, service.Conflicted):
                    db.session.commit()
                    return
                db.session.rollback()  # somebody wrote at the same place: read again, as a person would
            raise AssertionError(f"writer {number} never came through")

    with ThreadPoolExecutor(WRITERS) as pool:
        for task in [pool.submit(write, number) for number in range(WRITERS)]:
            task.result(60)
    with either_app.app_context():
        text = newest_words(slug)
        assert all(f"Writer {number} adds sentence {number // 5}." in text for number in range(WRITERS))
        assert all(f"Clause {number} stands here. It has a second sentence." in text for number in range(5))
        assert save != get_document(slug).head.public_id  # type: ignore[union-attr]  # it has one, as just read
