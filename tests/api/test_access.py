"""Every call answers every role, at every stage, as the one table says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from consult.consultations.models import Audience
from consult.core import policy
from consult.core.stages import Stage
from tests.access.test_every_address import World, make_world
from tests.api.conftest import Caller

UNREADABLE = ("NO", 1)
"""A body no call takes: where the caller may do it, it is refused for what it says, and nothing changes."""


def calls(world: World) -> list[tuple[str, str, str, Any]]:
    """List every call about one consultation: its action, method, path and body."""
    names = world.names
    consultation, home = f"/consultations/{names['consultation']}", f"/documents/{names['slug']}"
    vote = {"target": f"clause:{names['slug']}:{names['key']}", "value": "none"}
    return [
        ("consultation:read", "GET", consultation, None),
        ("consultation:manage", "PATCH", consultation, UNREADABLE),
        ("document:create", "POST", f"{consultation}/documents", UNREADABLE),
        ("document:read", "GET", home, None),
        ("document:draft", "GET", f"{home}/draft", None),
        ("document:save", "POST", f"{home}/draft", UNREADABLE),
        ("document:read", "GET", f"{home}/revisions", None),
        ("document:read", "GET", f"{home}/revisions/1", None),
        ("document:publish", "POST", f"{home}/revisions", UNREADABLE),
        ("document:read", "GET", f"{home}/revisions/1/changes", None),
        ("challenge:make", "POST", f"{home}/revisions/1/challenges", UNREADABLE),
        ("document:read", "GET", f"{home}/compare?from=1&to=1", None),
        ("document:read", "GET", f"{home}/contributions", None),
        ("document:read", "GET", f"{home}/promises", None),
        ("contribution:make", "POST", f"{home}/comments", UNREADABLE),
        ("fate:give", "POST", f"{home}/fates", UNREADABLE),
        ("contribution:read", "GET", f"/contributions/{names['ref']}", None),
        ("vote:cast", "PUT", "/votes", vote),
        ("vote:cast", "PUT", f"/suggestions/{names['ref']}/cosignature", UNREADABLE),
        ("contribution:edit", "POST", f"/suggestions/{names['ref']}/versions", UNREADABLE),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("stage", list(Stage))
def test_every_call_answers_each_role_as_the_table_says(
    app: Flask, anyone: Caller, call_as: Callable[..., Caller], stage: Stage, audience: Audience
) -> None:
    world = make_world(stage, audience)
    wrong = []
    for role, person in world.people.items():
        caller = anyone if person is None else call_as(person)
        for action, method, path, body in calls(world):
            allowed = policy.allows(action, world.facts[role])
            answer = caller(method, path, body)
            done = answer.status_code in (200, 422)
            if method != "GET" and person is None:
                right = answer.status_code == 401
            elif allowed:
                right = done
            else:
                readable = policy.can_read(world.facts[role])
                right = answer.status_code in ((401, 403, 409) if readable else (404,))
            if not right:
                wrong.append((role, method, path, action, answer.status_code))
    assert wrong == []
