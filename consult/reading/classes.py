"""What changes are called, in words: as published, what was said of it since, and who thinks otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.answers.challenges.models import Challenge
from consult.answers.challenges.service import list_challenges
from consult.documents.class_models import Reclassing
from consult.documents.classing import list_reclassings
from consult.documents.models import ClauseChange, Revision
from consult.extensions import db


@dataclass(frozen=True, slots=True)
class Called:
    """What one change is called. published: as the revision said it; later: what it was called since, oldest first."""

    published: bool
    later: Sequence[Reclassing]
    challenges: Sequence[Challenge]

    @property
    def editorial(self) -> bool:
        """Say whether it is called editorial now."""
        return self.later[-1].editorial if self.later else self.published

    @property
    def waiting(self) -> Sequence[Challenge]:
        """List the challenges without an answer."""
        return [one for one in self.challenges if one.is_open]


def called(changes: Sequence[ClauseChange]) -> Mapping[int, Called]:
    """Return what each of these changes is called, by its id: two queries, none for no changes."""
    ids = [one.id for one in changes]
    later, challenges = list_reclassings(ids), list_challenges(ids)
    return {one.id: Called(one.editorial, later.get(one.id, ()), challenges.get(one.id, ())) for one in changes}


def called_in(revision: Revision) -> Mapping[str, Called]:
    """Return what each change of words of a revision is called, by clause key: three queries at most."""
    changes = db.session.scalars(
        select(ClauseChange)
        .where(ClauseChange.revision_id == revision.id, ClauseChange.op != "moved")
        .options(joinedload(ClauseChange.clause))
        .order_by(ClauseChange.id)
    ).all()
    names = called(changes)
    return {one.clause.key: names[one.id] for one in changes}
