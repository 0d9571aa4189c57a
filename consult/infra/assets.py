"""Name the built files of static/dist, whose names carry a hash of their content."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask, Response, request

# A new content has a new name, so what was fetched once need never be asked for again.
FOR_EVER = "public, max-age=31536000, immutable"


class Assets:
    """The manifest of the build: give a plain name, get the address to put into a page."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self._manifest = folder / "manifest.json"
        self._prefix = prefix
        self._read_at = 0
        self._files: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """Return the address of the built file `name`. Raises LookupError that says how to build it."""
        if name not in self._files:
            self._read()
        try:
            return f"{self._prefix}/{self._files[name]}"
        except KeyError:
            raise LookupError(f"No asset is called {name!r} in {self._manifest}. Run `make setup`.") from None

    def refresh(self) -> None:
        """Read the manifest again if it was built anew, for people who change the sources while it serves."""
        if self._manifest.stat().st_mtime_ns != self._read_at:
            self._read()

    def _read(self) -> None:
        try:
            self._read_at = self._manifest.stat().st_mtime_ns
            self._files = json.loads(self._manifest.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise LookupError(f"The assets are not built: {self._manifest} is missing. Run `make setup`.") from None


def keep_built_files(response: Response) -> Response:
    """Let browsers keep a file of the build for ever, its name changes with its content."""
    if response.status_code == 200 and request.path.startswith("/static/"):
        response.headers["Cache-Control"] = FOR_EVER
    return response


def init_app(app: Flask) -> None:
    """Give templates `asset('app.css')` and built files their long life in caches."""
    assets = Assets(Path(app.static_folder or "static"), app.static_url_path or "/static")
    app.jinja_env.globals["asset"] = assets
    app.after_request(keep_built_files)
    if app.debug:
        app.before_request(assets.refresh)
