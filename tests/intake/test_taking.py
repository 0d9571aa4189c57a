"""A table of answers is taken in: every answer that is one, none twice, with a report of what became of each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from consult.audit.service import broken_links
from consult.contributions.models import Channel, Contribution
from consult.contributions.queries import list_unanswered
from consult.core.errors import Closed, Conflict, Refused
from consult.core.stages import Stage
from consult.database import reading_only
from consult.extensions import db
from consult.infra import uploads
from consult.infra.clock import to_london
from consult.intake.answers import Outcome
from consult.intake.columns import Means
from consult.intake.models import AnswerTable, Submission, SubmissionPart
from consult.intake.report import write_report
from consult.intake.taking import ask, name_columns, take_in
from consult.intake.works import TAKE_IN
from consult.jobs.work_models import Work
from consult.jobs.works import Progress, get_work
from consult.serving.working import carry_out
from tests.core.data_folder import real_data
from tests.intake.hands import key_with, look, make_desk, settle, take, upload_csv, uploads_folder
from tests.make import make_organisation, now

M = Means
CSV = """Response ID,Clause,Comment,Name,Organisation,People,Agree number
1,1.2(b),Three bags.,Ada,,,
2,1.2b,Two bags are enough.,,Carers Circle,12,9
3,,All of it is too long.,Bea,Friends of the Bus,,
4,9.9,Where is this?,Cal,,,
5,2.1,n/a,Dee,,,
6,2.1,-,Eli,,,
7,2.1,Not provided,,,,
8,2.1,,,,,
"""


def outcomes(table: AnswerTable) -> list[str]:
    return [one.outcome.value for one in look(table)]


def many() -> int:
    return db.session.scalar(select(func.count()).select_from(Contribution)) or 0


def bodies() -> list[str]:
    return sorted(body or "" for body in db.session.scalars(select(Contribution.body)))


def test_the_dry_run_says_of_each_row_what_would_happen_and_changes_nothing(either_app: Flask) -> None:
    with either_app.app_context():
        document, officer = make_desk()
        carers = make_organisation("Carers Circle")
        table = upload_csv(document, officer, CSV)
        found = look(table)
        assert [one.outcome.value for one in found] == ["new"] * 3 + ["problem"] + ["blank"] * 4
        assert [one.row for one in found] == list(range(2, 10))
        assert "no clause “9.9”" in found[3].message
        assert (found[1].organisation, found[1].people, found[1].agreeing) == (carers.slug, 12, 9)
        assert [one.shown_as for one in found[:3]] == ["", "", "Friends of the Bus"]
        assert (found[0].clause, found[2].clause) == (key_with(document, "two bags"), None)
        assert many() == 0


def test_what_is_new_is_taken_in_as_parts_of_one_submission_with_its_file(either_app: Flask) -> None:
    with either_app.app_context():
        document, officer = make_desk()
        make_organisation("Carers Circle")
        table = upload_csv(document, officer, CSV)
        assert take(table, officer) == {"taken": 3, "problem": 1, "blank": 4}
        submission = db.session.scalars(select(Submission)).one()
        assert (submission.title, submission.waits) == ("Answers from Survey", False)
        assert submission.files[0].file_hash == table.file_hash
        parts = db.session.scalars(select(SubmissionPart).order_by(SubmissionPart.position)).all()
        assert [(one.place, one.people, one.agreeing) for one in parts] == [
            ("row 2", None, None),
            ("row 3", 12, 9),
            ("row 4", None, None),
        ]
        made = db.session.scalars(select(Contribution).order_by(Contribution.id)).all()
        assert {one.channel for one in made} == {Channel.IMPORT}
        assert [one.author_name for one in made] == ["anonymous", "anonymous", "Friends of the Bus"]
        assert list_unanswered(document) == [one.reference for one in made]
        assert list(broken_links(document.consultation.public_id)) == []


def test_the_same_file_twice_adds_nothing_twice(either_app: Flask) -> None:
    with either_app.app_context():
        document, officer = make_desk()
        take(upload_csv(document, officer, CSV), officer)
        again = upload_csv(document, officer, CSV)
        assert take(again, officer) == {"known": 3, "problem": 1, "blank": 4}
        assert (many(), again.submission_id) == (3, None)
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 1


def test_an_overlapping_file_adds_only_what_is_new(app: Flask) -> None:
    document, officer = make_desk()
    take(upload_csv(document, officer, "id,comment\n1,One\n2,Two\n"), officer)
    more = upload_csv(document, officer, "id;comment\n2;Two\n3;Three\n1;One\n".encode("utf-16"))
    assert take(more, officer) == {"taken": 1, "known": 2}
    assert bodies() == ["One", "Three", "Two"]


def test_a_row_put_right_afterwards_is_taken_in_by_the_next_run(app: Flask) -> None:
    document, officer = make_desk()
    take(upload_csv(document, officer, CSV), officer)
    again = upload_csv(document, officer, CSV.replace("9.9", "2.1"))
    assert take(again, officer)["taken"] == 1


def test_words_changed_in_the_other_tool_stay_as_they_were_received(app: Flask) -> None:
    document, officer = make_desk()
    take(upload_csv(document, officer, "id,comment\n1,One\n"), officer)
    again = upload_csv(document, officer, "id,comment\n1,One and more\n")
    (answer,) = look(again)
    assert (answer.outcome, answer.reference) == (Outcome.CHANGED, "C-1")
    take(again, officer)
    assert bodies() == ["One"]


def test_ids_are_those_of_their_own_survey(app: Flask) -> None:
    document, officer = make_desk()
    take(upload_csv(document, officer, "id,comment\n1,One\n", source="March"), officer)
    assert outcomes(upload_csv(document, officer, "id,comment\n1,Other\n", source="April")) == ["new"]
    assert outcomes(upload_csv(document, officer, "id,comment\n1,One\n", source=" MARCH ")) == ["known"]


def test_several_answers_of_one_person_are_all_taken_in_and_none_twice(app: Flask) -> None:
    document, officer = make_desk()
    long = "Respondent ID,comment\n1,One\n1,Two\n1,One\n"
    table = upload_csv(document, officer, long)
    assert outcomes(table) == ["new", "new", "same"]
    take(table, officer)
    assert outcomes(upload_csv(document, officer, "Respondent ID,comment\n1,Two\n1,One\n")) == ["known", "known"]


def test_without_ids_people_with_a_name_count_once_and_people_without_each(app: Flask) -> None:
    document, officer = make_desk()
    text = "comment,name\nI agree,Ada\nI agree,Ada\nI agree,\nI agree,\nI AGREE ,Bea\n"
    table = upload_csv(document, officer, text)
    assert outcomes(table) == ["new", "same", "new", "new", "new"]
    take(table, officer)
    assert many() == 4
    assert set(outcomes(upload_csv(document, officer, text))) == {"known", "same"}
    assert outcomes(upload_csv(document, officer, "comment,name\nI agree,\nI agree,\nI agree,\n")) == [
        "known",
        "known",
        "new",
    ]


def test_a_second_column_taken_in_later_does_not_take_the_first_in_again(app: Flask) -> None:
    document, officer = make_desk()
    text = "id,Q1,Q2\n1,One,Uno\n2,Two,Two\n"
    first = upload_csv(document, officer, text)
    settle(first, officer, M.ID, M.WORDS, M.NOTHING)
    take(first, officer)
    both = upload_csv(document, officer, text)
    settle(both, officer, M.ID, (M.WORDS, "1.2b"), (M.WORDS, "2.1"))
    assert outcomes(both) == ["known", "new", "known", "new"]
    renamed = upload_csv(document, officer, text.replace("Q1", "Question 1"))
    settle(renamed, officer, M.ID, M.WORDS, M.NOTHING)
    assert outcomes(renamed) == ["known", "known"]


def test_two_columns_of_one_heading_are_two_questions_also_where_somebody_says_the_same_in_both(app: Flask) -> None:
    document, officer = make_desk()
    text = "id,name,Please explain,Please explain\n1,Ada,Too far,Too far\n2,Bea,Late,Dear\n,Cal,Yes,Yes\n,,No,No\n"
    table = upload_csv(document, officer, text)
    settle(table, officer, M.ID, M.NAME, (M.WORDS, "1.2b"), (M.WORDS, "2.1"))
    assert outcomes(table) == ["new"] * 8
    assert [one.column for one in look(table)][:2] == ["Please explain", "Please explain (2)"]
    take(table, officer)
    assert many() == 8
    again = upload_csv(document, officer, text)
    settle(again, officer, M.ID, M.NAME, (M.WORDS, "1.2b"), (M.WORDS, "2.1"))
    assert set(outcomes(again)) == {"known"}


def test_an_answer_is_about_its_columns_clause_unless_its_row_names_another(app: Flask) -> None:
    document, officer = make_desk()
    table = upload_csv(document, officer, "id,clause,said\n1,,One\n2,2.1,Two\n")
    settle(table, officer, M.ID, M.CLAUSE, (M.WORDS, "1.2 (b)"))
    assert [one.code for one in look(table)] == ["1.2(b)", "2.1"]


def test_a_clause_that_is_not_found_can_be_taken_for_the_whole(app: Flask) -> None:
    document, officer = make_desk()
    table = upload_csv(document, officer, CSV)
    columns = [M.ID, M.CLAUSE, M.WORDS, M.NAME, M.ORGANISATION, M.PEOPLE, M.AGREEING]
    settle(table, officer, *columns, unknown_clause="document", show_names="y")
    assert [(one.outcome, one.clause, one.shown_as) for one in look(table)][3] == (Outcome.NEW, None, "Cal")


def test_each_row_must_have_arrived_while_this_was_open(app: Flask) -> None:
    document, officer = make_desk()
    day = to_london(now()).date()
    text = f"id,comment,date\n1,One,{day}\n2,Two,{day - timedelta(days=90)}\n3,Three,soon\n4,Four,\n"
    found = look(upload_csv(document, officer, text))
    assert [one.outcome.value for one in found] == ["new", "problem", "problem", "new"]
    assert "not open" in found[1].message
    assert "no date we can read" in found[2].message


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ([M.NOTHING, M.NOTHING], "at least one"),
        ([M.WORDS, M.WORDS, M.WORDS], "each column"),
        ([M.ID, M.ID], "at least one"),
    ],
)
def test_columns_nothing_could_come_of_are_refused(app: Flask, columns: list[Means], says: str) -> None:
    document, officer = make_desk()
    table = upload_csv(document, officer, "id,comment\n1,One\n")
    with pytest.raises(Refused, match=says):
        settle(table, officer, *columns)


def test_two_columns_cannot_both_be_the_name(app: Flask) -> None:
    document, officer = make_desk()
    table = upload_csv(document, officer, "a,b,c\n1,One,x\n")
    with pytest.raises(Refused, match="a and c"):
        settle(table, officer, M.NAME, M.WORDS, M.NAME)


def test_the_worker_takes_it_in_and_doing_it_again_adds_nothing(app: Flask) -> None:
    document, officer = make_desk()
    table = upload_csv(document, officer, "comment\n" + "".join(f"Answer {n}\n" for n in range(250)))
    work = ask(table, "/desk", by=officer, now=now())
    assert ask(table, "/desk", by=officer, now=now()) is work
    db.session.commit()
    public_id, table_id = work.public_id, table.id
    with pytest.raises(Conflict):
        name_columns(table, [], {}, by=officer, now=now())
    db.session.rollback()
    done = carry_out(public_id)
    assert (done.failed, done.result, done.kind) == (None, {"taken": 250}, TAKE_IN)
    again = carry_out(public_id)
    assert (again.failed, again.result) == (None, {"taken": 250})
    assert many() == 250
    reading_only.set(False)
    kept = db.session.get_one(AnswerTable, table_id)
    assert kept.taken_at is not None
    with pytest.raises(Conflict):
        ask(kept, "/desk", by=officer, now=now())


def test_what_is_stopped_half_way_goes_on_where_it_ended(app: Flask) -> None:
    document, officer = make_desk()
    table = upload_csv(document, officer, "comment\n" + "".join(f"Answer {n}\n" for n in range(250)))
    work = ask(table, "/desk", by=officer, now=now())
    public_id, table_id, officer_id = work.public_id, table.id, officer.id
    db.session.commit()

    def stopped_at_50(progress: Progress) -> Mapping[str, int]:
        def say(done: int, total: int) -> None:
            db.session.rollback()
            reading_only.set(False)
            get_work(public_id).cancel_asked_at = now()
            db.session.commit()
            progress.say(done, total, "Entering the answers.")

        found, by = db.session.get_one(AnswerTable, table_id), db.session.get_one(type(officer), officer_id)
        return take_in(found, uploads_folder(), by=by, clock=now, say=say, writing=progress.writing)

    assert carry_out(public_id, {TAKE_IN: stopped_at_50}).cancelled
    assert many() == 50
    reading_only.set(False)
    table = db.session.get_one(AnswerTable, table_id)
    second = ask(table, "/desk", by=db.session.get_one(type(officer), officer_id), now=now())
    db.session.commit()
    assert second.public_id != public_id
    assert carry_out(second.public_id).result == {"taken": 250}
    assert many() == 250
    assert db.session.scalar(select(func.count()).select_from(Work)) == 2


def test_the_same_file_taken_in_twice_at_once_adds_nothing_twice(either_app: Flask) -> None:
    with either_app.app_context():
        document, officer = make_desk()
        text = "id,comment,name\n" + "".join(f"{n % 90},Answer {n},{'Ada' if n % 3 else ''}\n" for n in range(120))
        tables = [upload_csv(document, officer, text, source="Survey") for _ in range(2)]
        asked = []
        for table in tables:
            asked.append(ask(table, "/desk", by=officer, now=now()).public_id)
        db.session.commit()
    start = Barrier(2)

    def run(public_id: str) -> Mapping[str, int]:
        with either_app.app_context():
            start.wait(30)
            done = carry_out(public_id)
            assert done.failed is None
            return done.result or {}

    with ThreadPoolExecutor(2) as pool:
        results = [one.result(120) for one in [pool.submit(run, public_id) for public_id in asked]]
    with either_app.app_context():
        reading_only.set(False)
        assert many() == 120
        assert sum(result.get("taken", 0) for result in results) >= 120
        assert all(sum(result.values()) == 120 for result in results)


def test_nothing_is_taken_in_once_it_is_decided(app: Flask) -> None:
    document, officer = make_desk()
    table = upload_csv(document, officer, "id,comment\n1,One\n")
    document.consultation.stage = Stage.DECIDED
    db.session.commit()
    with pytest.raises(Closed):
        take(table, officer)


def test_the_report_is_kept_and_safe_from_formulas(app: Flask) -> None:
    document, officer = make_desk()
    dangerous = json.loads(real_data("hostile", "csv_injection_made.json").read_text())["items"]
    out = io.StringIO()
    csv.writer(out).writerows([("id", "comment", "clause"), *((n, one, one) for n, one in enumerate(dangerous))])
    table = upload_csv(document, officer, out.getvalue())
    settle(table, officer, M.ID, M.WORDS, M.CLAUSE, unknown_clause="document")
    before = "".join(write_report(look(table)))
    take(table, officer)
    path = uploads.find(uploads_folder(), table.report_hash or "")
    assert path is not None
    for text in (before, path.read_text()):
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
        assert len(rows) == 1 + len(dangerous)
        for cell in (cell for row in rows for cell in row):
            assert not cell.lstrip(" \u00a0\ufeff\u200b").startswith(tuple("=+-@\t\r\n|＝＋＠"))


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["", "1", "2", "3", "4"]),
        st.sampled_from(["Yes", "yes ", "Three bags.", "-", "Too dear", ""]),
        st.sampled_from(["", "Ada", "ada", "Bea"]),
        st.sampled_from(["", "1.2b", "1.2(b)", "2.1", "9.9"]),
    ),
    max_size=8,
)


def as_csv(rows: list[tuple[str, str, str, str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([("id", "comment", "name", "clause"), *rows, ("0", "Always", "", "")])
    return out.getvalue()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ANSWERS, second=ANSWERS)
def test_whatever_the_files_hold_taking_them_in_again_adds_nothing(
    app: Flask, first: list[tuple[str, str, str, str]], second: list[tuple[str, str, str, str]]
) -> None:
    document, officer = make_desk()

    def here() -> int:
        return db.session.scalar(select(func.count()).where(Contribution.document_id == document.id)) or 0

    take(upload_csv(document, officer, as_csv(first)), officer)
    after_first = here()
    assert after_first >= 1
    take(upload_csv(document, officer, as_csv(first)), officer)
    assert here() == after_first
    take(upload_csv(document, officer, as_csv(first + second)), officer)
    after_both = here()
    for rows in (second, first, first + second):
        take(upload_csv(document, officer, as_csv(rows)), officer)
        assert here() == after_both
