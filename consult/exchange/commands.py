"""Commands that take texts in and give them out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from consult.consultations.queries import get_consultation
from consult.core.errors import ConsultError
from consult.documents.models import Document, DocumentKind
from consult.documents.queries import get_document, read_save
from consult.drafting import service as drafting
from consult.exchange.exporting import FORMATS, WORD, give
from consult.exchange.importing import Imported, read_document
from consult.extensions import db
from consult.infra import clock


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--consultation", required=True, metavar="SLUG")
@click.option("--kind", required=True, type=click.Choice([kind.value for kind in DocumentKind]))
@click.option("--title", required=True)
@click.option("--onto", metavar="DOCUMENT", help="Make it a new save of this document's working draft.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
@with_appcontext
def import_file(*, file: Path, consultation: str, kind: str, title: str, onto: str | None, as_json: bool) -> None:
    """Take in a text: md, docx, html or txt. A refusal ends with 2."""
    try:
        imported = read_document(file.read_bytes(), file.name)
        document = _take_in(imported, consultation, DocumentKind(kind), title, onto, file.name)
        db.session.commit()
    except ConsultError as error:
        db.session.rollback()
        click.echo(json.dumps({"problem": error.message}, ensure_ascii=False) if as_json else error.message)
        sys.exit(2)
    made = _made(document, imported)
    if as_json:
        click.echo(json.dumps(made, ensure_ascii=False))
        return
    click.echo(f"{made['document']}: {made['clauses']} clauses.")
    for one in imported.not_kept:
        click.echo(f"  left out: {one.what} ({one.count})")


def _take_in(
    imported: Imported, consultation: str, kind: DocumentKind, title: str, onto: str | None, filename: str
) -> Document:
    now = clock.now()
    if onto is None:
        owner = get_consultation(consultation)
        return drafting.start_document(owner, title, kind, imported.clauses, by=None, now=now, cause_reference=filename)
    document = get_document(onto)
    head = document.head.public_id if document.head else ""
    drafting.save_text(document, imported.clauses, expected_save=head, by=None, now=now, imported_from=filename)
    return document


def _made(document: Document, imported: Imported) -> dict[str, Any]:
    newest, head = document.newest_revision, document.head
    return {
        "document": document.slug,
        "revision": newest.number if newest else None,
        "save": head.public_id if head else None,
        "clauses": len(read_save(head).clauses) if head else 0,
        "not_kept": [{"what": one.what, "count": one.count, "words": one.words} for one in imported.not_kept],
    }


@click.command("export")
@click.argument("document")
@click.option("--revision", type=int, help="The newest unless given.")
@click.option("--format", "form", type=click.Choice([WORD, *sorted(FORMATS)]), required=True)
@click.option("--changes-since", type=int, metavar="REVISION", help="Word: track the changes since this revision.")
@click.option("--with-comments", is_flag=True, help="Word: what the public said, as comments on its words.")
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@with_appcontext
def export_document(
    *, document: str, revision: int | None, form: str, changes_since: int | None, with_comments: bool, output: Path
) -> None:
    """Give out a revision of a document. A refusal ends with 2."""
    try:
        found = get_document(document)
        output.write_bytes(give(form, found, revision, since=changes_since, with_comments=with_comments))
    except ConsultError as error:
        click.echo(error.message, err=True)
        sys.exit(2)
