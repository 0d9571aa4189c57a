"""References people can say aloud: C-104, S-17, R-12. Each letter counts over the whole site."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

from sqlalchemy import Executable, bindparam

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


@cache
def _next(dialect: str) -> Executable:
    """Build the statement, once; only what speaks to the database in use is loaded: PostgreSQL's part takes 2 MB."""
    statement: Executable = (
        import_module(f"sqlalchemy.dialects.{dialect}")
        .insert(ReferenceCounter)
        .values(letter=bindparam("letter"), last=1)
        .on_conflict_do_update(index_elements=[ReferenceCounter.letter], set_={"last": ReferenceCounter.last + 1})
        .returning(ReferenceCounter.last)
    )
    return statement


def next_reference(letter: str) -> str:
    """Take the next number of a letter; whoever takes one holds the counter until the commit, so none is lost."""
    connection = db.session.connection()
    return f"{letter}-{connection.execute(_next(connection.dialect.name), {'letter': letter}).scalar_one()}"
