"""The page of a consultation: what it is for, where it stands, what to read, how to take part."""

from __future__ import annotations

from flask import render_template

from consult.accounts.session import current_person
from consult.consultations.access import facts_about, the_consultation
from consult.consultations.standing import standing
from consult.core import policy
from consult.documents.access import reader_facts
from consult.infra import clock
from consult.infra.access import access
from consult.pages.blueprint import bp
from consult.reading.consultation import list_cards, load_parts


@bp.get("/consultations/<slug>")
@access("consultation:read", facts=reader_facts)
def consultation(slug: str) -> str:
    """Show a consultation."""
    found = load_parts(the_consultation(slug))
    facts = facts_about(found, current_person())
    return render_template(
        "pages/consultation.html",
        consultation=found,
        standing=standing(found, clock.now()),
        cards=list_cards(found),
        may_manage=policy.allows("consultation:manage", facts),
    )
