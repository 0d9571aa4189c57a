"""The browser of the tests: the system's Chromium if there is one, else the one Playwright fetched."""

from __future__ import annotations

import shutil
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")

# No sandbox, because continuous integration runs as root in a container; the rest keeps it from calling home.
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
]


def launch_options() -> dict[str, Any]:
    """Return what Playwright's `chromium.launch` needs on this machine."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return {"args": QUIET} | ({"executable_path": found} if found else {})
