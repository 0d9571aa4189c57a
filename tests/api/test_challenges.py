"""Machines read what changes are called and challenge it, through the same service as the pages."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from tests.answers.test_challenging import SAYS, TEXT, document_of, publish, settle
from tests.api.conftest import Caller
from tests.make import make_document, make_person


def test_what_a_change_is_called_is_read_challenged_and_answered(
    app: Flask, anyone: Caller, call_as: Callable[..., Caller]
) -> None:
    change = publish(make_document(markdown=TEXT), "carer", "A carer travels at low charge.", editorial=True)
    home, reader = f"/documents/{document_of(change).slug}/revisions/2", call_as(make_person("Ada"))
    sent = {"clause": change.clause.key, "reason": SAYS}
    assert reader("POST", f"{home}/challenges", {**sent, "should_be": "editorial"}).status_code == 409
    made = reader("POST", f"{home}/challenges", {**sent, "should_be": "material"})
    assert made.status_code == 201
    assert made.json["should_be"] == "material"
    assert reader("POST", f"{home}/challenges", sent).status_code == 409
    assert reader("POST", f"{home}/challenges", {**sent, "clause": "zzzzzz"}).status_code == 422
    assert reader("POST", f"{home}/challenges", {**sent, "reason": " "}).status_code == 422
    settle(change, editorial=False)
    (found,) = anyone.get(f"{home}/changes")["changes"]
    assert (found["clause"], found["published"], found["called"]) == (change.clause.key, "editorial", "material")
    assert [(one["by"], one["granted"], one["answer"]) for one in found["challenges"]] == [
        ("Ada", True, "You are right.")
    ]
    assert anyone.get(f"/documents/{document_of(change).slug}/revisions/1/changes") == {"changes": []}
