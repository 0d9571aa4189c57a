"""`consult verify` proves that nothing published was altered: one letter, one number, one line is enough to tell."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import undefer

from consult.audit.models import AuditRow
from consult.documents.commands import verify
from consult.documents.models import Document, Revision, Save, Wording
from consult.drafting.service import Publication, publish, save_text
from consult.extensions import db
from tests.make import TEXT, make_consultation, make_document, make_officer, now


@pytest.fixture
def document(app: Flask) -> Document:
    """Give a document with two revisions."""
    document = make_document(make_consultation())
    officer = make_officer(document.consultation)
    for text, summary in ((TEXT.replace("four", "two"), "Two days."), (TEXT.replace("four", "three"), "Three days.")):
        assert document.head is not None
        save_text(document, text, expected_save=document.head.public_id, by=officer, now=now())
        head = document.head.public_id
        publish(document, Publication(summary=summary, expected_save=head), by=officer, now=now())
    db.session.commit()
    return document


def checked(app: Flask) -> Result:
    """Run the command."""
    return app.test_cli_runner().invoke(verify)


def test_an_untouched_house_passes(app: Flask, document: Document) -> None:
    result = checked(app)
    assert (result.exit_code, result.output) == (0, "1 documents and 1 audit logs: every link holds.\n")


def _letter_of_a_clause() -> None:
    wording = db.session.scalars(select(Wording).where(Wording.text.contains("two working days"))).one()
    db.session.execute(update(Wording).where(Wording.id == wording.id).values(text=(wording.text or "") + "."))


def _scope_of_a_clause() -> None:
    save = db.session.scalars(select(Save).options(undefer(Save.order)).order_by(Save.id).limit(1)).one()
    order = json.loads(zlib.decompress(save.order))
    order[2][5] = "fixed by law"
    save.order = zlib.compress(json.dumps(order).encode())


def _summary() -> None:
    db.session.execute(update(Revision).where(Revision.number == 2).values(summary="Two days?"))


def _moment() -> None:
    db.session.execute(update(Revision).where(Revision.number == 2).values(at=now()))


def _author() -> None:
    db.session.execute(update(Revision).where(Revision.number == 2).values(by_public_id="somebody"))


def _hash_of_the_one_before() -> None:
    db.session.execute(update(Revision).where(Revision.number == 2).values(previous_hash="0" * 64))


@pytest.mark.parametrize(
    "alter", [_letter_of_a_clause, _scope_of_a_clause, _summary, _moment, _author, _hash_of_the_one_before]
)
def test_whatever_is_altered_in_a_revision_is_found_and_named(
    app: Flask, document: Document, alter: Callable[[], None]
) -> None:
    assert checked(app).exit_code == 0
    alter()
    db.session.commit()
    result = checked(app)
    assert result.exit_code == 1
    assert result.output.startswith("getting-about, revision ")


@pytest.mark.parametrize("values", [{"detail": "{}"}, {"actor": "somebody"}, {"number": 99}, {"action": "vote:cast"}])
def test_a_line_of_the_audit_log_that_was_altered_is_found(
    app: Flask, document: Document, values: dict[str, object]
) -> None:
    row = db.session.scalars(select(AuditRow).order_by(AuditRow.id)).first()
    assert row is not None
    db.session.execute(update(AuditRow).where(AuditRow.id == row.id).values(**values))
    db.session.commit()
    result = checked(app)
    assert result.exit_code == 1
    assert "Audit log" in result.output


def test_an_erased_wording_does_not_break_the_chain(app: Flask, document: Document) -> None:
    db.session.execute(
        update(Wording).where(Wording.text.contains("two working")).values(text=None, salt=None, lookup=None)
    )
    db.session.commit()
    assert checked(app).exit_code == 0
