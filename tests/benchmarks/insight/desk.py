"""The table of everything: what a page of fifty costs among twenty thousand contributions, however it is filtered."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import event

from consult.app import create_app
from consult.extensions import db
from tests.benchmarks.engine.report import Row
from tests.benchmarks.filling import Size, fill
from tests.benchmarks.insight import Scale
from tests.conftest import settings_for
from tests.make import make_document, make_officer

MUST = 0.150
"""Seconds of processor time for a page."""
ROUNDS = 5
ASKED = {
    "all, newest first": "",
    "the last page": "?page=400",
    "a common word": "?q=the",
    "two words": "?q=van+passenger",
    "five filters at once": "?read=no&fate=waiting&given=none&theme=none&status=standing",
    "in the order of the text": "?order=clause",
    "the middle in the order of the text": "?order=clause&page=200",
    "most votes first": "?order=votes&page=200",
    "of organisations": "?organisation=any",
    "with a drafted answer": "?fate=drafted",
    "not read by me": "?read=not+me",
    "replies": "?kind=reply",
}


def measure(scale: Scale) -> Iterator[Row]:
    """Yield the processor time of each page, with its queries."""
    many = 20_000 if scale is Scale.WHOLE else 200
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_for(Path(folder)))
        with app.app_context():
            db.create_all()
            document = make_document()
            fill(document, Size(clauses=8, people=min(500, many), comments=many, votes=0), random.Random(5))
            officer, home = make_officer(document.consultation), f"/consultations/{document.consultation.slug}"
            name = officer.get_id()
            db.session.commit()
            engine = db.engine
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = name, True
        statements: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda _c, _cursor, said, *_: statements.append(said))
        for said, more in ASKED.items():
            yield _page(client, f"{home}/desk/contributions{more}", f"{many:,} contributions, {said}", statements)
        yield _page(
            client, f"{home}/desk/contributions/C-{many // 2}", f"{many:,} contributions, one of them", statements
        )
        engine.dispose()


def _page(client: FlaskClient, address: str, what: str, statements: list[str]) -> Row:
    client.get(address)
    statements.clear()
    begun = time.process_time()
    for _ in range(ROUNDS):
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
    took = (time.process_time() - begun) / ROUNDS
    note = f"{len(statements) // ROUNDS} queries; processor seconds"
    return Row(what=what, ours=took, rival=MUST, ratio=took / MUST, must=1.0, note=note)
