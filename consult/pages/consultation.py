"""The page of a consultation: what it is for, where it stands, what to read, how to take part."""

from __future__ import annotations

from flask import render_template

from consult.consultations.access import the_consultation
from consult.consultations.standing import standing
from consult.core import policy
from consult.documents.access import reader_facts
from consult.exchange.recording.service import find_laid_out
from consult.infra import clock
from consult.infra.access import access
from consult.insight.summary.queries import is_published
from consult.pages.blueprint import bp
from consult.pages.document import reopened
from consult.reading.consultation import list_cards, load_parts


@bp.get("/consultations/<slug>")
@access("consultation:read", facts=reader_facts)
def consultation(slug: str) -> str:
    """Show a consultation."""
    found, now = load_parts(the_consultation(slug)), clock.now()
    facts, where, cards = reader_facts(slug), standing(found, now), list_cards(found)
    return render_template(
        "pages/consultation.html",
        consultation=found,
        standing=where,
        today=clock.to_london(now).date(),
        cards=cards,
        opened={card.document.id: reopened(card.document, where) for card in cards},
        summarised=is_published(found),
        record=find_laid_out(found),
        may_manage=policy.allows("consultation:manage", facts),
        may_draft=policy.allows("document:draft", facts),
    )
