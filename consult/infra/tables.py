"""Tables for spreadsheets, safe from formulas."""

from __future__ import annotations

import unicodedata

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe_cell(value: object) -> str:
    """Write a value so that no spreadsheet takes it for a formula: an apostrophe goes before a dangerous start.

    Source: OWASP, "CSV Injection".

    >>> safe_cell("=1+1"), safe_cell("fine"), safe_cell(None)
    ("'=1+1", 'fine', '')
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) or _first_seen(text).startswith(DANGEROUS) else text


def _first_seen(text: str) -> str:
    """Return the first letter that can be seen, a wide one as the narrow one some programs take it for."""
    seen = (letter for letter in text if unicodedata.category(letter) not in ("Zs", "Cf"))
    return unicodedata.normalize("NFKC", next(seen, ""))
