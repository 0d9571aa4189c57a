"""Every view declares what it does, and the table, not the view, decides who may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.consultations.models import Audience
from consult.core import policy
from consult.core.stages import Stage
from consult.extensions import db
from consult.infra.access import action_of
from tests.make import (
    make_consultation,
    make_document,
    make_drafter,
    make_member,
    make_officer,
    make_organisation,
    make_person,
)

OPEN_TO_ALL = {"static", "healthz"}
"""What answers without asking who it is: built files and the health check."""


def views(app: Flask) -> dict[str, Callable[..., object]]:
    """Return every view by its endpoint, but for those open to all."""
    return {name: view for name, view in app.view_functions.items() if name not in OPEN_TO_ALL}


def test_every_view_declares_its_action(app: Flask) -> None:
    undeclared = sorted(name for name, view in views(app).items() if action_of(view) is None)
    assert undeclared == []


def test_every_declared_action_stands_in_the_table_and_every_row_is_used(app: Flask) -> None:
    declared = {action_of(view) for view in views(app).values()}
    assert declared <= set(policy.TABLE)
    assert set(policy.TABLE) - declared == set()
