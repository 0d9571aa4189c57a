"""Show a place of a merge that a person must settle: what each side did to the words, beside each other."""

from dataclasses import dataclass

from consult.core.diff import Change, diff
from consult.core.merging.weaving import Region


@dataclass(frozen=True, slots=True)
class Marks:
    """Changes of words that lead from the base of a region to each side; `old` of all joined is the base."""

    ours: tuple[Change, ...]
    theirs: tuple[Change, ...]


def marks(region: Region) -> Marks:
    """Return word by word what each side did at a place where they collide.

    Joining `new` of a side's changes gives its words there. Errors: none; an empty base gives one insertion a side.

    >>> found = marks(Region(0, 13, "Pay five now.", "Pay ten now.", "Pay five later."))
    >>> [(change.op, change.old, change.new) for change in found.ours if change.op != "equal"]
    [('replace', 'five', 'ten')]
    >>> [(change.op, change.old, change.new) for change in found.theirs if change.op != "equal"]
    [('replace', 'now.', 'later.')]
    """
    return Marks(tuple(diff(region.base, region.ours)), tuple(diff(region.base, region.theirs)))
