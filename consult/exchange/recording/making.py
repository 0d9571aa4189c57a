"""Make a record in the forms asked for: gathered once, then written form by form."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from consult.consultations.models import Consultation
from consult.exchange.recording.facts import Edition, Facts
from consult.exchange.recording.gathering import gather
from consult.exchange.recording.outline import outline
from consult.exchange.recording.zipping import write_zip

Say = Callable[[int, int, str], None]
BLOCKS_EACH = 8
"""Paragraphs one contribution is likely to take."""


class Form(StrEnum):
    """A form a record comes in; the value is also how the name of the file ends."""

    ZIP = "zip"
    WORD = "docx"
    PDF = "pdf"


SHARES = {Form.ZIP: 25, Form.WORD: 20, Form.PDF: 40}
"""Of a hundred, how much of the time each form takes; gathering takes the rest."""
GATHERING = 15
MIME = {
    Form.ZIP: "application/zip",
    Form.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.PDF: "application/pdf",
}


class _Part:
    """How far one step is: told as a part of a hundred, and only when that changes."""

    def __init__(self, say: Say, start: int, share: int, doing: str, steps: int) -> None:
        self._say, self._start, self._share, self._doing = say, start, share, doing
        self._steps, self._done, self._told = max(1, steps), 0, -1

    def __call__(self) -> None:
        self.reach(self._done + 1, self._steps)

    def reach(self, done: int, of: int, _doing: str = "") -> None:
        """Tell that so many steps of so many are done."""
        self._done = done
        percent = self._start + min(self._share, self._share * done // max(1, of))
        if percent != self._told:
            self._told = percent
            self._say(percent, 100, self._doing)


def make(
    consultation: Consultation,
    edition: Edition,
    forms: Collection[Form],
    folder: Path,
    *,
    site: str,
    now: datetime,
    say: Say = lambda *_: None,
) -> tuple[Facts, dict[Form, Path]]:
    """Write a record into a folder; return its facts and its files. Raises Refused, ConsultError."""
    gathering = _Part(say, 0, GATHERING, "Gathering what was said and done.", 1)
    facts = gather(consultation, edition, folder, site=site, now=now, say=gathering.reach)
    start, made = GATHERING, {}
    for form in (one for one in Form if one in forms):
        made[form] = folder / f"record.{form.value}"
        _write(facts, form, made[form], say, start)
        start += SHARES[form]
    return facts, made


def _write(facts: Facts, form: Form, path: Path, say: Say, start: int) -> None:
    many = facts.tallies.said + facts.tallies.stubs
    if form is Form.ZIP:
        revisions = sum(len(one.revisions) for one in facts.documents)
        write_zip(facts, path, _Part(say, start, SHARES[form], "Writing the zip.", 20 + 3 * revisions))
    elif form is Form.WORD:
        from consult.exchange.recording.word import write_word  # noqa: PLC0415  # loaded where a record is made only

        steps = _Part(say, start, SHARES[form], "Writing the Word file.", 200 + BLOCKS_EACH * many)
        write_word(facts, outline(facts), path, steps)
    else:
        from consult.exchange.recording.pdf import write_pdf  # noqa: PLC0415

        steps = _Part(say, start, SHARES[form], "Setting the PDF.", 1 + many // 250)
        write_pdf(facts, outline(facts), path, steps)
