"""Lists in parts: `next` names where the following part begins, in letters that mean nothing outside."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from flask import Response, current_app, request, url_for

from consult.core.errors import Refused

MOST = 2**31 - 1


class Listed(TypedDict):
    """A part of a list."""

    items: Sequence[Any]
    next: str | None


def after_of(cursor: str) -> int | None:
    """Read a cursor, or None for the beginning. Raises Refused for one this door never gave."""
    if not cursor:
        return None
    try:
        plain = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        plain = ""
    if not plain.startswith("n") or not plain[1:].isdecimal() or int(plain[1:]) > MOST:
        raise Refused("Give as `after` what the last answer gave as `next`.", field="after")
    return int(plain[1:])


def cursor_of(last: int | None) -> str | None:
    """Write a cursor; None at the end."""
    return None if last is None else base64.urlsafe_b64encode(f"n{last}".encode()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list as it goes out, and where the next one begins."""

    body: str
    next: str | None


def part_of(items: Sequence[Any], last: int | None) -> Part:
    """Write a part of a list."""
    body: Listed = {"items": items, "next": cursor_of(last)}
    return Part(f"{current_app.json.dumps(body, separators=(',', ':'))}\n", body["next"])


def listed(part: Part) -> Response:
    """Answer with a part of a list; the address of the next is given as a link, too."""
    cursor, response = part.next, Response(part.body, content_type="application/json")
    if cursor is not None and request.endpoint is not None:
        query = {**request.args.to_dict(), "after": cursor}
        following = url_for(request.endpoint, **{**(request.view_args or {}), **query})
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response
