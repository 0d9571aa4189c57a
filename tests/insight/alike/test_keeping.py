"""What the software finds is kept beside what people decided, and what they decided stays."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import Person
from consult.audit.models import AuditRow
from consult.audit.service import broken_links
from consult.consultations.models import Consultation
from consult.contributions import service as contributions
from consult.contributions.models import Contribution
from consult.core.errors import Conflict, Missing, Refused
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.insight.alike import deciding
from consult.insight.alike.queries import (
    count_groups,
    find_blank,
    get_group,
    group_of,
    lead_of,
    list_groups,
    members_of,
    sums_of,
)
from consult.insight.alike.works import FIND
from consult.insight.models import AlikeGroup, AlikeMember
from consult.jobs import works
from consult.jobs.models import Event
from consult.serving import working
from tests.make import find_alike, make_comment, make_consultation, make_document, make_officer, now

BUS = "The number 12 bus takes my mother to the hospital twice a week, please do not let it stop at Easter."
BUSES = (
    BUS,
    BUS.replace("mother", "father") + " Thank you.",
    "Dear all, " + BUS.replace("twice a week", "every week"),
    BUS.replace("please do not", "so do not"),
)
BENCH = "Put more benches along the river path, because older people need a rest when they walk to the market."
BENCHES = (BENCH, BENCH.replace("older people", "old people"), "Hello, " + BENCH)
ALONE = "Why is the recycling centre closed on every bank holiday, when people have time to go there?"


@pytest.fixture
def document(app: Flask) -> Document:
    return make_document()


@pytest.fixture
def officer(document: Document) -> Person:
    return make_officer(document.consultation)


@pytest.fixture
def said(document: Document) -> list[Contribution]:
    """Say ten things: four about a bus, three about benches, one alone, two blank."""
    return [make_comment(document, body) for body in (*BUSES, *BENCHES, ALONE, "-", "N/A")]


@pytest.fixture
def group(said: list[Contribution], document: Document) -> AlikeGroup:
    """Find the groups and return the one about the bus."""
    find_alike(document.consultation)
    return group_with(said[0])


def group_with(contribution: Contribution) -> AlikeGroup:
    member = db.session.get(AlikeMember, contribution.id)
    assert member is not None
    return member.group


def ids(some: list[Contribution]) -> set[int]:
    return {one.id for one in some}


def test_the_worker_finds_groups_and_says_what_came_of_it(document: Document, said: list[Contribution]) -> None:
    work = works.ask(FIND, document.consultation.slug, by="somebody", now=now(), back="/desk")
    db.session.commit()
    done = working.carry_out(work.public_id)
    assert (done.state, done.result) == ("done", {"read": 10, "groups": 2, "members": 7, "blank": 2})
    rows = list_groups(document.consultation, 10)
    assert [row.size for row in rows] == [4, 3]
    assert set(members_of(group_with(said[0]))) == ids(said[:4])
    assert set(members_of(group_with(said[4]))) == ids(said[4:7])
    assert rows[0].label.startswith("The number 12 bus takes my mother to the hospital twice a week")
    assert rows[0].label.endswith(" …")
    assert (
        row := db.session.scalars(select(AuditRow).where(AuditRow.action == "alike:found")).one()
    ).actor == "somebody"
    assert row.chain == document.consultation.public_id
    assert db.session.scalars(select(Event.kind).where(Event.kind == "alike:found")).all() == ["alike:found"]


def test_what_is_blank_is_set_apart_and_in_no_group(
    document: Document, said: list[Contribution], group: AlikeGroup
) -> None:
    blank = find_blank(document.consultation)
    assert blank is not None
    assert set(members_of(blank)) == ids(said[8:])
    assert not blank.campaign
    assert said[8].id not in group_of(ids(said))
    with pytest.raises(Refused):
        deciding.declare(blank, True, by=make_officer(document.consultation), now=now())


def test_many_blanks_in_a_short_time_are_no_campaign(document: Document) -> None:
    for _ in range(12):
        make_comment(document, "n/a")
    find_alike(document.consultation)
    blank = find_blank(document.consultation)
    assert blank is not None
    assert (blank.size, blank.campaign, count_groups(document.consultation)) == (12, False, (0, 0))


def test_many_in_a_short_time_are_called_a_campaign_until_a_person_says_otherwise(
    document: Document, officer: Person
) -> None:
    made = [make_comment(document, BUS + f" Number {number}.") for number in range(10)]
    find_alike(document.consultation)
    group = group_with(made[0])
    assert group.campaign
    deciding.declare(group, False, by=officer, now=now())
    find_alike(document.consultation)
    assert not group_with(made[0]).campaign


def test_others_learn_the_group_of_a_contribution_and_who_leads(said: list[Contribution], group: AlikeGroup) -> None:
    marks = group_of([said[1].id, said[5].id, said[7].id])
    assert {one: mark.size for one, mark in marks.items()} == {said[1].id: 4, said[5].id: 3}
    assert marks[said[1].id].public_id == group.public_id
    assert lead_of(group) in ids(said[:4])
    assert members_of(group)[0] == lead_of(group)
    sums = sums_of([group.id])[group.id]
    assert (sums.people, sums.channels, sums.answered) == (4, (("web", 4),), 0)


def test_looking_again_changes_nothing_when_nothing_came(
    document: Document, said: list[Contribution], group: AlikeGroup
) -> None:
    stored = select(AlikeMember.contribution_id, AlikeMember.group_id, AlikeMember.lead, AlikeMember.score)
    before = db.session.execute(stored.order_by(AlikeMember.contribution_id)).all()
    find_alike(document.consultation)
    assert db.session.execute(stored.order_by(AlikeMember.contribution_id)).all() == before


def test_what_comes_later_joins_and_the_label_a_person_wrote_stays(
    document: Document, officer: Person, said: list[Contribution], group: AlikeGroup
) -> None:
    address = group.public_id
    deciding.name(group, "  Keep the 12 bus ", by=officer, now=now())
    late = make_comment(document, "Hi, " + BUS.replace("takes", "brings"))
    find_alike(document.consultation)
    group = group_with(late)
    assert (group.public_id, group.label, group.size) == (address, "Keep the 12 bus", 5)


def test_what_a_person_took_out_stays_out(
    document: Document, officer: Person, said: list[Contribution], group: AlikeGroup
) -> None:
    deciding.take_out(group, said[1].reference.lower(), by=officer, now=now())
    find_alike(document.consultation)
    assert set(members_of(group_with(said[0]))) == ids([said[0], *said[2:4]])
    assert said[1].id not in group_of(ids(said))


def test_what_a_person_put_in_stays_in_and_can_come_out_again(
    document: Document, officer: Person, said: list[Contribution], group: AlikeGroup
) -> None:
    deciding.put_in(group, said[7].reference, by=officer, now=now())
    deciding.put_in(group, said[4].reference, by=officer, now=now())
    find_alike(document.consultation)
    group = group_with(said[0])
    assert set(members_of(group)) == ids([*said[:5], said[7]])
    assert set(members_of(group_with(said[5]))) == ids(said[5:7])
    assert (group.size, group_with(said[5]).size) == (6, 2)
    with pytest.raises(Conflict):
        deciding.put_in(group, said[4].reference, by=officer, now=now())


def test_the_lead_a_person_chose_stays(
    document: Document, officer: Person, said: list[Contribution], group: AlikeGroup
) -> None:
    chosen = next(one for one in said[:4] if one.id != lead_of(group))
    deciding.choose_lead(group, chosen.reference, by=officer, now=now())
    find_alike(document.consultation)
    assert lead_of(group_with(chosen)) == chosen.id


def test_a_group_whose_lead_goes_has_another(officer: Person, said: list[Contribution], group: AlikeGroup) -> None:
    lead = lead_of(group)
    deciding.take_out(group, next(one.reference for one in said if one.id == lead), by=officer, now=now())
    assert lead_of(group) in ids(said[:4]) - {lead}


def test_groups_a_person_made_one_stay_one(
    document: Document, officer: Person, said: list[Contribution], group: AlikeGroup
) -> None:
    other = group_with(said[4]).public_id
    deciding.merge(group, other, by=officer, now=now())
    find_alike(document.consultation)
    assert set(members_of(group_with(said[4]))) == ids(said[:7])
    assert [row.size for row in list_groups(document.consultation, 10)] == [7]
    with pytest.raises(Missing):
        get_group(document.consultation, other)


def test_what_was_taken_back_leaves_when_the_software_looks_again(
    document: Document, said: list[Contribution], group: AlikeGroup
) -> None:
    author = said[3].author
    assert author is not None
    contributions.withdraw(said[3], by=author, now=now())
    assert sums_of([group.id])[group.id].gone == 1
    find_alike(document.consultation)
    assert set(members_of(group_with(said[0]))) == ids(said[:3])


def test_replies_and_what_the_drafting_group_said_are_not_compared(document: Document) -> None:
    first = make_comment(document, BUS)
    make_comment(document, BUS, reply_to=first.reference)
    assert find_alike(document.consultation)["groups"] == 0


def test_short_words_are_alike_only_about_the_same_clause(document: Document) -> None:
    assert document.newest_revision is not None
    keys = [one.key for one in read_revision(document.newest_revision).clauses]
    here = [make_comment(document, "I agree.", clause=keys[1]) for _ in range(2)]
    make_comment(document, "I agree", clause=keys[2])
    assert find_alike(document.consultation)["members"] == 2
    assert set(members_of(group_with(here[0]))) == ids(here)


def test_each_decision_is_in_the_record(
    document: Document, officer: Person, said: list[Contribution], group: AlikeGroup
) -> None:
    deciding.name(group, "Bus", by=officer, now=now())
    deciding.put_in(group, said[7].reference, by=officer, now=now())
    deciding.take_out(group, said[7].reference, by=officer, now=now())
    deciding.declare(group, True, by=officer, now=now())
    wanted = ["alike:named", "alike:put_in", "alike:taken_out", "alike:declared"]
    actions = select(AuditRow.action).where(AuditRow.subject == group.public_id).order_by(AuditRow.id)
    assert db.session.scalars(actions).all() == wanted
    events = select(Event.kind).where(Event.subject == group.public_id).order_by(Event.id)
    assert db.session.scalars(events).all() == wanted
    assert list(broken_links(document.consultation.public_id)) == []


@pytest.mark.parametrize("typed", ["", "C-99999", "bus", "C-\0"])
def test_a_reference_that_is_none_is_refused(officer: Person, group: AlikeGroup, typed: str) -> None:
    with pytest.raises(Refused):
        deciding.put_in(group, typed, by=officer, now=now())


def test_what_was_said_elsewhere_cannot_be_put_in(officer: Person, group: AlikeGroup) -> None:
    elsewhere = make_comment(make_document(make_consultation()), BUS)
    with pytest.raises(Refused):
        deciding.put_in(group, elsewhere.reference, by=officer, now=now())


def test_a_consultation_finds_only_its_own(document: Document, group: AlikeGroup) -> None:
    other: Consultation = make_consultation()
    make_comment(make_document(other), BUS)
    assert find_alike(other)["groups"] == 0
    with pytest.raises(Missing):
        get_group(other, group.public_id)


def test_groups_are_kept_alike_on_both_databases(either_app: Flask) -> None:
    with either_app.app_context():
        document = make_document()
        officer = make_officer(document.consultation)
        said = [make_comment(document, body) for body in (*BUSES, *BENCHES, "-")]
        assert find_alike(document.consultation) == {"groups": 2, "members": 7, "blank": 1}
        group = group_with(said[0])
        deciding.put_in(group, said[4].reference, by=officer, now=now())
        deciding.choose_lead(group, said[2].reference, by=officer, now=now())
        db.session.commit()
        assert find_alike(document.consultation) == {"groups": 2, "members": 7, "blank": 1}
        assert members_of(group_with(said[0])) == [said[2].id, said[0].id, said[1].id, said[3].id, said[4].id]
        first = list_groups(document.consultation, 5)[0]
        assert (first.size, first.reference) == (5, said[2].reference)
        assert {one.people for one in sums_of([group.id]).values()} == {5}
