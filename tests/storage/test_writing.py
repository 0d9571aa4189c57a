"""When the lock for writing is taken, and that a request that only reads cannot write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from consult import database
from consult.accounts.models import Person
from consult.consultations.service import move_stage
from consult.contributions.models import Contribution, Status
from consult.contributions.service import NewComment, comment
from consult.core.errors import Closed
from consult.core.stages import Stage
from consult.documents.queries import get_document
from consult.extensions import db
from consult.moderation import service as moderation
from consult.voting.models import Vote, VoteValue
from consult.voting.service import vote_on_contribution
from tests.make import make_comment, make_document, make_officer, make_person, now


def test_a_request_that_only_reads_cannot_write(app: Flask) -> None:
    make_document()
    db.session.commit()
    database.reading_only.set(True)
    try:
        db.session.execute(text("UPDATE document SET counts_version = 7"))
        with pytest.raises(RuntimeError, match="only reads"):
            db.session.commit()
    finally:
        database.reading_only.set(False)
        db.session.rollback()
    assert db.session.scalar(text("SELECT counts_version FROM document")) != 7
    db.session.execute(text("UPDATE document SET counts_version = 7"))
    db.session.commit()
    assert db.session.scalar(text("SELECT counts_version FROM document")) == 7


@pytest.fixture
def reads_first() -> Iterator[None]:
    """Begin as a view does that locks late."""
    database.reading_only.set(True)
    yield
    database.reading_only.set(False)
    db.session.rollback()


def meanwhile(app: Flask, do: Callable[[], object]) -> None:
    """Do something in a transaction of its own, as another request."""

    def request() -> None:
        with app.app_context():
            do()
            db.session.commit()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(request).result()


def test_who_reads_first_and_comments_after_the_closing_is_told_so(app: Flask, reads_first: None) -> None:
    slug, person = prepared(app)
    document = get_document(slug)
    assert document.consultation.stage is Stage.OPEN
    meanwhile(app, lambda: close(slug))
    assert document.consultation.stage is Stage.OPEN  # as this request read it
    with pytest.raises(Closed):
        comment(document, NewComment(body="Too late?"), by=db.session.get_one(Person, person), now=now())


def test_who_reads_first_and_votes_on_what_was_hidden_meanwhile_is_told_so(app: Flask, reads_first: None) -> None:
    slug, person = prepared(app)
    said = db.session.scalars(select(Contribution)).one()
    assert said.status is Status.PUBLISHED
    meanwhile(app, lambda: hide(slug))
    with pytest.raises(Closed):
        vote_on_contribution(said, VoteValue.AGREE, person=db.session.get_one(Person, person), now=now())
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 0


def test_two_who_read_the_same_sums_add_to_each_other(app: Flask, reads_first: None) -> None:
    slug, person = prepared(app)
    said = db.session.scalars(select(Contribution)).one()
    assert said.agree == 0
    meanwhile(app, lambda: agree(slug))
    vote_on_contribution(said, VoteValue.AGREE, person=db.session.get_one(Person, person), now=now())
    db.session.commit()
    assert said.agree == 2


def prepared(app: Flask) -> tuple[str, int]:
    """Return a document's address, with a comment on it, and the number of somebody who comes by."""
    made: list[tuple[str, int]] = []

    def prepare() -> None:
        document = make_document()
        make_comment(document)
        made.append((document.slug, make_person().id))

    meanwhile(app, prepare)
    return made[0]


def close(slug: str) -> None:
    consultation = get_document(slug).consultation
    officer = make_officer(consultation)
    move_stage(consultation, Stage.CONSIDERING, "Enough was said.", by=officer, now=now())


def hide(slug: str) -> None:
    officer = make_officer(get_document(slug).consultation)
    moderation.hide(db.session.scalars(select(Contribution)).one(), "Rude.", by=officer, now=now())


def agree(slug: str) -> None:
    vote_on_contribution(
        db.session.scalars(select(Contribution)).one(), VoteValue.AGREE, person=make_person(), now=now()
    )
