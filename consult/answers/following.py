"""Follow the words contributions brought about through the revisions after, also where they moved or were reworded.

As with what people point at (`contributions.placing`): from the last revision that had the words, so that an undo
brings them back, and reckoned when a revision is published. Revisions from before this was done are caught up with the
next one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from consult.answers.models import Incorporation, IncorporationPlace
from consult.contributions.models import Contribution, PlacementStatus
from consult.contributions.placing import Placed, Placer
from consult.contributions.segments import Segment
from consult.contributions.sources import Source
from consult.documents.models import Document, Revision
from consult.documents.queries import list_revisions, read_revision
from consult.extensions import db


def follow(document: Document) -> None:
    """Store where the words contributions brought about lie in each later revision that does not know it yet."""
    db.session.flush()
    caused = _list_caused(document)
    if not caused:
        return
    revisions = list_revisions(document)
    by_id = {one.id: one for one in revisions}
    known = _known(document)
    sources = {one.id: _source(one, by_id, known) for one in caused}
    rows: list[dict[str, object]] = []
    for revision in revisions:
        wanted = [
            one.id
            for one in caused
            if by_id[one.revision_id].number < revision.number and (one.id, revision.id) not in known
        ]
        if not wanted:
            continue
        for placed in Placer(read_revision(revision), by_id).place_all([sources[one] for one in wanted]):
            rows.append(_row(placed, revision))
            if placed.status is not PlacementStatus.REMOVED:
                source = sources[placed.contribution_id]
                sources[placed.contribution_id] = _moved(source, placed.segments, placed.score, revision)
    if rows:
        db.session.execute(insert(IncorporationPlace), rows)


def places_of(ids: Collection[int]) -> dict[int, list[IncorporationPlace]]:
    """Return where incorporations' words lie in later revisions, by incorporation id, oldest first: one query."""
    found: dict[int, list[IncorporationPlace]] = defaultdict(list)
    rows = (
        select(IncorporationPlace)
        .join(IncorporationPlace.revision)
        .where(IncorporationPlace.incorporation_id.in_(ids))
        .options(joinedload(IncorporationPlace.revision))
        .order_by(IncorporationPlace.incorporation_id, Revision.number)
    )
    for place in db.session.scalars(rows):
        found[place.incorporation_id].append(place)
    return found


def _list_caused(document: Document) -> Sequence[Incorporation]:
    """List the incorporations of a document that have words; where words were only taken away there are none."""
    return db.session.scalars(
        select(Incorporation)
        .join(Incorporation.contribution)
        .where(Contribution.document_id == document.id, Incorporation.start < Incorporation.end)
        .options(joinedload(Incorporation.clause))
        .order_by(Incorporation.id)
    ).all()


def _known(document: Document) -> dict[tuple[int, int], IncorporationPlace]:
    rows = db.session.scalars(
        select(IncorporationPlace).join(IncorporationPlace.revision).where(Revision.document_id == document.id)
    )
    return {(one.incorporation_id, one.revision_id): one for one in rows}


def _source(
    caused: Incorporation,
    revisions: dict[int, Revision],
    known: dict[tuple[int, int], IncorporationPlace],
) -> Source:
    """Return what an incorporation is placed from: its own words, or where they stood last.

    A source names what is placed by a number; here it is the incorporation's.
    """
    clause = read_revision(revisions[caused.revision_id]).find(caused.clause.key)
    made = Segment(caused.clause.key, caused.start, caused.end)
    source = Source(
        contribution_id=caused.id,
        revision_id=caused.revision_id,
        segments=(made,),
        score=1.0,
        made_on=caused.revision_id,
        made=made,
        exact=clause.text[caused.start : caused.end] if clause else "",
    )
    for revision in reversed(revisions.values()):
        place = known.get((caused.id, revision.id))
        if place is not None and place.status is not PlacementStatus.REMOVED:
            return _moved(source, tuple(Segment(*one) for one in place.segments), place.score, revision)
    return source


def _moved(source: Source, segments: tuple[Segment, ...], score: float, revision: Revision) -> Source:
    return replace(source, revision_id=revision.id, segments=segments, score=score)


def _row(placed: Placed, revision: Revision) -> dict[str, object]:
    return {
        "incorporation_id": placed.contribution_id,
        "revision_id": revision.id,
        "status": placed.status,
        "score": placed.score,
        "segments": [list(segment) for segment in placed.segments],
    }
