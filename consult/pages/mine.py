"""What somebody said, everywhere, and what became of each."""

from __future__ import annotations

from flask import render_template

from consult.accounts.access import own_facts
from consult.accounts.session import current_person
from consult.contributions.areas import list_own_areas
from consult.infra.access import access
from consult.pages.blueprint import bp
from consult.reading.mine import list_mine


@bp.get("/me")
@access("account:own", facts=own_facts)
def mine() -> str:
    """Show a person all they said, newest first, and what became of it."""
    person = current_person()
    said = list_mine(person) if person is not None else ()
    areas = list_own_areas(person) if person is not None else ()
    return render_template("pages/mine.html", said=said, areas=areas, answered=sum(1 for one in said if one.fate))
