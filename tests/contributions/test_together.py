"""Many people at once, on both databases: nothing is lost, no number is given twice, the log holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import select

from consult.accounts.models import Person
from consult.audit.service import broken_links
from consult.contributions.models import Contribution
from consult.contributions.queries import Filters, get_contribution, list_contributions, list_unanswered, threads_for
from consult.contributions.service import NewComment, comment, confirm_waiting, leave_waiting, leave_with_name
from consult.documents.models import Document
from consult.documents.queries import get_document, read_revision
from consult.extensions import db
from consult.voting.models import Tally, VoteValue
from consult.voting.queries import own_votes, sums_for
from consult.voting.service import vote_on_clause
from tests.make import make_consultation, make_document, make_person, now

WAIT, PEOPLE, EACH = 60, 4, 12


def first_key(document: Document) -> str:
    assert document.newest_revision
    return read_revision(document.newest_revision).clauses[2].key


def test_people_who_comment_and_vote_at_once_on_two_documents_do_not_disturb_each_other(either_app: Flask) -> None:
    with either_app.app_context():
        consultation = make_consultation()
        slugs = [make_document(consultation).slug, make_document(consultation).slug]
        people = [make_person().id for _ in range(PEOPLE)]
        chain = consultation.public_id
        db.session.commit()
    start = Barrier(PEOPLE)

    def take_part(number: int) -> None:
        with either_app.app_context():
            start.wait(WAIT)
            for turn in range(EACH):
                document, person = get_document(slugs[(number + turn) % 2]), db.session.get_one(Person, people[number])
                comment(document, NewComment(body=f"{number} {turn}"), by=person, now=now())
                db.session.commit()
                value = list(VoteValue)[turn % 3]
                vote_on_clause(document, first_key(document), 1, value, person=person, now=now())
                db.session.commit()

    with ThreadPoolExecutor(PEOPLE) as pool:
        for one in [pool.submit(take_part, number) for number in range(PEOPLE)]:
            one.result(WAIT)
    with either_app.app_context():
        references = list(db.session.scalars(select(Contribution.reference).order_by(Contribution.id)))
        assert sorted(references) == sorted(f"C-{number}" for number in range(1, PEOPLE * EACH + 1))
        assert list(broken_links(chain)) == []
        for tally in db.session.scalars(select(Tally)):
            assert tally.agree + tally.unsure + tally.disagree == PEOPLE


def test_the_whole_way_of_a_comment_works_on_both_databases(either_app: Flask) -> None:
    with either_app.app_context():
        document, person = make_document(), make_person()
        key = first_key(document)
        made = comment(document, NewComment(body="Yes", clause=key, quote="by phone"), by=person, now=now())
        reply = comment(document, NewComment(body="And", reply_to=made.reference), by=person, now=now())
        vote_on_clause(document, key, 1, VoteValue.AGREE, person=person, now=now())
        token = leave_waiting(document, {"body": "Later", "clause": key, "hint": [0, 10], "vote": "unsure"}, now=now())
        other = leave_waiting(document, {"body": "Name only"}, now=now())
        db.session.commit()
        confirmed = confirm_waiting(token, make_person(), now())
        held = leave_with_name(other, "Tom", now())
        db.session.commit()
        assert confirmed.contribution
        assert confirmed.voted
        threads = threads_for(document, None, 2)
        assert [one.top.reference for one in threads[made.clause_id]] == ["C-1", "C-3"]
        assert threads[made.clause_id][0].replies == [reply]
        assert list_unanswered(document) == ["C-1", "C-3", held.reference]
        assert document.newest_revision
        text = read_revision(document.newest_revision)
        sums = sums_for(document, text)[made.clause_id or 0]
        assert (sums.agree, sums.unsure) == (1, 1)
        assert own_votes(person, document, text).clauses == {made.clause_id: VoteValue.AGREE}
        assert get_contribution("c-1").anchor
        for filters in (Filters(clause="\0"), Filters(organisation="\0"), Filters(kind="\0"), Filters(fate="\0")):
            assert not list_contributions(document, filters).items
