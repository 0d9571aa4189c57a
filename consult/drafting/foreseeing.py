"""What taking one suggestion in would do to the others on the merge desk, said before it is taken."""

from __future__ import annotations

from collections.abc import Mapping

from consult.contributions.models import Contribution
from consult.contributions.suggestion_queries import changes_of
from consult.core.forecast import Forecaster, Outcome
from consult.core.suggestions import Fit, touched
from consult.documents.queries import read_revision, read_save
from consult.drafting.merge_boxes import Boxes
from consult.drafting.merge_desk import Foreseen, Item, MergeDesk
from consult.drafting.merging import settle

MOST_PAIRS = 400
"""Others looked at for one page of the desk; what lies beyond is said on the page of the single suggestion."""
SAYS = {
    (Fit.CLEAN, Fit.CLEAN): "still fits",
    (Fit.CLEAN, Fit.COLLIDES): "no longer fits: it stays open, for you to settle",
    (Fit.CLEAN, Fit.NOTHING): "has nothing more to change: the draft then says it already",
    (Fit.COLLIDES, Fit.CLEAN): "fits then",
    (Fit.COLLIDES, Fit.NOTHING): "has nothing more to change: the draft then says it already",
    (Fit.COLLIDES, Fit.COLLIDES): "still collides",
    (Fit.NOTHING, Fit.NOTHING): "has nothing to change: the draft says it already",
    (Fit.NOTHING, Fit.CLEAN): "would change the draft again: it fits then",
    (Fit.NOTHING, Fit.COLLIDES): "would change the draft again, and collides with it",
}
"""By how it goes with the draft now, and how it would then."""


def foresee_all(desk: MergeDesk, most: int = MOST_PAIRS) -> None:
    """Say it of every suggestion that can be taken in as it is, of `most` pairs; asks the database nothing."""
    items, forecaster = _waiting(desk)
    left = most
    for name, item in items.items():
        if item.fit is Fit.CLEAN:
            left -= len(forecaster.concerned(name, item.outcome))
            item.foreseen = _said(items, forecaster, name, item.outcome) if left >= 0 else None


def foresee_words(suggestion: Contribution, boxes: Boxes, desk: MergeDesk) -> list[Foreseen]:
    """Say what saving the words in the boxes of one suggestion would do to the others."""
    base, head = read_revision(suggestion.revision), read_save(boxes.save)
    words = {one.place: one.words for one in boxes.boxes}
    changes = changes_of([suggestion.id])[suggestion.id]
    settled = [proposal for one in changes for proposal in settle(one, words[one.place], base, head)]
    items, forecaster = _waiting(desk)
    return _said(items, forecaster, suggestion.reference, touched(desk.now, desk.now, settled))


def _waiting(desk: MergeDesk) -> tuple[Mapping[str, Item], Forecaster]:
    items = {one.suggestion.reference: one for one in desk.items}
    return items, Forecaster(desk.now, {name: one.waiting for name, one in items.items()})


def _said(items: Mapping[str, Item], forecaster: Forecaster, name: str, outcome: Outcome) -> list[Foreseen]:
    foreseen = forecaster.forecast(name, outcome)
    return [Foreseen(other, SAYS[items[other].fit, then]) for other, then in foreseen.items()]
