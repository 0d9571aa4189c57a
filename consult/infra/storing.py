"""Store new rows past the unit of work, for what people do all day: comments, votes, and the log of both.

SQLAlchemy's unit of work weighs every mapped relation at each flush, which costs more than all the rest of a posted
comment. A row whose values are all known needs none of it.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Insert, insert, inspect
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import make_transient_to_detached

from consult.database import Base
from consult.extensions import db

Row = TypeVar("Row", bound=Base)


def append(kind: type[Base], /, **values: object) -> None:
    """Insert a row that nobody looks at again in this transaction."""
    db.session.connection().execute(_insert(kind), values)


def store(made: Row) -> Row:
    """Insert an object that is in no session yet, and return it as if it had been read from the database.

    What it belongs to is named by its columns (`document_id`), not by relationships, and is stored first if it was not
    yet; a primary key called `id` comes from the database. Raises IntegrityError as any INSERT does.
    """
    db.session.flush()
    mapper = inspect(type(made))
    given = {name: value for name, value in vars(made).items() if name in mapper.columns}
    result: CursorResult[Any] = db.session.connection().execute(_insert(type(made)), given)
    if "id" in mapper.columns:
        made.id = result.inserted_primary_key.id  # type: ignore[attr-defined, union-attr]  # it has one, as just asked
    make_transient_to_detached(made)
    db.session.add(made)
    return made


@cache
def _insert(kind: type[Base]) -> Insert:
    """Return the statement; built once, because building it costs as much as executing it."""
    return insert(kind)
