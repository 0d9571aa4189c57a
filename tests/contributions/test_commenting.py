"""Saying something about the words: where it points, who says it, when it is in time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import MemberRole
from consult.audit.models import AuditRow
from consult.contributions.models import Channel, Contribution, Status
from consult.contributions.queries import (
    NO_FATE,
    Filters,
    counts_by_clause,
    get_contribution,
    list_contributions,
    list_unanswered,
    threads_for,
)
from consult.contributions.service import NewComment, comment, edit, withdraw
from consult.contributions.viewing import EVERYTHING, PUBLIC, Viewer, body_for, is_visible
from consult.core.errors import Closed, Conflict, Denied, Missing, Refused
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.documents.text import TextClause
from consult.extensions import db
from consult.jobs.models import Event
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

Counting = Callable[[], AbstractContextManager[list[str]]]


def clause_with(document: Document, words: str) -> TextClause:
    assert document.newest_revision
    return next(one for one in read_revision(document.newest_revision).clauses if words in one.text)


def say(document: Document, **what: object) -> Contribution:
    by = what.pop("by", None) or make_person()
    what.setdefault("body", "Four days is far too long.")
    return comment(document, NewComment(**what), by=by, now=what.pop("now", now()))  # type: ignore[arg-type]


def test_a_quote_is_found_by_the_server_and_kept_with_what_stands_around_it(app: Flask) -> None:
    document = make_document()
    clause = clause_with(document, "two bags")
    made = say(document, clause=clause.key, quote="carry up to two bags", hint=(3, 9), revision=1)
    assert made.anchor
    assert made.anchor.exact == "carry up to **two bags"  # it ends with a word, before the marker
    assert clause.text[made.anchor.start : made.anchor.end] == made.anchor.exact
    assert made.anchor.prefix.endswith("the kerb, and ")
    assert not made.anchor.whole
    assert made.clause_id == clause.clause_id


def test_a_quote_without_a_clause_is_looked_for_in_the_whole_text(app: Flask) -> None:
    document = make_document()
    made = say(document, quote="A carer   travels free")
    assert made.anchor
    assert made.anchor.clause_id == clause_with(document, "carer").clause_id


def test_a_quote_that_does_not_stand_there_is_refused_with_the_nearest_passage(app: Flask) -> None:
    document = make_document()
    with pytest.raises(Refused) as refused:
        say(document, quote="A single trip costs no more than £4.50")
    nearest = refused.value.extra["nearest"]
    assert refused.value.field == "quote"
    assert nearest["clause"] == clause_with(document, "£4.50").key
    assert "journey costs no more than £4" in nearest["passage"]
    assert db.session.scalars(select(Contribution)).all() == []


def test_a_quote_that_stands_in_another_clause_is_offered_there(app: Flask) -> None:
    document = make_document()
    with pytest.raises(Refused) as refused:
        say(document, clause=clause_with(document, "Booking").key, quote="A carer travels free.")
    assert refused.value.extra["nearest"]["clause"] == clause_with(document, "carer").key


def test_without_a_quote_a_comment_is_about_the_sentence_the_clause_or_the_document(app: Flask) -> None:
    document = make_document()
    clause = clause_with(document, "carer")
    at = clause.text.index("A carer")
    sentence = say(document, clause=clause.key, hint=(at, len(clause.text)))
    assert sentence.anchor
    assert sentence.anchor.exact == "A carer travels free."
    whole = say(document, clause=clause.key)
    assert whole.anchor
    assert whole.anchor.whole
    assert whole.anchor.exact == clause.text
    assert say(document).anchor is None


def test_what_people_type_is_kept_as_typed(app: Flask) -> None:
    typed = "  <b>Bold</b>\n\n\tCafé 👩‍👩‍👧 \u202e ' OR 1=1 --  "
    made = say(make_document(), body=typed)
    db.session.commit()
    db.session.expire_all()
    assert made.body == typed


@pytest.mark.parametrize(
    ("what", "field"),
    [
        ({"body": "  \n "}, "body"),
        ({"body": "x" * 20_001}, "body"),
        ({"body": "a\0b"}, None),
        ({"clause": "nosuch"}, "clause"),
        ({"revision": 9}, "revision"),
        ({"reply_to": "C-999"}, "reply_to"),
        ({"organisation": "not-mine"}, "organisation"),
        ({"quote": "zzzz qqqq xxxx"}, "quote"),
    ],
)
def test_what_cannot_be_taken_says_which_field_and_changes_nothing(
    app: Flask, what: dict[str, object], field: str | None
) -> None:
    document = make_document()
    with pytest.raises(Refused) as refused:
        say(document, **what)
    assert refused.value.field == field
    assert db.session.scalars(select(Contribution)).all() == []


def test_references_count_over_the_whole_site(app: Flask) -> None:
    one, other = make_document(), make_document()
    assert [say(one).reference, say(other).reference, say(one).reference] == ["C-1", "C-2", "C-3"]


def test_every_comment_leaves_an_audit_row_an_event_and_a_new_counts_version(app: Flask) -> None:
    document = make_document()
    before = document.counts_version
    made = say(document)
    row = db.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert row
    assert made.author
    assert (row.action, row.subject, row.actor) == ("contribution:made", made.reference, made.author.public_id)
    assert row.chain == document.consultation.public_id
    assert db.session.scalars(select(Event.subject).where(Event.kind == "contribution:made")).all() == [made.reference]
    assert document.counts_version == before + 1


@pytest.mark.parametrize("stage", [Stage.CONSIDERING, Stage.DECIDED, Stage.REVIEWED, Stage.CANCELLED])
def test_a_closed_stage_takes_no_comment(app: Flask, stage: Stage) -> None:
    document = make_document(make_consultation(stage))
    with pytest.raises(Closed):
        say(document)


def test_a_consultation_closes_by_its_date_also_when_nothing_wrote_it_down(app: Flask) -> None:
    consultation = make_consultation()
    document = make_document(consultation)
    consultation.closes_at = now() - timedelta(minutes=1)
    with pytest.raises(Closed):
        say(document)


def test_a_member_speaks_for_their_organisation(app: Flask) -> None:
    organisation = make_organisation("Ashmere Carers")
    made = say(make_document(), by=make_member(organisation), organisation=organisation.slug)
    assert made.organisation is organisation


def test_a_comment_counts_for_the_gate_unless_a_reply_or_an_officers_own(app: Flask) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    first = say(document)
    own = say(document, by=officer)
    say(document, reply_to=first.reference)
    entered = say(document, by=officer, channel=Channel.PAPER, on_behalf_of="Marjorie Teale")
    other = make_organisation()
    hat = make_member(other)
    partner = say(document, by=hat, organisation=other.slug)
    assert list_unanswered(document) == [first.reference, entered.reference, partner.reference]
    assert not own.counts_for_gate
    first.fate = Fate.CARRIED_FORWARD
    partner.fate = Fate.NOTED
    db.session.flush()
    assert list_unanswered(document) == [first.reference, entered.reference]
    withdraw(first, by=first.author, now=now())
    assert list_unanswered(document) == [entered.reference]


def test_what_is_entered_for_others_shows_whom_and_how(app: Flask) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    made = say(document, by=officer, channel=Channel.PHONE, on_behalf_of="Mr Obi")
    assert (made.author_name, made.author, made.entered_by) == ("Mr Obi", None, officer)
    nameless = say(document, by=officer, channel=Channel.PAPER)
    assert nameless.author_name == "anonymous"


def test_only_officers_of_the_owner_enter_for_others(app: Flask) -> None:
    document = make_document()
    stranger = make_member(make_organisation(), MemberRole.OFFICER)
    with pytest.raises(Denied):
        say(document, by=stranger, channel=Channel.PAPER)


def test_after_closing_officers_enter_what_arrived_while_it_was_open(app: Flask) -> None:
    consultation = make_consultation()
    document = make_document(consultation)
    officer = make_officer(consultation)
    consultation.closes_at = now() - timedelta(minutes=5)
    received = (now() - timedelta(days=1)).date()
    assert say(document, by=officer, channel=Channel.PAPER, received=received).counts_for_gate
    with pytest.raises(Refused) as refused:
        say(document, by=officer, channel=Channel.PAPER, received=date(2020, 1, 1))
    assert refused.value.field == "received"
    with pytest.raises(Refused):
        say(document, by=officer, channel=Channel.PAPER, received=now().date() + timedelta(days=3))


def test_what_is_made_in_drafting_stays_with_the_group_for_good(app: Flask) -> None:
    consultation = make_consultation(Stage.DRAFTING)
    document = make_document(consultation)
    made = say(document, by=make_drafter(document))
    consultation.stage = Stage.OPEN
    assert not made.counts_for_gate
    assert not list_contributions(document, viewer=PUBLIC).items
    assert list_contributions(document, viewer=Viewer(drafter=True)).items == [made]
    assert counts_by_clause(document) == {}
    assert threads_for(document, None, 9) == {}
    with pytest.raises(Missing):
        get_contribution(made.reference, PUBLIC)


def test_a_reply_freezes_what_it_answers(app: Flask) -> None:
    document = make_document()
    first = say(document)
    say(document, reply_to=first.reference)
    assert first.replies == 1
    with pytest.raises(Conflict):
        edit(first, "Other words", by=first.author, now=now())


def test_for_fifteen_minutes_words_can_be_changed_and_every_edit_is_kept(app: Flask) -> None:
    made = say(make_document(), body="one")
    edit(made, "two", by=made.author, now=made.at + timedelta(minutes=3))
    edit(made, "three", by=made.author, now=made.at + timedelta(minutes=14))
    assert made.body == "three"
    db.session.expire(made, ["edits"])
    assert [one.body for one in made.edits] == ["one", "two"]
    with pytest.raises(Conflict):
        edit(made, "four", by=made.author, now=made.at + timedelta(minutes=16))
    with pytest.raises(Denied):
        edit(made, "five", by=make_person(), now=made.at)


def test_what_is_withdrawn_leaves_a_stub_whose_replies_stay_and_which_takes_no_new_ones(app: Flask) -> None:
    document = make_document()
    first = say(document)
    reply = say(document, reply_to=first.reference)
    withdraw(first, by=first.author, now=now())
    assert body_for(first, PUBLIC) is None
    assert is_visible(first, PUBLIC)
    (thread,) = threads_for(document, [None], 5)[None]
    assert (thread.top, thread.replies) == (first, [reply])
    with pytest.raises(Conflict):
        say(document, reply_to=first.reference)
    with pytest.raises(Denied):
        withdraw(reply, by=first.author, now=now())


def test_replies_to_replies_stand_in_the_same_thread(app: Flask) -> None:
    document = make_document()
    first = say(document)
    second = say(document, reply_to=first.reference)
    third = say(document, reply_to=second.reference)
    (thread,) = threads_for(document, [None], 5)[None]
    assert thread.replies == [second, third]


def test_held_contributions_are_seen_by_officers_and_their_author_only(app: Flask) -> None:
    document = make_document()
    made = say(document)
    made.status = Status.HELD
    db.session.flush()
    assert made.author
    assert not list_contributions(document).items
    assert list_contributions(document, viewer=EVERYTHING).items == [made]
    assert list_contributions(document, viewer=Viewer(made.author.id)).items == [made]


def test_lists_are_filtered_and_paged_without_gap_or_repeat(app: Flask) -> None:
    document = make_document()
    clause = clause_with(document, "carer")
    made = [say(document, clause=clause.key if number % 2 else None) for number in range(7)]
    seen, after = [], None
    while True:
        page = list_contributions(document, after=after, limit=3)
        seen += page.items
        after = page.next
        if after is None:
            break
    assert seen == made
    assert list_contributions(document, newest_first=True, limit=2).items == made[:-3:-1]
    assert list_contributions(document, Filters(clause=clause.key)).items == made[1::2]
    assert list_contributions(document, Filters(clause="document")).items == made[::2]
    assert len(list_contributions(document, Filters(fate=NO_FATE)).items) == 7
    assert not list_contributions(document, Filters(fate="taken in")).items
    assert not list_contributions(document, Filters(fate="nonsense", kind="nonsense")).items
    assert counts_by_clause(document) == {clause.clause_id: 3, None: 4}


def test_lists_take_the_same_number_of_queries_for_5_and_for_50(app: Flask, count_queries: Counting) -> None:
    document = make_document()
    clause = clause_with(document, "carer")
    counts, number = [], document.id
    for many in (5, 45):
        for _ in range(many):
            first = say(document, clause=clause.key, quote="A carer")
            say(document, reply_to=first.reference)
        db.session.commit()
        db.session.expunge_all()
        document = db.session.get_one(Document, number)
        with count_queries() as asked:
            page = list_contributions(document, limit=50)
            threads = threads_for(document, None, 50)
            for thread in threads[clause.clause_id]:
                assert thread.top.author
                assert thread.top.anchor
                assert thread.top.anchor.clause.key
                assert thread.top.revision.number
                assert not thread.top.placements
                assert thread.replies[0].author
                assert thread.replies[0].organisation is None
            assert all(one.author and one.organisation is None for one in page.items)
        counts.append(len(asked))
    assert counts[0] == counts[1]
