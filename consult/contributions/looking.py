"""What is seen while somebody types on the sheet: what changes in a clause, and which sentences could go back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.contributions.proposals import ShownChange, show_proposals
from consult.contributions.suggesting import check_changes
from consult.contributions.suggestion_sheet import Row
from consult.core.clauses import Clause
from consult.core.diff import words
from consult.core.inline import visible
from consult.core.kinds import Kind
from consult.core.putting_back import PutBack, changed_sentences
from consult.core.suggestions import Proposed, worded
from consult.documents.text import Text
from consult.infra.templating import plural

NOTHING = "Nothing is changed yet."
ONLY_MARKS = "No word changes, only marks or spaces."
OPENING = 50
"""Characters by which a sentence is known on its button."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that could be as it was: where it stands in the box, what stood there, and what its button says."""

    back: PutBack
    says: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a row would change, the same in a few words, and its changed sentences.

    reads: the clauses the box's words would make, where they carry marks or are several, and so look other than typed.
    """

    changes: tuple[ShownChange, ...]
    says: str
    sentences: tuple[Sentence, ...] = ()
    reads: tuple[Clause, ...] = ()


def look_at(row: Row, text: Text) -> Look:
    """Look at one row of the sheet. Raises Refused for what could not be sent."""
    proposals = row.proposals()
    return look_at_checked(row, check_changes(text, proposals) if proposals else (), text)


def look_at_checked(row: Row, proposals: Sequence[Proposed], text: Text) -> Look:
    """Look at what a row asks for, where it may be asked for."""
    if not proposals:
        return Look((), NOTHING)
    changes = show_proposals(proposals, text)
    says = say_how_much(changes)
    if row.gone:
        return Look(changes, says)
    return Look(changes, says, changed_in(row.stands, row.words.rstrip()), _reads(row))


def _reads(row: Row) -> tuple[Clause, ...]:
    made = worded(row.clause.words, row.text)
    plain = len(made) == 1 and visible(made[0].text).text == made[0].text
    return () if plain or row.clause.kind is Kind.CODE else made


def say_how_much(changes: Sequence[ShownChange]) -> str:
    """Say how many words come and go.

    >>> from consult.contributions.proposals import ChangeOp, words_changed
    >>> reworded = ShownChange(ChangeOp.REWORD, "k", "1", words_changed("Pay five now.", "Pay ten pounds."))
    >>> say_how_much([reworded])
    '2 words added, 2 taken away.'
    >>> say_how_much([ShownChange(ChangeOp.REWORD, "k", "1", words_changed("Pay five.", "Pay **five.**"))])
    'No word changes, only marks or spaces.'
    """
    runs = [run for change in changes for run in change.runs if run.op != "equal"]
    if all(visible(run.old).text.split() == visible(run.new).text.split() for run in runs):
        return ONLY_MARKS
    added, taken = (
        sum(len(words(side)) for side in sides) for sides in zip(*((r.new, r.old) for r in runs), strict=True)
    )
    if not taken:
        return f"{plural(added, 'word')} added."
    if not added:
        return f"{plural(taken, 'word')} taken away."
    return f"{plural(added, 'word')} added, {taken:,} taken away."


def changed_in(old: str, new: str) -> tuple[Sentence, ...]:
    """Name the sentences that could go back.

    >>> [one.says for one in changed_in("Pay five. Come. Go.", "Pay ten. Come. Go. Run.")]
    ['Put back “Pay five.”', 'Put back “Go.”']
    """
    changed = [one for one in changed_sentences(old, new) if one.words.strip() != new[one.start : one.end].strip()]
    return tuple(Sentence(one, _says(one.words, new[one.start : one.end])) for one in changed)


def _says(old: str, new: str) -> str:
    return f"Put back “{_opening(old)}”" if old.strip() else f"Take out “{_opening(new)}” again"


def _opening(words: str) -> str:
    seen = " ".join(visible(words).text.split())
    return seen if len(seen) <= OPENING else f"{seen[:OPENING].rstrip()} …"
