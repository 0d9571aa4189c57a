"""References people can say aloud: C-104, S-17, R-12. Each letter counts over the whole site."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import Executable, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from consult.contributions.models import ReferenceCounter
from consult.extensions import db

_REFERENCE = re.compile(r"[A-Z]-[0-9]{1,12}")


def read_reference(typed: str) -> str:
    """Return a reference as it is stored, or nothing for what can be none; capitals do not matter.

    >>> read_reference(" c-104 "), read_reference("C-\\0")
    ('C-104', '')
    """
    reference = typed.strip().upper()
    return reference if _REFERENCE.fullmatch(reference) else ""


def _next(insert: Callable[..., postgresql.Insert | sqlite.Insert]) -> Executable:
    return (
        insert(ReferenceCounter)
        .values(letter=bindparam("letter"), last=1)
        .on_conflict_do_update(index_elements=[ReferenceCounter.letter], set_={"last": ReferenceCounter.last + 1})
        .returning(ReferenceCounter.last)
    )


_NEXT = {"postgresql": _next(postgresql.insert), "sqlite": _next(sqlite.insert)}


def next_reference(letter: str) -> str:
    """Take the next number of a letter; whoever takes one holds the counter until the commit, so none is lost."""
    connection = db.session.connection()
    return f"{letter}-{connection.execute(_NEXT[connection.dialect.name], {'letter': letter}).scalar_one()}"
