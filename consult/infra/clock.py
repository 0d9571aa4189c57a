"""Time: now, and how people of the United Kingdom read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def to_london(at: datetime) -> datetime:
    """Return `at` on a clock in London."""
    return at.astimezone(LONDON)


def start_of_day(day: date) -> datetime:
    """Return the first instant of a day in London, in UTC."""
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the last instant of a day in London, in UTC: "closes 30 June" lasts until then.

    >>> end_of_day(date(2026, 6, 30)).isoformat()
    '2026-06-30T22:59:59.999999+00:00'
    """
    return start_of_day(day + timedelta(days=1)) - timedelta(microseconds=1)


def in_london(day: date, at: time) -> datetime:
    """Return a moment given on London's clock, in UTC."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def spoken_date(at: datetime | date) -> str:
    """Write a date in full.

    >>> spoken_date(date(2026, 12, 18))
    '18 December 2026'
    """
    day = to_london(at) if isinstance(at, datetime) else at
    return f"{day.day} {day:%B %Y}"


def spoken_time(at: datetime) -> str:
    """Write a time as people say it; the last instant of a day is midnight.

    >>> spoken_time(datetime(2026, 12, 18, 17, 0, tzinfo=UTC)), spoken_time(datetime(2026, 12, 18, 9, 5, tzinfo=UTC))
    ('5pm', '9:05am')
    """
    clock = to_london(at)
    if (clock.hour, clock.minute) == (23, 59):
        return "midnight"
    if (clock.hour, clock.minute) == (12, 0):
        return "noon"
    hour = clock.hour % 12 or 12
    minutes = f":{clock.minute:02d}" if clock.minute else ""
    return f"{hour}{minutes}{'am' if clock.hour < 12 else 'pm'}"


def is_end_of_day(at: datetime) -> bool:
    """Say whether `at` is the last instant of a day in London."""
    return at == end_of_day(to_london(at).date())


def is_start_of_day(at: datetime) -> bool:
    """Say whether `at` is the first instant of a day in London."""
    return at == start_of_day(to_london(at).date())
