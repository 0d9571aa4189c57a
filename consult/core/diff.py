"""Say what changed between two texts, in runs of whole words.

The runs the texts share come from `consult.core.runs`: unchanged lines first, then words inside what is left, both
by their longest common subsequence (what Myers 1986 computes). Where lines moved or few are alike, those that
stand once on both sides lead, as in the patience difference.
What this does not do: it knows nothing of moved passages (`consult.core.moves` does) nor of Markdown; it
promises that joining the parts gives back both texts, and that no word is ever cut.
"""

import re
from collections.abc import Sequence
from functools import partial
from typing import Literal, NamedTuple

from consult.core.runs import COARSE, same_runs

Op = Literal["equal", "insert", "delete", "replace"]


class Change(NamedTuple):
    """One run of words: `old` was there, `new` is there now."""

    op: Op
    old: str
    new: str


def words(text: str, *, pattern: re.Pattern[str] = COARSE) -> list[str]:
    """Return the words of a text: what stands between white space.

    >>> words("Pay £5, please.")
    ['Pay', '£5,', 'please.']
    """
    return pattern.findall(text)


def diff(old: str, new: str) -> list[Change]:
    """Return the changes that lead from the old text to the new one, in order.

    >>> diff("Pay five pounds.", "Pay ten pounds.")  # doctest: +NORMALIZE_WHITESPACE
    [Change(op='equal', old='Pay ', new='Pay '), Change(op='replace', old='five', new='ten'),
     Change(op='equal', old=' pounds.', new=' pounds.')]
    """
    changes: list[tuple[Op, str, str]] = []
    o = n = 0
    for old_next, new_next, size in [*same_runs(old, new), (len(old), len(new), 0)]:
        if o < old_next or n < new_next:
            gone, come = old[o:old_next], new[n:new_next]
            changes.append(("insert" if not gone else "replace" if come else "delete", gone, come))
        o, n = old_next + size, new_next + size
        if size:
            kept = old[old_next:o]
            changes.append(("equal", kept, kept))
    return list(map(partial(tuple.__new__, Change), changes))  # in one go, which is twice as fast


def is_blank(changes: Sequence[Change]) -> bool:
    """Say whether nothing but white space differs.

    >>> is_blank(diff("one  two", "one two"))
    True
    """
    return all(change.op == "equal" or not (change.old + change.new).strip() for change in changes)
