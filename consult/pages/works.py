"""Long work: how far it is, and a way to stop it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.audit.service import record
from consult.consultations.access import consultation_facts, the_consultation
from consult.core.errors import ConsultError
from consult.core.policy import Facts
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.addresses import own_path
from consult.jobs import works
from consult.jobs.works import get_work
from consult.pages.blueprint import bp


def work_facts(work: str, **_: object) -> Facts:
    """Gather the facts about the consultation a work belongs to. Raises Missing."""
    return consultation_facts(get_work(work).subject)


@bp.get("/works/<work>")
@access("consultation:manage", facts=work_facts)
def work(work: str) -> str:
    """Show how far a work is."""
    found = get_work(work)
    back = own_path(found.back, "/desk")
    return render_template("pages/work.html", work=found, consultation=the_consultation(found.subject), back=back)


@bp.post("/works/<work>/stop")
@access("consultation:manage", facts=work_facts)
def stop_work(work: str) -> ResponseReturnValue:
    """Stop a work."""
    found, person, now = get_work(work), current_person(), clock.now()
    try:
        works.stop(found, now=now)
    except ConsultError as error:
        db.session.rollback()
        flash(error.message, "error")
    else:
        chain = the_consultation(found.subject).public_id
        by = person.public_id if person else None
        record("work:stopped", found.public_id, by=by, now=now, chain=chain, detail={"kind": found.kind})
        db.session.commit()
        flash("It is being stopped.", "success")
    return redirect(url_for("pages.work", work=work))
