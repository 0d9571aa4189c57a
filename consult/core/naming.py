"""Addresses made from titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set

LONGEST = 60


def slugify(title: str, taken: Set[str] = frozenset()) -> str:
    """Make an address from a title that is not `taken`: small letters, digits and hyphens, 60 at most.

    >>> slugify("Getting about: transport!"), slugify("Café", {"cafe"}), slugify("¿?")
    ('getting-about-transport', 'cafe-2', 'text')
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST].strip("-") or "text"
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug
