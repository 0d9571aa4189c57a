"""What came in outside the site is registered, kept, read by somebody with a name, and never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from consult.answers.closing import move_stage as move_on
from consult.audit.models import AuditRow
from consult.audit.service import broken_links
from consult.consultations.service import move_stage
from consult.contributions.models import Channel, Contribution
from consult.contributions.queries import list_unanswered
from consult.core.errors import Closed, Conflict, Denied, Refused
from consult.core.stages import Stage
from consult.extensions import db
from consult.infra.clock import to_london
from consult.intake import handling
from consult.intake.files import KeptFile, Sent, keep
from consult.intake.models import Source, Submission, SubmissionPart
from consult.intake.queries import WAITING, find_part, list_register, list_waiting
from consult.intake.registering import add_files, change_words
from consult.intake.splitting import NewPart, add_parts
from consult.jobs.models import Event, Mail
from consult.jobs.sending import handle_events
from consult.notifications.service import HANDLERS
from tests.intake.hands import key_with, make_desk, make_submission, uploads_folder
from tests.make import make_consultation, make_document, make_member, make_officer, make_organisation, make_person, now


def actions(submission: Submission) -> list[str]:
    rows = select(AuditRow.action).where(AuditRow.subject == submission.reference).order_by(AuditRow.id)
    return list(db.session.scalars(rows))


def test_each_has_a_reference_a_reader_and_a_place_in_the_register(either_app: Flask) -> None:
    with either_app.app_context():
        document, officer = make_desk()
        first = make_submission(document, officer, sender="Mrs Hale", people=3)
        second = make_submission(document, officer, source=Source.PHONE, title="A call", words="The line is busy.")
        assert (first.reference, second.reference) == ("R-1", "R-2")
        found = list_register(document.consultation)
        assert [(one.reference, one.reader, one.parts) for one in found.items] == [
            ("R-2", officer.name, 0),
            ("R-1", officer.name, 0),
        ]
        assert list_waiting(document.consultation) == ["R-1", "R-2"]
        assert list(broken_links(document.consultation.public_id)) == []


def test_it_is_split_into_comments_that_are_answered_like_any_other(either_app: Flask) -> None:
    with either_app.app_context():
        document, officer = make_desk()
        carers = make_organisation("Carers’ Circle")
        chart = make_submission(
            document, officer, source=Source.FLIPCHART, organisation=carers, shown_as="Table 3", sender="Bea"
        )
        parts = [
            NewPart(words="Three bags.", code="1.2b", place="table 3", people=8, agreeing=6),
            NewPart(words="All of it is too long."),
        ]
        one, two = add_parts(chart, document, parts, by=officer, now=now())
        db.session.commit()
        assert one.clause is not None
        assert (one.clause.key, one.author_name, one.channel) == (
            key_with(document, "two bags"),
            "Table 3",
            Channel.MEETING,
        )
        assert (one.organisation_id, one.entered_by_id, one.received_on) == (carers.id, officer.id, chart.received_on)
        assert two.clause_id is None
        assert list_unanswered(document) == [one.reference, two.reference]
        part = find_part(one)
        assert part is not None
        assert (part.submission.reference, part.position, part.place, part.people, part.agreeing) == (
            "R-1",
            1,
            "table 3",
            8,
            6,
        )
        handling.finish(chart, by=officer, now=now())
        db.session.commit()
        assert (chart.done_by_id, chart.read_by_id) == (officer.id, officer.id)
        assert list_waiting(document.consultation) == []
        (line,) = list_register(document.consultation).items
        assert (line.parts, line.unanswered) == (2, 2)


def test_all_parts_are_entered_or_none(app: Flask) -> None:
    document, officer = make_desk()
    letter = make_submission(document, officer)
    with pytest.raises(Refused, match=r"Part 2: There is no clause “9\.9”"):
        add_parts(letter, document, [NewPart(words="A."), NewPart(words="B.", code="9.9")], by=officer, now=now())
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"words": " "}, "words"),
        ({"code": "7"}, "code"),
        ({"people": 0}, "people"),
        ({"people": -3}, "people"),
        ({"agreeing": 2}, "people"),
        ({"people": 2, "agreeing": 3}, "agreeing"),
        ({"place": "x" * 61}, "place"),
        ({"words": "x" * 20_001}, "words"),
    ],
)
def test_a_part_that_cannot_be_says_which_field_is_wrong(app: Flask, wrong: dict[str, object], field: str) -> None:
    document, officer = make_desk()
    letter = make_submission(document, officer)
    part = NewPart(**({"words": "Three bags."} | wrong))  # type: ignore[arg-type]  # each case names its fields
    with pytest.raises(Refused) as refused:
        add_parts(letter, document, [part], by=officer, now=now())
    assert refused.value.field == field


def test_constraints_hold_what_the_verbs_promise(either_app: Flask) -> None:
    with either_app.app_context():
        document, officer = make_desk()
        letter = make_submission(document, officer)
        (made,) = add_parts(letter, document, [NewPart(words="A.", people=2)], by=officer, now=now())
        db.session.commit()
        for wrong in ({"agreeing": 3}, {"people": 0}, {"people": None, "agreeing": 1}):
            part = db.session.get_one(SubmissionPart, made.id)
            for name, value in wrong.items():
                setattr(part, name, value)
            with pytest.raises(IntegrityError):
                db.session.commit()
            db.session.rollback()
        with pytest.raises(IntegrityError):
            db.session.execute(delete(Submission))
        db.session.rollback()


def test_it_must_have_arrived_while_this_was_open(app: Flask) -> None:
    document, officer = make_desk()
    today = to_london(now()).date()
    with pytest.raises(Refused, match="not open"):
        make_submission(document, officer, received=today - timedelta(days=40))
    db.session.rollback()
    with pytest.raises(Refused, match="today or before"):
        make_submission(document, officer, received=today + timedelta(days=2))
    db.session.rollback()
    move_stage(document.consultation, Stage.CONSIDERING, "Time is up.", by=officer, now=now())
    assert make_submission(document, officer).reference == "R-1"
    move_stage(document.consultation, Stage.CANCELLED, "The money went.", by=officer, now=now())
    with pytest.raises(Closed):
        make_submission(document, officer)


def test_only_officers_register_and_only_officers_read(app: Flask) -> None:
    document, officer = make_desk()
    resident, elsewhere = make_person(), make_officer(make_consultation())
    for person in (resident, elsewhere, make_member(make_organisation())):
        with pytest.raises(Denied):
            make_submission(document, person, reader=officer)
        db.session.rollback()
        with pytest.raises(Refused, match="Choose an officer"):
            make_submission(document, officer, reader=person)
        db.session.rollback()


def test_what_is_entered_twice_is_marked_and_stays(app: Flask) -> None:
    document, officer = make_desk()
    first, second = make_submission(document, officer), make_submission(document, officer)
    for other in ("", "R-9", second.reference, "C-1"):
        with pytest.raises(Refused):
            handling.mark_twice(second, other, "The same letter.", by=officer, now=now())
    with pytest.raises(Refused, match="Say why"):
        handling.mark_twice(second, "r-1", " ", by=officer, now=now())
    handling.mark_twice(second, "r-1", "The same letter.", by=officer, now=now())
    db.session.commit()
    assert second.twice_of is first
    assert [one.reference for one in list_register(document.consultation).items] == ["R-2", "R-1"]
    assert [one.reference for one in list_register(document.consultation, WAITING).items] == ["R-1"]
    with pytest.raises(Conflict, match="marked"):
        add_parts(second, document, [NewPart(words="A.")], by=officer, now=now())
    handling.take_up_again(second, by=officer, now=now())
    assert second.waits
    assert actions(second) == ["submission:registered", "submission:marked", "submission:taken-up-again"]


def test_what_has_parts_cannot_be_marked_away(app: Flask) -> None:
    document, officer = make_desk()
    letter = make_submission(document, officer)
    with pytest.raises(Conflict, match="Nothing is entered"):
        handling.finish(letter, by=officer, now=now())
    add_parts(letter, document, [NewPart(words="A.")], by=officer, now=now())
    with pytest.raises(Conflict, match="Parts of R-1 are entered"):
        handling.mark_nothing(letter, "A thank-you.", by=officer, now=now())


def test_nothing_is_decided_while_something_that_came_in_is_not_entered(app: Flask) -> None:
    document, officer = make_desk()
    consultation = document.consultation
    letter = make_submission(document, officer)
    move_stage(consultation, Stage.CONSIDERING, "Time is up.", by=officer, now=now())
    with pytest.raises(Conflict, match="R-1") as stopped:
        move_on(consultation, Stage.DECIDED, "Done.", by=officer, now=now())
    assert stopped.value.extra["unanswered"] == ["R-1"]
    handling.mark_nothing(letter, "It only says thank you.", by=officer, now=now())
    move_on(consultation, Stage.DECIDED, "Done.", by=officer, now=now())
    assert consultation.stage is Stage.DECIDED


def test_the_senders_name_and_address_can_be_taken_away_and_stand_in_no_contribution(app: Flask) -> None:
    document, officer = make_desk()
    letter = make_submission(document, officer, sender="Mrs Hale, 4 Mill Lane", email="Hale@Example.org")
    (made,) = add_parts(letter, document, [NewPart(words="A.")], by=officer, now=now())
    assert (letter.email, made.author_name) == ("hale@example.org", "anonymous")
    handling.forget_sender(letter, "She asked.", by=officer, now=now())
    assert (letter.sender, letter.email) == ("", None)
    told = [row.detail for row in db.session.scalars(select(AuditRow))] + [
        str(event.payload) for event in db.session.scalars(select(Event))
    ]
    assert not any("Hale" in (one or "") or "hale@" in (one or "") for one in told)


def test_who_reads_it_is_noted_once_and_another_can_be_named(app: Flask) -> None:
    document, officer = make_desk()
    colleague = make_officer(document.consultation)
    letter = make_submission(document, officer)
    handling.name_reader(letter, colleague, by=officer, now=now())
    handling.read(letter, by=colleague, now=now())
    handling.read(letter, by=officer, now=now())
    assert (letter.reader_id, letter.read_by_id) == (colleague.id, colleague.id)
    assert actions(letter).count("submission:read") == 1


def test_words_can_be_put_right_and_the_log_keeps_what_stood_there(app: Flask) -> None:
    document, officer = make_desk()
    letter = make_submission(document, officer, words="Two bgas.")
    change_words(letter, "Two bags.", by=officer, now=now())
    detail = db.session.scalars(select(AuditRow.detail).where(AuditRow.action == "submission:words-changed")).one()
    assert letter.words == "Two bags."
    assert "Two bgas." in (detail or "")


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("letter.pdf", b"", "empty"),
        ("letter.pdf", b"MZ\x90\x00", "no .pdf file inside"),
        ("run.exe", b"MZ\x90\x00", "a sort we do not take"),
        ("page.html", b"<script>alert(1)</script>", "a sort we do not take"),
        ("picture.svg", b"<svg onload=alert(1)>", "a sort we do not take"),
        ("letter", b"hello", "a sort we do not take"),
        ("letter.pdf.exe", b"%PDF-1.7", "a sort we do not take"),
        ("large.txt", b"x" * (10 * 1024 * 1024 + 1), "over 10 MB"),
    ],
)
def test_files_we_do_not_take_are_refused_by_name(app: Flask, name: str, data: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        keep(uploads_folder(), Sent(name, data))
    assert not list(uploads_folder().glob("*"))


def test_the_same_file_a_second_time_is_noticed(app: Flask) -> None:
    document, officer = make_desk()
    file = keep(uploads_folder(), Sent("../../letter.pdf", b"%PDF-1.7 words"))
    assert file.name == "letter.pdf"
    first = make_submission(document, officer, words="", files=[file])
    with pytest.raises(Conflict, match="R-1"):
        make_submission(document, officer, words="", files=[file])
    db.session.rollback()
    again = make_submission(document, officer, words="", files=[file], again=True)
    assert [one.reference for one in (first, again)] == ["R-1", "R-2"]
    add_files(first, [file, KeptFile("two.txt", "0" * 64, 3)], by=officer, now=now())
    assert [one.filename for one in first.files] == ["letter.pdf", "two.txt"]


def test_parts_belong_to_documents_of_the_same_consultation(app: Flask) -> None:
    document, officer = make_desk()
    letter = make_submission(document, officer)
    with pytest.raises(Refused, match="another consultation"):
        add_parts(letter, make_document(), [NewPart(words="A.")], by=officer, now=now())


def test_a_receipt_and_the_references_of_its_parts_are_mailed_where_there_is_an_address(app: Flask) -> None:
    document, officer = make_desk()
    letter = make_submission(document, officer, email="hale@example.org", sender="Mrs Hale")
    make_submission(document, officer, sender="Nobody with an address")
    add_parts(letter, document, [NewPart(words="Three bags."), NewPart(words="Sooner.")], by=officer, now=now())
    handling.finish(letter, by=officer, now=now())
    db.session.commit()
    handle_events(HANDLERS, now())
    receipt, entered = db.session.scalars(select(Mail).order_by(Mail.id)).all()
    assert (receipt.to, entered.to) == ("hale@example.org", "hale@example.org")
    assert "R-1" in receipt.subject
    assert "a letter, received" in receipt.body
    assert "/contributions/C-1\n" in entered.body
    assert "/contributions/C-2\n" in entered.body
    assert "Hale" not in receipt.body + entered.body


def test_no_mail_goes_to_an_address_that_was_taken_away(app: Flask) -> None:
    document, officer = make_desk()
    letter = make_submission(document, officer, email="hale@example.org")
    handling.forget_sender(letter, "She asked.", by=officer, now=now())
    db.session.commit()
    handle_events(HANDLERS, now())
    assert db.session.scalars(select(Mail)).all() == []
