"""Long work of this package, done by the worker in a process of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import current_app

from consult.accounts.queries import find_person
from consult.consultations.queries import get_consultation
from consult.exchange.recording.facts import Edition
from consult.exchange.recording.making import Form, make
from consult.exchange.recording.principles import find
from consult.exchange.recording.service import KIND, keep
from consult.infra import clock
from consult.jobs.works import Handler, Progress


def make_record(progress: Progress) -> Mapping[str, Any]:
    """Make a record in all its forms and keep it; its result names it, and what is missing for each duty."""
    edition, now = Edition(progress.detail["edition"]), clock.now()
    settings = current_app.config
    with tempfile.TemporaryDirectory(prefix="consult-record-") as folder:
        consultation = get_consultation(progress.subject)
        facts, files = make(
            consultation, edition, list(Form), Path(folder), site=settings["SITE_URL"], now=now, say=progress.say
        )
        with progress.writing():
            consultation = get_consultation(progress.subject)
            by = find_person(progress.by) if progress.by else None
            made = keep(
                consultation, edition, files, said=facts.tallies.said, by=by, now=now, folder=settings["UPLOADS"]
            )
            public_id = made.public_id
    missing = {one.name: one.gaps for one in find(facts)}
    return {"record": public_id, "edition": edition.value, "missing": missing}


HANDLERS: Mapping[str, Handler] = {KIND: make_record}
