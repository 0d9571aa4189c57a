"""The register in the browser, without JavaScript: entered, split, read, answered; kept from everybody else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.core.stages import Stage
from consult.database import reading_only
from consult.documents.models import Document
from consult.extensions import db
from consult.intake.handling import mark_nothing
from consult.intake.models import AnswerTable, Submission
from consult.intake.registering import change_words
from consult.intake.splitting import NewPart, add_parts
from consult.jobs.work_models import Work
from consult.serving.working import carry_out
from tests.intake.hands import make_desk, make_submission, take, upload_csv
from tests.make import make_officer, make_person, now

SignIn = Callable[[Person], FlaskClient]
Counting = Callable[[], AbstractContextManager[list[str]]]
PDF = b"%PDF-1.7 <script>alert(1)</script>"


def at(document: Document, rest: str = "") -> str:
    return f"/consultations/{document.consultation.slug}/desk/intake{rest}"


def filled(officer: Person, **more: object) -> dict[str, object]:
    form: dict[str, object] = {
        "source": "letter",
        "title": "Letter of two pages",
        "received": ["", "", ""],
        "words": "Two bags are not enough.",
        "reader": officer.public_id,
    }
    return form | more


def test_an_officer_registers_a_letter_with_its_file_and_gives_a_receipt(app: Flask, sign_in_as: SignIn) -> None:
    document, officer = make_desk()
    browser = sign_in_as(officer)
    files = [(io.BytesIO(PDF), "../letter.pdf"), (io.BytesIO(b"note"), "note.txt")]
    answer = browser.post(at(document, "/new"), data=filled(officer, files=files, sender="Mrs Hale"))
    assert (answer.status_code, answer.headers["Location"]) == (302, at(document, "/R-1"))
    page = browser.get(at(document, "/R-1"))
    assert "Registered as R-1" in page.text
    assert "Mrs Hale" in page.text
    submission = db.session.scalars(select(Submission)).one()
    file = browser.get(at(document, f"/R-1/files/{submission.files[0].public_id}"))
    assert (file.data, file.headers["Content-Type"]) == (PDF, "application/octet-stream")
    assert file.headers["Content-Disposition"] == "attachment; filename=letter.pdf"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    file.close()
    receipt = browser.get(at(document, "/R-1/receipt")).text
    assert "Your reference" in receipt
    assert "R-1" in receipt


def test_a_form_that_fails_keeps_the_words_and_the_files(app: Flask, sign_in_as: SignIn) -> None:
    document, officer = make_desk()
    browser = sign_in_as(officer)
    form = filled(
        officer, title="", email="not an address", words="Kept <b>words</b>.", files=[(io.BytesIO(PDF), "a.pdf")]
    )
    answer = browser.post(at(document, "/new"), data=form)
    assert answer.status_code == 422
    assert "Kept &lt;b&gt;words&lt;/b&gt;." in answer.text
    assert "Kept already: a.pdf" in answer.text
    kept = answer.text.split('name="kept" value="', 1)[1].split('"', 1)[0].replace("&#34;", '"')
    answer = browser.post(at(document, "/new"), data=filled(officer, words="", kept=kept))
    assert answer.status_code == 302
    assert [file.filename for file in db.session.scalars(select(Submission)).one().files] == ["a.pdf"]
    forged = browser.post(at(document, "/new"), data=filled(officer, words="", kept="0" + kept[1:]))
    assert forged.status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "spaceship"},
        {"received": ["31", "2", "2026"]},
        {"received": ["1", "1", "2020"]},
        {"people": "many"},
        {"people": "0"},
        {"reader": "nobody"},
        {"organisation": "no-such"},
        {"words": ""},
        {"words": "a\0b"},
        {"email": "x@"},
        {"title": "x" * 300},
        {"files": [(io.BytesIO(b"MZ"), "run.exe")]},
    ],
)
def test_odd_forms_are_answered_with_what_to_do(app: Flask, sign_in_as: SignIn, wrong: dict[str, object]) -> None:
    document, officer = make_desk()
    answer = sign_in_as(officer).post(at(document, "/new"), data=filled(officer) | wrong)
    assert answer.status_code == 422
    assert "Not saved yet" in answer.text
    assert db.session.scalars(select(Submission)).all() == []


def test_parts_are_entered_one_by_one_beside_the_words(app: Flask, sign_in_as: SignIn) -> None:
    document, officer = make_desk()
    make_submission(document, officer)
    browser = sign_in_as(officer)
    part = {"document": document.slug, "words": "Three bags.", "code": "1.2 b", "people": "8", "agreeing": "6"}
    assert browser.post(at(document, "/R-1"), data=part).status_code == 302
    page = browser.get(at(document, "/R-1")).text
    assert "clause 1.2(b): 8 people, 6 agree" in page
    wrong = browser.post(at(document, "/R-1"), data=part | {"code": "7.7", "words": "My <i>typed</i> words"})
    assert wrong.status_code == 422
    assert "There is no clause “7.7”" in wrong.text
    assert "My &lt;i&gt;typed&lt;/i&gt; words" in wrong.text
    assert browser.post(at(document, "/R-1"), data=part | {"document": "other"}).status_code == 422
    assert browser.post(at(document, "/R-1"), data=part | {"people": "eight"}).status_code == 422


def test_many_parts_are_shown_as_understood_before_they_are_entered(app: Flask, sign_in_as: SignIn) -> None:
    document, officer = make_desk()
    make_submission(document, officer)
    browser = sign_in_as(officer)
    typed = "1.2b: Three bags. (table 3: 8 people, 6 agree)\n- 8.8: Where is that?\nAll of it is too long."
    form = {"document": document.slug, "typed": typed}
    answer = browser.post(at(document, "/R-1/parts"), data=form | {"do": "add"})
    assert answer.status_code == 422
    assert "1 part of 3 cannot be entered" in answer.text
    assert db.session.scalars(select(Contribution)).all() == []
    form["typed"] = typed.replace("8.8", "2.1")
    answer = browser.post(at(document, "/R-1/parts"), data=form)
    assert answer.status_code == 200
    assert "Enter these 3 parts" in answer.text
    assert db.session.scalars(select(Contribution)).all() == []
    assert browser.post(at(document, "/R-1/parts"), data=form | {"do": "add"}).status_code == 302
    assert [one.body for one in db.session.scalars(select(Contribution).order_by(Contribution.id))] == [
        "Three bags.",
        "Where is that?",
        "All of it is too long.",
    ]


@pytest.mark.parametrize("page", ["/R-1", "/R-1/parts"])
def test_what_is_entered_from_two_windows_is_entered_once_and_what_was_typed_is_kept(
    app: Flask, sign_in_as: SignIn, page: str
) -> None:
    document, officer = make_desk()
    make_submission(document, officer)
    browser = sign_in_as(officer)
    form = {"document": document.slug, "words": "Three <b>bags</b>.", "typed": "Three <b>bags</b>.", "do": "add"}

    def sent_with(text: str) -> dict[str, str]:
        (seen,) = set(re.findall(r'name="seen" value="(\d+)"', text))
        return form | {"seen": seen}

    opened = sent_with(browser.get(at(document, page)).text)
    assert browser.post(at(document, page), data=opened).status_code == 302
    again = browser.post(at(document, page), data=opened)
    assert again.status_code == 409
    assert "Since you opened this page, 1 part of R-1 came in" in again.text
    assert "Three &lt;b&gt;bags&lt;/b&gt;." in again.text
    assert len(db.session.scalars(select(Contribution)).all()) == 1
    assert browser.post(at(document, page), data=sent_with(again.text)).status_code == 302


def test_a_part_says_in_public_what_it_came_in_and_for_how_many_it_speaks(
    app: Flask, client: FlaskClient, sign_in_as: SignIn
) -> None:
    document, officer = make_desk()
    chart = make_submission(document, officer, sender="Mrs Hale, 4 Mill Lane", email="hale@example.org")
    add_parts(chart, document, [NewPart(words="A.", place="table 3", people=8, agreeing=6)], by=officer, now=now())
    db.session.commit()
    page = client.get("/contributions/C-1").text
    assert "Part of R-1, a letter received" in page
    assert "It speaks for 8 people; 6 of them agree" in page
    for secret in ("Hale", "Mill Lane", "hale@", "/desk/intake"):
        assert secret not in page
    assert at(document, "/R-1") in sign_in_as(officer).get("/contributions/C-1").text


def test_the_desk_and_the_consultation_lead_to_what_waits(app: Flask, sign_in_as: SignIn) -> None:
    document, officer = make_desk()
    browser = sign_in_as(officer)
    assert at(document) in browser.get(f"/consultations/{document.consultation.slug}").text
    make_submission(document, officer)
    page = browser.get("/desk").text
    assert f'href="{at(document)}?show=waiting"' in page
    assert "R-1" in browser.get(at(document) + "?show=waiting").text
    assert browser.post(at(document, "/R-1/read")).status_code == 302
    form = {"mark": "nothing", "reason": "It only says thank you."}
    assert browser.post(at(document, "/R-1/mark"), data=form).status_code == 302
    assert "Nothing waits" in browser.get(at(document) + "?show=waiting").text
    assert "?show=waiting" not in browser.get("/desk").text


def test_buttons_and_forms_about_one_submission(app: Flask, sign_in_as: SignIn) -> None:
    document, officer = make_desk()
    colleague = make_officer(document.consultation)
    make_submission(document, officer, sender="Mrs Hale")
    make_submission(document, officer)
    browser = sign_in_as(officer)
    for address, form in (
        ("/R-1/reader", {"reader": colleague.public_id}),
        ("/R-1/words", {"words": "Other words."}),
        ("/R-1/forget", {"reason": "She asked."}),
        ("/R-1/files", {"files": [(io.BytesIO(b"more"), "more.txt")]}),
        ("/R-2/mark", {"mark": "twice", "twice": "R-1", "reason": "The same."}),
    ):
        assert browser.get(at(document, address)).status_code == 200
        assert browser.post(at(document, address), data=form).status_code == 302, address
    for address, form in (
        ("/R-1/reader", {"reader": "nobody"}),
        ("/R-1/words", {"words": "a\0b"}),
        ("/R-1/forget", {"reason": ""}),
        ("/R-1/files", {}),
        ("/R-1/mark", {"mark": "twice", "twice": "R-77", "reason": "x"}),
        ("/R-1/mark", {}),
    ):
        answer = browser.post(at(document, address), data=form)
        assert answer.status_code == 422, address
        assert "govuk-error-summary" in answer.text
    page = browser.get(at(document, "/R-2")).text
    assert "see <a" in page.lower()
    assert browser.post(at(document, "/R-2/again")).status_code == 302
    answer = browser.post(at(document, "/R-1/done"), follow_redirects=True)
    assert "Nothing is entered from R-1 yet" in answer.text


def test_a_table_is_taken_in_step_by_step(app: Flask, sign_in_as: SignIn) -> None:
    document, officer = make_desk()
    browser = sign_in_as(officer)
    text = "id,comment,clause\n1,<b>One</b>,1.2b\n2,n/a,\n3,Three,9.9\n"
    form = {"came_from": "Survey", "document": document.slug, "received": ["", "", ""]}
    form = form | {"file": (io.BytesIO(text.encode()), "answers.csv")}
    answer = browser.post(at(document, "/tables/new"), data=form)
    assert answer.status_code == 302
    here = answer.headers["Location"]
    assert "What do the columns mean?" in browser.get(here).text
    wrong = browser.post(here, data={"means-0": "id", "means-1": "name", "means-2": "nothing"})
    assert wrong.status_code == 422
    assert browser.post(here, data={"means-0": "whatever"}).status_code == 422
    columns = {"means-0": "id", "means-1": "words", "means-2": "clause", "clause-1": ""}
    assert browser.post(here, data=columns).headers["Location"] == f"{here}/answers"
    look = browser.get(f"{here}/answers").text
    assert "Take in 1 answer" in look
    assert "There is no clause “9.9”" in look
    assert "&lt;b&gt;One&lt;/b&gt;" in look
    assert "Will be taken in" in browser.get(f"{here}/report.csv").text
    assert browser.post(f"{here}/take").status_code == 302
    assert "It waits for its turn" in browser.get(f"{here}/answers").text
    assert browser.get(f"{here}/report.csv").status_code == 404
    work = db.session.scalars(select(Work)).one()
    db.session.rollback()
    assert carry_out(work.public_id).failed is None
    reading_only.set(False)
    done = browser.get(f"{here}/answers").text
    assert "They are the parts of" in done
    report = browser.get(f"{here}/report.csv")
    assert report.headers["Content-Disposition"].startswith("attachment")
    assert '"Taken in","C-1"' in report.text
    report.close()
    assert "Answers from Survey" in browser.get(at(document)).text
    assert browser.get(here).status_code == 302


def test_a_table_nobody_can_read_is_refused_on_its_own_page(app: Flask, sign_in_as: SignIn) -> None:
    document, officer = make_desk()
    browser = sign_in_as(officer)
    for file in ((io.BytesIO(b"PK\x03\x04x"), "a.xlsx"), (io.BytesIO(b""), "a.csv"), (io.BytesIO(b"%PDF"), "a.pdf")):
        form = {"came_from": "Kept words", "document": document.slug, "received": ["", "", ""], "file": file}
        answer = browser.post(at(document, "/tables/new"), data=form)
        assert answer.status_code == 422
        assert "Kept words" in answer.text
    assert (
        browser.post(at(document, "/tables/new"), data={"came_from": "X", "document": document.slug}).status_code == 422
    )
    assert db.session.scalars(select(AnswerTable)).all() == []


def test_the_register_is_for_officers_of_its_consultation_only(
    app: Flask, client: FlaskClient, sign_in_as: SignIn
) -> None:
    document, officer = make_desk()
    other, elsewhere = make_desk()
    make_submission(document, officer)
    table = upload_csv(document, officer, "id,comment\n1,One\n")
    addresses = [at(document), at(document, "/R-1"), at(document, "/R-1/receipt"), at(document) + ".csv"]
    addresses += [at(document, f"/tables/{table.public_id}"), at(document, f"/tables/{table.public_id}/report.csv")]
    for address in addresses:
        assert client.get(address).status_code == 302
        assert sign_in_as(make_person()).get(address).status_code == 403
        assert sign_in_as(elsewhere).get(address).status_code == 403
    assert sign_in_as(elsewhere).get(at(other, "/R-1")).status_code == 404
    assert sign_in_as(elsewhere).get(at(other, f"/tables/{table.public_id}")).status_code == 404


def test_once_it_is_decided_the_register_is_read_and_nothing_is_entered(app: Flask, sign_in_as: SignIn) -> None:
    document, officer = make_desk()
    make_submission(document, officer)
    document.consultation.stage = Stage.DECIDED
    browser = sign_in_as(officer)
    assert "Nothing can be entered at this stage" in browser.get(at(document)).text
    assert "Enter a part" not in browser.get(at(document, "/R-1")).text
    assert browser.get(at(document, "/new")).status_code == 409
    assert browser.post(at(document, "/R-1"), data={"words": "A."}).status_code == 409


def test_pages_take_as_many_queries_for_many_as_for_few(
    app: Flask, sign_in_as: SignIn, count_queries: Counting
) -> None:
    document, officer = make_desk()
    browser = sign_in_as(officer)
    counted = []
    for many in (3, 60):
        rows = "".join(f"{many}-{n},Answer {n},1.2b\n" for n in range(many))
        take(upload_csv(document, officer, "id,comment,clause\n" + rows, source=f"S{many}"), officer)
        for _ in range(many // 3):
            make_submission(document, officer)
        reference = db.session.scalars(
            select(Submission.reference).where(Submission.title == f"Answers from S{many}")
        ).one()
        found = []
        for address in (at(document), at(document, f"/{reference}"), "/desk"):
            assert browser.get(address).status_code == 200
            with count_queries() as statements:
                browser.get(address)
            found.append(len(statements))
        counted.append(found)
    assert counted[0] == counted[1]
    assert max(counted[1]) <= 12


@pytest.mark.parametrize("button", ["read", "done", "again"])
def test_a_button_for_what_another_consultation_got_is_not_there_and_does_nothing(
    app: Flask, sign_in_as: SignIn, button: str
) -> None:
    (document, officer), (other, colleague) = make_desk(), make_desk()
    elsewhere = make_submission(other, colleague)
    if button == "again":
        db.session.refresh(colleague)
        mark_nothing(elsewhere, "It asks for nothing.", by=colleague, now=now())
    browser = sign_in_as(officer)
    for reference in (elsewhere.reference, "R-999", "nonsense"):
        answer = browser.post(at(document, f"/{reference}/{button}"))
        assert answer.status_code == 404
        assert "There is no such submission in this register." in answer.text
    with browser.session_transaction() as session:
        assert "_flashes" not in session
    db.session.expire_all()
    assert (elsewhere.read_at, elsewhere.done_at) == (None, None)
    assert (elsewhere.mark is None) == (button != "again")


def test_two_officers_never_write_over_what_the_other_wrote_down_without_seeing_it(
    app: Flask, sign_in_as: SignIn
) -> None:
    document, officer = make_desk()
    browser, one = sign_in_as(officer), make_submission(document, officer)
    page = at(document, f"/{one.reference}/words")
    shown = browser.get(page).text.partition('name="shown" value="')[2].partition('"')[0]
    change_words(one, "What Ben made out.", by=make_officer(document.consultation), now=now())
    db.session.commit()
    refused = browser.post(page, data={"words": "What I made out.", "shown": shown})
    assert (refused.status_code, one.words) == (409, "What Ben made out.")
    assert "What I made out." in refused.text
    assert "What Ben made out." in refused.text
    shown = refused.text.partition('name="shown" value="')[2].partition('"')[0]
    assert browser.post(page, data={"words": "What I made out.", "shown": shown}).status_code == 302
    assert one.words == "What I made out."
