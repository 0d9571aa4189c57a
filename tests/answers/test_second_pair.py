"""What one officer drafts, another approves: just as it stands, at every door through which answers go out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.accounts.tokens import issue_token
from consult.answers.desk import second_pair
from consult.answers.desk.releasing import list_ready, release
from consult.answers.given import GivenFate, Pointed
from consult.answers.service import draft_fate, publish_fates
from consult.answers.step import draft_step
from consult.audit.models import AuditRow
from consult.contributions.models import Contribution
from consult.contributions.service import edit as edit_words
from consult.core.errors import Conflict
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.drafting import service as drafting
from consult.drafting.service import Publication
from consult.extensions import db
from tests.answers.desk_hands import REASON, draft, draft_of, published
from tests.drafting.test_publishing import edit
from tests.make import make_comment, make_document, make_officer, now

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def document(app: Flask) -> Document:
    document = make_document()
    boss = make_officer(document.consultation)
    second_pair.set_rule(document.consultation, True, by=boss, now=now())
    db.session.commit()
    return document


@pytest.fixture
def ada(document: Document) -> Person:
    return make_officer(document.consultation)


@pytest.fixture
def ben(document: Document) -> Person:
    return make_officer(document.consultation)


def approve(comment: Contribution, by: Person, version: int = 1) -> second_pair.Approved:
    done = second_pair.approve(comment.document.consultation, {comment.reference: version}, by=by, now=now())
    db.session.commit()
    return done


def given(comment: Contribution, reason: str = REASON) -> GivenFate:
    return GivenFate(reference=comment.reference, fate=Fate.NOT_TAKEN, reason=reason)


def test_nothing_goes_out_that_only_one_officer_saw(document: Document, ada: Person, ben: Person) -> None:
    comment = make_comment(document)
    draft(comment, ada)
    for by in (ada, ben):
        with pytest.raises(Conflict) as refused:
            publish_fates(document, [given(comment)], by=by, now=now())
        assert refused.value.extra["unapproved"] == [comment.reference]
    (why,) = approve(comment, ada).refused
    assert "another officer approves it" in why[1]
    assert approve(comment, ben).references == [comment.reference]
    publish_fates(document, [given(comment)], by=ada, now=now())
    db.session.commit()
    assert [one.fate for one in published(comment)] == [Fate.NOT_TAKEN]


def test_approval_is_of_exactly_this_answer(document: Document, ada: Person, ben: Person) -> None:
    comment = make_comment(document)
    draft(comment, ada)
    approve(comment, ben)
    with pytest.raises(Conflict):
        publish_fates(document, [given(comment, "Other words.")], by=ada, now=now())
    draft(comment, ada, reason="Other words.")
    with pytest.raises(Conflict):
        publish_fates(document, [given(comment, "Other words.")], by=ada, now=now())
    (why,) = approve(comment, ben, version=1).refused
    assert "changed since you read it" in why[1]
    assert approve(comment, ben, version=2).references


def test_it_falls_when_the_author_edits_what_they_said(document: Document, ada: Person, ben: Person) -> None:
    comment = make_comment(document)
    draft(comment, ada)
    approve(comment, ben)
    edit_words(comment, "Something else.", by=comment.author, now=now() + timedelta(seconds=5))
    db.session.commit()
    with pytest.raises(Conflict):
        publish_fates(document, [given(comment)], by=ada, now=now())
    assert list_ready(document.consultation).drafts == []


def test_with_a_revision_what_waits_stays_a_draft_and_the_gate_holds(
    document: Document, ada: Person, ben: Person
) -> None:
    comment = make_comment(document)
    edit(document, "two bags", "three bags")
    (change,) = draft_step(document).changes.values()
    assert change.new is not None
    at = change.new.text.index("three")
    words = [Pointed(change.key, at, at + 5)]
    draft_fate(document, GivenFate(reference=comment.reference, fate=Fate.TAKEN_IN, words=words), by=ada, now=now())
    db.session.commit()
    assert document.head is not None
    publication = Publication(summary="Three.", expected_save=document.head.public_id)
    with pytest.raises(Conflict) as held:
        drafting.publish(document, publication, by=ada, now=now())
    assert held.value.extra["unanswered"] == [comment.reference]
    db.session.rollback()
    assert approve(comment, ben).references
    edit(document, "three bags", "thirty bags")
    db.session.commit()
    assert document.head is not None
    publication = Publication(summary="Thirty.", expected_save=document.head.public_id)
    with pytest.raises(Conflict):
        drafting.publish(document, publication, by=ada, now=now())
    db.session.rollback()
    edit(document, "thirty bags", "three bags")
    db.session.commit()
    publication = Publication(summary="Three.", expected_save=document.head.public_id)
    drafting.publish(document, publication, by=ada, now=now())
    db.session.commit()
    assert [one.fate for one in published(comment)] == [Fate.TAKEN_IN]


def test_the_machines_door_holds_as_well(document: Document, ada: Person, ben: Person, app: Flask) -> None:
    comment = make_comment(document)
    token = {"Authorization": f"Bearer {issue_token(ada, 'test', 'write', now())[1]}"}
    db.session.commit()
    client = app.test_client()
    sent = {"fates": [{"reference": comment.reference, "fate": "not taken", "reason": REASON}]}
    refused = client.post(f"/api/v1/documents/{document.slug}/fates", json=sent, headers=token)
    assert refused.status_code == 409
    assert refused.json is not None
    assert refused.json["unapproved"] == [comment.reference]
    draft(comment, ada)
    approve(comment, ben)
    assert client.post(f"/api/v1/documents/{document.slug}/fates", json=sent, headers=token).status_code == 201


def test_an_officer_reads_the_list_ticks_and_approves(
    document: Document, ada: Person, ben: Person, sign_in_as: SignIn
) -> None:
    mine, theirs = make_comment(document), make_comment(document)
    draft(mine, ben)
    draft(theirs, ada)
    browser, home = sign_in_as(ben), f"/consultations/{document.consultation.slug}/desk/answers"
    page = browser.get(home).text
    assert f'value="{theirs.reference}:1"' in page
    assert f'value="{mine.reference}:1"' not in page
    assert browser.post(f"{home}/approve", data={}).status_code == 422
    assert browser.post(f"{home}/approve", data={"draft": "C-1:x"}).status_code == 422
    assert browser.post(f"{home}/approve", data={"draft": f"{mine.reference}:1"}).status_code == 409
    assert browser.post(f"{home}/approve", data={"draft": f"{theirs.reference}:1"}).status_code == 302
    entry = draft_of(theirs)
    assert entry is not None
    assert entry.approved_by_id == ben.id
    assert f"Approved by {ben.name}" in browser.get(home).text
    ready = list_ready(document.consultation)
    assert [one.contribution_id for one in ready.drafts] == [theirs.id]
    assert list(ready.stay) == [("waiting for a second officer", 1)]
    release(document.consultation, mark=ready.mark, reason="", by=ada, now=now())
    db.session.commit()
    assert published(theirs)
    assert not published(mine)


def test_publishing_from_the_list_keeps_drafts_instead(document: Document, ada: Person, sign_in_as: SignIn) -> None:
    comment = make_comment(document)
    sent = {f"fate-{comment.reference}": "not taken", f"reason-{comment.reference}": REASON, "publish": "yes"}
    answer = sign_in_as(ada).post(f"/documents/{document.slug}/answers", data=sent, follow_redirects=True)
    assert "a second officer approves" in answer.text
    assert draft_of(comment) is not None
    assert published(comment) == []


def test_asking_for_it_and_no_longer_is_written_down(document: Document, ada: Person, sign_in_as: SignIn) -> None:
    home = f"/consultations/{document.consultation.slug}/desk/answers"
    assert sign_in_as(ada).post(f"{home}/rule", data={"on": "no"}).status_code == 302
    assert not second_pair.needs_two(document.consultation)
    actions = [row.action for row in db.session.query(AuditRow).filter(AuditRow.action.startswith("answers:"))]
    assert actions == ["answers:second-officer-asked-for", "answers:second-officer-no-longer-asked-for"]
    comment = make_comment(document)
    publish_fates(document, [given(comment)], by=ada, now=now())
