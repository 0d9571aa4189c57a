"""Taking texts in and giving them out by the command line, as the doors are pinned."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from consult.documents.models import Document
from consult.documents.queries import get_document
from consult.exchange.commands import export_document, import_file
from consult.exchange.exporting import FORMATS
from consult.extensions import db
from tests.make import TEXT, make_consultation, make_document


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """Give a text with front matter, which the import must report."""
    path = tmp_path / "draft.md"
    path.write_text("---\ntitle: Warm rooms\n---\n" + TEXT)
    return path


def test_import_makes_a_document_with_revision_1_and_says_what_it_left_out(app: Flask, draft: Path) -> None:
    consultation = make_consultation()
    db.session.commit()
    command = [str(draft), "--consultation", consultation.slug, "--kind", "agenda", "--title", "Rooms", "--json"]
    result = app.test_cli_runner().invoke(import_file, command)
    assert result.exit_code == 0, result.output
    made = json.loads(result.output)
    assert set(made) == {"document", "revision", "save", "clauses", "not_kept"}
    assert (made["document"], made["revision"], made["clauses"]) == ("rooms", 1, 8)
    assert all(set(one) == {"what", "count", "words"} for one in made["not_kept"])


def test_import_onto_makes_a_new_save_that_keeps_the_keys(app: Flask, tmp_path: Path) -> None:
    document = make_document()
    assert document.head is not None
    slug, before = document.slug, document.head.public_id
    newer = tmp_path / "newer.md"
    newer.write_text(TEXT.replace("four working days", "two working days"))
    command = [str(newer), "--consultation", document.consultation.slug, "--kind", "agenda", "--title", "Any"]
    result = app.test_cli_runner().invoke(import_file, [*command, "--onto", slug, "--json"])
    assert result.exit_code == 0, result.output
    made = json.loads(result.output)
    assert (made["document"], made["revision"]) == (slug, 1)
    assert made["save"] != before


def test_a_refusal_ends_with_2_says_why_and_changes_nothing(app: Flask, tmp_path: Path) -> None:
    consultation = make_consultation()
    db.session.commit()
    empty = tmp_path / "empty.docx"
    empty.write_bytes(b"PK\x03\x04 not really")
    command = [str(empty), "--consultation", consultation.slug, "--kind", "other", "--title", "T", "--json"]
    result = app.test_cli_runner().invoke(import_file, command)
    assert result.exit_code == 2
    assert "empty.docx" in json.loads(result.output)["problem"]
    assert db.session.query(Document).count() == 0


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_a_revision_is_given_out_in_every_format(app: Flask, tmp_path: Path, form: str) -> None:
    document = make_document()
    output = tmp_path / f"out.{form}"
    command = [document.slug, "--format", form, "-o", str(output)]
    result = app.test_cli_runner().invoke(export_document, command)
    assert result.exit_code == 0, result.output
    assert "Passengers can book by phone" in output.read_text()


def test_markdown_that_was_given_out_and_taken_in_again_changes_nothing(app: Flask, tmp_path: Path) -> None:
    document = make_document()
    slug = document.slug
    output = tmp_path / "out.md"
    runner = app.test_cli_runner()
    runner.invoke(export_document, [slug, "--format", "md", "-o", str(output)])
    before = get_document(slug).head_save_id
    command = [str(output), "--consultation", document.consultation.slug, "--kind", "agenda", "--title", "Any"]
    assert runner.invoke(import_file, [*command, "--onto", slug]).exit_code == 0
    assert get_document(slug).head_save_id == before
