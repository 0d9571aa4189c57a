"""The pages on which people say something, as a browser without JavaScript sees them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts.models import Organisation, Person
from consult.contributions.models import Channel, Contribution, Status, Waiting
from consult.contributions.service import NewComment, clear_old_waiting, comment, withdraw
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.voting.models import Vote
from tests.make import (
    make_consultation,
    make_document,
    make_drafter,
    make_member,
    make_officer,
    make_organisation,
    make_person,
    now,
)

SignIn = Callable[[Person], FlaskClient]
Counting = Callable[[], AbstractContextManager[list[str]]]


def key_of(document: Document, words: str) -> str:
    assert document.newest_revision
    return next(one.key for one in read_revision(document.newest_revision).clauses if words in one.text)


def all_said() -> list[Contribution]:
    return list(db.session.scalars(select(Contribution).order_by(Contribution.id)))


def mailed_code(app: Flask) -> str:
    newest = sorted((Path(app.config["INSTANCE_PATH"]) / "mailbox").glob("*.eml"))[-1]
    body = BytesParser(policy=default).parsebytes(newest.read_bytes()).get_content()
    found = re.search(r"\b\d{6}\b", body)
    assert found
    return found[0]


def leave(client: FlaskClient, document: Document, **fields: str) -> str:
    data = {"body": "Two days would do.", "revision": "1", **fields}
    answer = client.post(f"/documents/{document.slug}/comments", data=data)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def test_a_signed_in_person_comments_on_a_sentence(app: Flask, sign_in_as: SignIn) -> None:
    document, person = make_document(), make_person("Ada")
    db.session.commit()
    key = key_of(document, "carer")
    text = next(one.text for one in read_revision(document.newest_revision).clauses if one.key == key)  # type: ignore[arg-type]
    at = text.index("A carer")
    answer = sign_in_as(person).post(
        f"/documents/{document.slug}/comments",
        data={"body": "Good.", "revision": "1", "clause": key, "sentence": f"{at}-{len(text)}", "vote": "agree"},
    )
    (made,) = all_said()
    assert made.anchor
    assert made.anchor.exact == "A carer travels free."
    assert answer.headers["Location"] == f"/documents/{document.slug}/clauses/{key}#C-1"
    assert db.session.scalar(select(func.count(Vote.id))) == 1


def test_a_quote_that_is_not_there_comes_back_with_the_nearest_passage_and_the_words_kept(
    app: Flask, sign_in_as: SignIn
) -> None:
    document, person = make_document(), make_person()
    db.session.commit()
    browser, key = sign_in_as(person), key_of(document, "carer")
    data = {"body": "Keep <this> please", "revision": "1", "clause": key, "quote": "A helper travels free"}
    answer = browser.post(f"/documents/{document.slug}/comments", data=data)
    assert answer.status_code == 422
    assert "Keep &lt;this&gt; please" in answer.text
    assert "Did you mean the passage nearest" in answer.text
    value = re.search(r'name="nearest" type="radio" value="([^"]+:\d+-\d+)" checked', answer.text)
    assert value
    again = browser.post(f"/documents/{document.slug}/comments", data={**data, "nearest": value[1]})
    assert again.status_code == 302
    (made,) = all_said()
    assert made.anchor
    assert "travels free" in made.anchor.exact


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"body": "  "}, 422),
        ({"revision": "one"}, 422),
        ({"revision": "99"}, 422),
        ({"clause": "nosuch"}, 422),
        ({"sentence": "9-x", "clause": "carer"}, 422),
        ({"sentence": "5-99999", "clause": "carer"}, 422),
        ({"reply_to": "C-77"}, 422),
        ({"organisation": "nobody"}, 422),
        ({"channel": "pigeon"}, 422),
        ({"channel": "paper"}, 403),
        ({"vote": "maybe", "do": "vote", "clause": "carer"}, 422),
        ({"start": "-1", "end": "x", "quote": "carer"}, 422),
        ({"body": "nul \0 here"}, 422),
    ],
)
def test_bad_input_comes_back_on_its_own_page_and_changes_nothing(
    app: Flask, sign_in_as: SignIn, fields: dict[str, str], status: int
) -> None:
    document, person = make_document(), make_person()
    db.session.commit()
    if fields.get("clause") == "carer":
        fields = {**fields, "clause": key_of(document, "carer")}
    data = {"body": "My typed words", "revision": "1", **fields}
    answer = sign_in_as(person).post(f"/documents/{document.slug}/comments", data=data)
    assert answer.status_code == status, answer.text
    assert 'class="govuk-error-summary' in answer.text
    assert "body" in fields or "My typed words" in answer.text
    assert all_said() == []


def test_after_the_closing_a_comment_is_refused_and_its_words_given_back(app: Flask, sign_in_as: SignIn) -> None:
    document, person = make_document(make_consultation(Stage.CONSIDERING)), make_person()
    db.session.commit()
    answer = sign_in_as(person).post(f"/documents/{document.slug}/comments", data={"body": "My typed words"})
    assert answer.status_code == 409
    assert "My typed words" in answer.text


def test_comment_first_then_the_mailed_code_makes_it_count(app: Flask, client: FlaskClient) -> None:
    document = make_document()
    key = key_of(document, "carer")
    where = leave(client, document, clause=key, quote="A carer travels free", vote="disagree")
    assert all_said() == []
    page = client.get(where).text
    assert "Two days would do." in page
    asked = client.post(f"{where}/code", data={"email": "new@example.org", "shown_as": "Bea Ray"})
    assert asked.status_code == 302
    code_page = client.get(asked.headers["Location"]).text
    handle = re.search(r'name="handle" value="([0-9a-f]+)"', code_page)
    assert handle
    wrong = client.post(f"{where}/enter", data={"handle": handle[1], "code": "12"})
    assert wrong.status_code == 422
    assert "Two days would do." in wrong.text
    done = client.post(f"{where}/enter", data={"handle": handle[1], "code": mailed_code(app)})
    assert done.status_code == 302, done.text
    (made,) = all_said()
    assert done.headers["Location"].endswith(f"#{made.reference}")
    assert (made.author_name, made.status, made.counts_for_gate) == ("Bea Ray", Status.PUBLISHED, True)
    assert made.anchor
    assert made.anchor.exact == "A carer travels free"
    assert db.session.scalars(select(Vote.value)).all() == ["disagree"]
    again = client.post(f"{where}/send", data={})
    assert again.status_code == 302
    assert len(all_said()) == 1


def test_the_link_in_the_mail_leads_back_to_a_page_with_a_button(app: Flask, client: FlaskClient) -> None:
    document = make_document()
    where = leave(client, document)
    client.post(f"{where}/code", data={"email": "new@example.org"})
    newest = sorted((Path(app.config["INSTANCE_PATH"]) / "mailbox").glob("*.eml"))[-1]
    body = BytesParser(policy=default).parsebytes(newest.read_bytes()).get_content()
    link = re.search(r"http://localhost(/sign-in/link/\S+)", body)
    assert link
    other_device = app.test_client()
    page = other_device.get(link[1]).text
    following = re.search(r'name="next" value="([^"]+)"', page)
    assert following
    assert following[1] == where
    other_device.post(link[1].split("?")[0], data={"next": following[1]})
    assert all_said() == []
    assert other_device.post(f"{where}/send", data={"shown_as": "Cy"}).status_code == 302
    assert [one.author_name for one in all_said()] == ["Cy"]


def test_a_name_only_makes_a_held_contribution_that_counts_and_never_lapses(app: Flask, client: FlaskClient) -> None:
    document = make_document()
    where = leave(client, document)
    assert client.post(f"{where}/name", data={"name": ""}).status_code == 422
    assert client.post(f"{where}/name", data={"name": "Old Tom"}).status_code == 302
    (made,) = all_said()
    assert (made.author_name, made.status, made.counts_for_gate, made.author) == ("Old Tom", Status.HELD, True, None)
    assert made.reference in client.get(where).text
    assert client.get(f"/documents/{document.slug}/contributions").text.count(made.reference) == 0
    clear_old_waiting(now() + timedelta(days=400))
    assert all_said() == [made]


def test_what_waits_is_gone_after_fourteen_days(app: Flask, client: FlaskClient) -> None:
    where = leave(client, make_document())
    assert clear_old_waiting(now() + timedelta(days=13)) == 0
    assert clear_old_waiting(now() + timedelta(days=15)) == 1
    db.session.commit()
    assert client.get(where).status_code == 404


@pytest.mark.parametrize(("hours", "in_time"), [(23, True), (25, False)])
def test_sent_before_closing_it_is_in_time_for_a_day_and_then_offered_back(
    app: Flask, client: FlaskClient, sign_in_as: SignIn, hours: int, in_time: bool
) -> None:
    consultation = make_consultation()
    document = make_document(consultation)
    consultation.stage_at = consultation.changes[0].at = now() - timedelta(days=9)
    db.session.commit()
    where = leave(client, document)
    waiting = db.session.scalars(select(Waiting)).one()
    waiting.sent_at = now() - timedelta(days=3)
    consultation.closes_at = now() - timedelta(hours=hours)
    db.session.commit()
    browser = sign_in_as(make_person())
    db.session.commit()
    page = browser.get(where)
    assert page.status_code == 200
    assert "Two days would do." in page.text
    assert ("This came too late" in page.text) is not in_time
    answer = browser.post(f"{where}/send", data={})
    assert answer.status_code == (302 if in_time else 409)
    assert len(all_said()) == (1 if in_time else 0)
    if not in_time:
        assert "Two days would do." in answer.text


def test_a_vote_only_waits_too_and_needs_a_person(app: Flask, client: FlaskClient, sign_in_as: SignIn) -> None:
    document = make_document()
    key = key_of(document, "carer")
    where = leave(client, document, body="", do="vote", vote="unsure", clause=key)
    assert "Or just your name" not in client.get(where).text
    assert client.post(f"{where}/name", data={"name": "Tom"}).status_code == 422
    person = make_person()
    db.session.commit()
    assert sign_in_as(person).post(f"{where}/send", data={}).status_code == 302
    assert db.session.scalars(select(Vote.value)).all() == ["unsure"]
    assert all_said() == []


def test_reply_edit_and_withdraw_work_in_the_browser(app: Flask, sign_in_as: SignIn) -> None:
    document, person = make_document(), make_person()
    made = comment(document, NewComment(body="First"), by=person, now=now())
    db.session.commit()
    browser = sign_in_as(person)
    assert "First" in browser.get("/contributions/C-1/edit").text
    assert browser.post("/contributions/C-1/edit", data={"body": ""}).status_code == 422
    assert browser.post("/contributions/C-1/edit", data={"body": "Second"}).status_code == 302
    assert browser.get("/contributions/c-1/reply").status_code == 200
    assert (
        browser.post("/contributions/C-1/reply", data={"body": "And"}).headers["Location"] == "/contributions/C-1#C-2"
    )
    late = browser.post("/contributions/C-1/edit", data={"body": "Third and last"})
    assert late.status_code == 409
    assert "Third and last" in late.text
    assert browser.post("/contributions/C-1/withdraw").status_code == 302
    db.session.refresh(made)
    assert (made.body, made.status, made.replies) == ("Second", Status.WITHDRAWN, 1)
    assert sign_in_as(make_person()).post("/contributions/C-2/withdraw").status_code in (302, 403)
    assert browser.post("/contributions/C-1/reply", data={"body": "No"}).status_code == 409


def test_only_the_author_may_edit_or_take_back(app: Flask, sign_in_as: SignIn) -> None:
    comment(make_document(), NewComment(body="First"), by=make_person(), now=now())
    stranger = make_person()
    db.session.commit()
    browser = sign_in_as(stranger)
    assert browser.post("/contributions/C-1/edit", data={"body": "Mine"}).status_code == 403
    assert browser.post("/contributions/C-1/withdraw").status_code == 403


def test_an_officer_enters_a_paper_form_in_the_browser(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    db.session.commit()
    browser, today = sign_in_as(officer), now()
    assert "Enter it for somebody else" in browser.get(f"/documents/{document.slug}/comments").text
    data = {"body": "By letter", "channel": "paper", "on_behalf_of": "Mrs Oke"}
    day = {"received": [str(today.day), str(today.month), str(today.year)]}
    assert browser.post(f"/documents/{document.slug}/comments", data={**data, **day}).status_code == 302
    (made,) = all_said()
    assert (made.author_name, made.channel, made.entered_by) == ("Mrs Oke", Channel.PAPER, officer)


def test_the_list_filters_pages_and_hides_what_is_not_public(
    app: Flask, client: FlaskClient, sign_in_as: SignIn
) -> None:
    document, person = make_document(), make_person("Ada")
    for number in range(23):
        comment(document, NewComment(body=f"Thought {number}."), by=person, now=now())
    gone, held = all_said()[:2]
    withdraw(gone, by=person, now=now())
    held.status = Status.HELD
    officer = make_officer(document.consultation)
    db.session.commit()
    address = f"/documents/{document.slug}/contributions"
    first = client.get(address).text
    assert first.count('<article class="note') == 20
    assert "Thought 22." in first
    older = re.search(r'href="([^"]+after=\d+[^"]*)"', first)
    assert older
    second = client.get(older[1].replace("&amp;", "&")).text
    assert second.count('<article class="note') == 2
    assert "Thought 0." not in second
    assert "was taken back" in second
    assert "Held for checking" in sign_in_as(officer).get(f"{address}?status=held").text
    assert "Nothing matches" in client.get(f"{address}?fate=taken+in").text
    assert client.get(f"{address}?after=x&clause=%00&kind=nope").status_code == 200


def test_the_list_takes_as_many_queries_for_5_as_for_50(
    app: Flask, client: FlaskClient, count_queries: Counting
) -> None:
    document, organisation = make_document(), make_organisation()
    asked, key = [], key_of(document, "carer")
    slug, hat = document.slug, organisation.id
    for many in (5, 45):
        for _ in range(many):
            person = make_member(organisation)
            new = NewComment(body="Yes.", clause=key, quote="A carer", organisation=organisation.slug)
            comment(document, new, by=person, now=now())
        db.session.commit()
        client.get(f"/documents/{slug}/contributions")
        db.session.remove()
        with count_queries() as statements:
            assert client.get(f"/documents/{slug}/contributions").status_code == 200
        asked.append(len(statements))
        document = db.session.scalars(select(Document)).one()
        organisation = db.session.get_one(Organisation, hat)
    assert asked[0] == asked[1]


def test_the_table_for_officers_holds_everything_and_no_formula(app: Flask, sign_in_as: SignIn) -> None:
    document, person = make_document(), make_person("=cmd|'/c calc'!A1")
    for body in ("=1+1", "+2", "-3", "@SUM(A1)", "\tx", "plain, with “quotes”\nand a line"):
        comment(document, NewComment(body=body, clause=key_of(document, "carer")), by=person, now=now())
    officer = make_officer(document.consultation)
    db.session.commit()
    assert sign_in_as(person).get(f"/documents/{document.slug}/contributions.csv").status_code == 403
    answer = sign_in_as(officer).get(f"/documents/{document.slug}/contributions.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    said = [row["what was said"] for row in rows]
    assert said == ["'=1+1", "'+2", "'-3", "'@SUM(A1)", "'\tx", "plain, with “quotes”\nand a line"]
    assert {row["who"] for row in rows} == {"'=cmd|'/c calc'!A1"}
    assert rows[0]["clause"]
    assert rows[0]["words pointed at"].startswith("A single journey")


def test_after_the_closing_the_page_offers_an_officer_to_enter_what_arrived_in_time(
    app: Flask, client: FlaskClient, sign_in_as: SignIn
) -> None:
    document = make_document(make_consultation(Stage.CONSIDERING))
    officer = make_officer(document.consultation)
    db.session.commit()
    page = sign_in_as(officer).get(f"/documents/{document.slug}/comments").text
    assert "This has closed" in page
    assert "I say it myself" not in page
    assert client.get(f"/documents/{document.slug}/comments").status_code == 409


def test_words_sent_with_only_a_vote_are_asked_about_and_not_dropped(app: Flask, sign_in_as: SignIn) -> None:
    document, person = make_document(), make_person()
    db.session.commit()
    data = {"body": "My typed words", "do": "vote", "vote": "agree", "clause": key_of(document, "carer")}
    answer = sign_in_as(person).post(f"/documents/{document.slug}/comments", data=data)
    assert answer.status_code == 422
    assert "My typed words" in answer.text
    lacking = sign_in_as(person).post(f"/documents/{document.slug}/comments", data={**data, "body": "", "vote": ""})
    assert "Choose agree, unsure or disagree" in lacking.text


def test_what_was_said_in_drafting_cannot_be_answered_by_those_who_cannot_see_it(
    app: Flask, sign_in_as: SignIn, client: FlaskClient
) -> None:
    document = make_document(make_consultation(Stage.DRAFTING))
    secret = comment(document, NewComment(body="Not yet."), by=make_drafter(document), now=now())
    document.consultation.stage = Stage.OPEN
    db.session.commit()
    form = {"body": "I can see you.", "reply_to": secret.reference}
    nothing = {"body": "I can see you.", "reply_to": "C-999"}
    for browser in (client, sign_in_as(make_person())):
        for data in (form, nothing):
            answer = browser.post(f"/documents/{document.slug}/comments", data=data)
            assert answer.status_code == 422
            assert f"There is no {data['reply_to']} in this document to reply to." in answer.text
    assert (secret.replies, secret.frozen) == (0, False)
    assert len(all_said()) == 1


@pytest.mark.parametrize(
    "odd", [{"quote": "q" * 10_001}, {"prefix": "p" * 10_001}, {"vote": "v" * 100}, {"clause": "nosuch"}]
)
def test_a_vote_that_is_none_is_not_kept_waiting_for_its_voter(
    app: Flask, client: FlaskClient, odd: dict[str, str]
) -> None:
    document = make_document()
    db.session.commit()
    form = {"vote": "agree", "do": "vote", "clause": key_of(document, "two bags"), "revision": "1"}
    assert client.post(f"/documents/{document.slug}/comments", data=form | odd).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Waiting)) == 0
    assert client.post(f"/documents/{document.slug}/comments", data=form).status_code == 302
