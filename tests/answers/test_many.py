"""One answer drafted for many at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select

from consult.accounts.models import Person
from consult.answers.desk.choosing import choose
from consult.answers.desk.many import Beside, Over, draft_for, mark_shown
from consult.answers.given import Pointed
from consult.answers.models import FateEntry
from consult.answers.queries import as_given
from consult.answers.step import draft_step
from consult.contributions.models import Contribution
from consult.contributions.service import edit as edit_comment
from consult.contributions.service import withdraw
from consult.core.errors import Conflict, Missing, Refused
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.insight.alike.deciding import merge
from consult.insight.models import Theme, ThemeLink
from tests.answers.desk_hands import REASON, alike, draft, draft_all, draft_of, publish, theme
from tests.drafting.test_publishing import edit
from tests.make import make_alike, make_comment, make_document, make_officer, make_person, now

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def document(app: Flask) -> Document:
    return make_document()


def test_a_theme_a_group_a_clause_or_ticked_ones_are_chosen(document: Document) -> None:
    assert document.newest_revision is not None
    consultation, key = document.consultation, read_revision(document.newest_revision).clauses[-1].key
    one, two, three = make_comment(document), make_comment(document, clause=key), make_comment(document)
    officer = make_officer(consultation)
    found = theme(consultation, [one, two, three])
    group = alike(consultation, [one, three])
    publish(three, officer)
    assert choose(consultation, theme=found.public_id).ids == [one.id, two.id]
    assert choose(consultation, group=group.public_id).ids == [one.id]
    assert choose(consultation, document=document.slug, clause=key).ids == [two.id]
    ticked = choose(consultation, references=[three.reference.lower(), "C-99999", one.reference])
    assert (list(ticked.ids), ticked.left_out) == ([one.id, three.id], ("C-99999",))


def test_what_belongs_to_another_consultation_is_not_there(document: Document) -> None:
    other = make_document()
    comment = make_comment(other)
    found, group = theme(other.consultation, [comment]), alike(other.consultation, [comment])
    for sent in ({"theme": found.public_id}, {"group": group.public_id}, {"document": other.slug, "clause": "kaaaaa"}):
        with pytest.raises(Missing):
            choose(document.consultation, **sent)
    assert list(choose(document.consultation, references=[comment.reference]).ids) == []
    with pytest.raises(Refused):
        choose(document.consultation)


def test_all_of_them_have_the_draft_and_others_drafts_stay(document: Document) -> None:
    comments = [make_comment(document) for _ in range(4)]
    ada, ben = make_officer(document.consultation), make_officer(document.consultation)
    draft(comments[0], ben, Fate.NOTED, "")
    withdraw(comments[3], by=comments[3].author, now=now())
    ids = [one.id for one in comments]
    done = draft_for(ids, Fate.NOT_TAKEN, REASON, by=ada, now=now())
    assert (len(done.drafted), done.kept) == (2, [comments[0].reference])
    assert [one and one.by_id for one in map(draft_of, comments)] == [ben.id, ada.id, ada.id, None]
    done = draft_for(ids, Fate.NOT_TAKEN, "Other words.", by=ada, now=now(), over=Over.MINE)
    assert (len(done.drafted), done.kept) == (2, [comments[0].reference])
    seen = mark_shown(ids)
    draft(comments[0], ben, Fate.ANSWERED, "From May.")
    with pytest.raises(Conflict):
        draft_for(ids, Fate.NOTED, "", by=ada, now=now(), over=Over.ALL, seen=seen)
    done = draft_for(ids, Fate.NOTED, "", by=ada, now=now(), over=Over.ALL, seen=mark_shown(ids))
    assert len(done.drafted) == 3
    assert [one.version for one in map(draft_of, comments[:3]) if one] == [3, 3, 3]


@pytest.mark.parametrize("fate", [Fate.NOT_TAKEN, Fate.OUT_OF_SCOPE, Fate.ANSWERED, Fate.TAKEN_IN, Fate.PARTLY])
def test_what_a_fate_needs_is_needed_for_many_too(document: Document, fate: Fate) -> None:
    comment = make_comment(document)
    with pytest.raises(Refused):
        draft_for([comment.id], fate, " ", by=make_officer(document.consultation), now=now())
    assert draft_of(comment) is None


def test_words_pointed_at_are_pointed_at_for_each(document: Document) -> None:
    comments = [make_comment(document) for _ in range(2)]
    edit(document, "two bags", "three bags")
    (change,) = draft_step(document).changes.values()
    assert change.new is not None
    words = Pointed(change.key, change.new.text.index("three"), change.new.text.index("three") + 10)
    by = make_officer(document.consultation)
    ids = [one.id for one in comments]
    draft_for(ids, Fate.TAKEN_IN, "", by=by, now=now(), beside=Beside(words=[words]))
    for one in comments:
        entry = draft_of(one)
        assert entry is not None
        assert list(as_given(entry).words) == [words]
        assert [place.exact for place in entry.words] == ["three bags"]
    elsewhere = Pointed(draft_step(document).new.clauses[0].key, 0, 3)
    done = draft_for(ids, Fate.TAKEN_IN, "", by=by, now=now(), beside=Beside(words=[elsewhere]), over=Over.ALL)
    assert len(done.refused) == 2


def test_many_cost_as_many_queries_as_few(
    document: Document, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    officer, author, counts = make_officer(document.consultation), make_person(), []
    for many in (2, 40):
        ids = [make_comment(document, by=author).id for _ in range(many)]
        db.session.expire_all()
        with count_queries() as statements:
            draft_for(ids, Fate.NOT_TAKEN, REASON, by=officer, now=now())
            db.session.commit()
        counts.append(len(statements))
    assert counts[0] == counts[1], counts


def test_the_page_drafts_for_a_theme_and_says_whose_drafts_are_there(document: Document, sign_in_as: SignIn) -> None:
    comments = [make_comment(document, f"Bags, please {number}.") for number in range(3)]
    ada, ben = make_officer(document.consultation), make_officer(document.consultation)
    draft_all(comments[:1], ben)
    found = theme(document.consultation, comments)
    browser = sign_in_as(ada)
    address = f"/consultations/{document.consultation.slug}/desk/answers/many?theme={found.public_id}"
    page = browser.get(address).text
    assert "3 contributions" in page
    assert f"1 by {ben.name}" in page
    assert "Bags, please 2." in page
    seen = mark_shown([one.id for one in comments])
    sent = {"theme": found.public_id, "fate": "not taken", "reason": "", "over": "none", "seen": seen}
    faulty = browser.post(address, data=sent)
    assert faulty.status_code == 422
    assert "Give a reason" in faulty.text
    assert browser.post(address, data={**sent, "reason": "No room.", "seen": "other"}).status_code == 409
    assert browser.post(address, data={**sent, "reason": "No room."}).status_code == 302
    assert [one and one.reason for one in map(draft_of, comments)] == [REASON, "No room.", "No room."]


@pytest.mark.parametrize("query", ["", "theme=x", "group=%00", "document=a&clause=b", "clause=b", "theme=1'--"])
def test_nothing_chosen_is_an_answer_not_an_error(document: Document, sign_in_as: SignIn, query: str) -> None:
    browser = sign_in_as(make_officer(document.consultation))
    answer = browser.get(f"/consultations/{document.consultation.slug}/desk/answers/many?{query}")
    assert answer.status_code in (404, 422)


def test_saying_nothing_is_asked_about_and_nothing_is_drafted(document: Document, sign_in_as: SignIn) -> None:
    comment = make_comment(document)
    browser = sign_in_as(make_officer(document.consultation))
    address = f"/consultations/{document.consultation.slug}/desk/answers/many"
    assert browser.post(address, data={"ref": comment.reference}).status_code == 200  # the table of everything asks so
    faulty = browser.post(address, data={"ref": comment.reference, "seen": mark_shown([comment.id])})
    assert faulty.status_code == 422
    assert "Choose what became of them." in faulty.text
    assert draft_of(comment) is None


def test_what_came_in_or_was_edited_since_the_page_was_opened_is_not_answered_unseen(
    document: Document, sign_in_as: SignIn
) -> None:
    first = make_comment(document, "Bags, please.")
    found = theme(document.consultation, [first])
    browser = sign_in_as(make_officer(document.consultation))
    address = f"/consultations/{document.consultation.slug}/desk/answers/many?theme={found.public_id}"
    sent = {"theme": found.public_id, "fate": "not taken", "reason": "No room for bags.", "over": "none"}

    def seen() -> str:
        return re.findall(r'name="seen"[^>]*value="(\w+)"', browser.get(address).text)[0]

    before = seen()
    late = make_comment(document, "No bags at all.", by=make_person())
    db.session.add(ThemeLink(contribution_id=late.id, theme_id=found.id, at=now()))
    refused = browser.post(address, data={**sent, "seen": before})
    assert refused.status_code == 409
    assert "No room for bags." in refused.text
    assert "No bags at all." in refused.text
    assert draft_of(late) is draft_of(first) is None
    before = seen()
    assert late.author is not None
    edit_comment(late, "Two bags each.", by=late.author, now=now())
    assert browser.post(address, data={**sent, "seen": before}).status_code == 409
    assert browser.post(address, data={**sent, "seen": seen()}).status_code == 302
    assert draft_of(late) is not None


def everything(document: Document, many: int) -> Theme:
    """Let many comments come in, all of one theme."""
    first = make_comment(document)
    row = {column.key: getattr(first, column.key) for column in Contribution.__table__.columns}
    numbers = range(first.id + 1, first.id + many)
    db.session.execute(insert(Contribution), [{**row, "id": n, "reference": f"C-{n}"} for n in numbers])
    found = theme(document.consultation, [first])
    db.session.execute(insert(ThemeLink), [{"contribution_id": n, "theme_id": found.id, "at": now()} for n in numbers])
    db.session.commit()
    return found


def test_all_of_a_theme_of_thousands_have_the_draft_and_the_page_says_how_many_that_are(
    document: Document, sign_in_as: SignIn
) -> None:
    found = everything(document, 6_000)
    waiting = choose(document.consultation, theme=found.public_id).ids
    assert len(waiting) == 6_000
    browser = sign_in_as(make_officer(document.consultation))
    address = f"/consultations/{document.consultation.slug}/desk/answers/many?theme={found.public_id}"
    page = browser.get(address).text
    assert f"This drafts one answer for {len(waiting):,} contributions." in page
    seen = re.findall(r'name="seen"[^>]*value="(\w+)"', page)[0]
    sent = {"theme": found.public_id, "fate": "noted", "reason": "", "over": "none", "seen": seen}
    said = browser.post(address, data=sent, follow_redirects=True).text
    assert f"Drafted: {len(waiting):,} answers." in said
    drafted = select(func.count()).select_from(FateEntry).where(FateEntry.published_at.is_(None))
    assert db.session.scalar(drafted) == len(waiting)
    assert f"of which {len(waiting):,} have a draft already" in browser.get(address).text


def test_more_than_one_answer_is_for_are_refused_in_words_and_none_of_them_is_drafted(
    document: Document, sign_in_as: SignIn
) -> None:
    found = everything(document, 20_001)
    browser = sign_in_as(make_officer(document.consultation))
    address = f"/consultations/{document.consultation.slug}/desk/answers/many"
    refused = browser.get(f"{address}?theme={found.public_id}")
    assert refused.status_code == 422
    assert "20,000" in refused.text
    assert "20,001 contributions" in refused.text
    assert "clause by clause" in refused.text
    sent = {"theme": found.public_id, "fate": "noted", "reason": "Kept words.", "over": "none", "seen": "x"}
    refused = browser.post(address, data=sent)
    assert refused.status_code == 422
    assert "Kept words." in refused.text
    assert db.session.scalar(select(func.count()).select_from(FateEntry).where(FateEntry.published_at.is_(None))) == 0


def test_those_that_cannot_have_the_answer_are_counted_to_the_last(document: Document, sign_in_as: SignIn) -> None:
    comments = [make_comment(document) for _ in range(7)]
    edit(document, "two bags", "three bags")
    unchanged = draft_step(document).new.clauses[0].key
    browser = sign_in_as(make_officer(document.consultation))
    sent: dict[str, object] = {"fate": "taken in", "words": f"{unchanged}:0:3", "over": "none"}
    sent |= {"ref": [one.reference for one in comments], "seen": mark_shown([one.id for one in comments])}
    address = f"/consultations/{document.consultation.slug}/desk/answers/many"
    said = browser.post(address, data=sent, follow_redirects=True).text
    assert f"{comments[4].reference}: the words lie in a clause this revision does not change" in said
    assert "2 more could not have this answer" in said


WRITTEN = "We hear you. The vans are full until spring, and here is why, at length."


def test_words_written_for_a_group_are_kept_when_a_colleague_takes_the_group_into_another(
    document: Document, sign_in_as: SignIn
) -> None:
    officer, colleague = make_officer(document.consultation), make_officer(document.consultation)
    small = make_alike(document)
    large = make_alike(document, "Nobody under sixteen should pay anything on any bus.")
    browser = sign_in_as(officer)
    address = f"/consultations/{document.consultation.slug}/desk/answers/many"
    sent = {**fields_of(browser.get(f"{address}?group={small.public_id}").text), "fate": "not taken", "reason": WRITTEN}
    merge(large, small.public_id, by=colleague, now=now())
    db.session.commit()
    answer = browser.post(address, data=sent)
    assert answer.status_code == 409
    assert WRITTEN in answer.text
    assert "is not here any more" in answer.text
    assert "Error: " in answer.text
    assert db.session.scalar(select(func.count()).select_from(FateEntry)) == 0
    assert browser.get(f"{address}?group={small.public_id}").status_code == 404


def test_words_written_are_kept_when_a_colleague_answered_all_of_them_meanwhile(
    document: Document, sign_in_as: SignIn
) -> None:
    officer, colleague = make_officer(document.consultation), make_officer(document.consultation)
    comments = [make_comment(document) for _ in range(2)]
    found = theme(document.consultation, comments)
    browser = sign_in_as(officer)
    address = f"/consultations/{document.consultation.slug}/desk/answers/many"
    sent = {**fields_of(browser.get(f"{address}?theme={found.public_id}").text), "fate": "not taken", "reason": WRITTEN}
    for one in comments:
        publish(one, colleague)
    answer = browser.post(address, data=sent)
    assert answer.status_code == 409
    assert WRITTEN in answer.text
    assert "Nothing was drafted" in answer.text


def fields_of(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's form."""
    return dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"', page)) | dict(
        re.findall(r'<input[^>]*name="([^"]*)"[^>]*type="hidden"[^>]*value="([^"]*)"', page)
    )
