"""Find the clause whose code somebody wrote or said: "4.2b", "4.2 (b)" and "Clause 4.2(B)" all mean 4.2(b)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

LONGEST = 60
"""Characters; no code is longer, however it is written."""

_CALLED = re.compile(
    r"(?:(?:sub-?)?(?:clause|section|paragraph|article|chapter|number|point|item|sect|para|part|sec|art|cl|no|s|§)s?"
    r"\.?\s*)+(?=[\d(]|note\b|schedule\b|appendix\b|annex\b)",
    re.I,
)
_PIECES = re.compile(r"\d+|[^\W\d_]+|-(?=\d)")


class SpokenCodes:
    """The codes of one text, to be found as people write them.

    >>> codes = SpokenCodes(["4", "4.2", "4.2(b)", "4.2(b) para 2", "note 1"])
    >>> codes.find("4.2 b"), codes.find("clause 4.2(b) paragraph 2"), codes.find("9.9")
    (('4.2(b)',), ('4.2(b) para 2',), ())
    """

    def __init__(self, codes: Iterable[str]) -> None:
        kept = tuple(codes)
        self._tiers = [(way, _by(way, kept)) for way in (_as_it_stands, _without_brackets, _in_small, _with_dots)]

    def find(self, said: str) -> tuple[str, ...]:
        """Return the codes it can mean: none, one, or several where it fits more than one equally well.

        The closer way of reading it decides: the very signs, then without brackets and spaces, then without capitals.
        """
        if len(said) > LONGEST:
            return ()
        for way, known in self._tiers:
            found = known.get(way(said), ())
            if found:
                return found
        return ()


def _by(way: Callable[[str], str], codes: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    known: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for code in codes:
        known[way(code)] += (code,)
    known.pop("", None)
    return dict(known)


def _as_it_stands(said: str) -> str:
    return "".join(_plain(said).split())


def _without_brackets(said: str) -> str:
    """Join numbers with full stops and everything else without anything: "4.2 (b) para 2" is "4.2bpara2"."""
    joined = ""
    for found in _PIECES.findall(_plain(said)):
        piece = "para" if found.lower() in ("paragraph", "para") else found
        joined += f".{piece}" if joined[-1:].isdigit() and piece[0].isdigit() else piece
    return joined


def _in_small(said: str) -> str:
    return _without_brackets(said).lower()


def _with_dots(said: str) -> str:
    return _in_small(said).replace("-", ".")


def _plain(said: str) -> str:
    """Return it with plain digits and brackets, and without the word "clause" before the number."""
    plain = unicodedata.normalize("NFKC", said).strip()
    return plain[found.end() :] if (found := _CALLED.match(plain)) else plain
