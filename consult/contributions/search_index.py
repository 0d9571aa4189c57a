"""The index of words that search asks: kept by the database itself, so that nothing said is ever left out of it.

SQLite keeps it beside the tables (FTS5, "External Content Tables"), and triggers bring it up to date; PostgreSQL
indexes an expression (its manual, 12.2.2). Both stem English, look past accents, and drop no word, however common, so
that the same words find the same contributions. What was erased is in neither.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, event

from consult.contributions.suggestion_models import SuggestedChange

INDEXED: dict[str, tuple[str, ...]] = {"contribution": ("body", "author_name"), "suggested_change": ("text",)}
"""Columns that are searched, by table."""
CONFIGURATION = "fairdraft"
"""PostgreSQL's name for how words are read."""
KINDS = "asciiword, asciihword, hword_asciipart, word, hword, hword_part"

SET_UP = f"""
DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS unaccent;
EXCEPTION WHEN OTHERS THEN NULL;  -- not ours to make here: accents then count
END $$;
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = '{CONFIGURATION}') THEN
    CREATE TEXT SEARCH DICTIONARY {CONFIGURATION}_stem (TEMPLATE = snowball, LANGUAGE = english);
    CREATE TEXT SEARCH CONFIGURATION {CONFIGURATION} (COPY = simple);
    ALTER TEXT SEARCH CONFIGURATION {CONFIGURATION} ALTER MAPPING FOR {KINDS} WITH {CONFIGURATION}_stem;
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'unaccent') THEN
      ALTER TEXT SEARCH CONFIGURATION {CONFIGURATION} ALTER MAPPING FOR {KINDS} WITH unaccent, {CONFIGURATION}_stem;
    END IF;
  END IF;
END $$;
"""


def statements(dialect: str) -> list[str]:
    """Return what makes the index on a database, once its tables are there."""
    if dialect == "postgresql":
        made = [one.strip() + "$$" for one in SET_UP.split("$$;") if one.strip()]
        return made + [
            f"CREATE INDEX ix_{table}_words ON {table} USING gin (to_tsvector('{CONFIGURATION}', {words_of(table)}))"
            for table in INDEXED
        ]
    return [statement for table, columns in INDEXED.items() for statement in _sqlite(table, columns)]


def words_of(table: str) -> str:
    """Return the SQL of all words of a row, as PostgreSQL's index has it."""
    return " || ' ' || ".join(f"coalesce({table}.{column}, '')" for column in INDEXED[table])


def _sqlite(table: str, columns: tuple[str, ...]) -> list[str]:
    index, names = f"{table}_words", ", ".join(columns)
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("new", "old"))
    put_in = f"INSERT INTO {index}(rowid, {names}) VALUES (new.id, {new});"
    take_out = f"INSERT INTO {index}({index}, rowid, {names}) VALUES ('delete', old.id, {old});"
    reading = "tokenize='porter unicode61 remove_diacritics 2'"
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{table}', content_rowid='id', {reading})",
        f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {put_in} END",
        f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {take_out} END",
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF {names} ON {table} BEGIN {take_out} {put_in} END",
    ]


@event.listens_for(SuggestedChange.__table__, "after_create")
def _make(_table: Table, connection: Any, **_: object) -> None:
    """Make the index where tables are made without migrations; suggested changes are made after contributions."""
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
