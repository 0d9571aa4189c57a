"""Real quotes followed through real revisions: what is measured must not get worse."""

import pytest

from tests.core.real_anchors import in_one_jump, quotes, scores, step_by_step


def test_real_quotes_are_found_again_in_one_jump() -> None:
    found = scores(quotes(), in_one_jump(quotes()))
    assert found["intact"].share >= 0.999
    assert found["moved"].right >= found["moved"].total - 1  # of that one there was another copy, which stayed
    assert found["edited"].share >= 0.95
    assert found["deleted"].share >= 0.99


@pytest.mark.slow
def test_real_quotes_are_carried_revision_by_revision_as_publishing_does() -> None:
    found = scores(quotes(), step_by_step(quotes()))
    as_they_were = found["intact"].right + found["moved"].right
    assert as_they_were / (found["intact"].total + found["moved"].total) >= 0.999
    assert found["edited"].share >= 0.95
    assert found["deleted"].share >= 0.99
