"""The desk: what waits for an officer or a drafter today."""

from __future__ import annotations

from flask import render_template

from consult.accounts.session import current_person
from consult.consultations.standing import standing
from consult.core.errors import Unknown
from consult.documents.access import desk_facts
from consult.infra import clock
from consult.infra.access import access
from consult.pages.blueprint import bp
from consult.reading.desk import list_rows


@bp.get("/desk")
@access("desk:read", facts=desk_facts)
def desk() -> str:
    """Show the documents of an officer or drafter, what waits first."""
    person, now = current_person(), clock.now()
    if person is None:
        raise Unknown("Sign in first. We will bring you back here.")
    rows = sorted(list_rows(person), key=lambda row: not row.waits)
    stands = {row.document.id: standing(row.document.consultation, now) for row in rows}
    return render_template("pages/desk.html", rows=rows, stands=stands)
