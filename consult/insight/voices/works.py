"""Find opinion groups, as long work: reads all votes of a consultation and keeps what was found."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from consult.consultations.queries import get_consultation
from consult.core.errors import Refused
from consult.documents.queries import read_revision
from consult.infra import clock
from consult.insight.voices.queries import list_documents
from consult.jobs.works import Handler, Progress
from consult.voting.ballots import ballots_on_clauses, ballots_on_contributions
from consult.voting.models import VoteValue

if TYPE_CHECKING:
    from consult.insight.opinions.statements import Said

KIND = "opinions:find"
FEWEST_VOTERS = 100
"""With fewer voters there are no groups to tell: what is found changes with every vote."""
VALUES = {VoteValue.AGREE: 1, VoteValue.UNSURE: 0, VoteValue.DISAGREE: -1}
FEWEST_VOTES = 5
"""What fewer people voted on says nothing about groups, and would set those few apart from everybody."""
STEPS = 3
Statement = tuple[str, int, int]
"""clause or contribution, its id, and the id of the wording voted on (0 for a contribution)."""


def find(progress: Progress) -> Mapping[str, object]:
    """Find the groups of a consultation. The result names statements by id: words are read when it is shown.

    Raises Refused where too few have voted.
    """
    from consult.insight.opinions.grouping import find_groups  # noqa: PLC0415  # needs NumPy

    progress.say(0, STEPS, "Reading the votes")
    statements, ballots = _read(progress.subject)
    voters = len({person for person, _, _ in ballots})
    if voters < FEWEST_VOTERS:
        raise Refused(f"Opinion groups are looked for once {FEWEST_VOTERS} people have voted; {voters} have.")
    progress.say(1, STEPS, f"Looking for people who vote alike among {voters}")
    votes_on = Counter(statement for _, statement, _ in ballots)
    opinions = find_groups(one for one in ballots if votes_on[one[1]] >= FEWEST_VOTES)
    progress.say(2, STEPS, "Drawing the picture")
    return {
        "at": clock.now().isoformat(),
        "voters": voters,
        "votes": len(ballots),
        "fingerprint": hashlib.sha256(repr(sorted(ballots)).encode()).hexdigest()[:16],
        "left_out": opinions.left_out,
        "shared": [_told(one, statements) for one in opinions.shared],
        **_groups(opinions, statements),
    }


def _groups(opinions: Any, statements: list[Statement]) -> dict[str, object]:
    """Return groups large enough to be told of, their crowds and the lines round them."""
    from consult.insight.opinions.picture import crowds, outline  # noqa: PLC0415  # needs NumPy
    from consult.insight.opinions.statements import FEWEST  # noqa: PLC0415

    gathered = crowds(opinions)
    groups = []
    for number, size in enumerate(opinions.sizes):
        own = [crowd for crowd in gathered if crowd.group == number]
        if size >= FEWEST:
            groups.append(
                {
                    "size": size,
                    "said": [_told(one, statements) for one in opinions.said[number]],
                    "crowds": [[crowd.x, crowd.y, crowd.count] for crowd in own],
                    "outline": [list(place) for place in outline([(crowd.x, crowd.y) for crowd in own])],
                }
            )
    return {"groups": groups, "small_groups": sum(size < FEWEST for size in opinions.sizes)}


def _told(said: Said, statements: list[Statement]) -> dict[str, object]:
    kind, thing, wording = statements[said.statement]
    value = "agree" if said.value > 0 else "disagree"
    return {"kind": kind, "id": thing, "wording": wording, "value": value, "part": round(100 * said.share)}


def _read(slug: str) -> tuple[list[Statement], list[tuple[int, int, int]]]:
    """Read what was voted on, and the votes, in the order they were cast."""
    names: dict[Statement, int] = {}
    ballots = []
    for document in list_documents(get_consultation(slug)):
        if document.newest_revision is None:
            continue
        text = read_revision(document.newest_revision)
        wording = {clause.clause_id: clause.wording_id for clause in text.clauses}
        for one in ballots_on_clauses(document, text):
            at = names.setdefault(("clause", one.thing, wording[one.thing]), len(names))
            ballots.append((one.person, at, VALUES[one.value]))
        for one in ballots_on_contributions(document):
            at = names.setdefault(("contribution", one.thing, 0), len(names))
            ballots.append((one.person, at, VALUES[one.value]))
    newest = {(person, statement): value for person, statement, value in ballots}
    return list(names), [(person, statement, value) for (person, statement), value in newest.items()]


HANDLERS: Mapping[str, Handler] = {KIND: find}
