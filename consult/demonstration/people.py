"""The organisations of the invented borough, their networks, and the people."""

from __future__ import annotations

from datetime import datetime

from consult.accounts import service as accounts
from consult.accounts.models import MemberRole, OrganisationKind, OrganisationSize
from consult.accounts.service import OrganisationWords
from consult.demonstration.content import CONTENT, Entry, read
from consult.demonstration.house import House


def settle(house: House, now: datetime) -> None:
    """Make the organisations, the networks and the people."""
    content = read(CONTENT / "people.yaml")
    for entry in content["organisations"]:
        _organisation(house, entry, now)
    for entry in content["networks"]:
        members = [house.organisations[slug] for slug in entry["organisations"]]
        house.networks[entry["slug"]] = accounts.make_network(entry["name"], members, by=None, now=now)
    for entry in content["people"]:
        _person(house, entry, now)


def _organisation(house: House, entry: Entry, now: datetime) -> None:
    words = OrganisationWords(
        name=entry["name"],
        kind=OrganisationKind(entry["kind"]),
        size=OrganisationSize(entry["size"]),
        contact_email=entry.get("email"),
        contact_phone=entry.get("phone"),
        contact_post=entry.get("post"),
    )
    organisation = accounts.make_organisation(words, by=None, now=now)
    organisation.is_default = entry.get("default", False)
    house.organisations[entry["slug"]] = organisation


def _person(house: House, entry: Entry, now: datetime) -> None:
    person = accounts.ensure_person(entry["email"], entry["name"], now)
    if entry["role"] == "administrator":
        accounts.make_administrator(person, by=None, now=now)
    if "organisation" in entry:
        role = MemberRole.OFFICER if entry["role"] in ("officer", "administrator") else MemberRole.PARTNER
        accounts.add_member(person, house.organisations[entry["organisation"]], role, None, now)
    house.people[entry["slug"]] = person
    house.entries[entry["slug"]] = entry


def list_voters(house: House, about: Entry) -> list[str]:
    """List the residents and partners who may see a consultation, in order of the content."""
    voters = [slug for slug, entry in house.entries.items() if entry["role"] in ("resident", "partner")]
    if about["audience"] == "everyone":
        return voters
    invited = {house.organisations[slug].id for slug in about["audience"].get("organisations", ())}
    for slug in about["audience"].get("networks", ()):
        invited.update(member.id for member in house.networks[slug].members)
    return [slug for slug in voters if any(one.organisation_id in invited for one in house.people[slug].memberships)]
