"""Put texts that are nearly the same into groups: every text is near the one text its group stands for, never only
near a neighbour of a neighbour. The same texts give the same groups, in whatever order they come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from consult.insight.alike.index import Index, Text, likeness, weighed
from consult.insight.alike.stock import Words, without_stock
from consult.insight.alike.telling import Weights, weigh
from consult.insight.alike.words import compared_words

SHORT = 6
"""Texts of fewer words are alike only if their words are the same."""
TO_PROFILE, BETWEEN_PROFILES = 0.03, 0.06
"""How much more must be the same with what a whole group has in common, and between two groups to make one of them."""
ROUNDS = 2

Say = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Found:
    """Texts that are nearly the same, by their place in what was given; `scores`: how like the lead each is, 0 to 1."""

    members: tuple[int, ...]
    lead: int
    scores: tuple[float, ...]


def group(
    bodies: Sequence[str],
    places: Sequence[Hashable] | None = None,
    say: Say = lambda done, total, doing: None,
) -> list[Found]:
    """Return the groups of at least two, largest first.

    `places`: what each body is about; a short one is the same as another only about the same. `say` is told how far it
    is, and may stop it by raising.
    """
    same: defaultdict[Words, list[int]] = defaultdict(list)
    for number, body in enumerate(bodies):
        same[compared_words(body)].append(number)
    ordered = sorted(same, key=lambda words: (-len(words), words))
    long = [words for words in ordered if len(words) >= SHORT]
    texts = [Text(frozenset(words), own) for words, own in zip(long, without_stock(long), strict=True)]
    weights, groups = _find(texts, say)
    found = [_found(members, long, texts, weights, same) for members in groups]
    short = defaultdict(list)
    for words in ordered[len(long) :]:
        for number in same[words]:
            short[words, places[number] if places else None].append(number)
    found += [Found(tuple(numbers), numbers[0], (1.0,) * len(numbers)) for numbers in short.values()]
    return sorted((one for one in found if len(one.members) > 1), key=lambda one: (-len(one.members), one.lead))


def _find(texts: Sequence[Text], say: Say) -> tuple[Weights, list[list[int]]]:
    """Return what words weigh, and the groups of texts: first by leaders, twice, then by what each has in common."""
    total = (2 + ROUNDS) * len(texts)
    weights = weigh([[text.words] for text in texts])
    groups = list(_by_leaders(texts, weights, _told(say, 0, total)))
    weights = weigh([[texts[number].words for number in members] for members in groups])
    groups = list(_by_leaders(texts, weights, _told(say, 1, total)))
    for turn in range(ROUNDS):
        groups = _by_profiles(texts, groups, weights, _told(say, 2 + turn, total))
    return weights, groups


def _told(say: Say, turn: int, total: int) -> Callable[[int], None]:
    def tell(number: int) -> None:
        if number % 500 == 0:
            say(turn * total // (2 + ROUNDS) + number, total, "Comparing words")

    return tell


def _by_leaders(texts: Sequence[Text], weights: Weights, tell: Callable[[int], None]) -> Iterator[list[int]]:
    """Yield groups: each text joins the leader it is most like, or becomes one."""
    leaders = Index(weights)
    groups: dict[int, list[int]] = {}
    for number, text in enumerate(texts):
        tell(number)
        leader = leaders.best(text)
        if leader is None:
            leaders.add(number, text)
            groups[number] = []
            leader = number
        groups[leader].append(number)
    yield from groups.values()


def _by_profiles(
    texts: Sequence[Text], groups: Sequence[list[int]], weights: Weights, tell: Callable[[int], None]
) -> list[list[int]]:
    """Join groups that have the same in common, and let each text go to the group it has most in common with."""
    joined: list[list[int]] = []
    profiles = Index(weights, BETWEEN_PROFILES)
    for members in sorted(groups, key=lambda members: (-len(members), members[0])):
        profile = _profile(texts, members)
        near = profiles.best(profile)
        if near is None:
            profiles.add(len(joined), profile)
            joined.append(list(members))
        else:
            joined[near].extend(members)
    profiles = Index(weights, TO_PROFILE)
    for number, members in enumerate(joined):
        profiles.add(number, _profile(texts, members))
    settled: defaultdict[int, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        tell(number)
        home = profiles.best(text)
        settled[-1 - number if home is None else home].append(number)
    return list(settled.values())


def _profile(texts: Sequence[Text], members: Sequence[int]) -> Text:
    """Return what at least half of a group say; the first stands for two, of whom no half is a majority."""
    if len(members) < 3:
        return texts[min(members)]
    times = Counter(word for number in members for word in texts[number].words)
    common = frozenset(word for word, count in times.items() if 2 * count >= len(members))
    return Text(common, common)


def _found(
    members: Sequence[int],
    long: Sequence[Words],
    texts: Sequence[Text],
    weights: Weights,
    same: Mapping[Words, list[int]],
) -> Found:
    """Choose who leads: the words most people sent, and of those as many sent, the ones most like all."""
    common = weighed(_profile(texts, members), weights)
    ones = {number: weighed(texts[number], weights) for number in members}
    lead = max(
        members,
        key=lambda one: (len(same[long[one]]), likeness(ones[one], common, weights), _backwards(long[one])),
    )
    scores = [
        (number, 1.0 if one == lead else likeness(ones[one], ones[lead], weights))
        for one in members
        for number in same[long[one]]
    ]
    scores.sort()
    return Found(tuple(number for number, _ in scores), same[long[lead]][0], tuple(score for _, score in scores))


def _backwards(words: Words) -> tuple[int, ...]:
    """Order words so that of two the first in the alphabet is the greater."""
    return tuple(-ord(letter) for letter in " ".join(words))
