"""red-dwarf, which follows Polis's own code: the groups it finds in votes."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence

from consult.insight.opinions.votes import Ballot


def red_dwarf(ballots: Sequence[Ballot]) -> Mapping[int, int]:
    """Return the group of each person it places. It warns of its own affairs, which are not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from reddwarf.implementations import polis

        votes = [{"participant_id": person, "statement_id": one, "vote": value} for person, one, value in ballots]
        found = polis.run_pipeline(votes=votes, random_state=1)
    return {int(one): int(group) for one, group in found.participants_df["cluster_id"].dropna().items()}
