"""A town that calls at the machines' door: who they are, and the document they work on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from consult.accounts.models import MemberRole
from tests.api.conftest import Caller
from tests.make import make_member, make_organisation, make_person

TEXT = """# The service

Each trip costs five pounds. Children travel free.

The van leaves at nine.

Dogs may not travel.
"""


@dataclass
class Town:
    """Who calls, and the document they call about."""

    anyone: Caller
    officer: Caller
    partner: Caller
    neighbour: Caller
    home: str
    keys: list[str]

    def suggest(self, *changes: dict[str, Any], by: Caller | None = None, status: int = 201, revision: int = 1) -> Any:
        sent = {"base_revision": revision, "changes": list(changes), "reason": "It is fairer."}
        return (by or self.partner).post(f"{self.home}/suggestions", sent, status)

    def draft(self) -> Any:
        return self.officer.get(f"{self.home}/draft")

    def merge(self, reference: str, status: int = 200, **more: Any) -> Any:
        sent = {"expected_save": self.draft()["save"], **more}
        return self.officer.post(f"/suggestions/{reference}/merge", sent, status)

    def publish(self, *fates: dict[str, Any], status: int = 201) -> Any:
        sent = {"summary": "What you said.", "expected_save": self.draft()["save"], "fates": list(fates)}
        return self.officer.post(f"{self.home}/revisions", sent, status)

    def texts(self) -> list[str]:
        return [one["text"] for one in self.draft()["clauses"]]


def build(anyone: Caller, call_as: Callable[..., Caller]) -> Town:
    """Make a consultation that is open, with a document in its revision 1."""
    officer = call_as(make_member(make_organisation("Ashmere Council"), MemberRole.OFFICER))
    made = officer.post("/consultations", {"title": "Getting about", "purpose": "To agree it.", "stage": "open"})
    document = officer.post(
        f"/consultations/{made['slug']}/documents", {"title": "The van", "kind": "specification", "markdown": TEXT}
    )
    keys = [one["key"] for one in document["clauses"]]
    home = f"/documents/{document['slug']}"
    return Town(anyone, officer, call_as(make_person("Pia Partner")), call_as(make_person()), home, keys)
