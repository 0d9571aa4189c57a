"""Our arithmetic is held against red-dwarf, which follows Polis's own code, and against the groups Polis published."""

from __future__ import annotations

import warnings
from statistics import median
from types import ModuleType

import pytest

from consult.insight.opinions.grouping import find_groups
from consult.insight.opinions.statements import one_proportion, two_proportions
from tests.insight.conversations import read
from tests.insight.opinions.test_groups import two_camps

JUDGED = ("brexit-consensus", "15-per-hour-seattle", "canadian-electoral-reform")


@pytest.fixture
def oracle() -> ModuleType:
    """Give red-dwarf's pipeline. It and what it imports warn of their own affairs, which are not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from reddwarf.implementations import polis
    return polis


@pytest.mark.parametrize(("count", "of"), [(0, 0), (9, 9), (3, 17), (40, 61)])
def test_the_test_of_one_proportion_is_polis_s(oracle: ModuleType, count: int, of: int) -> None:
    from reddwarf.utils.stats import one_prop_test

    assert one_proportion(count, of) == pytest.approx(float(one_prop_test(count, of)))


@pytest.mark.parametrize("counts", [(9, 9, 1, 12), (3, 17, 9, 20), (40, 61, 5, 9), (0, 5, 0, 6)])
def test_the_test_of_two_proportions_is_polis_s(oracle: ModuleType, counts: tuple[int, int, int, int]) -> None:
    from reddwarf.utils.stats import two_prop_test

    ours, of, others, others_of = counts
    theirs = float(two_prop_test(ours, others, of, others_of))
    assert two_proportions(ours, of, others, others_of) == pytest.approx(theirs)


def test_groups_and_what_they_say_are_those_of_red_dwarf(oracle: ModuleType) -> None:
    from sklearn.metrics import adjusted_rand_score

    ballots = two_camps(people=90)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = oracle.run_pipeline(
            votes=[{"participant_id": person, "statement_id": one, "vote": value} for person, one, value in ballots],
            random_state=1,
        )
    ours = find_groups(ballots)
    labels = theirs.participants_df["cluster_id"]
    people = [person for person in ours.group if labels.notna()[person]]
    assert len(people) == 90
    assert adjusted_rand_score([labels[one] for one in people], [ours.group[one] for one in people]) == 1
    for group, said in enumerate(ours.said):
        name = labels[next(person for person in people if ours.group[person] == group)]
        # Theirs always lists one thing a group agrees with, even where nothing of the kind tells it apart.
        theirs_listed = [one for one in theirs.repness[int(name)] if not one.get("best-agree")]
        listed = {(one["tid"], one["repful-for"]) for one in theirs_listed}
        assert len(listed) >= 4
        assert listed <= {(one.statement, "agree" if one.value > 0 else "disagree") for one in said}
    agreed = theirs.group_aware_consensus["agree"]
    for one in ours.shared:
        assert one.strength == pytest.approx(agreed[one.statement])


def test_groups_are_those_polis_published_in_the_conversations_judged() -> None:
    from sklearn.metrics import adjusted_rand_score

    found = []
    for name in JUDGED:
        conversation = read(name)
        group = find_groups(conversation.ballots).group
        both = sorted(set(group) & set(conversation.groups))
        theirs, ours = [conversation.groups[one] for one in both], [group[one] for one in both]
        found.append(adjusted_rand_score(theirs, ours))
    assert median(found) > 0.60
    assert min(found) > 0.60
