"""The numbers shown are kept with every vote; they must never differ from the votes themselves."""

from __future__ import annotations

from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.contributions.models import Contribution
from consult.core.errors import ConsultError
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.moderation import service as moderation
from consult.voting.models import Tally, Vote, VoteValue
from consult.voting.service import vote_on_clause, vote_on_contribution
from tests.make import make_comment, make_document, make_officer, make_person, now

VALUES = [*VoteValue, None]


@pytest.mark.parametrize("seed", range(6))
def test_sums_are_what_the_votes_say_whatever_people_did(app: Flask, seed: int) -> None:
    chance = Random(seed)
    document = make_document()
    assert document.newest_revision is not None
    keys = [clause.key for clause in read_revision(document.newest_revision).clauses[2:5]]
    people, officer = [make_person() for _ in range(4)], make_officer(document.consultation)
    comments = [make_comment(document, by=chance.choice(people), clause=chance.choice(keys)) for _ in range(3)]
    for _ in range(60):
        person, value = chance.choice(people), chance.choice(VALUES)
        try:
            if chance.random() < 0.5:
                vote_on_clause(document, chance.choice(keys), 1, value, person=person, now=now())
            elif chance.random() < 0.85:
                vote_on_contribution(chance.choice(comments), value, person=person, now=now())
            elif chance.random() < 0.5:
                moderation.hide(chance.choice(comments), "Rude.", by=officer, now=now())
            else:
                moderation.show_again(chance.choice(comments), "Fine after all.", by=officer, now=now())
            db.session.commit()
        except ConsultError:
            db.session.rollback()
    for tally in db.session.scalars(select(Tally)):
        cast = counted(Vote.clause_id == tally.clause_id, Vote.wording_id == tally.wording_id)
        assert (tally.agree, tally.unsure, tally.disagree) == cast
    for comment in db.session.scalars(select(Contribution)):
        assert (comment.agree, comment.unsure, comment.disagree) == counted(Vote.contribution_id == comment.id)
    assert db.session.scalar(select(func.count()).select_from(Vote)) > 0


def counted(*where: object) -> tuple[int, ...]:
    """Count the votes that match, value by value."""
    rows = dict(
        db.session.execute(select(Vote.value, func.count()).where(*where).group_by(Vote.value)).all()  # type: ignore[arg-type]
    )
    return tuple(rows.get(value, 0) for value in VoteValue)
