"""Real deliberations whose votes and opinion groups Polis published (CC BY 4.0; see the attribution beside them)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from tests.core.data_folder import real_data

HEADERS = {"participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"}
MODERATED_OUT = "-1"


@dataclass(frozen=True)
class Conversation:
    """Votes that were cast, and the group Polis put people in."""

    name: str
    ballots: list[tuple[int, int, int]]
    groups: dict[int, str]


def names() -> list[str]:
    """List the conversations there are, also those laid into another folder."""
    return sorted(path.parent.name for path in real_data("polis").glob("*/participants-votes.csv"))


def read(name: str) -> Conversation:
    """Read one. Statements its moderators took out are left out, as Polis leaves them out."""
    folder = real_data("polis", name)
    out = {row["comment-id"] for row in _rows(folder / "comments.csv") if row.get("moderated") == MODERATED_OUT}
    ballots, groups = [], {}
    for person, row in enumerate(_rows(folder / "participants-votes.csv")):
        if row["group-id"]:
            groups[person] = row["group-id"]
        for statement, value in row.items():
            if statement not in HEADERS and statement not in out and value:
                ballots.append((person, int(statement), round(float(value))))
    return Conversation(name, ballots, groups)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
