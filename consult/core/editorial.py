"""Whether an edit may be called editorial: it may not where a number, date, name, negation or duty changes."""

import re
from collections.abc import Iterator

from consult.core.matching import align

_WORD = re.compile(r"[^\W_]+(?:['’.,:/-][^\W_]+)*")
_NAME_GOES_ON = re.compile(r" [A-Z]")
_MODALS = frozenset({"must", "shall", "may", "should", "will", "can", "need", "ought"})
_NEGATIONS = frozenset(
    {"not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot", "unless"}
)
_DATES = frozenset(
    "january february march april june july august september october november december monday tuesday "  # noqa: SIM905 - a list would hide the words
    "wednesday thursday friday saturday sunday today tomorrow".split()
)
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred "  # noqa: SIM905 - a list would hide the words
    "thousand million half quarter first second third once twice double".split()
)


def why_material(old: str, new: str) -> tuple[str, ...]:
    """Return the reasons why changing `old` into `new` may not be called editorial; none means it may.

    >>> why_material("It must open at 9.", "It may open at 10.")
    ('a number', 'must, shall, may or should')
    >>> why_material("It opens at  nine.", "It opens at nine.")
    ()
    """
    before, after = list(_weighty(old)), list(_weighty(new))
    kept = align(before, after)
    changed = [*before, *after]
    for _, j, size in reversed(kept):  # what left its order changed: "must, may" is no "may, must"
        del changed[len(before) + j : len(before) + j + size]
    for i, _, size in reversed(kept):
        del changed[i : i + size]
    order = ("a number", "a date", "a name", "a negation", "must, shall, may or should")
    found = {sort for sort, _word in changed}
    return tuple(sort for sort in order if sort in found)


def _weighty(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words that carry meaning no edit may touch quietly, each with its sort."""
    start_of_sentence = True
    for found in _WORD.finditer(text):
        word, plain = found[0], found[0].lower().replace("’", "'")
        if any(letter.isdigit() for letter in word) or plain in _NUMBERS:
            yield "a number", plain
        elif plain in _DATES or (word == "May" and not start_of_sentence):
            yield "a date", plain
        elif plain in _NEGATIONS or plain.endswith("n't"):
            yield "a negation", plain
        elif plain in _MODALS:
            yield "must, shall, may or should", plain
        elif word[0].isupper() and (not start_of_sentence or _NAME_GOES_ON.match(text, found.end())):
            yield "a name", word
        start_of_sentence = text[found.end() : found.end() + 2].lstrip(")*_’”'\"")[:1] in (".", "!", "?", ":")
