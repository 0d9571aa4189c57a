"""Who sees what of contributions: the one place that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement, and_, or_, true

from consult.accounts.models import Person
from consult.contributions.models import Contribution, Status
from consult.core.policy import Facts, drafter, officer
from consult.core.stages import Stage


class Said(Protocol):
    """What says whether and how a contribution is shown: the contribution itself, or a line of a list."""

    @property
    def reference(self) -> str: ...
    @property
    def body(self) -> str | None: ...
    @property
    def author_id(self) -> int | None: ...
    @property
    def status(self) -> Status: ...
    @property
    def status_reason(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks at the contributions of one document."""

    person_id: int | None = None
    drafter: bool = False
    """In the drafting group, which officers belong to."""
    officer: bool = False


PUBLIC = Viewer()
EVERYTHING = Viewer(drafter=True, officer=True)


def viewer_of(facts: Facts, person: Person | None) -> Viewer:
    """Return how a person looks at a document, from the facts about both."""
    return Viewer(person.id if person else None, drafter=drafter(facts), officer=officer(facts))


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Match the contributions that exist for a viewer; hidden and withdrawn ones do, as stubs.

    What was made in drafting stays with the group for good. What is held is seen by officers and its author.
    """
    if viewer.officer:
        return true()
    rules: list[ColumnElement[bool]] = []
    if not viewer.drafter:
        rules.append(Contribution.made_in != Stage.DRAFTING)
    rules.append(Contribution.status != Status.HELD)
    if viewer.person_id is None:
        return and_(*rules)
    return or_(and_(*rules), Contribution.author_id == viewer.person_id)


def is_visible(contribution: Contribution, viewer: Viewer) -> bool:
    """Say whether a contribution exists for a viewer; the same rule as `visible_to`."""
    if viewer.officer or _is_own(contribution, viewer):
        return True
    if contribution.made_in is Stage.DRAFTING and not viewer.drafter:
        return False
    return contribution.status is not Status.HELD


def is_public(contribution: Contribution) -> bool:
    """Say whether a contribution counts in public numbers."""
    return contribution.made_in is not Stage.DRAFTING and contribution.status is Status.PUBLISHED


def body_for(contribution: Said, viewer: Viewer) -> str | None:
    """Return the words a viewer may read: none of a stub, but officers read what is hidden, authors their own."""
    if contribution.status is Status.WITHDRAWN:
        return contribution.body if _is_own(contribution, viewer) else None
    if contribution.status is Status.HIDDEN:
        return contribution.body if viewer.officer or _is_own(contribution, viewer) else None
    return contribution.body


def shows_who(contribution: Said, viewer: Viewer) -> bool:
    """Say whether a viewer learns who said it and for whom.

    The name goes with the words: anybody may have typed anything there. Officers and the author know it all the same.
    """
    gone = contribution.status in (Status.HIDDEN, Status.WITHDRAWN)
    return not gone or viewer.officer or _is_own(contribution, viewer)


def stub_of(contribution: Said) -> str:
    """Say why a contribution is not shown, or nothing where it is."""
    if contribution.status is Status.WITHDRAWN:
        return f"{contribution.reference} was taken back by the person who said it."
    if contribution.status is Status.HIDDEN:
        return f"{contribution.reference} is hidden: {contribution.status_reason or 'it broke the rules of the house'}"
    if contribution.body is None:
        return f"The words of {contribution.reference} were removed."
    return ""


def _is_own(contribution: Said, viewer: Viewer) -> bool:
    return viewer.person_id is not None and viewer.person_id == contribution.author_id
