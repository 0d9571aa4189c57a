"""Measure what clauses of an old text and of a new one have in common, word by word.

A word weighs more the longer it is and the fewer clauses have it. Only clauses that share their rarest words are
compared, so that the work grows with the text and not with its square. Two long ones are compared by the rows of four
words that both have, and not word by word (`tallies`): a coarser measure of the same.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from math import log

from consult.core.clauses import Clause
from consult.core.identifying.tallies import IN_A_ROW, Tally, in_common

STEM = 6
"""Letters of a word that tell it: what follows is mostly its ending."""

RIVALS = 6
"""How many clauses are compared word by word with each one: those that share the rarest words."""

LONG, FEW_RIVALS = 4096, 2
"""With a clause of more words than that so many are compared: it has rare words in plenty to choose them by."""

VOTES, ONE_IN = 40, 40
"""How many of a clause's words, the rarest ones, are asked which clauses to compare it with; of long ones one in 40."""

COMMON = 400
"""A word that more pairs of clauses share does not tell which to compare."""

UNEQUAL = 20
"""A clause so many times as long as another is compared with it only if that is one of its own rivals."""

_WORD = re.compile(r"(?!_)\w+(?<!_)")
_ADDRESS = re.compile(r"\]\([^()\s]*\)|https?://[^\s<>()]*")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the clauses to be paired, each by its index in its text, and what each word weighs."""

    old: Mapping[int, list[str]]
    new: Mapping[int, list[str]]
    weights: Mapping[str, float]

    def weigh(self, words: Sequence[str]) -> float:
        """Add up what words weigh."""
        return sum(self.weights[word] for word in words)


@dataclass(frozen=True, slots=True)
class Link:
    """What an old and a new clause have in common.

    `weight` ranks links: words in one order count twice, in a row three times. The others are shares from 0 to 1:
    of the words of the shorter, of the words of both, and in rows of four words and more of the shorter and of the
    new one. `few`: one of them has fewer words than that. `begins_alike`: the first four words are the same, of a
    few the first.
    """

    old: int
    new: int
    weight: float
    of_shorter: float
    of_both: float
    in_a_row: float
    in_a_row_of_new: float
    few: bool
    begins_alike: bool


def all_words(text: str) -> list[str]:
    """Return the words of a text without signs and capitals.

    >>> all_words("**Fares** are _£5_, see [the list](https://fares.org/MAX_FARE).")
    ['fares', 'are', '5', 'see', 'the', 'list', 'https', 'fares', 'org', 'max_fare']
    """
    return _WORD.findall(text.casefold())


def without_addresses(text: str) -> str:
    """Take the addresses of links out of a text, for they say little and look alike; a lone address stays.

    >>> without_addresses("See [the list](https://fares.org).")
    'See [the list].'
    """
    rest = _ADDRESS.sub(lambda found: found[0][:1] if found[0].startswith("]") else "", text)
    return rest if _WORD.search(rest) else text


def _telling(text: str) -> list[str]:
    """Give the words people read, cut to their stems."""
    return [word if "_" in word else word[:STEM] for word in all_words(without_addresses(text))]


def read_words(old: Sequence[Clause], new: Sequence[Clause], olds: Sequence[int], news: Sequence[int]) -> Words:
    """Read the words of the clauses at the places `olds` and `news`; all clauses say how rare a word is.

    >>> from consult.core.clauses import Kind
    >>> fares, parks = Clause(Kind.ITEM, 1, "the fares"), Clause(Kind.ITEM, 1, "the parks")
    >>> words = read_words([fares, parks], [fares], [1], [])
    >>> words.old, words.weigh(["parks"]), round(words.weigh(["the"]), 2)
    ({1: ['the', 'parks']}, 5.0, 1.77)
    """
    sides = [[_telling(clause.text) for clause in side] for side in (old, new)]
    counts = [Counter(word for words in side for word in set(words)) for side in sides]
    most = 1 + log(max(len(old), len(new), 1))
    often = {word: max(counts[0][word], counts[1][word]) for word in counts[0].keys() | counts[1].keys()}
    return Words(
        {i: sides[0][i] for i in olds},
        {j: sides[1][j] for j in news},
        {word: len(word) * (most - log(count)) / most for word, count in often.items()},
    )


def find_links(words: Words) -> list[Link]:
    """Compare each clause with those that share its rarest words, word by word.

    >>> words = Words({0: ["fares", "rise"]}, {0: ["fares", "fall"]}, {"fares": 5, "rise": 4, "fall": 4})
    >>> [(link.old, link.new, round(link.of_both, 2)) for link in find_links(words)]
    [(0, 0, 0.56)]
    """
    olds, news = _holders(words.old), _holders(words.new)
    shared = {word: len(olds[word]) * len(news[word]) for word in olds.keys() & news.keys()}
    rivals: set[tuple[int, int]] = set()
    for i, mine in words.old.items():
        rivals |= {(i, j) for j in _rivals(mine, news, shared) if len(words.new[j]) <= UNEQUAL * len(mine)}
    for j, mine in words.new.items():
        rivals |= {(i, j) for i in _rivals(mine, olds, shared) if len(words.old[i]) <= UNEQUAL * len(mine)}
    olds_told, news_told = (
        {at: Tally(mine, words.weights) for at, mine in side.items()} for side in (words.old, words.new)
    )
    return [_link(i, olds_told[i], j, news_told[j]) for i, j in sorted(rivals)]


def _rivals(mine: Sequence[str], holders: Mapping[str, list[int]], shared: Mapping[str, int]) -> list[int]:
    """Give the clauses of the other text that have most of a clause's rarest words."""
    telling = [word for word in set(mine) if shared.get(word, COMMON + 1) <= COMMON]
    votes: dict[int, float] = defaultdict(float)
    for word in nsmallest(max(VOTES, len(mine) // ONE_IN), telling, key=lambda one: (shared[one], one)):
        for at in holders[word]:
            votes[at] += len(word) / shared[word]
    return nlargest(RIVALS if len(mine) <= LONG else FEW_RIVALS, votes, key=lambda at: (votes[at], -at))


def _holders(side: Mapping[int, list[str]]) -> dict[str, list[int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for at, words in side.items():
        for word in set(words):
            holders[word].append(at)
    return holders


def _link(i: int, old: Tally, j: int, new: Tally) -> Link:
    # The same two clauses give the same link, whichever is the old one: an undo must pair what the change paired.
    mine, theirs = sorted((old, new), key=lambda one: (len(one.words), one.words))
    common = in_common(mine, theirs)
    lighter = min(mine.total, theirs.total)
    few = len(mine.words) < IN_A_ROW
    start = 1 if few else IN_A_ROW
    return Link(
        old=i,
        new=j,
        weight=round(common.in_order + common.in_a_row + common.anywhere, 6),
        of_shorter=common.in_order / lighter,
        of_both=2 * common.in_order / (mine.total + theirs.total),
        in_a_row=common.in_a_row / lighter,
        in_a_row_of_new=common.in_a_row / new.total,
        few=few,
        begins_alike=mine.words[:start] == theirs.words[:start],
    )
