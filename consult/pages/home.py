"""The first page: what is open, and what speaking changed elsewhere."""

from __future__ import annotations

from flask import render_template

from consult.accounts.session import current_person
from consult.consultations.access import facts_about
from consult.consultations.queries import list_consultations
from consult.consultations.standing import standing
from consult.core.policy import can_read
from consult.core.stages import Stage
from consult.infra import clock
from consult.infra.access import access
from consult.pages.blueprint import bp
from consult.reading.home import find_marked, list_proofs


@bp.get("/")
@access("site:read")
def home() -> str:
    """Show what is open now, and three things people said with what became of them."""
    person, now = current_person(), clock.now()
    shown = [
        (consultation, standing(consultation, now))
        for consultation in list_consultations(person)
        if can_read(facts_about(consultation, person))
    ]
    return render_template(
        "pages/home.html",
        open_now=[one for one in shown if one[1].stage is Stage.OPEN],
        coming=[one for one in shown if one[1].stage is Stage.CONSIDERING],
        proofs=list_proofs(),
        marked=find_marked(),
    )
