"""Organisations, networks and members, as officers and administrators keep them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import MemberRole, Membership, Organisation, OrganisationKind, Person
from consult.accounts.organisations import (
    OrganisationWords,
    add_member,
    edit_network,
    make_network,
    make_organisation,
    remove_member,
)
from consult.accounts.queries import (
    find_default_organisation,
    find_person_by_email,
    get_network,
    get_organisation,
    list_members,
)
from consult.core.errors import Denied, Refused
from consult.extensions import db
from consult.infra import clock

SignIn = Callable[[Person], FlaskClient]


def person_called(name: str, *, administrator: bool = False) -> Person:
    person = Person(
        name=name, email=f"{name.lower()}@example.org", is_administrator=administrator, created_at=clock.now()
    )
    db.session.add(person)
    db.session.flush()
    return person


def organisation_called(name: str, kind: OrganisationKind = OrganisationKind.CHARITY) -> Organisation:
    return make_organisation(OrganisationWords(name=name, kind=kind), by=None, now=clock.now())


def join(person: Person, organisation: Organisation, role: MemberRole) -> Membership:
    return add_member(person, organisation, role, None, clock.now())


@pytest.fixture
def council(app: Flask) -> Organisation:
    """Give a council with one officer called Olu."""
    council = organisation_called("Ashmere Council", OrganisationKind.COUNCIL)
    join(person_called("Olu"), council, MemberRole.OFFICER)
    db.session.commit()
    return council


def olu() -> Person:
    person = find_person_by_email("olu@example.org")
    assert person is not None
    return person


def test_an_address_word_is_made_of_the_name_and_is_free(app: Flask) -> None:
    assert organisation_called("Café & Co.").slug == "cafe-co"
    assert organisation_called("Cafe co").slug == "cafe-co-2"
    assert organisation_called("茶").slug == "organisation"


def test_two_organisations_cannot_have_one_name(app: Flask) -> None:
    organisation_called("Hands On")
    with pytest.raises(Refused):
        organisation_called("hands on ")


def test_an_officer_adds_members_of_a_charity_but_makes_no_officers_there(council: Organisation) -> None:
    charity, bea = organisation_called("Hands On"), person_called("Bea")
    add_member(bea, charity, MemberRole.PARTNER, olu(), clock.now())
    with pytest.raises(Denied):
        add_member(bea, charity, MemberRole.OFFICER, olu(), clock.now())
    assert [membership.role for membership in list_members(charity)] == [MemberRole.PARTNER]


def test_an_officer_makes_officers_of_the_own_organisation_and_touches_no_other_that_has_some(
    council: Organisation,
) -> None:
    other = organisation_called("Other Council")
    join(person_called("Una"), other, MemberRole.OFFICER)
    bea = person_called("Bea")
    add_member(bea, council, MemberRole.OFFICER, olu(), clock.now())
    with pytest.raises(Denied):
        add_member(bea, other, MemberRole.PARTNER, olu(), clock.now())
    admin = person_called("Root", administrator=True)
    add_member(bea, other, MemberRole.OFFICER, admin, clock.now())


def test_a_member_given_another_role_stays_one_member(council: Organisation) -> None:
    bea = person_called("Bea")
    join(bea, council, MemberRole.PARTNER)
    join(bea, council, MemberRole.OFFICER)
    roles = [(member.person.name, member.role.value) for member in list_members(council)]
    assert roles == [("Bea", "officer"), ("Olu", "officer")]


def test_an_officer_cannot_leave_the_organisation_without_anybody_noticing(council: Organisation) -> None:
    with pytest.raises(Refused):
        remove_member(olu(), council, by=olu(), now=clock.now())


def test_an_officer_does_it_all_in_the_browser(council: Organisation, sign_in_as: SignIn) -> None:
    browser = sign_in_as(olu())
    data = {"name": "Hands On", "kind": "charity", "size": "1 to 9 staff", "contact_email": ""}
    made = browser.post("/organisations/new", data=data)
    assert made.location == "/organisations/hands-on"
    added = browser.post(
        "/organisations/hands-on/members", data={"email": "Bea@Example.org", "name": "Bea", "role": "partner"}
    )
    assert added.status_code == 302
    page = browser.get("/organisations/hands-on")
    assert "bea@example.org" in page.text
    assert "Bea is a member now." in page.text
    edited = browser.post("/organisations/hands-on/edit", data={**data, "name": "Hands On Ashmere"})
    assert edited.status_code == 302
    assert browser.post("/networks/new", data={"name": "Ours", "members": ["hands-on"]}).status_code == 302
    assert [member.name for member in get_network("ours").members] == ["Hands On Ashmere"]
    assert browser.post("/networks/ours", data={"name": "Ours", "members": []}).status_code == 302
    assert get_network("ours").members == []
    bea = find_person_by_email("bea@example.org")
    assert bea is not None
    assert browser.post(f"/organisations/hands-on/members/{bea.public_id}/remove").status_code == 302
    assert list_members(get_organisation("hands-on")) == []
    for address in ("/organisations", "/networks", "/people", "/people?q=ol%25", f"/people/{bea.public_id}"):
        assert browser.get(address).status_code == 200


def test_a_form_that_fails_keeps_what_was_typed(council: Organisation, sign_in_as: SignIn) -> None:
    browser = sign_in_as(olu())
    page = browser.post("/organisations/new", data={"name": "Ashmere council", "kind": "council", "size": ""})
    assert page.status_code == 422
    assert 'value="Ashmere council"' in page.text
    assert "There is one with this name already." in page.text
    page = browser.post("/organisations/ashmere-council/members", data={"email": "nobody", "role": "partner"})
    assert page.status_code == 422
    assert 'value="nobody"' in page.text
    page = browser.post("/organisations/new", data={"name": "N\0L", "kind": "nonsense", "size": "huge"})
    assert page.status_code == 422


def test_an_officer_sees_no_residents_addresses_and_an_administrator_does(
    council: Organisation, sign_in_as: SignIn
) -> None:
    person_called("Rita")
    admin = person_called("Root", administrator=True)
    assert "rita@example.org" not in sign_in_as(olu()).get("/people").text
    assert "rita@example.org" in sign_in_as(admin).get("/people").text


def test_only_an_administrator_makes_administrators(council: Organisation, sign_in_as: SignIn) -> None:
    rita, admin = person_called("Rita"), person_called("Root", administrator=True)
    address = f"/people/{rita.public_id}/administrator"
    assert sign_in_as(olu()).post(address).status_code == 403
    assert sign_in_as(admin).post(address).status_code == 302
    assert rita.is_administrator


def test_others_are_shown_none_of_it(council: Organisation, client: FlaskClient, sign_in_as: SignIn) -> None:
    rita = person_called("Rita")
    for address in ("/people", "/organisations", "/organisations/ashmere-council", "/networks", "/networks/new"):
        assert client.get(address).status_code == 302
        assert sign_in_as(rita).get(address).status_code == 403


def test_the_default_organisation_is_the_marked_one_or_the_oldest_with_officers(app: Flask) -> None:
    assert find_default_organisation() is None
    older, newer = organisation_called("Older"), organisation_called("Newer")
    join(person_called("Una"), newer, MemberRole.OFFICER)
    assert find_default_organisation() is newer
    older.is_default = True
    assert find_default_organisation() is older


@pytest.mark.parametrize("address", ["/people", "/organisations", "/organisations/ashmere-council", "/networks"])
def test_a_page_asks_the_database_as_often_for_many_as_for_few(
    council: Organisation,
    sign_in_as: SignIn,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    address: str,
) -> None:
    browser, counts = sign_in_as(olu()), []
    for round_ in range(2):
        for number in range(10 * round_):
            member = person_called(f"Member{number}")
            join(member, council, MemberRole.PARTNER)
            join(member, organisation_called(f"Group {number}"), MemberRole.PARTNER)
            make_network(f"Network {number}", [council], by=None, now=clock.now())
        db.session.commit()
        db.session.expunge_all()
        with count_queries() as queries:
            assert browser.get(address).status_code == 200
        counts.append(len([query for query in queries if query.startswith("SELECT")]))
        council = get_organisation("ashmere-council")
    # An empty list needs no second look for what belongs to it.
    assert counts[1] <= counts[0] + 1
    assert counts[1] <= 8


def test_a_network_is_changed_by_its_keepers_officers_and_administrators_only(app: Flask) -> None:
    council, other = organisation_called("Council", OrganisationKind.COUNCIL), organisation_called("Elsewhere")
    keeper, stranger, chief = person_called("Kit"), person_called("Sam"), person_called("Ada", administrator=True)
    add_member(keeper, council, MemberRole.OFFICER, None, clock.now())
    add_member(stranger, other, MemberRole.OFFICER, None, clock.now())
    network = make_network("Neighbours", [council], by=keeper, now=clock.now())
    with pytest.raises(Denied, match="keeps this network"):
        edit_network(network, "Neighbours", [council, other], by=stranger, now=clock.now())
    edit_network(network, "Good neighbours", [council], by=keeper, now=clock.now())
    edit_network(network, "Neighbours", [council], by=chief, now=clock.now())
    assert [one.name for one in network.members] == ["Council"]


def test_nobody_adds_themselves_to_an_organisation_they_do_not_run(app: Flask) -> None:
    officer = person_called("Sam")
    add_member(officer, organisation_called("Council"), MemberRole.OFFICER, None, clock.now())
    with pytest.raises(Denied, match="Somebody else adds you"):
        add_member(officer, organisation_called("A small charity"), MemberRole.PARTNER, officer, clock.now())
