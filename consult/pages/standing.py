"""Pages that stand whatever is being consulted on: the ways to take part, and the promises in the footer."""

from __future__ import annotations

from flask import Blueprint, render_template

from consult.infra.access import access

bp = Blueprint("standing", __name__)


@bp.get("/ways-to-take-part")
@access("site:read")
def ways() -> str:
    """Say how to take part online, by email, on paper, by phone or in a room."""
    return render_template("standing/ways.html")


@bp.get("/accessibility")
@access("site:read")
def accessibility() -> str:
    """Say what works for whom, what was checked and what was not."""
    return render_template("standing/accessibility.html")


@bp.get("/privacy")
@access("site:read")
def privacy() -> str:
    """Say what is kept about people, why, and for how long."""
    return render_template("standing/privacy.html")


@bp.get("/rules")
@access("site:read")
def rules() -> str:
    """Say what may be said here, and what happens to what may not."""
    return render_template("standing/rules.html")


@bp.get("/record")
@access("site:read")
def record() -> str:
    """Say how anybody can check that nothing was altered."""
    return render_template("standing/record.html")
