"""What the desk of answers holds against what went out already, it holds on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from flask import Flask

from consult.answers.desk.many import Over, draft_for
from consult.answers.desk.releasing import list_ready, release
from consult.answers.given import GivenFate
from consult.answers.service import publish_fates
from consult.core.errors import Conflict
from consult.core.fates import Fate
from consult.extensions import db
from tests.answers.desk_hands import draft_all, published
from tests.make import make_comment, make_document, make_officer, now


def test_neither_a_second_press_nor_a_program_goes_over_what_went_out(either_app: Flask) -> None:
    with either_app.app_context():
        document = make_document()
        ada, ben = make_officer(document.consultation), make_officer(document.consultation)
        comments = [make_comment(document) for _ in range(3)]
        draft_all(comments, ben)
        draft_for([one.id for one in comments], Fate.NOTED, "Seen.", by=ada, now=now(), over=Over.ALL)
        db.session.commit()
        mark = list_ready(document.consultation).mark
        release(document.consultation, mark=mark, reason="It is true of all.", by=ada, now=now())
        db.session.commit()
        with pytest.raises(Conflict, match="These 3 answers were published already"):
            release(document.consultation, mark=mark, reason="It is true of all.", by=ada, now=now())
        db.session.rollback()
        given = [GivenFate(reference=one.reference, fate=Fate.NOTED, reason="Unseen.") for one in comments]
        with pytest.raises(Conflict) as refused:
            publish_fates(document, given, by=ben, now=now(), read={})
        assert refused.value.extra["answered"] == [one.reference for one in comments]
        db.session.rollback()
        assert [[entry.reason for entry in published(one)] for one in comments] == [["Seen."]] * 3
