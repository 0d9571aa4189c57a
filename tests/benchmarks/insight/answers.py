"""Answers for two thousand at once: drafted, looked at, published and told of, among twenty thousand contributions."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import event, select

from consult.answers.desk.consistency import look
from consult.answers.desk.many import draft_for
from consult.answers.desk.releasing import list_ready, release
from consult.app import create_app
from consult.contributions.models import Contribution
from consult.core.fates import Fate
from consult.extensions import db
from consult.jobs.sending import handle_events
from consult.notifications.service import HANDLERS
from tests.benchmarks.engine.report import Row
from tests.benchmarks.filling import Size, fill
from tests.benchmarks.insight import Scale
from tests.conftest import settings_for
from tests.make import make_document, make_officer, now

MUST = {"draft": 5.0, "look": 1.0, "preview": 3.0, "publish": 10.0, "mail": 20.0}
"""Seconds of processor time each may take."""


def measure(scale: Scale) -> Iterator[Row]:
    """Yield what each step costs, with its statements; the last is the worker's."""
    many, all_of_them = (2_000, 20_000) if scale is Scale.WHOLE else (20, 200)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_for(Path(folder)))
        with app.app_context():
            db.create_all()
            document = make_document()
            fill(document, Size(clauses=8, people=min(500, many), comments=all_of_them, votes=0), random.Random(5))
            consultation, officer = document.consultation, make_officer(document.consultation)
            db.session.commit()
            handle_events(HANDLERS, now())
            wanted = (
                select(Contribution.id)
                .where(
                    Contribution.document_id == document.id, Contribution.counts_for_gate, Contribution.fate.is_(None)
                )
                .limit(many)
            )
            ids = db.session.scalars(wanted).all()
            statements: list[str] = []
            event.listen(db.engine, "before_cursor_execute", lambda _c, _cursor, said, *_: statements.append(said))

            def step(name: str, do: Callable[[], object]) -> Row:
                db.session.expire_all()
                statements.clear()
                begun = time.process_time()
                do()
                db.session.commit()
                took, must = time.process_time() - begun, MUST[name]
                what = f"{len(ids):,} of {all_of_them:,} contributions: {name}"
                note = f"{len(statements)} statements; processor seconds"
                return Row(what=what, ours=took, rival=must, ratio=took / must, must=1.0, note=note)

            by, reason = officer, "The vans have no room for more."
            yield step("draft", lambda: draft_for(ids, Fate.NOT_TAKEN, reason, by=by, now=now()))
            yield step("look", lambda: look(consultation))
            marks: list[str] = []
            yield step("preview", lambda: marks.append(list_ready(consultation).mark))
            yield step("publish", lambda: release(consultation, mark=marks[0], reason="Alike.", by=by, now=now()))
            yield step("mail", lambda: handle_events(HANDLERS, now()))
            db.engine.dispose()
