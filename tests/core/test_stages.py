"""Stages: what they allow, how dates move them, and that an officer's act beats earlier dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.core import policy
from consult.core.policy import Facts
from consult.core.stages import ALLOWED, MOVES, Act, Change, Circle, Stage, current, due, was_open
from consult.infra.clock import end_of_day, in_london, spoken_time, start_of_day

moments = st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # the zone is added


def test_every_stage_says_what_it_allows_for_every_act() -> None:
    assert set(ALLOWED) == set(Stage)
    assert all(set(row) == set(Act) for row in ALLOWED.values())
    assert set(MOVES) == set(Stage)


@pytest.mark.parametrize("stage", [Stage.CONSIDERING, Stage.DECIDED, Stage.REVIEWED, Stage.CANCELLED])
def test_nobody_contributes_once_it_has_closed(stage: Stage) -> None:
    everything = Facts(signed_in=True, is_administrator=True, is_officer=True, is_drafter=True, stage=stage)
    assert not policy.allows("vote:cast", everything)
    assert ALLOWED[stage][Act.CONTRIBUTE] is Circle.NOBODY


def test_withdrawing_ones_own_is_always_allowed() -> None:
    for stage in Stage:
        assert policy.allows("contribution:withdraw", Facts(signed_in=True, is_author=True, stage=stage))


@given(last=moments, opens=st.none() | moments, closes=st.none() | moments, now=moments)
def test_looking_twice_changes_nothing(
    last: datetime, opens: datetime | None, closes: datetime | None, now: datetime
) -> None:
    changes = due(Change(Stage.DRAFTING, last), opens, closes, now)
    assert all(last <= change.at <= now for change in changes)
    if changes:
        assert due(changes[-1], opens, closes, now) == ()
    assert current(Change(Stage.DRAFTING, last), opens, closes, now) is (
        changes[-1].stage if changes else Stage.DRAFTING
    )


@given(act=moments, closes=moments, later=st.timedeltas(timedelta(0), timedelta(days=400)))
def test_reopening_by_hand_beats_a_closing_date_that_lies_before_it(
    act: datetime, closes: datetime, later: timedelta
) -> None:
    stage = current(Change(Stage.OPEN, act), None, closes, act + later)
    assert stage is (Stage.CONSIDERING if act <= closes <= act + later else Stage.OPEN)


def test_a_moment_is_in_time_by_the_log_of_stages() -> None:
    day = lambda number: datetime(2026, 6, number, tzinfo=UTC)  # noqa: E731  # a date a line
    log = [Change(Stage.OPEN, day(2)), Change(Stage.CONSIDERING, day(10)), Change(Stage.OPEN, day(20))]
    assert [was_open(day(number), log) for number in (1, 2, 9, 10, 19, 20)] == [False, True, True, False, False, True]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 30), 24)])
def test_a_day_lasts_until_its_last_instant_also_when_the_clocks_change(day: date, hours: int) -> None:
    length = end_of_day(day) - start_of_day(day) + timedelta(microseconds=1)
    assert length == timedelta(hours=hours)
    assert end_of_day(day).astimezone(UTC) + timedelta(microseconds=1) == start_of_day(day + timedelta(days=1))


def test_five_o_clock_in_london_is_another_hour_in_utc_in_summer() -> None:
    assert in_london(date(2026, 7, 1), time(17)).hour == 16
    assert in_london(date(2026, 12, 1), time(17)).hour == 17
    assert spoken_time(in_london(date(2026, 7, 1), time(17))) == "5pm"
