"""Answers that say nothing: "-", "n/a", "not provided". They are set apart, never counted under a theme."""

from __future__ import annotations

import re
import unicodedata

_ANSWERS = frozenset(
    {
        *("na", "n/a", "none", "nil", "null", "nan", "blank", "empty", "unknown"),
        *("no", "nothing", "nope", "ditto", "test", "asdf"),
        "not applicable",
        "not provided",
        "not answered",
        "not stated",
        "not specified",
        "not known",
        "not filled in",
        "not completed",
        "no answer",
        "no answers",
        "no comment",
        "no comments",
        "no reply",
        "no response",
        "no responses",
        "no view",
        "no views",
        "no opinion",
        "no further comment",
        "no further comments",
        "no other comments",
        "no more comments",
        "none given",
        "none provided",
        "none to add",
        "nothing to add",
        "nothing else",
        "nothing more",
        "nothing to say",
        "nothing further",
        "left blank",
        "prefer not to say",
        "dont know",
        "don't know",
        "as above",
        "see above",
    }
)
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def is_blank(body: str | None) -> bool:
    """Say whether an answer says nothing at all, whatever it is an answer to.

    A short answer that says something ("No buses on Sundays", "Bins") is none.

    >>> [is_blank(text) for text in ("Not provided", " - ", "N/A.", "", "...", "No comment!", None)]
    [True, True, True, True, True, True, True]
    >>> [is_blank(text) for text in ("No buses", "Bins", "Nothing works here", "6", "👍")]
    [False, False, False, False, False]
    """
    if body is None:
        return True
    text = " ".join(unicodedata.normalize("NFKC", body).replace("’", "'").casefold().split())
    if not any(character.isalnum() or unicodedata.category(character).startswith("S") for character in text):
        return True
    return _EDGES.sub("", text) in _ANSWERS
