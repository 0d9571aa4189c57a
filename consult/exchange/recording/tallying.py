"""Count what the four principles ask for, contribution by contribution."""

from __future__ import annotations

from consult.core.fates import Fate
from consult.exchange.recording.facts import Fact, Tallies

LASTING = frozenset(fate.value for fate in Fate if fate is not Fate.CARRIED_FORWARD)


def count_in(tallies: Tallies, said: Fact) -> None:
    """Count one contribution; of a stub only that there is one, and one from drafting not at all."""
    if said["status"] in ("hidden", "withdrawn"):
        tallies.stubs += 1
        return
    if said.get("made_in") == "drafting":
        return
    tallies.said += 1
    tallies.replies += bool(said["is_reply"])
    tallies.channels[said["channel"]] += 1
    if said["organisation_kind"]:
        tallies.organisations[said["organisation_kind"]] += 1
    tallies.caused += bool(said["caused"])
    if said["needs_answer"]:
        _count_answer(tallies, said)


def _count_answer(tallies: Tallies, said: Fact) -> None:
    disputes = [one for one in said["author_replies"] if not one["is_what_was_meant"]]
    tallies.disputed += any(one["answered_again_at"] is None for one in disputes)
    tallies.disputed_answered += any(one["answered_again_at"] is not None for one in disputes)
    tallies.asked += 1
    tallies.fates[said["fate"] or ""] += 1
    read = said["first_read_at"]
    tallies.read += read is not None
    given = [one for one in said["fates"] if not one.get("drafted_only") and one["fate"] in LASTING]
    if not given:
        return
    tallies.reasoned[said["fate"] or ""] += bool(given[-1]["reason"].strip())
    # Both are written alike, so that they are in the order of time as texts too.
    tallies.answered_unread += read is None or read > given[0]["at"]
