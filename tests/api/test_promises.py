"""What was promised, to machines."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient

from consult.answers.promises import service as promising
from consult.answers.promises.models import PromiseState
from consult.extensions import db
from tests.make import make_comment, make_document, make_officer, make_promise, now


def test_promises_come_in_parts_with_where_they_stand(client: FlaskClient) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    said = make_comment(document, "Will you ring?")
    kept = make_promise(document, by=officer, references=[said.reference])
    promising.settle(kept, PromiseState.KEPT, "We do.", by=officer, now=now())
    late = make_promise(document, "We will count.", by=officer)
    late.due_on = now().date() - timedelta(days=3)
    db.session.commit()
    first = client.get(f"/api/v1/documents/{document.slug}/promises?limit=1").get_json()
    (one,) = first["items"]
    assert (one["state"], one["late"], one["note"], one["contributions"]) == ("kept", False, "We do.", [said.reference])
    assert [step["state"] for step in one["steps"]] == ["open", "kept"]
    second = client.get(f"/api/v1/documents/{document.slug}/promises?limit=1&after={first['next']}").get_json()
    assert [(one["words"], one["state"], one["late"]) for one in second["items"]] == [("We will count.", "open", True)]
    assert second["next"] is None
    assert client.get(f"/api/v1/documents/{document.slug}/promises?after=x").status_code == 422
    assert client.get("/api/v1/documents/nosuch/promises").status_code == 404
