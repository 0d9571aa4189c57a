"""Addresses of our own pages: whole ones for mails, and a check that a given path stays on this site."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from flask import current_app

LONGEST = 500


def address(path: str) -> str:
    """Return the whole address of a path, as it stands in a mail; never taken from a request's Host."""
    return f"{current_app.config['SITE_URL']}{path}"


def own_path(given: str | None, default: str = "/") -> str:
    """Return `given` if it is a path on this site, else `default`.

    Browsers read a backslash as a slash and drop tabs and line breaks, so these lead away too.

    >>> own_path("/me?from=mail#top"), own_path("//evil.example"), own_path("https://evil.example")
    ('/me?from=mail#top', '/', '/')
    """
    if not given or len(given) > LONGEST or not given.startswith("/") or given.startswith("//"):
        return default
    if "\\" in given or any(ord(letter) < 0x21 or ord(letter) == 0x7F for letter in given):
        return default
    try:
        parts = urlsplit(given)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else given


def with_next(path: str, next_path: str) -> str:
    """Return `path` with where to go afterwards, unless that is the home page."""
    return path if next_path == "/" else f"{path}?next={quote(next_path, safe='/')}"


def site_name() -> str:
    """Return what the site is called, for mails."""
    return str(current_app.config["SITE_NAME"])
