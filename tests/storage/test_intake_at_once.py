"""Two officers at the intake register at the same moment: no letter is entered and marked, and none is kept twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.audit.models import AuditRow
from consult.contributions.models import Contribution
from consult.core.errors import Conflict, Refused
from consult.documents.models import Document
from consult.extensions import db
from consult.infra.clock import to_london
from consult.intake import handling
from consult.intake.columns import Column, Means
from consult.intake.files import KeptFile
from consult.intake.models import Source, Submission
from consult.intake.queries import get_submission, get_table
from consult.intake.registering import NewSubmission, add_files, register
from consult.intake.splitting import NewPart, add_parts
from consult.intake.taking import ask as ask_for_table
from consult.intake.taking import name_columns
from consult.jobs.models import Event
from tests.intake.hands import make_desk, make_submission, upload_csv
from tests.make import make_officer, now
from tests.storage.at_once import Act, at_once

Do = Callable[[Submission, Document, Person], object]


@pytest.fixture
def desk(either_app: Flask) -> dict[str, Any]:
    """Give a document, two officers and two letters, by their ids and references."""
    with either_app.app_context():
        document, ada = make_desk()
        ben = make_officer(document.consultation)
        letters = [make_submission(document, ada).reference for _ in range(2)]
        db.session.commit()
        return {"document": document.id, "ada": ada.id, "ben": ben.id, "letters": letters}


def on_letter(desk: dict[str, Any], who: str, do: Do, at: int = 0) -> Act:
    """Read a letter as its page does, then do something with it."""

    def act() -> Callable[[], object]:
        document, by = db.session.get_one(Document, desk["document"]), db.session.get_one(Person, desk[who])
        letter = get_submission(document.consultation, desk["letters"][at])
        assert letter.consultation.public_id
        assert by.memberships
        return lambda: do(letter, document, by)

    return act


def letter_now(desk: dict[str, Any], at: int = 0) -> Submission:
    db.session.expire_all()
    return db.session.scalars(select(Submission).where(Submission.reference == desk["letters"][at])).one()


def nothing(letter: Submission, _document: Document, by: Person) -> None:
    handling.mark_nothing(letter, "It asks for nothing.", by=by, now=now())


def parts(letter: Submission, document: Document, by: Person) -> int:
    return len(add_parts(letter, document, [NewPart(words="Three bags.")], by=by, now=now(), seen=0))


def many() -> int:
    return db.session.scalar(select(func.count()).select_from(Contribution)) or 0


def test_a_letter_marked_by_one_is_not_entered_by_the_other(either_app: Flask, desk: dict[str, Any]) -> None:
    first, second = at_once(either_app, on_letter(desk, "ada", nothing), on_letter(desk, "ben", parts))
    assert (first, type(second)) == (None, Conflict)
    with either_app.app_context():
        assert many() == 0


def test_a_letter_entered_by_one_is_not_marked_by_the_other(either_app: Flask, desk: dict[str, Any]) -> None:
    first, second = at_once(either_app, on_letter(desk, "ada", parts), on_letter(desk, "ben", nothing))
    assert (first, type(second)) == (1, Conflict)
    with either_app.app_context():
        assert letter_now(desk).mark is None


def test_parts_that_two_enter_are_entered_once_and_the_second_is_told(either_app: Flask, desk: dict[str, Any]) -> None:
    first, second = at_once(either_app, on_letter(desk, "ada", parts), on_letter(desk, "ben", parts))
    assert (first, type(second)) == (1, Conflict)
    assert "what you typed is kept" in second.message
    with either_app.app_context():
        assert many() == 1


def test_two_letters_marked_as_each_others_second_leave_one_standing(either_app: Flask, desk: dict[str, Any]) -> None:
    def twice(other: int) -> Do:
        def do(letter: Submission, _document: Document, by: Person) -> None:
            handling.mark_twice(letter, desk["letters"][other], "The same letter.", by=by, now=now())

        return do

    first, second = at_once(either_app, on_letter(desk, "ada", twice(1)), on_letter(desk, "ben", twice(0), at=1))
    assert (first, type(second)) == (None, Refused)
    with either_app.app_context():
        assert [letter_now(desk, at).mark is None for at in (0, 1)] == [False, True]


def test_a_letter_that_two_say_is_entered_is_so_once_and_its_sender_is_told_once(
    either_app: Flask, desk: dict[str, Any]
) -> None:
    with either_app.app_context():
        document, by = db.session.get_one(Document, desk["document"]), db.session.get_one(Person, desk["ada"])
        parts(letter_now(desk), document, by)
        db.session.commit()

    def done(letter: Submission, _document: Document, by: Person) -> None:
        handling.finish(letter, by=by, now=now())

    assert at_once(either_app, on_letter(desk, "ada", done), on_letter(desk, "ben", done)) == [None, None]
    with either_app.app_context():
        told = select(func.count()).select_from(Event).where(Event.kind == "submission:entered")
        assert db.session.scalar(told) == 1
        assert letter_now(desk).done_by_id == desk["ada"]


def test_a_letter_read_by_two_was_read_by_the_first(either_app: Flask, desk: dict[str, Any]) -> None:
    def read(letter: Submission, _document: Document, by: Person) -> None:
        handling.read(letter, by=by, now=now())

    assert at_once(either_app, on_letter(desk, "ada", read), on_letter(desk, "ben", read)) == [None, None]
    with either_app.app_context():
        noted = select(func.count()).select_from(AuditRow).where(AuditRow.action == "submission:read")
        assert (letter_now(desk).read_by_id, db.session.scalar(noted)) == (desk["ada"], 1)


FILE = KeptFile("letter.pdf", "a" * 64, 12)


def test_a_file_that_two_register_is_registered_once_and_the_second_is_asked(
    either_app: Flask, desk: dict[str, Any]
) -> None:
    def again(_letter: Submission, document: Document, by: Person) -> str:
        day = to_london(now()).date()
        new = NewSubmission(source=Source.LETTER, title="A letter", received=day, reader=by, files=[FILE])
        return register(document.consultation, new, by=by, now=now()).reference

    first, second = at_once(either_app, on_letter(desk, "ada", again), on_letter(desk, "ben", again))
    assert (type(second), second.extra) == (Conflict, {"reference": first})


def test_a_file_that_two_add_to_a_letter_is_kept_once(either_app: Flask, desk: dict[str, Any]) -> None:
    def add(letter: Submission, _document: Document, by: Person) -> None:
        add_files(letter, [FILE], by=by, now=now())

    assert at_once(either_app, on_letter(desk, "ada", add), on_letter(desk, "ben", add)) == [None, None]
    with either_app.app_context():
        assert len(letter_now(desk).files) == 1


def test_a_table_that_one_takes_in_has_its_columns_named_by_nobody_else_meanwhile(
    either_app: Flask, desk: dict[str, Any]
) -> None:
    with either_app.app_context():
        document, by = db.session.get_one(Document, desk["document"]), db.session.get_one(Person, desk["ada"])
        table = upload_csv(document, by, "id,comment\n1,One\n").public_id

    def asks(_letter: Submission, document: Document, by: Person) -> Callable[[], object]:
        found = get_table(document.consultation, table)
        return lambda: ask_for_table(found, "/desk", by=by, now=now()).public_id

    def names(_letter: Submission, document: Document, by: Person) -> Callable[[], object]:
        found = get_table(document.consultation, table)
        columns = [Column(Means.NOTHING), Column(Means.WORDS)]
        return lambda: name_columns(found, columns, {}, by=by, now=now())

    def reading(who: str, read: Callable[[Submission, Document, Person], Callable[[], object]]) -> Act:
        def act() -> Callable[[], object]:
            document, by = db.session.get_one(Document, desk["document"]), db.session.get_one(Person, desk[who])
            assert by.memberships
            return read(get_submission(document.consultation, desk["letters"][0]), document, by)

        return act

    first, second = at_once(either_app, reading("ada", asks), reading("ben", names))
    assert isinstance(first, str)
    assert isinstance(second, Conflict)
    again = at_once(either_app, reading("ada", asks), reading("ben", asks))
    assert again == [first, first]
