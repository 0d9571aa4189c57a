"""Answers go out in bulk as they were looked at; what warns is seen, and explained or put right."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.answers.bulk import PER_PAGE
from consult.answers.desk.consistency import look
from consult.answers.desk.counts import count_drafts
from consult.answers.desk.releasing import list_bulk, list_ready, release
from consult.answers.models import FateEntry
from consult.contributions.models import Contribution
from consult.contributions.service import edit as edit_words
from consult.contributions.service import withdraw
from consult.core.errors import Conflict, Refused
from consult.core.fates import Fate, reason_key
from consult.documents.models import Document
from consult.extensions import db
from consult.infra.clock import spoken_date, spoken_time
from tests.answers.desk_hands import REASON, alike, draft, draft_all, draft_of, mails, publish, published
from tests.make import make_comment, make_document, make_officer, make_person, now

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def document(app: Flask) -> Document:
    return make_document()


@pytest.fixture
def officer(document: Document) -> Person:
    return make_officer(document.consultation)


def say(document: Document, many: int, by: Person | None = None) -> list[Contribution]:
    author = by or make_person()
    return [make_comment(document, f"Bags {number}.", by=author) for number in range(many)]


def test_unlike_answers_to_what_is_alike_warn(document: Document, officer: Person) -> None:
    one, two, three = say(document, 3)
    group = alike(document.consultation, [one, two, three])
    publish(one, officer)
    draft(two, officer)
    assert look(document.consultation).unlike == ()
    draft(three, officer, Fate.NOTED, "")
    (found,) = look(document.consultation).unlike
    assert (found.public_id, found.drafted) == (group.public_id, True)
    assert [(fate, many) for fate, many, _ in found.fates] == [(Fate.NOT_TAKEN, 2), (Fate.NOTED, 1)]
    assert "2 “not taken”, 1 “noted”" in found.said
    draft(three, officer)
    assert look(document.consultation).unlike == ()


def test_one_reason_for_a_third_of_all_warns_whatever_its_dots_and_capitals(
    document: Document, officer: Person
) -> None:
    comments = say(document, 10)
    for number, comment in enumerate(comments[:7]):
        draft(comment, officer, reason=f"Reason {number}.")
    for comment, reason in zip(comments[7:], ("No  room, sorry.", "no room - sorry", "NO ROOM SORRY!"), strict=True):
        publish(comment, officer, reason=reason)
    assert look(document.consultation).repeated == []
    draft(comments[6], officer, reason="No room; sorry")
    (found,) = look(document.consultation).repeated
    assert (found.many, found.of, found.drafted) == (4, 10, True)
    assert "40 % of the answers (4 of 10)" in found.said
    assert reason_key("No  room, sorry.") == reason_key("NO ROOM SORRY!")


def test_a_reason_on_two_of_four_answers_is_no_boilerplate(document: Document, officer: Person) -> None:
    comments = say(document, 4)
    for comment, reason in zip(comments, ("A.", "A.", "B.", "C."), strict=True):
        draft(comment, officer, reason=reason)
    assert look(document.consultation).repeated == []


def test_what_keeps_drafts_from_going_out_is_counted(document: Document, officer: Person) -> None:
    stale, gone, carried, ready = say(document, 4)
    for comment in (stale, gone, ready):
        draft(comment, officer, reason=f"Of {comment.reference}.")
    draft(carried, officer, Fate.CARRIED_FORWARD, "")
    edit_words(stale, "Other.", by=stale.author, now=now() + timedelta(seconds=5))
    withdraw(gone, by=gone.author, now=now())
    db.session.commit()
    counts = count_drafts(document.consultation)
    assert (counts.drafted, counts.stale, counts.gone, counts.with_revision, counts.lacking) == (3, 1, 1, 1, 0)
    found = list_ready(document.consultation)
    assert [one.contribution_id for one in found.drafts] == [ready.id]
    assert sum(many for _, many in found.stay) == 2


def test_what_goes_out_is_what_was_looked_at(document: Document, officer: Person) -> None:
    one, two = say(document, 2)
    draft(one, officer)
    mark = list_ready(document.consultation).mark
    draft(two, officer, reason="Other.")
    with pytest.raises(Conflict):
        release(document.consultation, mark=mark, reason="", by=officer, now=now())
    assert published(one) == []
    with pytest.raises(Refused):
        release(make_document().consultation, mark="", reason="", by=officer, now=now())


def test_a_warning_is_explained_and_the_explanation_kept(
    document: Document, officer: Person, sign_in_as: SignIn
) -> None:
    comments = say(document, 4)
    draft_all(comments, officer)
    browser, home = sign_in_as(officer), f"/consultations/{document.consultation.slug}/desk/answers"
    page = browser.get(f"{home}/publish").text
    assert "One reason stands on 100 % of the answers (4 of 4)" in page
    assert "1 person" in page
    sent = {"mark": list_ready(document.consultation).mark, "reason": " "}
    refused = browser.post(f"{home}/publish", data=sent)
    assert refused.status_code == 422
    assert "Say why these answers go out" in refused.text
    assert published(comments[0]) == []
    sent["reason"] = "They all ask for the same van."
    assert browser.post(f"{home}/publish", data=sent).status_code == 302
    (bulk,) = list_bulk(document.consultation)
    assert (bulk.answers, bulk.reason, len(bulk.warnings)) == (4, "They all ask for the same van.", 1)
    assert "They all ask for the same van." in browser.get(home).text


def test_a_second_press_says_when_and_by_whom_they_were_published_and_sends_nothing_again(
    document: Document, officer: Person, sign_in_as: SignIn
) -> None:
    draft_all(say(document, 3), officer)
    mails()
    ada, ben = make_officer(document.consultation), make_officer(document.consultation)
    home = f"/consultations/{document.consultation.slug}/desk/answers/publish"
    sent = {"mark": list_ready(document.consultation).mark, "reason": "It is true of all."}
    assert sign_in_as(ada).post(home, data=sent).status_code == 302
    (bulk,) = list_bulk(document.consultation)
    sent_once = {address: len(found) for address, found in mails().items()}
    when = f"These 3 answers were published already, at {spoken_time(bulk.at)} by"
    mine = sign_in_as(ada).post(home, data=sent)
    assert mine.status_code == 409
    assert f"{when} you. Nothing was sent again." in mine.text
    assert "Published already" in mine.text
    assert "Not published yet" not in mine.text
    late = say(document, 1)
    draft_all(late, officer)
    theirs = sign_in_as(ben).post(home, data=sent)
    assert theirs.status_code == 409
    assert f"{when} {ada.name}. Nothing was sent again. What stands below came since." in theirs.text
    assert published(late[0]) == []
    assert len(list_bulk(document.consultation)) == 1
    assert {address: len(found) for address, found in mails().items()} == sent_once


def test_a_second_press_on_an_older_day_says_the_day(document: Document, officer: Person) -> None:
    draft_all(say(document, 1), officer)
    mark, before = list_ready(document.consultation).mark, now() - timedelta(days=3)
    release(document.consultation, mark=mark, reason="", by=officer, now=before)
    with pytest.raises(Conflict, match=f"on {spoken_date(before)} at {spoken_time(before)} by you"):
        release(document.consultation, mark=mark, reason="", by=officer, now=now())


def test_a_second_press_on_the_list_says_so_too(document: Document, officer: Person, sign_in_as: SignIn) -> None:
    comments, browser = say(document, 2), sign_in_as(officer)
    sent = {f"fate-{one.reference}": "noted" for one in comments} | {"publish": "yes"}
    sent |= {f"reason-{one.reference}": f"Of {one.reference}." for one in comments}
    address = f"/documents/{document.slug}/answers"
    assert browser.post(address, data=sent).status_code == 302
    at = published(comments[0])[0].at
    again = browser.post(address, data=sent)
    assert again.status_code == 409
    assert f"These 2 answers were published already, at {spoken_time(at)} by you. Nothing was sent again." in again.text
    assert "Choose what became of at least one" not in again.text
    assert [len(published(one)) for one in comments] == [1, 1]


def test_a_second_press_that_keeps_drafts_says_that_they_are_kept(
    document: Document, officer: Person, sign_in_as: SignIn
) -> None:
    comments, browser = say(document, 3), sign_in_as(officer)
    sent = {f"fate-{one.reference}": "noted" for one in comments[:2]} | {f"fate-{comments[2].reference}": ""}
    address = f"/documents/{document.slug}/answers"
    assert browser.post(address, data=sent).status_code == 302
    again = browser.post(address, data=sent).text
    assert "These 2 answers are drafted as they stand here already, so nothing changed. They go out when" in again
    assert "Choose what became of at least one" not in again
    nothing = browser.post(address, data={f"fate-{comments[2].reference}": ""}).text
    assert "Choose what became of at least one" in nothing


def test_a_second_press_on_the_list_publishes_no_draft_that_was_not_on_it(
    document: Document, officer: Person, sign_in_as: SignIn
) -> None:
    comments, browser = say(document, PER_PAGE + 2), sign_in_as(officer)
    shown, later = comments[:PER_PAGE], comments[PER_PAGE:]
    colleague = make_officer(document.consultation)
    for one in later:
        draft(one, colleague, reason=f"Of {one.reference}.")
    edit_words(later[0], "Other.", by=later[0].author, now=now() + timedelta(seconds=5))
    sent = {f"fate-{one.reference}": "noted" for one in shown} | {"publish": "yes"}
    sent |= {f"reason-{one.reference}": f"Of {one.reference}." for one in shown}
    address = f"/documents/{document.slug}/answers"
    for status in (302, 409):
        assert browser.post(address, data=sent).status_code == status
        assert [len(published(one)) for one in later] == [0, 0]
    assert [entry and entry.version for entry in map(draft_of, later)] == [1, 1]


def test_the_list_leads_there_when_something_warns(document: Document, officer: Person, sign_in_as: SignIn) -> None:
    comments = say(document, 4)
    sent = {f"fate-{one.reference}": "not taken" for one in comments}
    sent |= {f"reason-{one.reference}": REASON for one in comments} | {"publish": "yes"}
    answer = sign_in_as(officer).post(f"/documents/{document.slug}/answers", data=sent)
    assert answer.headers["Location"].endswith("/desk/answers/publish")
    assert all(draft_of(one) is not None and not published(one) for one in comments)


def test_each_author_gets_one_mail_with_all_their_answers_and_others_lose_nothing(
    document: Document, officer: Person
) -> None:
    ada, ben = make_person(), make_person()
    mails()
    mine, theirs = say(document, 3, ada), say(document, 1, ben)
    ben.email = None
    draft_all([*mine, *theirs], officer)
    ready = list_ready(document.consultation)
    assert (ready.mailed, ready.unmailed) == (1, 1)
    release(document.consultation, mark=ready.mark, reason="The same van.", by=officer, now=now())
    found = mails()
    assert set(found) == {ada.email}
    (mail,) = found[ada.email or ""]
    assert all(one.reference in mail.body for one in mine)
    assert mail.body.count("/said/") == 3
    assert published(theirs[0])


def test_many_go_out_with_as_many_queries_as_few(
    document: Document, officer: Person, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    counts = []
    for many in (3, 30):
        comments = say(document, many)
        comments[0].frozen = True
        draft_all(comments, officer, reason=f"Reason of {many}.")
        mark = list_ready(document.consultation).mark
        db.session.expire_all()
        with count_queries() as statements:
            release(document.consultation, mark=mark, reason="Yes.", by=officer, now=now())
            db.session.commit()
        counts.append(len(statements))
    assert counts[0] == counts[1], counts
    assert db.session.scalar(select(func.count()).where(FateEntry.published_at.is_not(None))) == 33


def test_the_desk_costs_the_same_for_many_as_for_few(
    document: Document,
    officer: Person,
    sign_in_as: SignIn,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    browser, counts = sign_in_as(officer), []
    for many in (2, 20):
        comments = say(document, many)
        alike(document.consultation, comments, f"bags {many}")
        draft_all(comments[:-1], officer)
        draft(comments[-1], officer, Fate.NOTED, "")
        home = f"/consultations/{document.consultation.slug}/desk/answers"
        browser.get(home)
        with count_queries() as statements:
            assert browser.get(home).status_code == 200
            assert browser.get(f"{home}/publish").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1], counts
