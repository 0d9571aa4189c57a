"""Giving a revision out: Markdown, HTML, JSON, and a table of its clauses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

from flask import render_template

from consult.core.kinds import Kind
from consult.core.sentences import sentences
from consult.documents.models import Document, Revision
from consult.documents.text import Text
from consult.infra.rendering import inline, literal
from consult.infra.tables import safe_cell

Writer = Callable[[Document, Revision, Text], str]


def _markdown(document: Document, revision: Revision, text: Text) -> str:
    return text.markdown


def _html(document: Document, revision: Revision, text: Text) -> str:
    rows = [
        (code, clause, literal(clause.text) if clause.kind is Kind.CODE else inline(clause.text))
        for clause, code in zip(text.clauses, text.codes, strict=True)
    ]
    return render_template("exchange/export.html", document=document, revision=revision, rows=rows)


def _json(document: Document, revision: Revision, text: Text) -> str:
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


def write(form: str, document: Document, revision: Revision, text: Text) -> bytes:
    """Write a revision in one of FORMATS, as UTF-8."""
    return FORMATS[form](document, revision, text).encode()
