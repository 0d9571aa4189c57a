"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

import config


@pytest.mark.parametrize("kind", ["Production", "prod", "live"])
def test_a_slip_in_the_kind_of_house_stops_the_start_and_never_opens_the_local_mailbox(
    tmp_path: Path, kind: str
) -> None:
    with pytest.raises(config.SettingsError, match="must be production or demonstration"):
        config.load({"FAIRDRAFT_ENV": kind, "INSTANCE_PATH": str(tmp_path), "SECRET_KEY": "x"})


def test_without_a_word_it_is_the_demonstration(tmp_path: Path) -> None:
    assert config.load({"INSTANCE_PATH": str(tmp_path)})["MAILBOX"]
