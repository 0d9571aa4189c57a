"""The table of everything: filters find what they say, search finds words, acts reach the chosen and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.audit.models import AuditRow
from consult.consultations.models import Consultation
from consult.contributions.models import Channel, Contribution, ContributionKind, ReadMark
from consult.contributions.service import withdraw
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.desk import acts
from consult.desk.acts import Doing, act, undo
from consult.desk.matching import matching
from consult.desk.sieve import Order, Sieve
from consult.desk.table import codes_of, count, ids_in_order, rows_of
from consult.documents.models import Document
from consult.documents.queries import list_documents, read_revision
from consult.extensions import db
from consult.infra.paging import page_number
from consult.insight.models import AlikeGroup, AlikeMember, Theme, ThemeLink, ThemeState
from consult.insight.themes.frame import add, retire
from consult.insight.themes.linking import link, reject, unlink
from consult.moderation import service as moderation
from tests.make import (
    make_comment,
    make_consultation,
    make_document,
    make_member,
    make_officer,
    make_organisation,
    make_person,
    now,
)

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def either(either_app: Flask) -> Iterator[Flask]:
    with either_app.app_context():
        yield either_app
        db.session.remove()


def key_at(document: Document, number: int) -> str:
    assert document.newest_revision is not None
    return read_revision(document.newest_revision).clauses[number].key


def found(of: Document, person: Person, /, **wanted: str) -> list[str]:
    """Return the references that pass a sieve, in its order, and see that as many are counted."""
    sieve, documents = Sieve(**wanted), list_documents(of.consultation_id)
    conditions = matching(documents, sieve, person)
    ids = ids_in_order(conditions, sieve.ordered, list(codes_of(documents)))
    assert count(conditions) == len(ids)
    return [line.reference for line in rows_of(ids, documents).lines]


def test_every_filter_finds_what_it_says(either: Flask) -> None:
    document, group = make_document(), make_organisation("The Bus Stop Club")
    officer, member = make_officer(document.consultation), make_member(group)
    colleague = make_officer(document.consultation)
    make_comment(document, "The van is late.", clause=key_at(document, 2))
    make_comment(document, "Two bags are too few.", by=member, organisation=group.slug)
    make_comment(document, "By phone, please.", by=officer, channel=Channel.PHONE, on_behalf_of="Iris")
    make_comment(document, "So do I.", reply_to="C-1")
    one, two, three, four = (db.session.scalars(select(Contribution).order_by(Contribution.id))).all()
    db.session.add(FateDraft(two, Fate.NOTED))
    act("give", colleague.public_id, Doing(document.consultation, [one.id], officer, now()))
    act("read", "", Doing(document.consultation, [two.id], colleague, now()))
    theme = _theme(document.consultation, "Bags", two)
    alike = _alike(document.consultation, one, three)
    moderation.hide(four, "Unkind.", by=officer, now=now())
    db.session.commit()
    for wanted, references in (
        ({}, ["C-4", "C-3", "C-2", "C-1"]),
        ({"clause": key_at(document, 2)}, ["C-1"]),
        ({"clause": "document"}, ["C-3", "C-2"]),
        ({"organisation": group.slug}, ["C-2"]),
        ({"organisation": "any"}, ["C-2"]),
        ({"organisation": "none"}, ["C-4", "C-3", "C-1"]),
        ({"channel": "phone"}, ["C-3"]),
        ({"kind": "reply"}, ["C-4"]),
        ({"kind": "suggestion"}, []),
        ({"fate": "drafted"}, ["C-2"]),
        ({"fate": "waiting"}, ["C-3", "C-2", "C-1"]),
        ({"read": "no"}, ["C-4", "C-3", "C-1"]),
        ({"read": "not me"}, ["C-4", "C-3", "C-2", "C-1"]),
        ({"given": colleague.public_id}, ["C-1"]),
        ({"given": "me"}, []),
        ({"given": "none"}, ["C-4", "C-3", "C-2"]),
        ({"theme": theme.public_id}, ["C-2"]),
        ({"theme": "none"}, ["C-4", "C-3", "C-1"]),
        ({"group": alike.public_id}, ["C-3", "C-1"]),
        ({"group": "none", "status": "standing"}, ["C-2"]),
        ({"status": "hidden"}, ["C-4"]),
        ({"document": "another"}, []),
        ({"clause": "none such"}, []),
        ({"kind": "nonsense"}, []),
        ({"channel": "smoke"}, []),
        ({"order": "oldest"}, ["C-1", "C-2", "C-3", "C-4"]),
        ({"order": "replies"}, ["C-1", "C-4", "C-3", "C-2"]),
        ({"order": "clause"}, ["C-1", "C-2", "C-3", "C-4"]),
        ({"q": "c-2"}, ["C-2"]),
    ):
        assert (wanted, found(document, officer, **wanted)) == (wanted, references)


def FateDraft(contribution: Contribution, fate: Fate):  # type: ignore[no-untyped-def]  # noqa: N802  # reads as a row
    from consult.answers.models import FateEntry

    return FateEntry(contribution_id=contribution.id, fate=fate, reason="", at=now())


def _theme(consultation: Consultation, name: str, *contributions: Contribution) -> Theme:
    theme = Theme(consultation_id=consultation.id, name=name, state=ThemeState.SETTLED, created_at=now(), detail={})
    db.session.add(theme)
    db.session.flush()
    db.session.add_all(ThemeLink(contribution_id=one.id, theme_id=theme.id, at=now()) for one in contributions)
    db.session.flush()
    return theme


def _alike(consultation: Consultation, *contributions: Contribution) -> AlikeGroup:
    group = AlikeGroup(consultation_id=consultation.id, label="The same", method="By hand.", created_at=now())
    db.session.add(group)
    db.session.flush()
    members = [AlikeMember(contribution_id=one.id, group_id=group.id, score=1.0, at=now()) for one in contributions]
    db.session.add_all(members)
    db.session.flush()
    return group


def test_search_finds_the_same_words_on_both_databases(either: Flask) -> None:
    document, officer = make_document(), make_person()
    make_comment(document, "The crossings at the Café are not safe for walkers.")
    make_comment(document, "Carry two bags to the door.")
    make_comment(document, "Two of the bags were lost.", by=make_person("Zebedee Quill"))
    for asked, references in (
        ("crossing", ["C-1"]),
        ("CAFE walker", ["C-1"]),
        ("café", ["C-1"]),
        ("the", ["C-3", "C-2", "C-1"]),
        ("two bags", ["C-3", "C-2"]),
        ('"two bags"', ["C-2"]),
        ("bags -door", ["C-3"]),
        ("quill", ["C-3"]),
        ("unicorn", []),
        ("?!", []),
        ('" OR 1=1 --', []),
        ("NEAR(bags two)", []),
        ("body:bags", []),
    ):
        assert (asked, found(document, officer, q=asked)) == (asked, references)


def test_search_forgets_what_was_taken_away_and_finds_what_was_written_instead(either: Flask) -> None:
    document, officer = make_document(), make_person()
    comment = make_comment(document, "About elephants.")
    comment.body = "About giraffes."
    db.session.commit()
    assert (found(document, officer, q="elephant"), found(document, officer, q="giraffe")) == ([], ["C-1"])
    comment.body = None
    db.session.commit()
    assert found(document, officer, q="giraffe") == []


def test_in_the_order_of_the_text_pages_follow_on_one_another_without_a_gap(either: Flask) -> None:
    document, officer = make_document(), make_person()
    for number in range(23):
        clause = key_at(document, number % 5) if number % 6 else None
        make_comment(document, f"Number {number}.", **({"clause": clause} if clause else {}))
    documents = list_documents(document.consultation_id)
    wanted, clauses = matching(documents, Sieve(), officer), list(codes_of(documents))
    whole = ids_in_order(wanted, Order.CLAUSE, clauses, limit=None)
    assert len(whole) == len(set(whole)) == 23
    for size in (1, 4, 7):
        pages = [ids_in_order(wanted, Order.CLAUSE, clauses, offset=at, limit=size) for at in range(0, 23, size)]
        assert [one for page in pages for one in page] == whole
    places = dict(db.session.execute(select(Contribution.id, Contribution.clause_id)).all())
    ranks = [clauses.index(places[one]) if places[one] else len(clauses) for one in whole]
    assert ranks == sorted(ranks)


def test_what_was_done_to_many_is_undone_but_not_over_what_others_did_since(either: Flask) -> None:
    document = make_document()
    first, second = make_officer(document.consultation), make_officer(document.consultation)
    for number in range(3):
        make_comment(document, f"Number {number}.")
    one, two, three = db.session.scalars(select(Contribution.id).order_by(Contribution.id))
    consultation = document.consultation

    def given() -> list[int | None]:
        return list(db.session.scalars(select(Contribution.assigned_to_id).order_by(Contribution.id)))

    act("give", second.public_id, Doing(consultation, [one], first, now()))
    made = act("give", first.public_id, Doing(consultation, [one, two, three], first, now()))
    act("give", second.public_id, Doing(consultation, [three], second, now()))
    assert given() == [first.id, first.id, second.id]
    assert undo(made, by=first, now=now()) == 2
    assert given() == [second.id, None, second.id]
    with pytest.raises(acts.Conflict):
        undo(made, by=first, now=now())
    read = act("read", "", Doing(consultation, [one, two], first, now()))
    act("read", "", Doing(consultation, [one], second, now()))
    with pytest.raises(acts.Refused):
        undo(read, by=second, now=now())
    undo(read, by=first, now=now())
    marks = db.session.execute(select(ReadMark.contribution_id, ReadMark.person_id)).all()
    assert marks == [(one, second.id)]
    db.session.expire_all()
    assert [bool(db.session.get_one(Contribution, each).first_read_at) for each in (one, two)] == [True, False]


def test_marking_as_read_says_who_and_when_in_the_record(app: Flask) -> None:
    document = make_document()
    officer, comment = make_officer(document.consultation), make_comment(document)
    act("read", "", Doing(document.consultation, [comment.id], officer, now()))
    row = db.session.scalars(select(AuditRow).where(AuditRow.action == "contribution:read")).one()
    assert (row.actor, row.chain) == (officer.public_id, document.consultation.public_id)
    assert comment.reference in (row.detail or "")


def test_an_officer_works_through_the_table_without_scripts(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document()
    officer, colleague = make_officer(document.consultation), make_officer(document.consultation)
    for number in range(3):
        make_comment(document, f"Number {number}.")
    browser, home = sign_in_as(officer), f"/consultations/{document.consultation.slug}/desk/contributions"
    page = browser.get(f"{home}?read=no").text
    assert "3 contributions match" in page
    answer = browser.post(home, data={"chosen": ["C-1", "C-3"], "verb": "read", "read": "no"})
    assert answer.status_code == 302
    shown = browser.get(answer.location).text
    assert "2 contributions marked as read." in shown
    assert "1 contribution matches" in shown
    assert colleague.name in shown
    one = browser.get(f"{home}/C-2?order=oldest").text
    assert "2 of 3" in one
    assert f"{home}/C-1?order=oldest" in one
    assert f"{home}/C-3?order=oldest" in one
    onward = browser.post(
        home, data={"chosen": "C-2", "verb": "give", "to-give": colleague.public_id, "at": "C-3", "order": "oldest"}
    )
    assert f"{home}/C-3?order=oldest&done=" in onward.location
    undone = browser.post(answer.location.split("?")[0].replace("contributions", "acts/nothing/undo"))
    assert undone.status_code == 404


def test_all_that_match_are_acted_on_not_only_those_on_the_page(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    for number in range(53):
        make_comment(document, f"Number {number}, {'odd' if number % 2 else 'even'}.")
    home = f"/consultations/{document.consultation.slug}/desk/contributions"
    sign_in_as(officer).post(home, data={"every": "yes", "verb": "read", "q": "odd"})
    marked = db.session.scalars(select(Contribution.body).where(Contribution.first_read_at.is_not(None))).all()
    assert len(marked) == 26
    assert all("odd" in (body or "") for body in marked)


@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        ({"verb": "read"}, 422, "Choose at least one"),
        ({"chosen": "C-1"}, 422, "Choose what to do"),
        ({"chosen": "C-1", "verb": "burn"}, 422, "Choose what to do"),
        ({"chosen": "C-1", "verb": "give", "to-give": "stranger"}, 422, "somebody who works on this"),
        ({"chosen": "C-99", "verb": "read"}, 422, "Choose at least one"),
    ],
)
def test_what_makes_no_sense_changes_nothing_and_says_what_to_do(
    app: Flask, sign_in_as: SignIn, sent: dict[str, str], status: int, says: str
) -> None:
    document = make_document()
    officer, comment = make_officer(document.consultation), make_comment(document)
    home = f"/consultations/{document.consultation.slug}/desk/contributions"
    answer = sign_in_as(officer).post(home, data=sent)
    assert (answer.status_code, says in answer.text) == (status, True)
    assert db.session.get_one(Contribution, comment.id).first_read_at is None


def test_another_consultations_contributions_cannot_be_reached_from_here(app: Flask, sign_in_as: SignIn) -> None:
    here, there = make_document(), make_document()
    officer, other = make_officer(here.consultation), make_comment(there)
    home = f"/consultations/{here.consultation.slug}/desk/contributions"
    browser = sign_in_as(officer)
    assert browser.get(f"{home}/{other.reference}").status_code == 404
    assert browser.post(home, data={"chosen": other.reference, "verb": "read"}).status_code == 422
    assert db.session.get_one(Contribution, other.id).first_read_at is None


def test_the_table_of_a_consultation_without_a_word_says_what_to_do(app: Flask, sign_in_as: SignIn) -> None:
    consultation = make_consultation(Stage.OPEN)
    officer = make_officer(consultation)
    page = sign_in_as(officer).get(f"/consultations/{consultation.slug}/desk/contributions").text
    assert "Nobody has said anything yet" in page


def test_what_was_taken_back_stays_in_the_table_without_its_words(app: Flask, sign_in_as: SignIn) -> None:
    document, author = make_document(), make_person()
    comment = make_comment(document, "My secret words.", by=author)
    withdraw(comment, by=author, now=now())
    officer = make_officer(document.consultation)
    home = f"/consultations/{document.consultation.slug}/desk/contributions"
    browser = sign_in_as(officer)
    for address in (home, f"{home}/{comment.reference}"):
        page = browser.get(address).text
        assert "Taken back" in page
        assert "secret" not in page
    assert "Nothing matches" in browser.get(f"{home}?q=secret").text


@pytest.mark.parametrize(("asked", "page"), [("2", 2), ("", 1), ("-1", 1), ("٣", 1), ("9" * 30, 1), ("x", 1)])
def test_a_page_number_is_a_number_or_the_first_page(asked: str, page: int) -> None:
    assert page_number({"page": asked}) == page


def test_kinds_of_contributions_are_all_named_in_the_filter() -> None:
    assert {kind.value for kind in ContributionKind} <= {"comment", "suggestion", "submission"}


def test_contributions_are_put_together_as_the_same_and_parted_again(either: Flask) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    for number in range(4):
        make_comment(document, f"The van is late, number {number}.")
    one, two, three, four = db.session.scalars(select(Contribution.id).order_by(Contribution.id))

    def groups() -> list[set[int]]:
        rows = db.session.execute(select(AlikeMember.group_id, AlikeMember.contribution_id)).all()
        return sorted(({each for g, each in rows if g == group} for group in {g for g, _ in rows}), key=min)

    first = act("group", "", Doing(document.consultation, [one, two], officer, now()))
    assert groups() == [{one, two}]
    act("group", "", Doing(document.consultation, [three, four], officer, now()))
    joined = act("group", "", Doing(document.consultation, [one, three], officer, now()))
    assert len(groups()) == 2
    assert undo(joined, by=officer, now=now()) == 1
    assert groups() == [{one, two}, {three, four}]
    assert undo(first, by=officer, now=now()) == 2
    assert groups() == [{three, four}]
    with pytest.raises(acts.Refused):
        act("group", "", Doing(document.consultation, [one], officer, now()))


def test_a_theme_is_given_to_many_and_taken_back_where_nobody_said_it_before(either: Flask) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    for number in range(3):
        make_comment(document, f"Number {number}.")
    one, two, three = db.session.scalars(select(Contribution).order_by(Contribution.id))
    theme = add(document.consultation, "Waiting", by=officer, now=now())
    act("carry", theme.public_id, Doing(document.consultation, [one.id], officer, now()))
    made = act("carry", theme.public_id, Doing(document.consultation, [one.id, two.id], officer, now()))
    assert found(document, officer, theme=theme.public_id) == ["C-2", "C-1"]
    assert undo(made, by=officer, now=now()) == 1
    assert found(document, officer, theme=theme.public_id) == ["C-1"]
    with pytest.raises(acts.Refused):
        act("carry", "nonsense", Doing(document.consultation, [three.id], officer, now()))


def test_one_answer_is_drafted_for_those_ticked_and_for_all_of_a_theme(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document()
    officer, consultation = make_officer(document.consultation), document.consultation
    for number in range(3):
        make_comment(document, f"Number {number}.")
    home = f"/consultations/{consultation.slug}/desk/contributions"
    browser = sign_in_as(officer)
    ticked = browser.post(home, data={"chosen": ["C-1", "C-3"], "verb": "answer"})
    assert "/many?ref=C-1&ref=C-3&" in ticked.location
    assert browser.get(ticked.location).status_code == 200
    theme = _theme(consultation, "Bags", *db.session.scalars(select(Contribution)))
    every = browser.post(home, data={"every": "yes", "theme": theme.public_id, "verb": "answer"})
    assert f"/many?theme={theme.public_id}&" in every.location
    assert browser.post(home, data={"verb": "answer"}).status_code == 422


def test_complaint_26_one_list_of_all_with_unread_marks_from_which_the_team_drafts_answers(
    app: Flask, sign_in_as: SignIn
) -> None:
    document = make_document()
    first, second = make_officer(document.consultation), make_officer(document.consultation)
    comment = make_comment(document, "When does the van come?")
    make_comment(document, "It should come at nine.")
    home = f"/consultations/{document.consultation.slug}/desk/contributions"
    one, other = sign_in_as(first), sign_in_as(second)
    assert "2 contributions match" in other.get(f"{home}?read=no").text
    one.post(home, data={"chosen": "C-1", "verb": "read"})
    assert "1 contribution matches" in other.get(f"{home}?read=no").text
    assert first.name in other.get(f"{home}/C-1").text
    one.post("/contributions/C-1/fate", data={"fate": "answered", "reason": "At nine.", "save": "yes"})
    assert "draft" in other.get(f"{home}?fate=drafted").text
    assert "C-1" in other.get(f"{home}?fate=drafted").text
    assert "At nine." not in app.test_client().get(f"/contributions/{comment.reference}").text


def test_undoing_a_theme_for_many_leaves_a_colleagues_no_standing(either: Flask) -> None:
    document = make_document()
    consultation = document.consultation
    first, second = make_officer(consultation), make_officer(consultation)
    theirs, fresh, mine = (make_comment(document, f"Number {number}.") for number in range(3))
    theme = add(consultation, "Buses", by=first, now=now())
    db.session.add(ThemeLink(contribution_id=theirs.id, theme_id=theme.id, score=0.9, at=now()))
    db.session.flush()
    reject([theirs.id], theme, by=second, now=now())
    link([mine.id], theme, by=first, now=now())
    unlink([mine.id], theme, by=first, now=now())
    made = act("carry", theme.public_id, Doing(consultation, [theirs.id, fresh.id, mine.id], first, now()))
    assert len(found(document, first, theme=theme.public_id)) == 3
    assert undo(made, by=first, now=now()) == 3
    assert found(document, first, theme=theme.public_id) == []
    assert set(db.session.scalars(select(ThemeLink.contribution_id).where(ThemeLink.rejected.is_(True)))) == {
        theirs.id,
        mine.id,
    }


def test_a_retired_theme_is_none_in_the_table(either: Flask) -> None:
    document = make_document()
    consultation = document.consultation
    officer, comment = make_officer(consultation), make_comment(document)
    theme = add(consultation, "Buses", by=officer, now=now())
    link([comment.id], theme, by=officer, now=now())
    assert found(document, officer, theme="none") == []
    retire(theme, "Nobody speaks of them.", by=officer, now=now())
    assert found(document, officer, theme="any") == []
    assert found(document, officer, theme="none") == [comment.reference]
    rows = rows_of([comment.id], list_documents(consultation.id))
    assert not rows.themes.get(comment.id)
    assert found(document, officer, theme=theme.public_id) == [comment.reference]


def test_nothing_is_done_to_all_that_match_when_more_match_than_were_shown(app: Flask, sign_in_as: SignIn) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    for number in range(52):
        make_comment(document, f"Number {number}.")
    browser, home = sign_in_as(officer), f"/consultations/{document.consultation.slug}/desk/contributions"
    assert 'name="matched" value="52"' in browser.get(home).text
    make_comment(document, "Somebody more.")
    refused = browser.post(home, data={"every": "yes", "matched": "52", "verb": "read"})
    assert refused.status_code == 409
    assert "53 match now, not 52" in refused.text
    assert not found(document, officer, read="yes")
    assert browser.post(home, data={"every": "yes", "matched": "53", "verb": "read"}).status_code == 302
