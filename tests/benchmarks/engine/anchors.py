"""Comments carried through real histories: how many are where they belong, beside two other ways to place them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.benchmarks.engine.quoting import by_quote, by_word_difference
from tests.benchmarks.engine.report import Row
from tests.core.real_anchors import Score, in_one_jump, quotes, scores, step_by_step


def measure() -> Iterator[Row]:
    """Yield the rows: in percent, of quotes of which the truth is known."""
    found = quotes()
    by_words = scores(found, in_one_jump(found, by_word_difference))
    by_looking = scores(found, in_one_jump(found, by_quote))
    ways = {"revision by revision": step_by_step(found), "in one jump": in_one_jump(found)}
    for way, placed in ways.items():
        ours = scores(found, placed)
        for name, rival in (("plain difference of words", by_words), ("looking for the quote", by_looking)):
            yield from _rows(way, ours, rival, f"{name}, in one jump")


def _rows(way: str, ours: Mapping[str, Score], rival: Mapping[str, Score], name: str) -> Iterator[Row]:
    goal = way == "revision by revision"
    as_they_were = [
        Score(s["intact"].right + s["moved"].right, s["intact"].total + s["moved"].total) for s in (ours, rival)
    ]
    yield Row(
        what=f"{way}: % of {as_they_were[0].total} intact or moved placed exactly",
        ours=100 * as_they_were[0].share,
        rival=100 * as_they_were[1].share,
        must=99.9 if goal else None,
        triumph=100 if goal else None,
        more=True,
        note=name,
    )
    yield Row(
        what=f"   % of {ours['edited'].total} edited found, half or more in common",
        ours=100 * ours["edited"].share,
        rival=100 * rival["edited"].share,
        must=95 if goal else None,
        triumph=97 if goal else None,
        more=True,
        note=name,
    )
    yield Row(
        what=f"   % of {ours['deleted'].total} deleted placed all the same",
        ours=100 * (1 - ours["deleted"].share),
        rival=100 * (1 - rival["deleted"].share),
        must=1 if goal else None,
        triumph=0 if goal else None,
        note=name,
    )
