"""Clauses too long to be compared word by word: the coarser answer is right too."""

from random import Random

from consult.core.clauses import Clause, Kind
from consult.core.identifying.tallies import EXACT, Tally, in_common
from consult.core.identity import Carried, Keyed, carry_keys

WORDS = [f"{sound}{ending}" for sound in "bcdfglmnprst" for ending in ("oats", "arks", "ills", "anes", "ends", "iver")]
LONG = 6_000
assert LONG * LONG > EXACT


def prose(seed: int, words: int = LONG) -> list[str]:
    return Random(seed).choices(WORDS, k=words)


def reworded(words: list[str], every: int) -> list[str]:
    return [word if at % every else f"other{at}" for at, word in enumerate(words)]


def code(words: list[str]) -> Clause:
    return Clause(Kind.CODE, 0, " ".join(words))


def carried(before: dict[str, list[str]], *after: list[str]) -> list[Carried]:
    olds = [Keyed(key, code(words)) for key, words in before.items()]
    return list(carry_keys(olds, [code(words) for words in after], [], (f"new{number}" for number in range(9))))


def test_long_clauses_that_were_reworded_and_changed_places_keep_their_keys() -> None:
    one, two, three = prose(1), prose(2), prose(3)
    found = carried({"a": one, "b": two, "c": three}, reworded(three, 20), reworded(one, 20), reworded(two, 20))
    assert [each.key for each in found] == ["c", "a", "b"]


def test_of_a_long_clause_split_in_two_the_longer_part_keeps_the_key() -> None:
    whole = prose(1, 3 * LONG)
    found = carried({"a": whole}, whole[:LONG], whole[LONG:])
    assert found == [Carried("new0", "a"), Carried("a")]


def test_long_clauses_made_one_keep_the_key_of_the_longer() -> None:
    one, two = prose(1), prose(2, 2 * LONG)
    assert [each.key for each in carried({"a": one, "b": two}, one + two)] == ["b"]


def test_the_key_of_a_long_clause_is_not_given_to_the_same_words_in_no_order() -> None:
    words = prose(1)
    assert [each.key for each in carried({"a": words}, Random(9).sample(words, LONG))] == ["new0"]


def test_what_long_clauses_have_in_common_is_near_what_they_have_word_by_word_and_the_same_both_ways() -> None:
    words = prose(1)
    other = reworded(words, 50)
    weights = {word: float(len(word)) for word in (*words, *other)}
    one, two = Tally(words, weights), Tally(other, weights)
    common = in_common(one, two)
    kept = one.weigh([word for word in other if word in WORDS])
    assert 0.9 * kept < common.in_order <= kept
    assert common.anywhere == kept
    assert common == in_common(two, one)
