"""Each table to take away comes whole from a process that has just started: nothing is read yet, and pages are over."""

from __future__ import annotations

import pytest
from flask import Flask

from consult.documents.queries import forget_texts
from consult.extensions import db
from tests.intake.hands import make_desk, make_submission, upload_csv
from tests.make import make_comment


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/documents/{document}/you-said-we-did.csv", "The van is late."),
        ("/documents/{document}/contributions.csv", "The van is late."),
        ("/consultations/{consultation}/desk/intake.csv", "Letter of one page"),
        ("/consultations/{consultation}/desk/intake/tables/{table}/report.csv", "Late again."),
    ],
)
def test_a_table_to_take_away_is_whole_in_a_process_that_has_just_started(
    either_app: Flask, address: str, says: str
) -> None:
    with either_app.app_context():
        document, officer = make_desk()
        make_comment(document, "The van is late.")
        make_submission(document, officer)
        table = upload_csv(document, officer, "id,comment\n1,Late again.\n")
        names = {"document": document.slug, "consultation": document.consultation.slug, "table": table.public_id}
        known = officer.get_id()
        db.session.remove()
    forget_texts()
    browser = either_app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"], session["_fresh"] = known, True
    answer = browser.get(address.format(**names))
    assert answer.status_code == 200
    assert says in answer.text
