"""Pages for people not signed in: made once, kept until something in them changes, and answered with 304 in between."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Response, current_app, make_response, request, session
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.infra.keeping import Kept

_pages: Kept[bytes] = Kept(48)


def is_plain() -> bool:
    """Say whether the page is the same for everybody who asks now: nobody is signed in, and no message waits."""
    return current_person() is None and "_flashes" not in session


def answer_kept(name: Hashable, parts: list[str], make: Callable[[], str]) -> ResponseReturnValue:
    """Answer with the page kept under `name`, made anew when one of `parts` changed.

    `parts` name all the page is made from, besides our own templates and assets.
    """
    tag = sha256("\n".join([*parts, _look()]).encode()).hexdigest()[:32]
    if request.if_none_match.contains(tag):
        return _tagged(Response(status=304), tag)
    return _tagged(make_response(_pages.get(name, tag, lambda: make().encode())), tag)


@cache
def _look() -> str:
    """Name the state of our templates and assets, so that a new version of the house makes new pages."""
    folders = [Path(current_app.root_path).parent / "templates", Path(current_app.static_folder or "") / "dist"]
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (".html", ".json")]
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def _tagged(response: Response, tag: str) -> Response:
    """Let a browser keep the page and ask each time whether it still stands."""
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    return response
