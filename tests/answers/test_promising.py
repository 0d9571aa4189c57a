"""Promises have a keeper and a date, are kept up in public, remind once each, and tell those they answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.answers.promises import service as promising
from consult.answers.promises.finding import list_sources, name_of
from consult.answers.promises.models import Promise, PromiseState
from consult.answers.promises.queries import (
    Counted,
    count_promises,
    get_promise,
    list_after,
    list_of_consultation,
    list_promises,
)
from consult.answers.promises.reminding import AHEAD, remind_of_promises
from consult.answers.promises.service import Terms
from consult.audit.service import broken_links
from consult.contributions.models import Contribution, Status
from consult.core.errors import Conflict, Missing, Refused
from consult.core.fates import Fate
from consult.core.promising import Sign
from consult.documents.models import Document
from consult.drafting import service as drafting
from consult.drafting.service import GivenFate
from consult.extensions import db
from consult.infra.clock import to_london
from consult.jobs.models import Mail
from consult.jobs.sending import handle_events
from consult.notifications.service import HANDLERS
from tests.make import make_comment, make_document, make_officer, make_person, make_promise, now

TEXT = """# What we will do

We will publish each year what was spent. You will need a form.

- People who give their time will have their travel paid.
- The old hall is closed.
"""
SPENT = "We will publish each year what was spent."


def today() -> date:
    return to_london(now()).date()


def terms(by: Person, days: int = 30, **more: object) -> Terms:
    given = {"words": SPENT, "keeper": "The finance team", "officer": by.public_id, **more}
    return Terms(due_on=today() + timedelta(days=days), **given)  # type: ignore[arg-type]


def world() -> tuple[Document, Person, Person, Contribution]:
    """Make a document, its officer, and somebody who said something that was answered with a promise."""
    document, author = make_document(markdown=TEXT), make_person("Dilys Amankwah")
    said = make_comment(document, "Where does the money go?", by=author)
    officer = make_officer(document.consultation)
    answer = GivenFate(
        reference=said.reference, fate=Fate.ANSWERED, reason="A fair question. The council will show you the books."
    )
    drafting.publish_fates(document, [answer], by=officer, now=now())
    db.session.commit()
    clear_mail()
    return document, officer, author, said


def clear_mail() -> None:
    handle_events(HANDLERS, now())
    db.session.query(Mail).delete()
    db.session.commit()


def mails(at: datetime | None = None) -> list[tuple[str, str, str]]:
    handle_events(HANDLERS, at or now())
    found = [(one.to, one.subject, one.body) for one in db.session.query(Mail).order_by(Mail.id)]
    db.session.query(Mail).delete()
    db.session.commit()
    return found


def test_sentences_that_promise_are_offered_from_the_text_and_from_answers(either_app: Flask) -> None:
    with either_app.app_context():
        document, _officer, _author, said = world()
        found = list_sources(document.consultation)
        assert [(one.words, one.sign) for one in found] == [
            (SPENT, Sign.PLAIN),
            ("The council will show you the books.", Sign.PLAIN),
            ("People who give their time will have their travel paid.", Sign.LIKELY),
        ]
        assert (found[0].code, found[0].reference) == ("1", "")
        assert (found[1].code, found[1].reference, found[1].others) == ("", said.reference, 0)


def test_what_is_promised_or_set_aside_is_offered_no_more(either_app: Flask) -> None:
    with either_app.app_context():
        document, officer, _author, _said = world()
        promising.make(document, terms(officer), by=officer, now=now(), found=name_of(SPENT))
        paid = "People who give their time will have their travel paid."
        for _ in range(2):
            promising.set_aside(document, name_of(paid), by=officer, now=now())
        db.session.commit()
        left = [one.words for one in list_sources(document.consultation)]
        assert left == ["The council will show you the books."]
        with pytest.raises(Conflict):
            promising.make(document, terms(officer), by=officer, now=now(), found=name_of(SPENT))


def test_a_promise_knows_the_sentence_or_the_answer_it_comes_from(either_app: Flask) -> None:
    with either_app.app_context():
        document, officer, _author, said = world()
        of_text = promising.make(document, terms(officer), by=officer, now=now(), found=name_of(SPENT))
        books = "The council will show you the books."
        of_answer = promising.make(document, terms(officer, words=books), by=officer, now=now(), found=name_of(books))
        db.session.commit()
        assert of_text.clause is not None
        assert (of_text.start, of_text.end) == (0, len(SPENT))
        assert of_answer.fate_entry is not None
        assert [one.contribution_id for one in of_answer.voices] == [said.id]


def test_a_promise_is_kept_changed_and_not_kept_in_public_and_its_log_has_it_all(either_app: Flask) -> None:
    with either_app.app_context():
        document, officer, _author, said = world()
        before = document.counts_version
        promise = promising.make(document, terms(officer), by=officer, now=now(), references=[said.reference.lower()])
        later = terms(officer, 60, keeper="The treasurer")
        promising.change(promise, later, "The audit takes longer.", by=officer, now=now())
        promising.settle(promise, PromiseState.NOT_KEPT, "The books were lost.", by=officer, now=now())
        promising.settle(promise, PromiseState.KEPT, "They were found.", by=officer, now=now())
        db.session.commit()
        assert [(one.state.value, one.keeper, one.note) for one in promise.steps] == [
            ("open", "The finance team", ""),
            ("changed", "The treasurer", "The audit takes longer."),
            ("not kept", "The treasurer", "The books were lost."),
            ("kept", "The treasurer", "They were found."),
        ]
        assert document.counts_version >= before + 4
        assert list(broken_links(document.consultation.public_id)) == []


def test_promises_are_counted_and_listed_by_where_they_stand(either_app: Flask) -> None:
    with either_app.app_context():
        document, officer, _author, _said = world()
        made = [promising.make(document, terms(officer, days), by=officer, now=now()) for days in (40, 10, 20, 5)]
        promising.settle(made[3], PromiseState.KEPT, "Done.", by=officer, now=now())
        made[2].due_on = today() - timedelta(days=1)
        db.session.commit()
        assert count_promises([document.id], today()) == {document.id: Counted(kept=1, to_come=2, late=1)}
        order = [made[2].id, made[1].id, made[0].id, made[3].id]
        assert [one.id for one in list_promises(document)] == order
        assert [one.id for one in list_promises(document, page=2, limit=2)] == order[2:]
        assert [one.id for one in list_of_consultation(document.consultation)] == order
        assert [one.id for one in list_after(document, made[1].id, 1)] == [made[2].id]


def test_each_reminder_goes_out_once_and_again_only_after_the_date_moved(either_app: Flask) -> None:
    with either_app.app_context():
        document, officer, _author, _said = world()
        promise = promising.make(document, terms(officer, 30), by=officer, now=now())
        db.session.commit()

        def told(days: int) -> list[str]:
            at = now() + timedelta(days=days)
            for _ in range(2):
                remind_of_promises(at)
                db.session.commit()
            return [subject for to, subject, _ in mails(at) if to == officer.email]

        assert told(30 - AHEAD.days - 1) == []
        assert told(30 - AHEAD.days) == ["Coming up: a promise in Getting about"]
        assert told(29) == []
        assert told(30) == ["Due: a promise in Getting about"]
        assert told(90) == []
        promising.change(promise, terms(officer, 120), "It takes longer.", by=officer, now=now())
        db.session.commit()
        assert told(110) == ["Coming up: a promise in Getting about"]
        promising.settle(promise, PromiseState.KEPT, "Done.", by=officer, now=now())
        db.session.commit()
        assert told(121) == []


def test_when_its_officer_has_left_the_others_are_reminded(app: Flask) -> None:
    document, officer, _author, _said = world()
    other = make_officer(document.consultation)
    promising.make(document, terms(officer, 3), by=officer, now=now())
    for membership in list(officer.memberships):
        db.session.delete(membership)
    db.session.commit()
    remind_of_promises(now())
    db.session.commit()
    assert [to for to, _, _ in mails()] == [other.email]


@pytest.mark.parametrize(
    ("state", "subject"),
    [(PromiseState.KEPT, "A promise in Getting about was kept"), (PromiseState.NOT_KEPT, "was not kept")],
)
def test_whose_words_a_promise_answers_hears_what_became_of_it(app: Flask, state: PromiseState, subject: str) -> None:
    document, officer, author, said = world()
    again = make_comment(document, "And who counts it?", by=author)
    hidden = make_comment(document, "Money!", by=make_person())
    references = [said.reference, again.reference, hidden.reference]
    promise = promising.make(document, terms(officer), by=officer, now=now(), references=references)
    hidden.status = Status.HIDDEN
    db.session.commit()
    clear_mail()
    promising.settle(promise, state, "The list for this year is out.", by=officer, now=now())
    db.session.commit()
    ((to, told, body),) = mails()
    assert to == author.email
    assert subject in told
    assert "The list for this year is out." in body
    assert f"/documents/{document.slug}/promises#p-{promise.public_id}" in body


def test_a_changed_promise_says_its_new_date(app: Flask) -> None:
    document, officer, author, said = world()
    promise = promising.make(document, terms(officer), by=officer, now=now(), references=[said.reference])
    promising.change(promise, terms(officer, 200), "The audit takes longer.", by=officer, now=now())
    db.session.commit()
    ((to, told, body),) = mails()
    assert (to, told) == (author.email, "A promise in Getting about has changed")
    assert "It is to be done by" in body


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"words": " "}, "words"),
        ({"words": "x" * 1001}, "words"),
        ({"keeper": ""}, "keeper"),
        ({"keeper": "x" * 201}, "keeper"),
        ({"officer": "nobody"}, "officer"),
        ({"days": -1}, "due_on"),
    ],
)
def test_a_promise_without_words_keeper_officer_or_day_is_refused(
    app: Flask, more: dict[str, object], field: str
) -> None:
    document, officer, _author, _said = world()
    with pytest.raises(Refused) as refusal:
        promising.make(document, terms(officer, **more), by=officer, now=now())  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_only_what_is_public_on_this_document_can_be_answered(app: Flask) -> None:
    document, officer, _author, said = world()
    elsewhere = make_comment(make_document(), "Elsewhere.")
    said.status = Status.HIDDEN
    for reference in (elsewhere.reference, said.reference, "C-99999", "\0"):
        with pytest.raises(Refused) as refusal:
            promising.make(document, terms(officer), by=officer, now=now(), references=[reference])
        assert refusal.value.field == "references"


def test_a_note_is_needed_and_two_officers_do_not_overwrite_each_other(app: Flask) -> None:
    document, officer, _author, _said = world()
    promise = promising.make(document, terms(officer), by=officer, now=now())
    seen = promise.steps[-1].id
    with pytest.raises(Refused):
        promising.settle(promise, PromiseState.KEPT, " ", by=officer, now=now())
    with pytest.raises(Conflict):
        promising.change(promise, terms(officer), "No change.", by=officer, now=now())
    promising.settle(promise, PromiseState.KEPT, "Done.", by=officer, now=now(), seen=seen)
    with pytest.raises(Conflict):
        promising.settle(promise, PromiseState.NOT_KEPT, "Not done.", by=officer, now=now(), seen=seen)


def test_looking_for_promises_takes_as_many_queries_for_many_answers_as_for_few(
    app: Flask, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    found = []
    for many in (2, 30):
        document, officer, _author, _said = world()
        for number in range(many):
            said = make_comment(document, f"Question {number}")
            reason = "The council will write to you." if number % 2 else f"We will look at it in May {number}."
            answer = GivenFate(reference=said.reference, fate=Fate.ANSWERED, reason=reason)
            drafting.publish_fates(document, [answer], by=officer, now=now())
        db.session.commit()
        consultation = document.consultation
        with count_queries() as statements:
            sources = list_sources(consultation)
        found.append(sum(not one.startswith("BEGIN") for one in statements))
        same = [one for one in sources if one.words == "The council will write to you."]
        assert [one.others for one in same] == [many // 2 - 1]
    assert found[0] == found[1]


def test_a_promise_of_another_consultation_is_not_there(app: Flask) -> None:
    document, officer, _author, _said = world()
    promise: Promise = promising.make(document, terms(officer), by=officer, now=now())
    with pytest.raises(Missing):
        get_promise(make_document().consultation, promise.public_id)


def test_whoever_comes_second_keeps_their_words_and_can_send_them_once_they_saw_what_was_done(
    app: Flask, sign_in_as: Callable[[Person], FlaskClient]
) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    promise = make_promise(document, by=officer)
    browser = sign_in_as(officer)
    address = f"/consultations/{document.consultation.slug}/desk/promises/{promise.public_id}"

    def seen(page: str) -> str:
        return re.findall(r'name="seen"[^>]*value="(\d+)"', page)[0]

    first = seen(browser.get(address).text)
    assert browser.post(address, data={"state": "kept", "note": "It was done.", "seen": first}).status_code == 302
    sent = {"state": "not kept", "note": "It broke again."}
    refused = browser.post(address, data={**sent, "seen": first})
    assert refused.status_code == 409
    assert "It broke again." in refused.text
    assert "It was done." in refused.text
    assert browser.post(address, data={**sent, "seen": seen(refused.text)}).status_code == 302
