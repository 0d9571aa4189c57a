"""Run the migrations inside the application, on the database it is set to."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from consult.database import Base

config = context.config


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types as plain ones, so that a migration does not depend on today's code."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Run what is asked for in one transaction.

    SQLite alters a table by making it anew, which would break every row that points at it: so keys are checked once, at
    the end, and not while it happens (SQLite documentation, "Making Other Kinds Of Table Schema Changes").
    """
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise RuntimeError(f"after the migration a row of {broken[0]} points at nothing in {broken[2]}")
    if sqlite:
        connection.connection.cursor().execute("PRAGMA foreign_keys=ON")


with current_app.extensions["migrate"].db.engine.connect() as connection:
    run(connection)
    connection.commit()
