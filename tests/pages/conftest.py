"""What tests of pages share: a document with a history."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.pages.story import Story, tell


@pytest.fixture
def story(app: Flask) -> Story:
    """Give a document with three revisions that people have spoken about."""
    return tell()
