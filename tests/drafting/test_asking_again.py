"""What changed in meaning after the closing can be opened again, clause by clause; all else stays closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.answers.challenges import service as challenging
from consult.consultations.service import move_stage
from consult.consultations.stages import stage_now
from consult.contributions.models import Contribution
from consult.contributions.service import NewSuggestion, cosign, suggest
from consult.core.errors import Closed
from consult.core.stages import Stage
from consult.core.suggestions import Reword
from consult.documents.classing import find_change
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.documents.text import TextClause
from consult.drafting import service
from consult.drafting.asking_again import leave_closed, list_asked, list_changed, reopen
from consult.drafting.guarding import get_head
from consult.extensions import db
from consult.jobs.models import Event, Mail
from consult.notifications.service import clauses_reopened
from consult.voting.models import VoteValue
from consult.voting.service import vote_on_clause, vote_on_contribution
from tests.make import make_comment, make_document, make_officer, make_person, now


@pytest.fixture
def document(app: Flask) -> Document:
    """Give a document whose price was changed after the closing, with a comment on the price and one elsewhere."""
    found = make_document()
    officer = make_officer(found.consultation)
    move_stage(found.consultation, Stage.CONSIDERING, "Time is up.", by=officer, now=now())
    change(found, price(found), "A single journey costs no more than £6.", officer)
    return found


def change(document: Document, clause: TextClause, words: str, officer: Person, *, editorial: bool = False) -> None:
    """Give a clause other words and publish them."""
    service.save_clause(document, clause.key, words, expected_save=get_head(document).public_id, by=officer, now=now())
    head = get_head(document).public_id
    marks = [clause.key] if editorial else []
    publication = service.Publication(summary="New words.", expected_save=head, editorial=marks, exception="Urgent.")
    service.publish(document, publication, by=officer, now=now())
    db.session.commit()


def price(document: Document) -> TextClause:
    return clause_with(document, "single journey")


def clause_with(document: Document, words: str) -> TextClause:
    assert document.newest_revision is not None
    return next(one for one in read_revision(document.newest_revision).clauses if words in one.text)


def open_again(document: Document) -> None:
    officer = make_officer(document.consultation)
    closes = now() + timedelta(days=7)
    reopen(document, [price(document).key], closes, "The price is new.", by=officer, now=now())
    db.session.commit()


def test_a_material_change_after_the_closing_asks_until_it_is_settled(document: Document) -> None:
    assert list_asked([document], now()) == {document.id}
    leave_closed(document, "It was asked for by all.", by=make_officer(document.consultation), now=now())
    assert not list_asked([document], now())


def test_two_revisions_after_the_closing_ask_about_the_changes_of_both(document: Document) -> None:
    officer = make_officer(document.consultation)
    change(document, clause_with(document, "arrive no more"), "They arrive within the hour.", officer)
    change(document, price(document), "A single journey costs no more than £7.", officer)
    fare, arrival = sorted(list_changed(document, now()), key=lambda one: one.new.text if one.new else "")
    assert (fare.old.text, fare.new.text) == (  # type: ignore[union-attr]  # both stand
        "A single journey costs no more than £4.50. A carer travels free.",
        "A single journey costs no more than £7.",
    )
    assert arrival.new is not None
    leave_closed(document, "Both were asked for.", by=officer, now=now())
    assert not list_asked([document], now())
    assert not list_changed(document, now())


def test_what_is_changed_after_the_decision_asks_once_more_and_only_about_itself(document: Document) -> None:
    officer = make_officer(document.consultation)
    leave_closed(document, "It was asked for by all.", by=officer, now=now())
    change(document, clause_with(document, "arrive no more"), "They arrive within the hour.", officer)
    assert list_asked([document], now()) == {document.id}
    assert [one.new.text for one in list_changed(document, now()) if one.new] == ["They arrive within the hour."]


def test_a_slip_called_a_change_of_meaning_after_the_decision_asks_once_more(
    document: Document, sign_in_as: Callable[[Person], FlaskClient], client: FlaskClient
) -> None:
    officer, clause = make_officer(document.consultation), clause_with(document, "arrive no more")
    change(document, clause, f"{clause.text[:-1]}!", officer, editorial=True)
    leave_closed(document, "It was asked for by all.", by=officer, now=now())
    found = find_change(document, 3, clause.key)
    assert found is not None
    challenging.challenge(found, "It is no slip.", by=make_person(), now=now())
    challenging.answer(found, editorial=False, reason="That is so.", by=officer, now=now())
    db.session.commit()
    assert [one.clause.key for one in list_changed(document, now())] == [clause.key]
    browser = sign_in_as(officer)
    address = f"/documents/{document.slug}/consult-again"
    browser.post(address, data={"choice": "leave", "reason": "A mark is no matter."})
    assert not list_asked([document], now())
    page = client.get(f"/documents/{document.slug}/revisions/3").text
    assert "It was asked for by all." in page
    assert "A mark is no matter." in page


def test_another_document_joins_what_is_open_again_and_asks_still_when_that_has_closed(
    document: Document, sign_in_as: Callable[[Person], FlaskClient]
) -> None:
    other, officer = make_document(document.consultation), make_officer(document.consultation)
    change(other, price(other), "A single journey costs no more than £5.", officer)
    open_again(document)
    assert list_asked([document, other], now()) == {other.id}
    later = now() + timedelta(days=9)
    assert list_asked([other], later) == {other.id}, "opening the one said nothing of the other"
    browser = sign_in_as(officer)
    address = f"/documents/{other.slug}/consult-again"
    assert "Some clauses are open again already" in browser.get(address).text
    sent = {"choice": "reopen", "clauses": [price(other).key], "reason": "This price is new too."}
    assert browser.post(address, data=sent).status_code == 302
    make_comment(other, clause=price(other).key)
    make_comment(document, clause=price(document).key)
    assert not list_asked([document, other], now())
    assert not list_asked([document, other], later)


def test_a_suggestion_over_several_clauses_is_voted_on_where_all_of_them_are_open(app: Flask) -> None:
    document, officer = make_document(), make_officer(make_document().consultation)
    fare, arrival = price(document), clause_with(document, "arrive no more")
    changes = [Reword(fare.key, f"{fare.text} And back."), Reword(arrival.key, f"{arrival.text} Always.")]
    both = suggest(document, NewSuggestion(changes=changes, reason="Both."), by=make_person(), now=now())
    one = suggest(document, NewSuggestion(changes=changes[:1], reason="One."), by=make_person(), now=now())
    move_stage(document.consultation, Stage.CONSIDERING, "Time is up.", by=officer, now=now())
    change(document, price(document), "A single journey costs no more than £6.", officer)
    open_again(document)
    vote_on_contribution(one, VoteValue.AGREE, person=make_person(), now=now())
    cosign(one, None, by=make_person(), now=now())
    with pytest.raises(Closed, match="Only clause"):
        vote_on_contribution(both, VoteValue.AGREE, person=make_person(), now=now())
    with pytest.raises(Closed, match="Only clause"):
        cosign(both, None, by=make_person(), now=now())


def test_other_words_are_suggested_for_open_clauses_only(document: Document, client: FlaskClient) -> None:
    open_again(document)
    here, there = price(document).key, clause_with(document, "arrive no more").key
    page = client.get(f"/documents/{document.slug}/suggestions/new?clause={here}")
    assert (page.status_code, f"text-{here}" in page.text) == (200, True)
    page = client.get(f"/documents/{document.slug}/suggestions/new?clause={there}")
    assert page.status_code == 422
    assert "Only clause 2.1 is open again" in page.text
    assert f"text-{there}" not in page.text
    assert f'value="{here}"' in page.text
    assert f'value="{there}"' not in page.text


def test_a_clause_that_reads_again_as_people_knew_it_is_said_to_be_so(
    document: Document, sign_in_as: Callable[[Person], FlaskClient]
) -> None:
    officer = make_officer(document.consultation)
    change(document, price(document), "A single journey costs no more than £4.50. A carer travels free.", officer)
    page = sign_in_as(officer).get(f"/documents/{document.slug}/consult-again").text
    assert "It reads again as people knew it." in page
    assert " checked" not in page.partition("</fieldset>")[0]


def test_a_tidied_clause_asks_nothing(app: Flask) -> None:
    document = make_document(markdown="# Fares\n\nA journey  costs more then £4.\n")
    officer = make_officer(document.consultation)
    move_stage(document.consultation, Stage.CONSIDERING, "Time is up.", by=officer, now=now())
    change(document, clause_with(document, "journey"), "A journey costs more then £4!", officer, editorial=True)
    assert not list_asked([document], now())


def test_only_the_changed_clause_takes_comments_votes_and_replies(document: Document) -> None:
    open_again(document)
    here, there = price(document), clause_with(document, "arrive no more")
    said = make_comment(document, clause=here.key)
    make_comment(document, reply_to=said.reference)
    vote_on_clause(document, here.key, None, VoteValue.AGREE, person=make_person(), now=now())
    vote_on_contribution(said, VoteValue.AGREE, person=make_person(), now=now())
    with pytest.raises(Closed, match=r"Only clause 2\.1 is open again, until"):
        make_comment(document, clause=there.key)
    with pytest.raises(Closed, match="Only clause"):
        make_comment(document)
    with pytest.raises(Closed, match="Only clause"):
        vote_on_clause(document, there.key, None, VoteValue.AGREE, person=make_person(), now=now())


def test_another_document_of_the_consultation_stays_closed(document: Document) -> None:
    other = make_document(document.consultation)
    open_again(document)
    with pytest.raises(Closed, match="No clause of this document is open"):
        make_comment(other, clause=price(other).key)


def test_it_closes_by_its_date_and_opening_later_opens_everything(document: Document) -> None:
    open_again(document)
    later = now() + timedelta(days=9)
    assert stage_now(document.consultation, later) is Stage.CONSIDERING
    officer = make_officer(document.consultation)
    move_stage(document.consultation, Stage.OPEN, "A new round.", by=officer, now=later)
    assert document.consultation.reopened is None


def test_an_officer_reopens_on_the_page_and_readers_see_what_is_open(
    document: Document, sign_in_as: Callable[[Person], FlaskClient], client: FlaskClient
) -> None:
    officer = sign_in_as(make_officer(document.consultation))
    db.session.commit()
    address = f"/documents/{document.slug}/consult-again"
    assert "Consult again?" in officer.get("/desk").text
    page = officer.get(address).text
    assert "£6" in page
    assert "£4.50" in page
    closes = now() + timedelta(days=9)
    sent = {
        "choice": "reopen",
        "clauses": [price(document).key],
        "closes_on": [str(closes.day), str(closes.month), str(closes.year)],
    }
    assert officer.post(address, data=sent).status_code == 422
    done = officer.post(address, data=sent | {"reason": "The price is new."}, follow_redirects=True)
    assert done.status_code == 200, done.text
    assert "Only these clauses are open again" in done.text
    room = client.get(f"/documents/{document.slug}").text
    assert "Only these clauses are open again" in room
    assert "Comment or ask" in client.get(f"/documents/{document.slug}/clauses/{price(document).key}").text
    there = clause_with(document, "arrive no more").key
    assert "Comment or ask" not in client.get(f"/documents/{document.slug}/clauses/{there}").text
    assert "The price is new." in client.get(f"/documents/{document.slug}/revisions/2").text
    assert "Consult again?" not in officer.get("/desk").text
    assert db.session.query(Contribution).count() == 0


def test_not_asking_again_is_shown_on_the_page_of_the_revision(
    document: Document, sign_in_as: Callable[[Person], FlaskClient], client: FlaskClient
) -> None:
    officer = sign_in_as(make_officer(document.consultation))
    db.session.commit()
    officer.post(
        f"/documents/{document.slug}/consult-again", data={"choice": "leave", "reason": "All had asked for it."}
    )
    assert "All had asked for it." in client.get(f"/documents/{document.slug}/revisions/2").text


def test_authors_of_what_was_said_on_those_clauses_are_told(app: Flask) -> None:
    found, author, other = make_document(), make_person(), make_person()
    make_comment(found, by=author, clause=price(found).key)
    make_comment(found, by=other, clause=clause_with(found, "arrive no more").key)
    officer = make_officer(found.consultation)
    move_stage(found.consultation, Stage.CONSIDERING, "Time is up.", by=officer, now=now())
    change(found, price(found), "A single journey costs no more than £6.", officer)
    open_again(found)
    event = db.session.scalars(select(Event).where(Event.kind == "clauses:reopened")).one()
    clauses_reopened(event, now())
    told = db.session.scalars(select(Mail.to).where(Mail.subject.contains("open again"))).all()
    assert list(told) == [author.email]


def test_the_page_that_publishes_says_beforehand_that_the_question_will_come(
    document: Document, sign_in_as: Callable[[Person], FlaskClient]
) -> None:
    officer = make_officer(document.consultation)
    page = sign_in_as(officer)
    head = get_head(document).public_id
    service.save_clause(document, price(document).key, "It costs £7.", expected_save=head, by=officer, now=now())
    db.session.commit()
    assert "whether people are asked again" in page.get(f"/documents/{document.slug}/publish").text
