"""How rows are stored: the base class, the column types, and how a transaction begins."""

from __future__ import annotations

import sqlite3
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from threading import Lock
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    TypeDecorator,
    event,
    func,
    select,
)
from sqlalchemy.orm import DeclarativeBase, registry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

CHECKPOINT_PAGES = 4_000
"""Pages of 4 kB the log of what was written may hold before it goes into the file: 16 MB, four times as many as by
custom, because a comment writes to many indexes and whoever moves the pages holds up the others."""
BUSY_MS = 5_000
"""How long a write waits for another to end, in milliseconds."""
LOOK_AGAIN = 0.0003
"""Seconds between two looks whether it has ended."""
AS_READ = "rows written when a transaction began that only reads"
"""The key in a connection's notes."""
_turn = Lock()
"""Of the threads of a process that wait to write, one looks; the others wait for their turn, which costs nothing."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored as UTC with microseconds; naive times are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC; SQLite keeps it without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times are stored aware; this one has no zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every time back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of all models; times are aware, enums are stored by value, JSON is plain."""

    # On the registry, not on the class: Flask-SQLAlchemy copies the class, and a type map is taken only once.
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON},
    )


def enum_column(kind: type[StrEnum]) -> Enum:
    """Store a `StrEnum` by value as text; not a native enum, so that SQLite's migrations run on PostgreSQL."""
    return Enum(
        kind,
        native_enum=False,
        length=24,
        create_constraint=False,
        values_callable=lambda members: [member.value for member in members],
    )


reading_only: ContextVar[bool] = ContextVar("reading_only", default=False)
"""True while a request is served that may not write, or not yet; then a transaction takes no write lock."""


def take_turn(connection: Connection, name: str) -> None:
    """Let one transaction after the other do what `name` says, until the commit; on SQLite it is so anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def start_writing(connection: Connection) -> bool:
    """Let a request that has only read so far write from here on; return whether all it has read still stands.

    SQLite: the write lock is taken here and not at BEGIN, so that others write while this request finds out who asks
    for what. Nothing else can have been written in between if the file's data version is the same (SQLite
    documentation, "PRAGMA data_version"). PostgreSQL locks rows, and says what changed when it does.
    """
    if connection.dialect.name != "sqlite":
        return False
    if not reading_only.get():
        return True
    cursor = connection.connection.cursor()
    before = _data_version(cursor)
    cursor.execute("COMMIT")
    reading_only.set(False)
    _begin_to_write(connection)
    stands = _data_version(cursor) == before
    cursor.close()
    return stands


def _data_version(cursor: Any) -> int:
    version: int = cursor.execute("PRAGMA data_version").fetchone()[0]
    return version


def prepare_sqlite(engine: Engine) -> None:
    """Make SQLite behave: WAL, foreign keys, a busy timeout, and a write lock taken at BEGIN.

    A transaction that means to write takes the lock for it with BEGIN IMMEDIATE, at once or by `start_writing`, so that
    it never fails half-way because another wrote in between; one that does not mean to and did all the same fails with
    RuntimeError when it commits. (SQLite documentation, "Transactions"; synchronous NORMAL in WAL mode keeps the file
    whole on power loss, and may lose the last commits. "PRAGMA query_only" would refuse sooner, yet each time it is
    said SQLite prepares all statements of the connection anew, a quarter of what a comment costs.)
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if reading_only.get():
            cursor = connection.connection.cursor()
            cursor.execute("BEGIN")
            cursor.close()
            connection.info[AS_READ] = _changes(connection)
        else:
            _begin_to_write(connection)

    @event.listens_for(engine, "commit")
    def commit(connection: Any) -> None:
        if connection.info.get(AS_READ, _changes(connection)) != _changes(connection):
            raise RuntimeError("this request wrote, yet began as one that only reads; let its view lock first")


def _changes(connection: Connection) -> int:
    """Return how many rows this connection has ever written."""
    changes: int = connection.connection.dbapi_connection.total_changes  # type: ignore[union-attr]  # it is in use
    return changes


def _begin_to_write(connection: Connection) -> None:
    """Take the write lock, or wait for it up to BUSY_MS. Raises OperationalError when it is not to be had.

    SQLite's own waiting sleeps ever longer, up to a tenth of a second, while a comment takes a few thousandths; who
    looks again soon has the lock sooner.
    """
    connection.info.pop(AS_READ, None)
    until = time.monotonic() + BUSY_MS / 1000
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA busy_timeout=0")
    try:
        if _turn.acquire(timeout=BUSY_MS / 1000):
            try:
                while not _begun(cursor) and time.monotonic() < until:
                    time.sleep(LOOK_AGAIN)
            finally:
                _turn.release()
        if not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]  # it is in use
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # the last look, which raises what the pages know
    finally:
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        cursor.close()


def _begun(cursor: Any) -> bool:
    try:
        cursor.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
