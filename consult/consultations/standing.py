"""Where a consultation stands, said in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consult.consultations.models import Consultation
from consult.consultations.stages import stage_now
from consult.core.stages import Stage
from consult.infra.clock import spoken_date, spoken_time, to_london
from consult.infra.templating import plural


@dataclass(frozen=True, slots=True)
class Standing:
    """The stage, the fact about it, and what one can do now."""

    stage: Stage
    said: str
    rest: str


def standing(consultation: Consultation, now: datetime) -> Standing:
    """Say where a consultation stands at `now`."""
    stage = stage_now(consultation, now)
    closes, opens = consultation.closes_at, consultation.opens_at
    if stage is Stage.DRAFTING:
        said = "Being drafted." if opens is None else f"Opens {_moment(opens)}."
        return Standing(stage, said, "Only the drafting group and officers see it until then.")
    if stage is Stage.OPEN:
        if consultation.reopened is not None:
            until = f" until {_moment(closes)}" if closes else ""
            return Standing(stage, f"Open again for some clauses{until}.", "Say what you think of what changed.")
        if closes is None:
            return Standing(stage, "Open now.", "Say what you think of the words.")
        return Standing(
            stage, f"Open until {_moment(closes)}.", f"{time_left(closes, now)} left to say what you think."
        )
    if stage is Stage.CONSIDERING:
        since = closes if closes is not None and closes <= now else consultation.stage_at
        rest = "What people said is being considered; everyone gets an answer."
        return Standing(stage, f"Closed {_moment(since)}.", rest)
    since_words = spoken_date(consultation.stage_at)
    return {
        Stage.DECIDED: Standing(stage, f"Decided on {since_words}.", "See what became of every word people said."),
        Stage.REVIEWED: Standing(stage, f"Looked back on {since_words}.", "See what was decided and what came of it."),
        Stage.CANCELLED: Standing(stage, f"Cancelled on {since_words}.", "What was said stays here to read."),
    }[stage]


def _moment(at: datetime) -> str:
    return f"{spoken_time(at)}, {to_london(at):%A} {spoken_date(at)}"


def time_left(closes: datetime, now: datetime) -> str:
    """Say how much time is left, in days, then in hours, then in minutes."""
    minutes = max(0, int((closes - now).total_seconds() // 60))
    if minutes >= 48 * 60:
        return plural((to_london(closes).date() - to_london(now).date()).days, "day")
    if minutes >= 120:
        return plural(minutes // 60, "hour")
    return plural(max(1, minutes), "minute")
