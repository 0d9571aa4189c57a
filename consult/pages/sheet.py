"""The sheet of the reading room: its clauses as markup, made once for a circle of readers and kept.

What differs from person to person is put in afterwards: the token of the forms, and the votes they cast.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from consult.documents.models import Document
from consult.infra.rendering import fragment, joined
from consult.reading.room import GoneClause, Room, RoomClause

TOKEN = f"token-{secrets.token_hex(16)}"
"""Stands in kept markup for the token of a person's forms; nobody can guess it, so nobody can write it."""
SECTION, VOTES = "<!--section-->", "<!--votes-->"
"""Where kept markup is cut. What people type is escaped, so it never holds a comment."""


@dataclass(frozen=True, slots=True)
class _Section:
    """A clause's markup round its votes; `clause` only where it takes votes."""

    clause: RoomClause | None
    before: Markup
    votes: Markup
    after: Markup


@dataclass(frozen=True, slots=True)
class Sheet:
    """The clauses of a room as markup."""

    room: Room
    sections: tuple[_Section, ...]
    context: Mapping[str, Any]
    voted: dict[tuple[int, str], Markup] = field(default_factory=dict)

    def html(self, mine: Mapping[int, str], token: str) -> Markup:
        """Return the clauses for one person: their votes by clause id, their token."""
        parts: list[Markup] = []
        for section in self.sections:
            value = mine.get(section.clause.clause.clause_id) if section.clause else None
            votes = section.votes if value is None or section.clause is None else self._voted(section.clause, value)
            parts += (section.before, votes, section.after)
        return joined(parts, TOKEN, token)

    def _voted(self, clause: RoomClause, value: str) -> Markup:
        name = (clause.clause.clause_id, value)
        if name not in self.voted:
            self.voted[name] = fragment("pages/_room_votes.html", item=clause, mine=value, **self.context)
        return self.voted[name]


def make_sheet(
    document: Document,
    room: Room,
    *,
    may_vote: bool,
    may_comment: bool,
    only: frozenset[str] | None = None,
    last: Sheet | None = None,
) -> Sheet:
    """Render the clauses of a room, for people who may vote here or may not.

    Clauses that are as they were in `last`, a sheet of the same revision made before, are taken from there: one vote
    changes one clause.
    """
    context = {
        "room": room,
        "may_vote": may_vote,
        "may_comment": may_comment,
        "only": only,
        "csrf_token": lambda: TOKEN,
    }
    known: dict[str, tuple[RoomClause | GoneClause, _Section]] = {}
    if last is not None and (last.context["may_comment"], last.context["only"]) == (may_comment, only):
        known = {_name(item): (item, made) for item, made in zip(last.room.clauses, last.sections, strict=True)}
    fresh = [item for item in room.clauses if known.get(_name(item), (None,))[0] != item]
    html = fragment("pages/_room_clauses.html", document=document, items=fresh, **context)
    made = {_name(item): _cut(item, part) for item, part in zip(fresh, html.split(SECTION), strict=False)}
    sections = tuple(made.get(_name(item)) or known[_name(item)][1] for item in room.clauses)
    return Sheet(room, sections, {**context, "slug": document.slug})


def _name(item: RoomClause | GoneClause) -> str:
    return item.clause.key if isinstance(item, RoomClause) else f"gone {item.key}"


def _cut(item: RoomClause | GoneClause, html: Markup) -> _Section:
    before, cut, rest = html.partition(VOTES)
    votes, _, after = rest.partition(VOTES)
    return _Section(item if cut and isinstance(item, RoomClause) else None, before, votes, after)
