"""Bring the database up to date. Apart from all else, because Alembic would cost every web process 15 MB and 150 ms."""

from __future__ import annotations

import flask_migrate
from flask import Flask

import config
from consult.extensions import db


def upgrade(app: Flask) -> None:
    """Bring the database of `app`, in its context, to the newest migration."""
    _prepare(app)
    flask_migrate.upgrade()


def downgrade(app: Flask, revision: str) -> None:
    """Take the migrations after `revision` back; "base": all."""
    _prepare(app)
    flask_migrate.downgrade(revision=revision)


def _prepare(app: Flask) -> None:
    flask_migrate.Migrate(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
