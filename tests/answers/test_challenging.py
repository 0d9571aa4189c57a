"""What a change is called can be challenged, is answered in public, and the newest answer holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.answers.challenges import service as challenging
from consult.answers.challenges.models import Challenge
from consult.audit.service import broken_links
from consult.consultations.models import Audience
from consult.core.errors import Closed, Conflict, Missing, Refused, TooMuch
from consult.core.policy import Facts, allows
from consult.core.stages import Stage
from consult.documents.classing import find_change, material_keys
from consult.documents.models import ClauseChange, Document
from consult.documents.queries import list_clauses, read_revision
from consult.documents.verifying import first_broken
from consult.drafting import service as drafting
from consult.drafting.asking_again import list_asked
from consult.drafting.guarding import get_head
from consult.drafting.service import Publication
from consult.extensions import db
from consult.jobs.models import Mail
from consult.jobs.sending import handle_events
from consult.notifications.service import HANDLERS
from consult.voting.models import VoteValue
from consult.voting.queries import sums_for
from consult.voting.service import vote_on_clause
from tests.hostile.attacks import OWN
from tests.hostile.test_web import active
from tests.make import make_consultation, make_document, make_officer, make_person, now

SignIn = Callable[[Person], FlaskClient]
TEXT = "# Fares\n\nA carer travels free.\n\nA trip costs five pounds.\n"
SAYS = "It takes the word free away from people who read quickly."


def key_of(document: Document, words: str) -> str:
    assert document.newest_revision is not None
    return next(one.key for one in read_revision(document.newest_revision).clauses if words in one.text)


def publish(document: Document, old: str, words: str, *, editorial: bool) -> ClauseChange:
    """Publish other words of one clause, called a slip put right or a change of meaning."""
    officer, key = make_officer(document.consultation), key_of(document, old)
    save = get_head(document).public_id
    drafting.save_clause(document, key, words, expected_save=save, by=officer, now=now())
    publication = Publication(
        summary="New words.", expected_save=get_head(document).public_id, editorial=[key] if editorial else []
    )
    revision = drafting.publish(document, publication, by=officer, now=now())
    db.session.commit()
    found = find_change(document, revision.number, key)
    assert found is not None
    return found


@pytest.fixture
def change(app: Flask) -> ClauseChange:
    """Give a change called a slip put right, in an open consultation."""
    return publish(make_document(markdown=TEXT), "carer", "A carer travels at low charge.", editorial=True)


def document_of(change: ClauseChange) -> Document:
    return change.revision.document


def address_of(change: ClauseChange) -> str:
    return f"/documents/{document_of(change).slug}/revisions/{change.revision.number}/clauses/{change.clause.key}"


def bring(change: ClauseChange, by: Person | None = None, reason: str = SAYS) -> Challenge:
    made = challenging.challenge(change, reason, by=by or make_person(), now=now())
    db.session.commit()
    return made


def settle(change: ClauseChange, *, editorial: bool, reason: str = "You are right.") -> None:
    officer = make_officer(document_of(change).consultation)
    challenging.answer(change, editorial=editorial, reason=reason, by=officer, now=now())
    db.session.commit()


def test_a_reader_challenges_and_an_officer_answers_all_in_public(
    change: ClauseChange, client: FlaskClient, sign_in_as: SignIn
) -> None:
    reader, officer = make_person("Ada"), make_officer(document_of(change).consultation)
    db.session.commit()
    address = address_of(change)
    assert "Slip put right" in client.get(address).text
    assert "Sign in to say so" in client.get(address).text
    assert sign_in_as(reader).post(f"{address}/challenge", data={"reason": SAYS}).status_code == 302
    assert SAYS in client.get(address).text
    assert "1 challenge to answer" in sign_in_as(officer).get("/desk").text
    assert SAYS in sign_in_as(officer).get(f"/documents/{document_of(change).slug}/challenges").text
    sent = {"called": "material", "answer": "True: it costs something now."}
    assert sign_in_as(officer).post(f"{address}/answer", data=sent).status_code == 302
    shown = client.get(address).text
    for words in (
        "Changes the meaning",
        "published as a slip put right",
        "True: it costs something now.",
        "From then on called a change of meaning",
    ):
        assert words in shown
    assert "to answer" not in sign_in_as(officer).get("/desk").text.split("Waiting")[1]


def test_every_page_that_shows_a_change_says_what_it_is_called(change: ClauseChange, client: FlaskClient) -> None:
    slug = document_of(change).slug
    pages = (
        f"/documents/{slug}/revisions/2",
        f"/documents/{slug}/compare?from=1&to=2",
        f"/documents/{slug}/clauses/{change.clause.key}",
    )
    for page in pages:
        assert "Slip put right, the meaning is the same" in client.get(page).text, page
    bring(change)
    settle(change, editorial=False)
    for page in pages:
        shown = client.get(page).text
        assert "Changes the meaning" in shown, page
        assert "Slip put right" not in shown, page
        assert address_of(change) in shown, page


def test_what_was_published_stays_in_the_record_and_the_newest_answer_holds(change: ClauseChange) -> None:
    document = document_of(change)
    assert material_keys(change.revision) == frozenset()
    bring(change)
    settle(change, editorial=False)
    assert material_keys(change.revision) == {change.clause.key}
    db.session.refresh(change)
    assert change.editorial
    bring(change, reason="No: the price is the same as before.")
    settle(change, editorial=True, reason="Indeed.")
    assert material_keys(change.revision) == frozenset()
    assert first_broken(document) is None
    assert list(broken_links(document.consultation.public_id)) == []


def test_what_changes_a_number_is_never_called_a_slip(app: Flask) -> None:
    change = publish(make_document(markdown=TEXT), "five", "A trip costs six pounds.", editorial=False)
    bring(change)
    with pytest.raises(Refused, match="a number"):
        settle(change, editorial=True)
    db.session.rollback()
    settle(change, editorial=False, reason="The price is another.")
    assert material_keys(change.revision) == {change.clause.key}


def test_a_form_that_calls_a_changed_number_a_slip_is_refused_and_keeps_the_words(
    app: Flask, sign_in_as: SignIn
) -> None:
    change = publish(make_document(markdown=TEXT), "five", "A trip costs six pounds.", editorial=False)
    bring(change)
    officer = sign_in_as(make_officer(document_of(change).consultation))
    answer = officer.post(f"{address_of(change)}/answer", data={"called": "editorial", "answer": "My long reason."})
    assert answer.status_code == 422
    assert "My long reason." in answer.text
    assert "It cannot be called a slip put right" in answer.text


def test_votes_are_no_longer_joined_once_a_slip_is_called_a_change_of_meaning(app: Flask) -> None:
    document = make_document(markdown=TEXT)
    vote_on_clause(document, key_of(document, "carer"), 1, VoteValue.AGREE, person=make_person(), now=now())
    change = publish(document, "carer", "A carer travels for free.", editorial=True)
    text = read_revision(change.revision)
    assert sums_for(document, text)[change.clause_id].agree == 1
    bring(change)
    settle(change, editorial=False)
    sums = sums_for(document, text)[change.clause_id]
    assert (sums.agree, sums.earlier, sums.joined) == (0, 1, False)


def test_after_the_closing_a_slip_called_a_change_of_meaning_asks_whether_to_consult_again(
    app: Flask, sign_in_as: SignIn
) -> None:
    document = make_document(markdown=TEXT)
    document.consultation.stage, document.consultation.stage_at = Stage.CONSIDERING, now() - timedelta(hours=1)
    change = publish(document, "carer", "A carer travels for free.", editorial=True)
    assert list_asked([document], now()) == frozenset()
    bring(change)
    settle(change, editorial=False)
    assert list_asked([document], now()) == {document.id}
    shown = sign_in_as(make_officer(document.consultation)).get(address_of(change)).text
    assert f"/documents/{document.slug}/consult-again" in shown


def test_one_challenge_for_each_person_until_it_is_taken_back(change: ClauseChange, sign_in_as: SignIn) -> None:
    ada, ben = make_person(), make_person()
    bring(change, ada)
    bring(change, ben)
    with pytest.raises(Conflict, match="already"):
        bring(change, ada, "Again.")
    db.session.rollback()
    challenging.withdraw(change, by=ada, now=now())
    db.session.commit()
    with pytest.raises(Missing):
        challenging.withdraw(change, by=ada, now=now())
    bring(change, ada, "Better words.")
    settle(change, editorial=True, reason="It is the same.")
    found = challenging.list_challenges([change.id])[change.id]
    assert [(one.granted, one.answer) for one in found] == [(False, "It is the same.")] * 2
    with pytest.raises(Conflict, match="its answer"):
        challenging.withdraw(change, by=ada, now=now())


def test_the_answer_is_mailed_to_all_who_asked(app: Flask, change: ClauseChange) -> None:
    handle_events(HANDLERS, now())
    ada = make_person("Ada")
    bring(change, ada)
    settle(change, editorial=False, reason="Because a low charge is a charge.")
    handle_events(HANDLERS, now())
    letters = [one.body for one in db.session.query(Mail) if one.to == ada.email]
    assert any("now called a change of meaning" in one and "a low charge is a charge" in one for one in letters)


@pytest.mark.parametrize("stage", list(Stage))
def test_challenges_come_in_while_open_and_after_the_closing_until_it_is_over(
    change: ClauseChange, stage: Stage
) -> None:
    consultation = document_of(change).consultation
    consultation.stage, consultation.stage_at, consultation.closes_at = stage, now(), None
    db.session.commit()
    takes = stage in (Stage.OPEN, Stage.CONSIDERING, Stage.DECIDED)
    reader = Facts(signed_in=True, stage=stage)
    assert allows("challenge:make", reader) == takes
    assert not allows("challenge:make", Facts(stage=stage))
    assert not allows("challenge:make", Facts(signed_in=True, stage=stage, in_audience=False))
    assert not allows("challenge:answer", reader)
    if takes:
        bring(change)
    else:
        with pytest.raises(Closed):
            bring(change)


@pytest.mark.parametrize("stage", list(Stage))
def test_each_address_answers_each_role_as_the_table_says(
    change: ClauseChange, sign_in_as: SignIn, app: Flask, stage: Stage
) -> None:
    document = document_of(change)
    made, officer, outsider = bring(change), make_officer(document.consultation), make_officer(make_consultation())
    document.consultation.stage, document.consultation.stage_at, document.consultation.closes_at = stage, now(), None
    db.session.commit()
    address = address_of(change)
    actions = {
        "challenge": "challenge:make",
        "answer": "challenge:answer",
        f"challenges/{made.public_id}/hide": "contribution:moderate",
    }
    everyone: dict[str, tuple[Person | None, Facts]] = {
        "nobody": (None, Facts(stage=stage)),
        "reader": (make_person(), Facts(signed_in=True, stage=stage)),
        "officer": (officer, Facts(signed_in=True, is_officer=True, stage=stage)),
        "elsewhere": (outsider, Facts(signed_in=True, stage=stage)),
    }
    db.session.commit()
    for role, (person, facts) in everyone.items():
        browser = app.test_client() if person is None else sign_in_as(person)
        assert (browser.get(address).status_code == 200) == allows("document:read", facts), role
        for where, action in actions.items():
            answer = browser.post(f"{address}/{where}", data={})
            said_no = answer.status_code in (401, 403, 404, 409) or "/sign-in" in answer.headers.get("Location", "")
            assert said_no != allows(action, facts), (role, where, answer.status_code)
            assert answer.status_code < 500


def test_hostile_words_are_shown_harmless(change: ClauseChange, client: FlaskClient) -> None:
    plain = publish(make_document(markdown=TEXT), "carer", "A carer travels at low charge.", editorial=True)
    for attack in (one for one in OWN if len(one) <= challenging.LONGEST):
        bring(change, reason=attack)
        bring(plain, reason="Harmless words.")
    settle(change, editorial=False, reason="<script>alert(1)</script>")
    settle(plain, editorial=False, reason="Harmless words.")
    assert active(client.get(address_of(change)).text) == active(client.get(address_of(plain)).text)


@pytest.mark.parametrize("typed", ["", "   ", "x" * 2_001, "nul \0 here"])
def test_bad_words_get_a_message_and_change_nothing(change: ClauseChange, sign_in_as: SignIn, typed: str) -> None:
    answer = sign_in_as(make_person()).post(f"{address_of(change)}/challenge", data={"reason": typed})
    assert answer.status_code == 422
    assert "Not saved yet" in answer.text
    assert db.session.query(Challenge).count() == 0


def test_a_change_that_is_not_there_is_missing(change: ClauseChange, client: FlaskClient) -> None:
    for number in (1, 99, 10**12, 10**30):
        address = f"/documents/{document_of(change).slug}/revisions/{number}/clauses/{change.clause.key}"
        assert client.get(address).status_code == 404


def test_nobody_reads_by_any_form_of_it_what_they_may_not_read(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document(make_consultation(audience=Audience.INVITED), markdown=TEXT)
    address = address_of(publish(document, "carer", "A carer travels at low charge.", editorial=True))
    stranger = sign_in_as(make_person())
    for form in ("challenge", "withdraw", "answer", "challenges/nosuch/hide"):
        for there in (address, f"{address}x"):
            sent = dict.fromkeys(("reason", "answer", "hide"), "x" * 5_000)
            answer = stranger.post(f"{there}/{form}", data=sent)
            assert answer.status_code == 404, form
            assert "There is nothing at this address." in answer.text, form


def test_somebody_whose_words_were_hidden_can_find_better_ones(change: ClauseChange, client: FlaskClient) -> None:
    ada, officer = make_person(), make_officer(document_of(change).consultation)
    challenging.hide(bring(change, ada, "The clerk is a fool."), "It is rude.", by=officer, now=now())
    for again in ("The clerk is a fool.", "A low charge is a charge."):
        challenging.withdraw(change, by=ada, now=now())
        bring(change, ada, again)
        shown = client.get(address_of(change)).text
        assert "The clerk is a fool." not in shown
        assert ("It is rude." in shown) == (again == "The clerk is a fool.")
    assert "A low charge is a charge." in shown


def test_a_challenge_of_what_it_was_called_when_read_is_not_taken_for_its_opposite(
    change: ClauseChange, sign_in_as: SignIn, client: FlaskClient
) -> None:
    ada = sign_in_as(make_person("Ada"))
    page = ada.get(address_of(change)).text
    assert '<input type="hidden" name="called" value="editorial">' in page
    bring(change)
    settle(change, editorial=False)
    sent = {"reason": "It changes the meaning.", "called": "editorial"}
    answer = ada.post(f"{address_of(change)}/challenge", data=sent)
    assert answer.status_code == 409
    assert "It changes the meaning." in answer.text
    assert "called a change of meaning since you read it" in answer.text
    assert '<input type="hidden" name="called" value="material">' in answer.text
    assert "It changes the meaning." not in client.get(address_of(change)).text


def test_an_officer_hides_hostile_words_and_the_reason_stands_in_their_place(
    change: ClauseChange, client: FlaskClient, sign_in_as: SignIn
) -> None:
    made, officer = (
        bring(change, reason="The clerk lives at 4 Mill Lane."),
        make_officer(document_of(change).consultation),
    )
    address = f"{address_of(change)}/challenges/{made.public_id}/hide"
    assert sign_in_as(officer).post(address, data={"hide": ""}).status_code == 422
    assert sign_in_as(officer).post(address, data={"hide": "It names a home."}).status_code == 302
    shown = client.get(address_of(change)).text
    assert "Mill Lane" not in shown
    assert "It names a home." in shown


def test_somebody_who_challenges_very_much_is_asked_to_wait(app: Flask) -> None:
    lines = "\n\n".join(f"Line {number} stands here." for number in range(challenging.PER_DAY + 1))
    first = publish(make_document(markdown=f"# Lines\n\n{lines}\n"), "Line 0", "Line 0 stands there.", editorial=True)
    others = [one.id for one in list_clauses(document_of(first)) if one.id != first.clause_id]
    for clause_id in others:
        db.session.add(ClauseChange(revision_id=first.revision_id, clause_id=clause_id, op="reworded", editorial=True))
    db.session.commit()
    app.config["RATELIMIT_ENABLED"], eager = True, make_person()
    changes = db.session.query(ClauseChange).filter_by(revision_id=first.revision_id).all()
    for change in changes[: challenging.PER_DAY]:
        bring(change, eager)
    with pytest.raises(TooMuch, match="tomorrow"):
        bring(changes[-1], eager)
