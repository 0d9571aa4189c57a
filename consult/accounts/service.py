"""The verbs of this feature, in one place for those who stand above it."""

from __future__ import annotations

from consult.accounts.codes import (
    Asked,
    Wrong,
    ask_code,
    check_code,
    check_link,
    find_link,
    make_link,
    normal_email,
)
from consult.accounts.organisations import (
    OrganisationWords,
    add_member,
    edit_network,
    edit_organisation,
    make_network,
    make_organisation,
    remove_member,
)
from consult.accounts.people import end_sessions, ensure_person, make_administrator, rename
from consult.accounts.queries import find_person_by_email, get_person, list_organisations
from consult.accounts.tokens import find_token, issue_token, list_tokens, note_use, revoke_token

__all__ = [
    "Asked",
    "OrganisationWords",
    "Wrong",
    "add_member",
    "ask_code",
    "check_code",
    "check_link",
    "edit_network",
    "edit_organisation",
    "end_sessions",
    "ensure_person",
    "find_link",
    "find_person_by_email",
    "find_token",
    "get_person",
    "issue_token",
    "list_organisations",
    "list_tokens",
    "make_administrator",
    "make_link",
    "make_network",
    "make_organisation",
    "normal_email",
    "note_use",
    "remove_member",
    "rename",
    "revoke_token",
]
