"""A group is called by words of somebody who still says them, or by an officer's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from consult.accounts.models import Person
from consult.contributions import service as contributions
from consult.contributions.models import Contribution
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.alike import deciding
from consult.insight.alike.keeping import label_of
from consult.insight.alike.queries import group_of, lead_of, list_groups
from consult.insight.models import AlikeGroup, AlikeMember
from consult.moderation import service as moderation
from tests.make import find_alike, make_comment, make_document, make_officer, make_person, now

Sign = Callable[[Person], FlaskClient]
SAME = "please let the van call at the surgery in the morning, every day of the week."
WORDS = ("Marjorie here: " + SAME, "Good day, " + SAME, "Dear council, " + SAME)


@pytest.fixture
def document(app: object) -> Document:
    return make_document()


@pytest.fixture
def group(document: Document) -> AlikeGroup:
    """Give a group of three whose label is of the one that leads."""
    for words in WORDS:
        make_comment(document, words)
    find_alike(document.consultation)
    return db.session.query(AlikeGroup).one()


def source(group: AlikeGroup) -> Contribution:
    """Return the contribution the label was taken from."""
    lead = lead_of(group)
    assert lead is not None
    return db.session.get_one(Contribution, lead)


def withdraw(comment: Contribution) -> None:
    contributions.withdraw(comment, by=comment.author, now=now())
    db.session.commit()


def hide(comment: Contribution) -> None:
    officer = make_officer(comment.document.consultation)
    moderation.hide(comment, "It names a person.", by=officer, now=now())
    db.session.commit()


def called(document: Document, group: AlikeGroup) -> str:
    """Return what the group is called in the list, which is what it is called beside each of its members."""
    db.session.expire_all()
    (line,) = list_groups(document.consultation, 9)
    members = [member.contribution_id for member in db.session.query(AlikeMember)]
    assert {mark.label for mark in group_of(members).values()} == {line.label} == {group.heading}
    return line.label


@pytest.mark.parametrize("gone", [withdraw, hide])
def test_words_that_are_gone_name_no_group(
    document: Document, group: AlikeGroup, gone: Callable[[Contribution], None], sign_in_as: Sign
) -> None:
    before = source(group)
    first = before.body[:12]
    assert called(document, group).startswith(first)
    gone(before)
    assert not called(document, group).startswith(first)
    assert called(document, group)[:12] in {words[:12] for words in WORDS}
    officer = sign_in_as(make_officer(document.consultation))
    page = officer.get(f"/consultations/{document.consultation.slug}/desk/alike/{group.public_id}").text
    assert f'<h1 class="h1">{called(document, group)}</h1>' in page
    assert f"<title>{first}" not in page


def test_it_is_named_by_what_still_shows_until_nothing_does(document: Document, group: AlikeGroup) -> None:
    members = [row.contribution for row in db.session.query(AlikeMember).order_by(AlikeMember.contribution_id)]
    for number, comment in enumerate(members, start=1):
        withdraw(comment)
        if number < len(members):
            assert called(document, group)[:12] in {one.body[:12] for one in members[number:]}
    assert called(document, group) == "All of this was hidden or taken back"


def test_what_shows_again_names_its_group_again(document: Document, group: AlikeGroup) -> None:
    comment, before = source(group), called(document, group)
    hide(comment)
    moderation.show_again(comment, by=make_officer(document.consultation), now=now())
    db.session.commit()
    assert called(document, group) == before


def test_a_label_an_officer_wrote_stays(document: Document, group: AlikeGroup) -> None:
    deciding.name(group, "Vans at the surgery", by=make_officer(document.consultation), now=now())
    db.session.commit()
    withdraw(source(group))
    assert called(document, group) == "Vans at the surgery"


def test_it_holds_whoever_leads_and_for_groups_put_together_by_hand(document: Document) -> None:
    one, other = make_comment(document, "Marjorie here."), make_comment(document, "Keep the bench.")
    officer = make_officer(document.consultation)
    made = deciding.begin(document.consultation, one.reference, by=officer, now=now())
    deciding.put_in(made, other.reference, by=officer, now=now())
    deciding.choose_lead(made, other.reference, by=officer, now=now())
    db.session.commit()
    assert called(document, made) == "Marjorie here."
    withdraw(one)
    assert called(document, made) == "Keep the bench."


def test_a_group_begun_with_words_that_are_gone_is_not_called_by_them(document: Document) -> None:
    gone, other = make_comment(document, "Marjorie here."), make_comment(document, "Keep the bench.")
    withdraw(gone)
    officer = make_officer(document.consultation)
    made = deciding.begin(document.consultation, gone.reference, by=officer, now=now())
    deciding.put_in(made, other.reference, by=officer, now=now())
    db.session.commit()
    assert called(document, made) == "Keep the bench."


def test_long_words_are_cut(document: Document, group: AlikeGroup) -> None:
    person = make_person()
    long = make_comment(document, "A long-winded word " * 40, by=person)
    deciding.put_in(group, long.reference, by=make_officer(document.consultation), now=now())
    for comment in [row.contribution for row in db.session.query(AlikeMember)]:
        if comment.id != long.id:
            withdraw(comment)
    assert called(document, group) == "A long-winded word " * 4 + "A long-winded …"
    long.body = "x" * 200
    db.session.commit()
    assert called(document, group) == "x" * 91 + " …"


def test_both_databases_name_groups_alike(either_app: Flask) -> None:
    with either_app.app_context():
        document = make_document()
        for words in WORDS:
            make_comment(document, words)
        find_alike(document.consultation)
        made = db.session.query(AlikeGroup).one()
        members = [row.contribution for row in db.session.query(AlikeMember).order_by(AlikeMember.contribution_id)]
        withdraw(source(made))
        left = [one for one in members if one.id != made.label_from_id]
        assert called(document, made) in {label_of(one.body) for one in left}


def test_only_as_many_members_are_looked_at_as_it_takes_to_find_words(app: object) -> None:
    asked = select(AlikeGroup.heading).compile(db.engine, compile_kwargs={"literal_binds": True})
    plan = [row[3] for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]
    assert any("ix_alike_member_order" in step for step in plan)
    assert not any("TEMP B-TREE" in step for step in plan)


def test_saving_the_label_as_it_stands_makes_nobodys_words_an_officers_own(
    document: Document, group: AlikeGroup
) -> None:
    for comment in [row.contribution for row in db.session.query(AlikeMember)]:
        comment.body += " It matters to all of us who cannot drive to the town any more."
    find_alike(document.consultation)
    before = called(document, group)
    assert before.endswith(" …")
    deciding.name(group, before, by=make_officer(document.consultation), now=now())
    db.session.commit()
    assert called(document, group) == before
    withdraw(source(group))
    assert called(document, group) != before
