"""Giving a revision out: Word, Markdown, HTML, JSON, and a table of its clauses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

from flask import render_template

from consult.answers.dissent.service import printed_notes
from consult.core.errors import Refused
from consult.core.kinds import Kind
from consult.core.sentences import sentences
from consult.documents.models import Document, Revision
from consult.documents.queries import get_revision, read_revision
from consult.documents.text import Text
from consult.infra.rendering import inline, literal
from consult.infra.tables import safe_cell

Writer = Callable[[Document, Revision, Text], str]


def _markdown(document: Document, revision: Revision, text: Text) -> str:
    """Write a text as it was published, with the minority notes after it, each under the code of its clause."""
    notes = printed_notes(document)
    lines = [
        f"- {code}: {note.text} Signed by {', '.join(note.signed)}."
        for clause, code in zip(text.clauses, text.codes, strict=True)
        for note in notes.get(clause.clause_id, ())
    ]
    if not lines:
        return text.markdown
    return "\n".join([text.markdown.rstrip(), "", "## Minority notes", "", *lines, ""])


def _html(document: Document, revision: Revision, text: Text) -> str:
    notes = printed_notes(document)
    rows = [
        (
            code,
            clause,
            literal(clause.text) if clause.kind is Kind.CODE else inline(clause.text),
            notes.get(clause.clause_id, ()),
        )
        for clause, code in zip(text.clauses, text.codes, strict=True)
    ]
    return render_template("exchange/export.html", document=document, revision=revision, rows=rows)


def _json(document: Document, revision: Revision, text: Text) -> str:
    notes = printed_notes(document)
    clauses = [
        {
            "key": clause.key,
            "code": code,
            "kind": clause.kind.value,
            "level": clause.level,
            "marker": clause.marker,
            "text": clause.text,
            "scope": clause.scope.value,
            "sentences": [{"start": span.start, "end": span.end} for span in sentences(clause.text)],
            "minority_notes": [
                {"text": note.text, "signed": list(note.signed)} for note in notes.get(clause.clause_id, ())
            ],
        }
        for clause, code in zip(text.clauses, text.codes, strict=True)
    ]
    whole = {"slug": document.slug, "title": document.title, "kind": document.kind.value, "revision": revision.number}
    return json.dumps(whole | {"hash": revision.hash, "clauses": clauses}, ensure_ascii=False, indent=1)


def _csv(document: Document, revision: Revision, text: Text) -> str:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["clause", "key", "kind", "what can change", "reason", "words"])
    for clause, code in zip(text.clauses, text.codes, strict=True):
        row = [code, clause.key, clause.kind.value, clause.scope.value, clause.scope_reason, clause.text]
        writer.writerow([safe_cell(cell) for cell in row])
    return table.getvalue()


FORMATS: dict[str, Writer] = {"md": _markdown, "html": _html, "json": _json, "csv": _csv}


WORD = "docx"
MIME = {
    WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
}


def give(
    form: str, document: Document, number: int | None = None, *, since: int | None = None, with_comments: bool = False
) -> bytes:
    """Give a revision (the newest, without a number) in one of FORMATS or as Word, which can show more.

    `since`: with the changes since that revision tracked. Raises Missing for a revision there is not, Refused for what
    a format cannot show.
    """
    revision = document.newest_revision if number is None else get_revision(document, number)
    if revision is None:
        raise Refused("This document has no revision yet.", field="revision")
    if form != WORD:
        if since is not None or with_comments:
            raise Refused("Only a Word file can show changes and comments. Choose Word, or leave them out.")
        return write(form, document, revision, read_revision(revision))
    if since is not None and since >= revision.number:
        raise Refused(f"Changes lead to revision {revision.number} from an older one. Choose one.", field="since")
    from consult.exchange.exporting.remarks import minority_remarks, remarks_for  # noqa: PLC0415  # these two need
    from consult.exchange.exporting.word import write_word  # noqa: PLC0415  # Word's library, loaded only where it is used

    older, text = get_revision(document, since) if since is not None else None, read_revision(revision)
    remarks = minority_remarks(document, revision, text)
    if with_comments:
        remarks += remarks_for(document, revision, text)
    return write_word(document, revision, since=older, remarks=remarks)


def write(form: str, document: Document, revision: Revision, text: Text) -> bytes:
    """Write a revision in one of FORMATS, as UTF-8."""
    return FORMATS[form](document, revision, text).encode()
