"""The words of a revision that contributions brought about, with this revision or with one before it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from consult.answers.models import Incorporation, IncorporationPlace
from consult.answers.queries import still_caused
from consult.contributions.models import Contribution, PlacementStatus
from consult.core.diff import diff
from consult.core.fates import How
from consult.core.inline import visible
from consult.documents.models import Clause, ClauseChange, Document, Revision, Wording
from consult.extensions import db


@dataclass(frozen=True, slots=True, kw_only=True)
class Caused:
    """Words a contribution brought about, where they stand now. `since`: the save its revision published.

    `before`: what a reader saw there before that revision; `stood`: the save the revision before published, 0 for none;
    `old`: the clause's words in it; `number`: the incorporation's.
    """

    start: int
    end: int
    since: int
    how: How
    number: int
    contribution_id: int
    before: str
    stood: int
    old: str

    def stood_there(self, words: str, save_id: int) -> bool:
        """Say whether words of a save stood in the clause before, and so were not brought about, nor brought back."""
        return save_id <= self.stood and words.strip() in self.old


def list_caused(document: Document, revision: Revision) -> dict[str, list[Caused]]:
    """Return the words contributions brought about, where they stand in a revision, by clause key: one query."""
    old, new, prior = aliased(Wording), aliased(Wording), aliased(Revision)
    place = and_(
        IncorporationPlace.incorporation_id == Incorporation.id,
        IncorporationPlace.revision_id == revision.id,
        IncorporationPlace.status != PlacementStatus.REMOVED,
    )
    change = and_(
        ClauseChange.revision_id == Incorporation.revision_id, ClauseChange.clause_id == Incorporation.clause_id
    )
    rows = db.session.execute(
        select(
            Incorporation,
            Clause.key,
            Revision.save_id.label("since"),
            prior.save_id.label("stood"),
            IncorporationPlace.segments,
            old.text.label("old"),
            new.text.label("new"),
        )
        .join(Incorporation.contribution)
        .join(Incorporation.clause)
        .join(Incorporation.revision)
        .outerjoin(prior, and_(prior.document_id == Revision.document_id, prior.number == Revision.number - 1))
        .outerjoin(IncorporationPlace, place)
        .outerjoin(ClauseChange, change)
        .outerjoin(old, old.id == ClauseChange.old_wording_id)
        .outerjoin(new, new.id == ClauseChange.new_wording_id)
        .where(
            Contribution.document_id == document.id,
            Revision.number <= revision.number,
            Incorporation.start < Incorporation.end,
            still_caused(),
        )
        .order_by(Incorporation.id)
    )
    found: dict[str, list[Caused]] = defaultdict(list)
    for row in rows:
        one: Incorporation = row[0]
        before = words_before(row.old, row.new, one.start, one.end) if row.old and row.new else ""
        own = [(row.key, one.start, one.end)] if one.revision_id == revision.id else []
        for key, start, end in row.segments or own:
            caused = Caused(
                start=start,
                end=end,
                since=row.since,
                how=one.how,
                number=one.id,
                contribution_id=one.contribution_id,
                before=before,
                stood=row.stood or 0,
                old=row.old or "",
            )
            found[key].append(caused)
    return found


def words_before(old: str, new: str, start: int, end: int) -> str:
    """Return what a reader saw before in place of a range of `new`, which came from `old`.

    >>> words_before("Pay five pounds a trip.", "Pay ten pounds a trip.", 4, 14)
    'five pounds'
    >>> words_before("Pay a trip.", "Pay ten pounds a trip.", 4, 14)
    ''
    """
    ranges: list[tuple[int, int]] = []
    replaced, was, at = False, 0, 0
    for change in diff(old, new):
        first, last = max(start, at), min(end, at + len(change.new))
        if change.op == "equal" and first < last:
            ranges.append((was + first - at, was + last - at))
        elif change.op != "equal" and (first < last or (change.op == "delete" and start <= at <= end)):
            ranges.append((was, was + len(change.old)))
            replaced = replaced or bool(change.old.strip())
        was, at = was + len(change.old), at + len(change.new)
    if not replaced:
        return ""
    seen = visible(old)
    first, last = seen.to_visible(ranges[0][0], ranges[-1][1])
    return seen.text[first:last].strip().rstrip(",;:")
