"""Tell an answer from an empty box: "-", "n/a" and "Not provided" are what tools and people write for nothing."""

from __future__ import annotations

import re
import unicodedata

_NOTHING = frozenset(
    {
        *(
            "n a",
            "na",
            "none",
            "nil",
            "null",
            "nan",
            "undefined",
            "no data",
            "no value",
            "blank",
            "left blank",
            "empty",
        ),
        *("no comment", "no comments", "no further comment", "no further comments", "nothing to add", "none given"),
        *("no answer", "no reply", "no response", "did not answer", "not answered", "skipped", "question skipped"),
        *("not provided", "none provided", "not given", "not applicable", "not stated", "not specified"),
    }
)
"""Words joined by single spaces. "Nothing" and "No" are missing on purpose: they answer "What would you change?"."""
_LETTERS = re.compile(r"[^\W_]+")
LONGEST = 40
"""Characters: whoever wrote more said something."""


def says_nothing(words: str) -> bool:
    """Say whether an answer is empty or stands for an empty one. "No" and "Yes" are answers.

    >>> says_nothing(" - "), says_nothing("N/A."), says_nothing("Not provided"), says_nothing("No"), says_nothing("?!")
    (True, True, True, False, True)
    """
    plain = unicodedata.normalize("NFKC", words).strip().lower()
    if len(plain) > LONGEST:
        return not any(letter.isalnum() for letter in plain)
    said = _LETTERS.findall(plain)
    if not said:
        return not any(unicodedata.category(letter) == "So" for letter in plain)  # a lone thumb up is an answer
    return " ".join(said) in _NOTHING
