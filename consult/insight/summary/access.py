"""The facts that decide who may do what with a summary."""

from __future__ import annotations

from dataclasses import replace

from consult.accounts.session import current_person
from consult.consultations.access import the_consultation
from consult.core.policy import Facts
from consult.documents.access import reader_facts
from consult.insight.summary.deciding import decides_in


def decider_facts(slug: str, **_: object) -> Facts:
    """Gather the facts for a view of decision-makers, with a consultation's slug in its address."""
    person = current_person()
    decides = person is not None and decides_in(the_consultation(slug), person)
    return replace(reader_facts(slug), is_decision_maker=decides)
