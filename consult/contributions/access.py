"""The facts that decide who may do what with a contribution."""

from __future__ import annotations

from dataclasses import replace

from flask import g

from consult.accounts.session import current_person
from consult.contributions.changing import is_own
from consult.contributions.models import Contribution
from consult.contributions.queries import get_contribution
from consult.contributions.references import read_reference
from consult.contributions.viewing import Viewer, is_visible, viewer_of
from consult.core.errors import NOT_HERE, Missing
from consult.core.policy import Facts
from consult.documents.access import facts_of
from consult.documents.models import Document


def the_contribution(ref: str, *, whole: bool = True) -> Contribution:
    """Return the contribution a request is about, read once, as `get_contribution` does. Raises Missing."""
    if g.get("contribution") is None or g.contribution.reference != read_reference(ref):
        g.contribution = get_contribution(ref, whole=whole)
    contribution: Contribution = g.contribution
    return contribution


def contribution_facts(ref: str, *, whole: bool = True, **_: object) -> Facts:
    """Gather the facts for a view with a reference in its address. Raises Missing where it is not seen."""
    contribution, person = the_contribution(ref, whole=whole), current_person()
    facts = facts_of(contribution.document)
    if not is_visible(contribution, viewer_of(facts, person)):
        raise Missing(NOT_HERE)
    return replace(facts, is_author=is_own(contribution, person))


def plain_facts(ref: str, **_: object) -> Facts:
    """Gather the same facts where the view needs no more of the contribution than they do."""
    return contribution_facts(ref, whole=False)


def present_viewer(document: Document) -> Viewer:
    """Return how the present person looks at a document."""
    return viewer_of(facts_of(document), current_person())
