"""Tables for spreadsheets, safe from formulas."""

from __future__ import annotations

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe_cell(value: object) -> str:
    """Write a value so that no spreadsheet takes it for a formula: an apostrophe goes before a dangerous start.

    Source: OWASP, "CSV Injection".

    >>> safe_cell("=1+1"), safe_cell("fine"), safe_cell(None)
    ("'=1+1", 'fine', '')
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0\ufeff").startswith(DANGEROUS) or text.startswith(DANGEROUS) else text
