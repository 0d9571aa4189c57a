"""Taking an uploaded file or a typed text in."""

from __future__ import annotations

from typing import Any

from consult.core.errors import Refused
from consult.exchange.importing import Imported, read_document
from consult.infra.uploads import plain_name


def read_upload(file: Any, typed: str) -> Imported:
    """Read the uploaded file, or the typed Markdown where there is none. Raises Refused."""
    if file and file.filename:
        return read_document(file.read(), plain_name(file.filename))
    if not typed.strip():
        raise Refused("Choose a file, or write the text.", field="file")
    return read_document(typed.encode(), "typed.md")


def not_kept_in_words(imported: Imported) -> str:
    """Say in one sentence what the import could not keep, or nothing."""
    if not imported.not_kept:
        return ""
    parts = ", ".join(f"{one.what} ({one.count})" for one in imported.not_kept)
    return f"Left out of the text: {parts}."
