"""Answering many at once: one row for each contribution, read from one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.answers.forms import LONGEST_REASON, SAID
from consult.answers.given import GivenFate
from consult.answers.models import FateEntry
from consult.answers.queries import is_outdated
from consult.contributions.models import Contribution
from consult.core.errors import Refused
from consult.core.fates import NEEDS, Fate, lacking
from consult.core.normal import normalise
from consult.infra.numbers import whole_number

BULK_FATES = [(fate.value, said) for fate, said in SAID.items() if not NEEDS[fate].words]
"""What can be given without pointing at words."""

PER_PAGE = 50
"""Rows of one form; the next ones come when these are answered."""


@dataclass(slots=True)
class Row:
    """One contribution, what is drafted for it, and what was typed."""

    contribution: Contribution
    draft: FateEntry | None
    fate: str = ""
    reason: str = ""
    error: str = ""
    sent: bool = False
    """Whether the form that was sent had it, or named none at all: what it did not show is not given unseen."""
    newer: bool = False
    """Whether the error is that somebody drafted another answer meanwhile."""

    @property
    def seen(self) -> int:
        """Which version of the draft the form shows; 0 for none."""
        return self.draft.version if self.draft is not None else 0

    @property
    def edited(self) -> bool:
        """Whether its author edited it since its answer was drafted."""
        return self.draft is not None and is_outdated(self.draft)

    @property
    def changed(self) -> bool:
        """Whether something was typed that is not drafted already."""
        before = ("", "") if self.draft is None else (self.draft.fate.value, self.draft.reason)
        if not self.fate:  # words without a choice are asked about, not left behind
            return self.reason.strip() not in ("", before[1].strip())
        return self.edited or (self.fate, self.reason.strip()) != before


def rows_of(unanswered: Sequence[Contribution], drafts: Mapping[int, FateEntry], typed: Mapping[str, str]) -> list[Row]:
    """Lay out the rows: those something was sent for, then those without a draft, then oldest first."""
    rows, names = [], {name for name in typed if name.startswith("fate-")}
    for contribution in unanswered:
        draft = drafts.get(contribution.id)
        row = Row(contribution, draft, sent=not names or f"fate-{contribution.reference}" in names)
        if draft is not None and not NEEDS[draft.fate].words:
            row.fate, row.reason = draft.fate.value, draft.reason
        row.fate = typed.get(f"fate-{contribution.reference}", row.fate)
        row.reason = typed.get(f"reason-{contribution.reference}", row.reason)
        rows.append(row)
    # A colleague's drafts meanwhile push nothing off the page that somebody typed for.
    rows.sort(key=lambda row: (not row.sent, row.draft is not None))
    return rows[:PER_PAGE]


def read_rows(rows: Sequence[Row], *, publish: bool) -> list[GivenFate]:
    """Read the rows that were filled in; a row at fault gets its error. Publishing takes the drafts shown as well."""
    given = []
    for row in rows:
        if not row.sent or (not row.changed and not (publish and row.fate)):
            continue
        row.error = _fault(row, publish=publish)
        if not row.error:
            given.append(
                GivenFate(
                    reference=row.contribution.reference,
                    fate=Fate(row.fate),
                    reason=normalise(row.reason).strip(),
                    library_text=row.draft.library_text_id if row.draft is not None else None,
                )
            )
    return given


def _fault(row: Row, *, publish: bool) -> str:
    if row.fate not in dict(BULK_FATES):
        return "Choose what became of it."
    if len(row.reason) > LONGEST_REASON:
        return f"Write {LONGEST_REASON:,} characters or fewer."
    try:
        normalise(row.reason)
    except Refused as refusal:
        return refusal.message
    return lacking(Fate(row.fate), reason=row.reason, words=0, with_revision=not publish) or ""


def read_seen(rows: Sequence[Row], typed: Mapping[str, str]) -> dict[str, int]:
    """Read which version of each draft the form showed; a form that says nothing of it asks nothing."""
    seen = {}
    for row in rows:
        version = whole_number(typed.get(f"seen-{row.contribution.reference}"))
        if version is not None:
            seen[row.contribution.reference] = version
    return seen
