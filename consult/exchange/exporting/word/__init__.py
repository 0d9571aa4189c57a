"""A revision as a Word file: clean or with tracked changes, with what people say in the margin, and able to come back.

Each clause's words stand in a bookmark that bears its key, so that a partner's edits find their clause again. Its code
stands before the bookmark, in a style of its own. Paragraphs are built whole and never given their words anew:
python-docx's `paragraph.text = ...` throws away the ranges comments hang on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from consult.core.compare import ClauseChange, ClauseOp, compare, stayers
from consult.core.identity import Keyed
from consult.documents.models import Document, Revision
from consult.documents.queries import read_revision
from consult.documents.text import Text
from consult.exchange.exporting.remarks import Remark
from consult.exchange.exporting.word.body import BodyWriter, Part, same_shape
from consult.exchange.exporting.word.comments import bounds_of, write_comments
from consult.exchange.exporting.word.elements import Stamp
from consult.exchange.exporting.word.properties import DOCUMENT, REVISION, TRACKED, write_properties
from consult.exchange.exporting.word.styles import empty_file


def write_word(
    document: Document,
    revision: Revision,
    *,
    since: Revision | None = None,
    remarks: Sequence[Remark] = (),
) -> bytes:
    """Write a revision as a Word file; `since`: with the changes since that revision tracked."""
    text = read_revision(revision)
    file = empty_file(document, revision)
    author = f"Revision {revision.number} of {document.title}"[:200] if since else ""
    stamp = Stamp(author, revision.at) if since else None
    writer = BodyWriter(file, stamp, bounds_of(remarks, {clause.key: clause.words for clause in text.clauses}))
    for part in _parts(text, read_revision(since) if since else None):
        writer.write(part)
    writer.close()
    write_comments(file, remarks)
    values = {DOCUMENT: document.slug, REVISION: str(revision.number)}
    write_properties(file, values | ({TRACKED: author} if since else {}))
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def _parts(text: Text, before: Text | None) -> Iterator[Part]:
    """Yield what to write, in order; what moved is taken out there and put in here."""
    codes = dict(zip((clause.key for clause in text.clauses), text.codes, strict=True))
    if before is None:
        for clause in text.clauses:
            yield Part(key=clause.key, code=codes[clause.key], clause=clause.words)
        return
    old = {keyed.key: keyed.clause for keyed in before.keyed}
    stayed = stayers([keyed.key for keyed in before.keyed], [keyed.key for keyed in text.keyed])
    kept = {key for key in stayed if same_shape(old[key], text.clauses[text.positions[key]].words)}
    gone_by = "/"  # no key holds it: what moved or took another shape is compared as one clause gone and one new
    newer = [
        keyed if keyed.key in kept or keyed.key not in old else Keyed(keyed.key + gone_by, keyed.clause)
        for keyed in text.keyed
    ]
    for change in compare(before.keyed, newer):
        yield _changed(change, change.key.rstrip(gone_by), codes, before)


def _changed(change: ClauseChange, key: str, codes: dict[str, str], before: Text) -> Part:
    if change.new is None:
        gone = before.clauses[before.positions[key]].words
        return Part(key=key, code=before.code(key), clause=gone, op="del", with_bookmark=key not in codes)
    if change.op is ClauseOp.ADDED:
        return Part(key=key, code=codes[key], clause=change.new, op="ins")
    reworded = change.old is not None and change.old.text != change.new.text
    return Part(key=key, code=codes[key], clause=change.new, old=change.old if reworded else None)
