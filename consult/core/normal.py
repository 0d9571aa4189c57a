"""One form for every text that comes in at the door."""

from __future__ import annotations

import unicodedata

from consult.core.errors import Refused


def normalise(text: str) -> str:
    """Return `text` in NFC with LF line breaks. Raises Refused naming a NUL or a lone surrogate and its place.

    >>> normalise("Cafe\\u0301\\r\\nopen")
    'Café\\nopen'
    """
    for position, letter in enumerate(text):
        if letter == "\0":
            raise Refused(f"Character {position + 1} is a NUL, which cannot be kept. Take it out and send again.")
        if "\ud800" <= letter <= "\udfff":
            raise Refused(
                f"Character {position + 1} is half of a letter, which cannot be kept. Take it out and send again."
            )
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
