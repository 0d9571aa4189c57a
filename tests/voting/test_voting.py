"""Votes: one a person, thing and wording; the sums follow; changed words are not voted on by mistake."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.contributions.models import Contribution, Status
from consult.contributions.service import NewComment, comment, edit
from consult.core.errors import Closed, Conflict, Missing, Refused
from consult.core.stages import Stage
from consult.documents.models import Document, SaveCause
from consult.documents.queries import read_revision, read_save
from consult.documents.revisions import Change, NewRevision, store_revision
from consult.documents.service import KeyedClause, store_save
from consult.documents.text import Text, TextClause
from consult.extensions import db
from consult.voting.models import Tally, Vote, VoteValue
from consult.voting.queries import own_votes, sums_for
from consult.voting.service import read_value, vote_on_clause, vote_on_contribution
from tests.make import make_consultation, make_document, make_person, now

SignIn = Callable[[Person], FlaskClient]
Counting = Callable[[], AbstractContextManager[list[str]]]


def text_of(document: Document) -> Text:
    assert document.newest_revision
    return read_revision(document.newest_revision)


def clause_of(document: Document, words: str = "carer") -> TextClause:
    return next(one for one in text_of(document).clauses if words in one.text)


def reword(document: Document, old: str, new: str, *, editorial: bool = False) -> None:
    """Publish a revision in which one clause has other words."""
    before = text_of(document)
    clauses = [
        KeyedClause(one.key, type(one.words)(one.kind, one.level, one.text.replace(old, new), one.marker))
        for one in before.clauses
    ]
    save = store_save(document, clauses, SaveCause.EDIT, by=None, now=now())
    after = read_save(save)
    changes = [
        Change(
            key=one.key,
            op="reworded",
            editorial=editorial,
            old_wording_id=one.wording_id,
            new_wording_id=two.wording_id,
        )
        for one, two in zip(before.clauses, after.clauses, strict=True)
        if one.wording_id != two.wording_id
    ]
    store_revision(
        document, save, NewRevision(summary="Other words.", changes=changes, editorial=editorial), by=None, now=now()
    )
    db.session.commit()


def vote(document: Document, person: Person, value: str = "agree", revision: int | None = 1) -> Tally:
    return vote_on_clause(document, clause_of(document).key, revision, read_value(value), person=person, now=now())


def test_a_vote_counts_once_and_can_be_changed_and_taken_back(app: Flask) -> None:
    document, person, other = make_document(), make_person(), make_person()
    vote(document, other, "disagree")
    tally = vote(document, person, "agree")
    vote(document, person, "agree")
    assert (tally.agree, tally.unsure, tally.disagree) == (1, 0, 1)
    vote(document, person, "unsure")
    assert (tally.agree, tally.unsure, tally.disagree) == (0, 1, 1)
    vote(document, person, "none")
    assert (tally.agree, tally.unsure, tally.disagree) == (0, 0, 1)
    assert db.session.scalar(select(func.count(Vote.id))) == 1


def test_a_vote_on_words_that_changed_is_answered_with_the_new_words(app: Flask) -> None:
    document, person = make_document(), make_person()
    reword(document, "A carer travels free.", "Two carers travel free.")
    with pytest.raises(Conflict) as conflict:
        vote_on_clause(document, clause_of(document, "carers").key, 1, VoteValue.AGREE, person=person, now=now())
    assert conflict.value.extra["revision"] == 2
    assert "Two carers travel free." in conflict.value.extra["text"]
    assert db.session.scalar(select(func.count(Vote.id))) == 0


def test_a_vote_on_an_older_revision_counts_where_the_words_are_the_same(app: Flask) -> None:
    document, person = make_document(), make_person()
    reword(document, "by phone", "by telephone")
    assert vote(document, person, revision=1).agree == 1


def test_votes_stay_with_their_words_and_count_again_when_the_words_are_back(app: Flask) -> None:
    document, person = make_document(), make_person()
    vote(document, person)
    clause = clause_of(document)
    reword(document, "A carer travels free.", "A carer pays half.")
    sums = sums_for(document, text_of(document))[clause.clause_id]
    assert (sums.agree, sums.earlier, sums.joined) == (0, 1, False)
    assert own_votes(person, document, text_of(document)).clauses == {}
    reword(document, "A carer pays half.", "A carer travels free.")
    sums = sums_for(document, text_of(document))[clause.clause_id]
    assert (sums.agree, sums.earlier) == (1, 0)
    assert own_votes(person, document, text_of(document)).clauses == {clause.clause_id: VoteValue.AGREE}


def test_votes_on_words_joined_by_editorial_changes_count_together_each_person_once(app: Flask) -> None:
    document, faithful, turned = make_document(), make_person(), make_person()
    vote(document, faithful)
    vote(document, turned)
    clause = clause_of(document)
    reword(document, "A carer travels free.", "A carer travels free of charge.", editorial=True)
    vote(document, turned, "disagree", revision=2)
    sums = sums_for(document, text_of(document))[clause.clause_id]
    assert (sums.agree, sums.disagree, sums.joined, sums.earlier) == (1, 1, True, 0)
    assert own_votes(faithful, document, text_of(document)).clauses == {clause.clause_id: VoteValue.AGREE}
    assert own_votes(turned, document, text_of(document)).clauses == {clause.clause_id: VoteValue.DISAGREE}


def test_a_vote_on_a_comment_ends_its_time_for_edits(app: Flask) -> None:
    document = make_document()
    made = comment(document, NewComment(body="Hm"), by=make_person(), now=now())
    vote_on_contribution(made, VoteValue.AGREE, person=make_person(), now=now())
    assert (made.agree, made.frozen) == (1, True)
    with pytest.raises(Conflict):
        edit(made, "Hm hm", by=made.author, now=now())


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.WITHDRAWN, Status.HELD])
def test_votes_freeze_on_what_does_not_show(app: Flask, status: Status) -> None:
    made = comment(make_document(), NewComment(body="Hm"), by=make_person(), now=now())
    vote_on_contribution(made, VoteValue.AGREE, person=make_person(), now=now())
    made.status = status
    db.session.flush()
    with pytest.raises(Closed):
        vote_on_contribution(made, VoteValue.AGREE, person=make_person(), now=now())
    assert made.agree == 1


def test_votes_end_with_the_open_stage(app: Flask) -> None:
    consultation = make_consultation()
    document, person = make_document(consultation), make_person()
    vote(document, person)
    consultation.stage = Stage.CONSIDERING
    with pytest.raises(Closed):
        vote(document, person, "disagree")


def test_unknown_clauses_revisions_and_values_are_refused(app: Flask) -> None:
    document, person = make_document(), make_person()
    with pytest.raises(Missing):
        vote_on_clause(document, "nosuch", 1, VoteValue.AGREE, person=person, now=now())
    with pytest.raises(Missing):
        vote(document, person, revision=7)
    with pytest.raises(Refused):
        read_value("maybe")


def test_the_sums_take_as_many_queries_for_5_voters_as_for_50(app: Flask, count_queries: Counting) -> None:
    document, person, counts = make_document(), make_person(), []
    for many in (5, 45):
        for _ in range(many):
            vote(document, make_person())
        db.session.commit()
        text = text_of(document)
        with count_queries() as asked:
            sums_for(document, text)
            own_votes(person, document, text)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6


def test_the_buttons_post_and_come_back(app: Flask, sign_in_as: SignIn) -> None:
    document, person = make_document(), make_person()
    made = comment(document, NewComment(body="Hm"), by=make_person(), now=now())
    db.session.commit()
    browser, key = sign_in_as(person), clause_of(document).key
    address = f"/documents/{document.slug}/clauses/{key}/vote"
    answer = browser.post(address, data={"value": "agree", "revision": "1", "next": f"/documents/{document.slug}#x"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/documents/{document.slug}#x")
    away = browser.post(address, data={"value": "unsure", "revision": "1", "next": "https://evil.example"})
    assert away.headers["Location"] == f"/documents/{document.slug}/clauses/{key}"
    by_script = browser.post(address, data={"value": "disagree"}, headers={"Accept": "application/json"})
    assert by_script.json == {"votes": {"agree": 0, "unsure": 0, "disagree": 1}, "mine": "disagree"}
    assert browser.post(f"/contributions/{made.reference}/vote", data={"value": "agree"}).status_code == 302
    assert browser.post(address, data={"value": "maybe"}).status_code == 422
    assert browser.post(address, data={"value": "agree", "revision": "-1"}).status_code == 422
    assert app.test_client().post(address, data={"value": "agree"}).status_code == 401


def test_a_stale_vote_gets_a_page_with_both_wordings_and_buttons_for_the_new(app: Flask, sign_in_as: SignIn) -> None:
    document, person = make_document(), make_person()
    db.session.commit()
    reword(document, "A carer travels free.", "A carer pays half.")
    key = clause_of(document).key
    address = f"/documents/{document.slug}/clauses/{key}/vote"
    answer = sign_in_as(person).post(address, data={"value": "agree", "revision": "1"})
    assert answer.status_code == 409
    assert "A carer travels free." in answer.text
    assert "A carer pays half." in answer.text
    assert 'name="revision" value="2"' in answer.text
    assert sign_in_as(person).post(address, data={"value": "agree", "revision": "2"}).status_code == 302


def test_a_late_comment_on_older_words_is_placed_in_the_newest_revision(app: Flask) -> None:
    document, person = make_document(), make_person()
    clause = clause_of(document)
    reword(document, "by phone", "by telephone")
    made: Contribution = comment(
        document, NewComment(body="Hm", revision=1, clause=clause.key, quote="A carer"), by=person, now=now()
    )
    assert [(one.revision.number, one.status.value) for one in made.placements] == [(2, "same")]
