"""Clause keys carried through whole real histories, held against what a careful reader says."""

import tarfile
from dataclasses import dataclass
from functools import cache
from itertools import count, pairwise

import pytest
from rapidfuzz.fuzz import ratio

from consult.core.clauses import parse
from consult.core.identity import Keyed, carry_keys
from tests.core.data_folder import real_data
from tests.core.identity_events import CODE, DATA, EVENTS, FED, MISTAKEN, PEP, QUIC, Event, Outcome

pytestmark = pytest.mark.slow

AS_MANY_AS = {PEP: 2, QUIC: 2, DATA: 0, CODE: 0, FED: 0}
"""Pairs of a clause that went and one that came in the same step, at least 60 % alike, letter by letter."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision with its keys; `origins` are the keys that new keys of this revision came from, if any."""

    clauses: tuple[Keyed, ...]
    origins: dict[str, str | None]

    def has(self, key: str | None) -> bool:
        return any(one.key == key for one in self.clauses)


def texts(history: str) -> dict[int, str]:
    if history == FED:
        files = real_data("specs", history).glob("[0-9]*.md")
        return {int(file.stem): file.read_text(encoding="utf-8") for file in sorted(files)}
    found = {}
    with tarfile.open(real_data("revisions", f"{history}.tar.xz")) as archive:
        for member in archive.getmembers():
            held = archive.extractfile(member)
            if held is not None:
                found[int(member.name.rsplit("/")[-1].split(".")[0])] = held.read().decode("utf-8")
    return dict(sorted(found.items()))


@cache
def carried(history: str) -> dict[int, Revision]:
    fresh = (f"k{number}" for number in count(1))
    found: dict[int, Revision] = {}
    standing: tuple[Keyed, ...] = ()
    retired: dict[str, Keyed] = {}
    for number, text in texts(history).items():
        clauses = parse(text)
        keys = carry_keys(standing, clauses, list(retired.values()), fresh)
        after = tuple(Keyed(one.key, clause) for one, clause in zip(keys, clauses, strict=True))
        before = {one.key for one in standing}
        found[number] = Revision(after, {one.key: one.came_from for one in keys if one.key not in before})
        retired |= {one.key: one for one in standing}
        for one in after:
            retired.pop(one.key, None)
        standing = after
    return found


def key_of(revision: Revision, start: str) -> str:
    found = [one.key for one in revision.clauses if " ".join(one.clause.text.split()).startswith(start)]
    exact = [one.key for one in revision.clauses if one.clause.text == start]
    assert len(found) == 1 or len(exact) == 1, f"{len(found)} clauses begin with {start!r}"
    return (found if len(found) == 1 else exact)[0]


def name(event: Event) -> str:
    return f"{event.history} {event.before} to {event.after}: {event.old} {event.outcome.name.lower()} {event.new}"


@pytest.mark.parametrize("event", EVENTS, ids=name)
def test_a_clause_of_a_real_history_is_what_a_reader_says(event: Event) -> None:
    history = carried(event.history)
    before, after = history[event.before], history[event.after]
    old = key_of(before, event.old) if event.old else None
    new = key_of(after, event.new) if event.new else None
    match event.outcome:
        case Outcome.KEEPS:
            assert new == old
        case Outcome.OTHER:
            assert new != old
        case Outcome.PART:
            assert new is not None
            assert after.origins[new] == old
        case Outcome.GONE:
            assert not after.has(old)
        case Outcome.NEW:
            assert new is not None
            assert after.origins[new] is None
            assert not any(one.has(new) for number, one in history.items() if number < event.after)
        case Outcome.RETURNS:
            assert new == old
            assert not history[event.after - 1].has(old)


@pytest.mark.parametrize("event", MISTAKEN, ids=name)
@pytest.mark.xfail(strict=True, reason="the words alone do not tell what a reader sees")
def test_what_only_a_reader_sees_is_known(event: Event) -> None:
    test_a_clause_of_a_real_history_is_what_a_reader_says(event)


@pytest.mark.parametrize("history", AS_MANY_AS)
def test_hardly_any_clause_loses_its_key_to_a_new_one_that_reads_like_it(history: str) -> None:
    missed = [
        (gone.clause.text, came.clause.text)
        for before, after in pairwise(carried(history).values())
        for gone in before.clauses
        if not after.has(gone.key)
        for came in after.clauses
        if came.key in after.origins and ratio(gone.clause.text, came.clause.text) >= 60
    ]
    assert len(missed) <= AS_MANY_AS[history], missed


@pytest.mark.parametrize("history", AS_MANY_AS)
def test_no_revision_of_a_real_history_has_a_key_twice(history: str) -> None:
    for revision in carried(history).values():
        assert len({one.key for one in revision.clauses}) == len(revision.clauses)


def test_the_events_are_many_and_of_every_outcome() -> None:
    assert len(set(EVENTS)) == len(EVENTS) >= 75
    assert {event.outcome for event in EVENTS} == set(Outcome)
    assert {event.history for event in EVENTS} == set(AS_MANY_AS)
