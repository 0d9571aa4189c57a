"""Putting together by hand never silences anybody, and undoing it leaves what people and the software said before."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.core.errors import Refused
from consult.desk.acts import Doing, act, undo
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.alike.deciding import take_out
from consult.insight.alike.queries import find_blank, get_group
from consult.insight.alike_models import AlikeApart, AlikeGroup, AlikeMember
from tests.make import find_alike, make_alike, make_comment, make_document, make_officer, now

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def either(either_app: Flask) -> Iterator[Flask]:
    with either_app.app_context():
        yield either_app
        db.session.remove()


def doing(document: Document, officer: Person, *contributions: Contribution) -> Doing:
    return Doing(document.consultation, [one.id for one in contributions], officer, now())


def group_of(contribution: Contribution) -> AlikeGroup | None:
    member = db.session.get(AlikeMember, contribution.id, populate_existing=True)
    return None if member is None else db.session.get(AlikeGroup, member.group_id)


def test_words_put_together_with_a_blank_one_are_never_set_apart_as_blank(either: Flask) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    blanks = [make_comment(document, "n/a") for _ in range(4)]
    real = make_comment(document, "The van leaves before the surgery opens.")
    find_alike(document.consultation)
    blank = find_blank(document.consultation)
    assert blank is not None
    made = act("group", "", doing(document, officer, blanks[0], real))
    together = group_of(real)
    assert together is not None
    assert not together.blank
    assert "surgery" in together.heading
    assert undo(made, by=officer, now=now()) == 2
    assert group_of(real) is None
    assert group_of(blanks[0]) == blank
    with pytest.raises(Refused, match="no words"):
        act("group", "", doing(document, officer, *blanks[:2]))


def test_undoing_leaves_what_was_taken_out_of_its_group_before_apart(either: Flask) -> None:
    document = make_document()
    officer, other = make_officer(document.consultation), make_officer(document.consultation)
    group = make_alike(document, many=4)
    first = db.session.scalars(select(Contribution).order_by(Contribution.id)).first()
    assert first is not None
    take_out(group, first.reference, by=other, now=now())
    lone = make_comment(document, "Lifts at every stop.")
    made = act("group", "", doing(document, officer, first, lone))
    assert undo(made, by=officer, now=now()) == 2
    assert db.session.scalars(select(AlikeApart.contribution_id)).all() == [first.id]
    find_alike(document.consultation)
    assert group_of(first) is None


def test_undoing_leaves_it_the_softwares_finding_where_it_was_one(either: Flask) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    small = make_alike(document, "Let the van call at the surgery, please do.", many=3)
    large = make_alike(document, "Nobody under sixteen should pay anything on any bus.", many=5)
    one = db.session.scalars(
        select(AlikeMember).where(AlikeMember.group_id == small.id, AlikeMember.lead.is_(False))
    ).first()
    assert one is not None
    id_, score = one.contribution_id, one.score
    lead = db.session.scalars(select(AlikeMember.contribution_id).where(AlikeMember.group_id == large.id)).first()
    assert lead is not None
    made = act("group", "", Doing(document.consultation, [id_, lead], officer, now()))
    assert undo(made, by=officer, now=now()) == 1
    back = db.session.get_one(AlikeMember, id_, populate_existing=True)
    assert (back.group_id, back.by_id, back.score) == (
        get_group(document.consultation, small.public_id).id,
        None,
        score,
    )
