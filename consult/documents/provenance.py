"""Which save brought each run of words of a text, clause by clause.

Reckoned over all ancestors of a save, oldest first, and stored for each published save. A process keeps how far it has
walked along a document's saves, so that one more save costs one comparison.
"""

from __future__ import annotations

import json
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from threading import Lock
from typing import NamedTuple

from sqlalchemy import select

from consult.core.blame import Origins, Span
from consult.core.clauses import Clause as Words
from consult.core.clauses import Kind, compose
from consult.documents.models import Document, Provenance, Save, Wording
from consult.documents.queries import REDACTED, read_save, when_forgotten
from consult.documents.text import Text
from consult.extensions import db
from consult.infra.keeping import Kept

WALKS = 2
"""Documents whose walk a process keeps: it remembers every text of theirs."""
FEW = 5
"""Saves up to which their wordings are asked for by number; for more, all of the document's are read."""


class Run(NamedTuple):
    """A half-open range of a clause's `text`, and the id of the save that brought its words."""

    start: int
    end: int
    save_id: int


Runs = Mapping[str, tuple[Run, ...]]
"""The runs of each clause by its key; they tile its text."""


class _Walk:
    """How far a document's saves were walked: their public ids, oldest first, and the origins of the last one's words.

    Public ids, because a database may give the number of a save that was rolled back to another one.
    """

    def __init__(self) -> None:
        self.walked: list[str] = []
        self.origins = Origins()


_walks: OrderedDict[int, _Walk] = OrderedDict()
_walking = Lock()
_stored: Kept[Runs] = Kept(64)


def runs_of(document: Document, save: Save) -> Runs:
    """Return which save brought the words of a save: as stored when it was published, else reckoned and kept.

    One query, or none when this process asked before; where nothing is stored, four.
    """
    return _stored.get(save.public_id, "", lambda: _fitted(read_save(save), _find(save) or origins_of(document, save)))


@when_forgotten
def forget_walks() -> None:
    """Forget what was reckoned, and with it every text that was walked over: words may have been removed."""
    _stored.clear()
    with _walking:
        _walks.clear()


def store_provenance(document: Document, save: Save) -> None:
    """Store which save brought the words of a save that is being published."""
    packed = [[key, [[run.end, run.save_id] for run in runs]] for key, runs in origins_of(document, save).items()]
    db.session.add(Provenance(save_id=save.id, runs=zlib.compress(json.dumps(packed, separators=(",", ":")).encode())))


def origins_of(document: Document, save: Save) -> Runs:
    """Reckon which save brought each run of words of a save: three queries, and the text where it was not read yet."""
    line = _line(document, save)
    numbers = [number for number, _ in line]
    return _by_clause(read_save(save), _spans(document, line), numbers)


def _find(save: Save) -> Runs | None:
    packed = db.session.scalar(select(Provenance.runs).where(Provenance.save_id == save.id))
    if packed is None:
        return None
    return {
        key: tuple(Run(start, *run) for (start, _), run in pairwise([(0, 0), *map(tuple, runs)]))
        for key, runs in json.loads(zlib.decompress(packed))
    }


def _fitted(text: Text, runs: Runs) -> Runs:
    """Let a clause whose words were removed since be of the save its words began with."""
    fitted = dict(runs)
    for clause in text.clauses:
        there = runs.get(clause.key, ())
        if clause.text and (not there or there[-1].end != len(clause.text)):
            fitted[clause.key] = (Run(0, len(clause.text), there[0].save_id if there else text.save_id),)
    return fitted


def _line(document: Document, save: Save) -> list[tuple[int, str]]:
    """Return a save and all its ancestors, oldest first, as numbers and public ids: one query."""
    rows = db.session.execute(
        select(Save.id, Save.public_id, Save.parent_id).where(Save.document_id == document.id, Save.id <= save.id)
    )
    saves = {row.id: row for row in rows}
    line: list[tuple[int, str]] = []
    at: int | None = save.id
    while at is not None:
        row = saves[at]
        line.append((row.id, row.public_id))
        at = row.parent_id
    return line[::-1]


def _spans(document: Document, line: Sequence[tuple[int, str]]) -> list[Span]:
    """Return the origins of the words of the last save of a line, as places in it; walks on from where it stands."""
    names = [name for _, name in line]
    with _walking:
        walk = _walks.pop(document.id, None)
        kept = walk
        if walk is None or walk.walked != names[: len(walk.walked)]:
            walk = _Walk()
        for (_, name), text in zip(line[len(walk.walked) :], _texts(document, line[len(walk.walked) :]), strict=True):
            walk.origins.advance(text, len(walk.walked))
            walk.walked.append(name)
        # Whoever asks for an older save does not take from the others how far they have come.
        _walks[document.id] = kept if kept and kept.walked[: len(names)] == names else walk
        while len(_walks) > WALKS:
            _walks.popitem(last=False)
        return walk.origins.spans


def _texts(document: Document, line: Sequence[tuple[int, str]]) -> Iterator[str]:
    """Yield the texts of saves in order, composed: one query for their orders, one for all their wordings."""
    if not line:
        return
    first, last = line[0][0], line[-1][0]
    saves = select(Save.id, Save.order).where(Save.document_id == document.id, Save.id.between(first, last))
    packed = {row.id: row.order for row in db.session.execute(saves)}
    wordings = select(Wording.id, Wording.text).where(Wording.document_id == document.id)
    if len(line) <= FEW:
        wanted = {row[7] for number, _ in line for row in json.loads(zlib.decompress(packed[number]))}
        wordings = wordings.where(Wording.id.in_(wanted))
    words = {row.id: row.text for row in db.session.execute(wordings)}
    for number, _ in line:
        order = json.loads(zlib.decompress(packed[number]))
        texts = (words[row[7]] for row in order)
        yield compose(
            Words(Kind(row[2]), row[3], REDACTED if text is None else text, row[4])
            for row, text in zip(order, texts, strict=True)
        )


def _by_clause(text: Text, spans: Sequence[Span], numbers: Sequence[int]) -> Runs:
    """Cut the origins of a composed text into runs of its clauses' texts; markers and blank lines fall away."""
    found: list[list[Run]] = [[] for _ in text.clauses]
    for span in spans:
        for segment in text.composed.to_clauses(span.start, span.end):
            there, number = found[segment.index], numbers[span.index]
            start = there[-1].end if there else 0  # what stands between is a marker inside a block of code
            if segment.end > start:
                if there and there[-1].save_id == number:
                    start = there.pop().start
                there.append(Run(start, segment.end, number))
    return {clause.key: tuple(runs) for clause, runs in zip(text.clauses, found, strict=True)}
