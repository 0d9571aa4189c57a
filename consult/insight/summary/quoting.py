"""A first draft of nothing but quotes: for each section the sentences most others say, and those least like them.

Pure: contributions in, quotes out, the same every time. Every quote is a sentence of a contribution, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from consult.core.centrality import centrality, choose, closeness, weigh, words_of
from consult.core.citing import find_citations
from consult.core.sentences import sentences

EACH = 6
"""Quotes offered for one section."""
MINORITY = 6
SHORTEST, LONGEST = 5, 60
"""Words of a sentence worth quoting: fewer say nothing alone, more are no sentence."""
FULL = 9
"""Words of a sentence worth quoting although nobody else says it."""
VOTED = 3
"""Votes from which a contribution counts as voted on."""

_SPECIAL = re.compile(r"([\\`*_\[\]<>~&])")


@dataclass(frozen=True, slots=True)
class Said:
    """A contribution as the draft reads it."""

    reference: str
    body: str
    agree: int = 0
    disagree: int = 0

    @property
    def outvoted(self) -> bool:
        """Say whether some stand behind it and more do not."""
        return self.agree > 0 and self.disagree > self.agree and self.agree + self.disagree >= VOTED


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a contribution, and why it is offered."""

    text: str
    reference: str
    why: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    said: Said


def pick(
    groups: Sequence[tuple[str, Sequence[Said]]], minority: str, say: Callable[[int, str], None] = lambda _n, _t: None
) -> dict[str, list[Quote]]:
    """Pick quotes for each group by its key, and from all for the key `minority`: one of a contribution in each.

    `say` is told how many groups are done, and what comes next.
    """
    picked: dict[str, list[Quote]] = {}
    quoted: set[str] = set()
    for number, (key, said) in enumerate(groups):
        say(number, f"Reading {len(said):,} contributions for one section")
        picked[key] = _central(said)
        quoted |= {one.reference for one in picked[key]}
    say(len(groups), "Looking for what few people say")
    everything = list({one.reference: one for _, said in groups for one in said}.values())
    picked[minority] = _apart([one for one in everything if one.reference not in quoted])
    return picked


def _central(said: Iterable[Said]) -> list[Quote]:
    read = _sentences(said)
    vectors = weigh([words_of(one.text) for one in read])
    scores = centrality(vectors)
    order = sorted(range(len(read)), key=lambda number: (-scores[number], number))
    chosen = choose(vectors, _once(order, read), EACH)
    return [Quote(read[one].text, read[one].said.reference, "close to what many here say") for one in chosen]


def _apart(said: Iterable[Said]) -> list[Quote]:
    """Pick what was voted down though some stand behind it, most backed first, then what is least like the rest."""
    read = _sentences(said)
    vectors = weigh([words_of(one.text) for one in read])
    scores = closeness(vectors)
    full = [number for number, one in enumerate(read) if len(words_of(one.text)) >= FULL // 2]
    outvoted = sorted(
        (number for number in full if read[number].said.outvoted),
        key=lambda number: (-read[number].said.agree, -scores[number], number),
    )
    voted = choose(vectors, _once(outvoted, read), MINORITY // 2)
    least = sorted(
        (number for number in full if len(read[number].text.split()) >= FULL),
        key=lambda number: (scores[number], number),
    )
    gone = {read[one].said.reference for one in voted}
    rest = (number for number in _once(least, read) if read[number].said.reference not in gone)
    few = choose(vectors, rest, MINORITY - len(voted), taken=voted)
    return [
        *(Quote(read[one].text, read[one].said.reference, _votes(read[one].said)) for one in voted),
        *(Quote(read[one].text, read[one].said.reference, "least like what others say") for one in few),
    ]


def _votes(said: Said) -> str:
    return f"{said.agree} agree, {said.disagree} do not"


def _once(order: Iterable[int], read: Sequence[_Sentence]) -> Iterable[int]:
    """Take the first sentence of each contribution only, and none that would cite what others cite within it."""
    seen: set[str] = set()
    for number in order:
        reference = read[number].said.reference
        if reference not in seen and _cites_itself(read[number].text, reference):
            seen.add(reference)
            yield number


def _cites_itself(text: str, reference: str) -> bool:
    written = as_markdown(Quote(text, reference, ""))
    return [one.spoken for one in find_citations(written)] == [reference]


def _sentences(said: Iterable[Said]) -> list[_Sentence]:
    found = []
    for one in said:
        for span in sentences(one.body):
            text = one.body[span.start : span.end]
            if SHORTEST <= len(text.split()) <= LONGEST:
                found.append(_Sentence(text, one))
    return found


def as_markdown(quote: Quote) -> str:
    r"""Write a quote as Markdown: what is seen is the sentence between quotation marks, and its reference.

    >>> as_markdown(Quote("Buses, *please*!", "C-104", ""))
    '“Buses, \\*please\\*!” (C-104)'
    """
    words = _SPECIAL.sub(r"\\\1", " ".join(quote.text.split()))
    return f"“{words}” ({quote.reference})"
