"""A world with everything in it, and its records."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from consult.exchange.recording.facts import Edition, Facts
from consult.exchange.recording.making import Form, make
from tests.exchange.recording.world import World, make_world
from tests.make import now


@pytest.fixture
def world(app: Flask) -> World:
    """Give a consultation in which everything private bears a word of its own."""
    return make_world()


class Records:
    """Makes records of a world in folders of their own."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder, self.number = world, folder, 0

    def make(self, edition: Edition, *forms: Form) -> tuple[Facts, dict[Form, Path]]:
        """Make a record in some forms, or all."""
        self.number += 1
        folder = self.folder / str(self.number)
        folder.mkdir()
        here = self.world.consultation
        return make(here, edition, forms or tuple(Form), folder, site="http://localhost", now=now())


@pytest.fixture
def records(world: World, tmp_path: Path) -> Records:
    """Give what makes records of the world."""
    folder = tmp_path / "records"
    folder.mkdir()
    return Records(world, folder)
