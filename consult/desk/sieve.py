"""What of everything is shown, and in which order: read from an address, and written into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from urllib.parse import urlencode

NONE = "none"
"""Filter value: has none of it."""
ANY = "any"
"""Filter value: has some, whichever."""
GONE = "gone"
"""Filter value: about a clause that the newest revision has no more."""
MINE = "me"
"""Filter value: given to the person who looks."""
LONGEST = 200


class Order(StrEnum):
    """In which order the table stands."""

    NEWEST = "newest"
    OLDEST = "oldest"
    CLAUSE = "clause"
    SUPPORT = "support"
    VOTES = "votes"
    REPLIES = "replies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Filters and order of the table; an empty filter lets everything through, an unknown value nothing.

    clause: a key, "document" or GONE. theme and group: public ids, NONE or ANY. organisation: a slug, NONE (people for
    themselves) or ANY. fate: a fate, NONE (no published one), "drafted" or "waiting" (needs one). read: "no" (by
    nobody), "yes" or "not me". given: a person's public id, MINE or NONE.
    """

    q: str = ""
    document: str = ""
    clause: str = ""
    theme: str = ""
    kind: str = ""
    channel: str = ""
    organisation: str = ""
    fate: str = ""
    read: str = ""
    given: str = ""
    group: str = ""
    status: str = ""
    order: str = ""

    @property
    def narrows(self) -> bool:
        """Say whether it keeps anything back."""
        return replace(self, order="") != Sieve()

    @property
    def ordered(self) -> Order:
        """Return the order; one nobody knows is the usual one."""
        return Order(self.order) if self.order in set(Order) else Order.NEWEST

    def address(self, **other: object) -> str:
        """Return it as the end of an address, "?" and all, with some values put in or (if empty) left out."""
        values = {name: str(value) for name, value in {**asdict(self), **other}.items() if value not in ("", None)}
        return f"?{urlencode(values)}" if values else ""


def read_sieve(given: Mapping[str, str]) -> Sieve:
    """Read a sieve from an address or a form; what is too long is cut, what is unknown stays and finds nothing."""
    return Sieve(**{field.name: given.get(field.name, "").strip()[:LONGEST] for field in fields(Sieve)})
