"""Bytes of a text file to characters: byte-order marks first, then UTF-8, then what Windows wrote."""

from __future__ import annotations

import codecs
import re

from consult.core.errors import Refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<(?:meta[^>]*?charset|\?xml[^>]*?encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]{1,40})""", re.I)
_UNSAFE_NAMES = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}


def decode(data: bytes, filename: str, *, declared: bool = False) -> str:
    """Return the characters of a text file; with `declared`, trust the charset an HTML file names.

    Raises Refused where no encoding fits.

    >>> decode("naïve – “text”".encode("cp1252"), "notes.txt")
    'naïve – “text”'
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], name, filename)
    for guess in (_named(data) if declared else None, _wide(data), "utf-8", "cp1252"):
        if guess is None:
            continue
        try:
            return data.decode(guess)
        except (UnicodeDecodeError, LookupError):
            continue
    raise Refused(f"“{filename}” is not text we can read. Save it as plain text in UTF-8 and upload it again.")


def _decoded(data: bytes, name: str, filename: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        raise Refused(
            f"“{filename}” says it is {name.upper()} text but is not: it may be damaged. "
            "Save it again as UTF-8 and upload that."
        ) from None


def _named(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return None
    # A page whose declaration could be read byte by byte is not UTF-16, whatever it says (HTML standard, 13.2.3.3).
    if known in _UNSAFE_NAMES or known.startswith(("utf-16", "utf-32")) or not codecs.lookup(name)._is_text_encoding:
        return None
    return {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(known, known)


def _wide(data: bytes) -> str | None:
    """Guess UTF-16 without a mark: in western text every second byte is zero."""
    sample = data[:2000]
    if len(sample) < 8 or len(data) % 2:
        return None
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if high > half * 0.6 and low < half * 0.1:
        return "utf-16-le"
    if low > half * 0.6 and high < half * 0.1:
        return "utf-16-be"
    return None
