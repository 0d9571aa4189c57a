"""Where an officer stands in the table is kept: through filters, through an act, a mistake and an undo."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.contributions.models import Channel
from consult.desk.matching import matching
from consult.desk.sieve import GONE, Sieve
from consult.desk.table import count
from consult.documents.models import Document
from consult.documents.queries import list_documents, read_revision
from consult.extensions import db
from consult.insight.themes.frame import add, retire
from consult.insight.themes.linking import link
from tests.drafting.test_publishing import edit, publish
from tests.make import make_alike, make_comment, make_document, make_officer, now

SignIn = Callable[[Person], FlaskClient]


def at_home(document: Document) -> str:
    return f"/consultations/{document.consultation.slug}/desk/contributions"


def chosen(page: str, name: str) -> str:
    """Return what a list of choices of the filter shows."""
    box = re.search(rf'<select[^>]* name="{name}">(.*?)</select>', page, re.S)
    assert box is not None
    found = re.findall(r'<option value="([^"]*)" selected>', box[1])
    return found[0] if found else ""


def undo(browser: FlaskClient, page: str) -> str:
    """Press the button that undoes what was just done; return where it leads."""
    form = re.search(r'<form method="post" action="([^"]*/undo)">(.*?)</form>', page, re.S)
    assert form is not None
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[2]))
    return browser.post(form[1], data=fields).location


def test_what_is_about_a_clause_that_has_gone_says_so_and_can_be_filtered_for(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document(markdown="# Buses\n\nA bus each hour.\n\nA lift on demand.\n")
    officer = make_officer(document.consultation)
    assert document.newest_revision is not None
    lift = next(one.key for one in read_revision(document.newest_revision).clauses if "lift" in one.text)
    about = make_comment(document, "The lift never came.", clause=lift)
    make_comment(document, "All of it is too long.")
    edit(document, "A lift on demand.\n", "")
    publish(document, exception="A test.")
    db.session.commit()
    browser, home = sign_in_as(officer), at_home(document)
    table = browser.get(f"{home}?q={about.reference}").text
    assert "A clause that has gone" in table.split("<tbody", 1)[1]
    page = browser.get(f"{home}/{about.reference}").text
    assert "About a clause that has gone" in page
    assert "the whole document" not in page
    assert count(matching(list_documents(document.consultation_id), Sieve(clause=GONE), officer)) == 1
    filtered = browser.get(f"{home}?clause={GONE}").text
    assert "1 contribution matches" in filtered
    assert chosen(filtered, "clause") == GONE
    assert chosen(browser.get(f"{home}?clause={lift}").text, "clause") == lift


def test_a_filter_that_came_by_a_link_is_still_there_when_the_filter_is_pressed(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    group = make_alike(document)
    browser, home = sign_in_as(officer), at_home(document)
    page = browser.get(f"{home}?group={group.public_id}").text
    assert chosen(page, "group") == group.public_id
    assert group.heading in page
    theme = add(document.consultation, "Lifts", by=officer, now=now())
    comment = make_comment(document)
    link([comment.id], theme, by=officer, now=now())
    retire(theme, "No longer needed.", by=officer, now=now())
    db.session.commit()
    assert chosen(browser.get(f"{home}?theme={theme.public_id}").text, "theme") == theme.public_id
    assert chosen(browser.get(f"{home}?given={make_officer(document.consultation).public_id}x").text, "given") != ""


def test_a_mistake_with_one_contribution_is_told_beside_it(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    add(document.consultation, "Lifts", by=officer, now=now())
    db.session.commit()
    for number in range(3):
        make_comment(document, f"Number {number}.")
    sent = {"chosen": "C-2", "verb": "carry", "to-carry": "", "at": "C-3", "order": "oldest"}
    answer = sign_in_as(officer).post(at_home(document), data=sent)
    assert answer.status_code == 422
    assert "Choose a theme" in answer.text
    assert '<h1 class="h1">C-2</h1>' in answer.text
    assert "2 of 3" in answer.text


def test_undo_comes_back_to_the_contribution_it_was_done_to(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    for number in range(3):
        make_comment(document, f"Number {number}.")
    browser, home = sign_in_as(officer), at_home(document)
    done = browser.post(home, data={"chosen": "C-2", "verb": "read", "at": "C-3", "order": "oldest"})
    assert undo(browser, browser.get(done.location).text) == f"{home}/C-2?order=oldest"


def test_undo_comes_back_to_the_page_of_the_table_it_was_done_on(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    for number in range(52):
        make_comment(document, f"Number {number}.")
    browser, home = sign_in_as(officer), at_home(document)
    done = browser.post(home, data={"chosen": "C-52", "verb": "read", "order": "oldest", "page": "2"})
    assert undo(browser, browser.get(done.location).text) == f"{home}?order=oldest&page=2"


def test_words_from_right_to_left_keep_their_own_order_in_the_table_and_alone(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document()
    said = "نحن بحاجة إلى حافلة (رقم 42)."
    comment = make_comment(document, said)
    browser, home = sign_in_as(make_officer(document.consultation)), at_home(document)
    assert f"<bdi>{said}</bdi>" in browser.get(home).text
    assert f'<p dir="auto">{said}</p>' in browser.get(f"{home}/{comment.reference}").text


def test_after_an_answer_is_drafted_the_officer_goes_on_in_the_table_they_came_from(
    app: Flask, sign_in_as: SignIn
) -> None:
    document = make_document()
    for number in range(52):
        make_comment(document, f"Number {number}.")
    browser, home = sign_in_as(make_officer(document.consultation)), at_home(document)
    page = browser.get(f"{home}/C-2?order=oldest").text
    to_answer = html.unescape(re.findall(r'href="([^"]*/contributions/C-2/fate[^"]*)"', page)[0])
    sent = {"fate": "noted", "reason": "", "seen": "0", "answered": "0"}
    assert browser.post(to_answer, data=sent).location == f"{home}/C-3?order=oldest"
    ticked = {"chosen": ["C-51", "C-52"], "verb": "answer", "order": "oldest", "page": "2"}
    many = browser.post(home, data=ticked).location
    seen = re.findall(r'name="seen"[^>]*value="(\w+)"', browser.get(many).text)[0]
    sent = {"ref": "C-51", "fate": "noted", "reason": "", "over": "none", "seen": seen}
    faulty = browser.post(many, data={**sent, "fate": ""})
    assert faulty.status_code == 422
    done = browser.post(many, data=sent)
    assert done.location == f"{home}?order=oldest&page=2"
    assert "Drafted: 2 answers" in browser.get(done.location).text
    for other, elsewhere in (("C-5", "//evil.example/x"), ("C-6", "https://evil.example/")):
        answer = browser.post(
            f"/contributions/{other}/fate?next={elsewhere}", data={**sent, "seen": "0", "answered": "0"}
        )
        assert answer.location == f"/documents/{document.slug}/answers"


def test_what_was_entered_for_somebody_says_when_it_was_received(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    day = (now() - timedelta(hours=20)).date()
    comment = make_comment(document, "By letter.", by=officer, channel=Channel.PAPER, received=day)
    own = make_comment(document, "Online.")
    browser, home = sign_in_as(officer), at_home(document)
    assert f"received {day.day} {day:%B} {day.year}, entered " in browser.get(f"{home}/{comment.reference}").text
    assert "received" not in browser.get(f"{home}/{own.reference}").text
