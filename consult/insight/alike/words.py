"""What of a contribution is compared: its words, without a greeting and a sign-off."""

from __future__ import annotations

import re
import unicodedata

# A letter of a script that is written without spaces is a word of its own.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_APOSTROPHES = re.compile(r"(?<=\w)['’‘ʼ](?=\w)")
_GREETING = re.compile(
    r"\s*(?:dear|hello|hi|hey|hiya|greetings|good (?:morning|afternoon|evening|day)|to whom(?:ever)? it may concern"
    r"|sehr geehrte[rsn]?|liebe[rs]?|guten (?:tag|morgen|abend)|hallo|moin)\b[^,.;:!?\n]{0,40}[,.;:!?\n]+",
    re.IGNORECASE,
)
# At the very end, on a line or in a sentence of its own, with a name of up to four words.
_NAME = r"(?:\W{1,3}\w+){0,4}"
_FAREWELL = (
    r"yours (?:sincerely|faithfully|truly)|sincerely|faithfully|(?:kind(?:est)?|best|warm(?:est)?) regards|regards"
    r"|(?:kind|best) wishes|many thanks|thank you|thanks|cheers"
    r"|mit freundlichen gr(?:ü|ue)(?:ß|ss)en|(?:viele|liebe|beste) gr(?:ü|ue)(?:ß|ss)e|vielen dank"
)
_THANKS = (
    r"(?:thank you|thanks) (?:very much|so much|again|in advance"
    r"|for (?:reading|listening|your (?:time|consideration|attention)))"
)
_SIGN_OFF = re.compile(
    rf"(?:[.!?,;]\s|\n)\s{{0,4}}(?:with )?(?:{_THANKS}|{_FAREWELL})(?:(?=[,.!\n-]){_NAME})?\W{{0,5}}$", re.IGNORECASE
)
_TAIL = 160
"""Letters at the end among which a sign-off is looked for."""


def words_of(body: str) -> tuple[str, ...]:
    """Return the words in order, small letters, without marks and apostrophes.

    >>> words_of("Don’t CLOSE it!")
    ('dont', 'close', 'it')
    """
    text = unicodedata.normalize("NFKC", body).casefold()
    return tuple(_WORD.findall(_APOSTROPHES.sub("", text)))


def compared_words(body: str) -> tuple[str, ...]:
    """Return the words that are compared: all but a greeting and a sign-off, or all where nothing else is there.

    >>> compared_words("Dear Sir or Madam, keep the bus. Kind regards, Ann")
    ('keep', 'the', 'bus')
    >>> compared_words("Thank you")
    ('thank', 'you')
    >>> compared_words("👍")
    ('👍',)
    """
    greeting = _GREETING.match(body)
    bare = body[greeting.end() :] if greeting else body
    bare = bare[:-_TAIL] + _SIGN_OFF.sub("", bare[-_TAIL:], count=1)
    return words_of(bare) or words_of(body) or (body.strip(),)


_DENYING = frozenset(
    [
        "no",
        "not",
        "never",
        "none",
        "nor",
        "cannot",
        "against",
        "oppose",
        "opposed",
        "object",
        "reject",
        "nicht",
        "kein",
        "keine",
        "nie",
        "dont",
        "doesnt",
        "didnt",
        "wont",
        "wouldnt",
        "cant",
        "couldnt",
        "shouldnt",
        "isnt",
        "arent",
        "wasnt",
        "werent",
        "hasnt",
        "havent",
        "hadnt",
        "mustnt",
        "neednt",
    ]
)


def denials(body: str) -> int:
    """Count the words that can turn a meaning round.

    >>> denials("We should not, and can't."), denials("We want it")
    (2, 0)
    """
    return sum(word in _DENYING for word in words_of(body))
