"""Where the real texts are that some tests measure with; they are no part of this project."""

import os
from pathlib import Path

import pytest


def real_data(*parts: str) -> Path:
    """Return the path of a file of real data, or skip the test saying which one is missing."""
    folder = Path(os.environ.get("FAIRDRAFT_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs the real texts at {path} (set FAIRDRAFT_DATA)")
    return path
