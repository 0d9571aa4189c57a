"""While only some clauses are open again, a machine is told so as a person is: which, and until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from consult.consultations.service import move_stage
from consult.core.stages import Stage
from consult.documents.queries import read_revision
from consult.extensions import db
from tests.api.conftest import Caller
from tests.make import make_document, make_officer, make_person, now


def test_only_the_clauses_open_again_take_comments_suggestions_and_votes(
    app: Flask, call_as: Callable[..., Caller]
) -> None:
    document = make_document()
    assert document.newest_revision is not None
    clauses = read_revision(document.newest_revision).clauses
    here = next(one for one in clauses if "single journey" in one.text)
    there = next(one for one in clauses if "arrive no more" in one.text)
    officer, closes = make_officer(document.consultation), now() + timedelta(days=7)
    move_stage(document.consultation, Stage.CONSIDERING, "Time is up.", by=officer, now=now())
    only = {str(document.id): [here.clause_id]}
    move_stage(document.consultation, Stage.OPEN, "Again.", by=officer, now=now(), closes_at=closes, reopened=only)
    neighbour, home = call_as(make_person()), f"/documents/{document.slug}"
    db.session.commit()

    neighbour.post(f"{home}/comments", {"body": "Fair.", "clause": here.key, "revision": 1})
    for where in ({"clause": there.key}, {}):
        problem = neighbour.post(f"{home}/comments", {"body": "And this?", "revision": 1, **where}, 409)
        assert "Only clause 2.1 is open again, until" in problem["detail"]
    change = {"clause": there.key, "text": "Other words."}
    suggestion = {"reason": "Clearer.", "base_revision": 1, "changes": [change]}
    assert "Only clause" in neighbour.post(f"{home}/suggestions", suggestion, 409)["detail"]
    neighbour.post(f"{home}/suggestions", suggestion | {"changes": [change | {"clause": here.key}]})
    for key, status in ((there.key, 409), (here.key, 200)):
        vote = {"target": f"clause:{document.slug}:{key}", "value": "agree", "revision": 1}
        answer = neighbour("PUT", "/votes", vote)
        assert answer.status_code == status, answer.text
