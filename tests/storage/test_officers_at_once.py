"""Two officers at the feedback desk at the same moment: nothing is lost, nothing is done twice, nobody sees a fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.audit.models import AuditRow
from consult.audit.service import broken_links
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, ReadMark
from consult.core.errors import Conflict, ConsultError, Missing
from consult.desk import acts
from consult.desk.acts import Doing
from consult.extensions import db
from consult.insight.alike import deciding
from consult.insight.alike.keeping import keep
from consult.insight.alike.queries import get_group, members_of
from consult.insight.alike.works import families_of, read_said
from consult.insight.models import AlikeApart, AlikeGroup, AlikeMember, Theme, ThemeLink, ThemeState
from consult.insight.themes import frame, linking
from consult.insight.themes.queries import find_theme, get_theme
from tests.make import make_alike, make_comment, make_document, make_officer, now
from tests.storage.at_once import Act, at_once

Names = dict[str, str]


@pytest.fixture
def desk(either_app: Flask) -> dict[str, Any]:
    """Give a consultation with two officers and some comments, by their ids."""
    with either_app.app_context():
        document = make_document()
        ada, ben = make_officer(document.consultation), make_officer(document.consultation)
        said = [make_comment(document, words) for words in ("One.", "Two, about trains.", "Three: ramps.", "Four?")]
        db.session.commit()
        return {
            "consultation": document.consultation_id,
            "ada": ada.id,
            "ben": ben.id,
            "said": [one.id for one in said],
            "references": [one.reference for one in said],
        }


def the(desk: dict[str, Any], who: str = "ada") -> tuple[Consultation, Person]:
    """Return the consultation and one of the officers, as a request reads them."""
    consultation, by = db.session.get_one(Consultation, desk["consultation"]), db.session.get_one(Person, desk[who])
    assert consultation.public_id
    assert by.name
    return consultation, by


def actions(consultation_id: int) -> list[str]:
    chain = db.session.get_one(Consultation, consultation_id).public_id
    assert list(broken_links(chain)) == []
    rows = select(AuditRow.action).where(AuditRow.chain == chain).order_by(AuditRow.number)
    return list(db.session.scalars(rows))


def themes(desk: dict[str, Any], *names: str, state: ThemeState = ThemeState.SETTLED) -> list[str]:
    """Put themes into the frame, and return their public ids."""
    made = []
    for name in names:
        theme = Theme(consultation_id=desk["consultation"], name=name, state=state, created_at=now(), detail={})
        db.session.add(theme)
        db.session.flush()
        made.append(theme.public_id)
    db.session.commit()
    return made


def on_theme(desk: dict[str, Any], who: str, public_id: str, do: Callable[[Theme, Person], object]) -> Act:
    """Read a theme as its page does, then do something with it."""

    def act() -> Callable[[], object]:
        consultation, by = the(desk, who)
        theme = get_theme(consultation, public_id)
        assert theme.consultation.public_id
        return lambda: do(theme, by)

    return act


def theme_now(public_id: str) -> Theme:
    db.session.expire_all()
    theme = find_theme(public_id)
    assert theme is not None
    return theme


def test_a_theme_that_two_settle_is_settled_once_and_the_second_is_told(
    either_app: Flask, desk: dict[str, Any]
) -> None:
    with either_app.app_context():
        (bags,) = themes(desk, "bags, carry", state=ThemeState.PROPOSED)
    first, second = at_once(
        either_app,
        on_theme(desk, "ada", bags, lambda theme, by: frame.settle(theme, "Bags", "", by=by, now=now())),
        on_theme(desk, "ben", bags, lambda theme, by: frame.settle(theme, "Luggage", "", by=by, now=now())),
    )
    assert (first, type(second)) == (None, Conflict)
    with either_app.app_context():
        assert theme_now(bags).name == "Bags"
        assert actions(desk["consultation"]).count("theme:settled") == 1


def test_a_theme_dropped_by_one_is_not_settled_by_the_other(either_app: Flask, desk: dict[str, Any]) -> None:
    with either_app.app_context():
        (bags,) = themes(desk, "bags, carry", state=ThemeState.PROPOSED)
    first, second = at_once(
        either_app,
        on_theme(desk, "ada", bags, lambda theme, by: frame.dismiss(theme, by=by, now=now())),
        on_theme(desk, "ben", bags, lambda theme, by: frame.settle(theme, "Luggage", "", by=by, now=now())),
    )
    assert (first, type(second)) == (None, Missing)


def test_two_themes_merged_into_each_other_leave_one_in_use_with_all_that_both_carried(
    either_app: Flask, desk: dict[str, Any]
) -> None:
    with either_app.app_context():
        bags, luggage = themes(desk, "Bags", "Luggage")
        _, ada = the(desk)
        for public_id, one in zip((bags, luggage), desk["said"], strict=False):
            linking.link([one], theme_now(public_id), by=ada, now=now())
        db.session.commit()

    def merging(who: str, one: str, into: str) -> Act:
        def act() -> Callable[[], object]:
            consultation, by = the(desk, who)
            theme, other = get_theme(consultation, one), get_theme(consultation, into)
            assert theme.consultation.public_id
            return lambda: frame.merge(theme, other, by=by, now=now())

        return act

    first, second = at_once(either_app, merging("ada", bags, luggage), merging("ben", luggage, bags))
    assert (first, type(second)) == (None, Conflict)
    with either_app.app_context():
        assert [theme_now(one).state for one in (bags, luggage)] == [ThemeState.RETIRED, ThemeState.SETTLED]
        carried = select(ThemeLink.contribution_id).where(ThemeLink.theme_id == theme_now(luggage).id)
        assert sorted(db.session.scalars(carried)) == desk["said"][:2]


def test_what_is_linked_while_its_theme_is_merged_goes_along(either_app: Flask, desk: dict[str, Any]) -> None:
    with either_app.app_context():
        bags, luggage = themes(desk, "Bags", "Luggage")
    first, second = at_once(
        either_app,
        on_theme(desk, "ada", bags, lambda theme, by: linking.link(desk["said"][:1], theme, by=by, now=now())),
        on_theme(desk, "ben", bags, lambda theme, by: frame.merge(theme, theme_of(luggage), by=by, now=now())),
    )
    assert (first, second) == (1, None)
    with either_app.app_context():
        carried = select(ThemeLink.theme_id).where(ThemeLink.contribution_id == desk["said"][0])
        assert list(db.session.scalars(carried)) == [theme_now(luggage).id]


def theme_of(public_id: str) -> Theme:
    theme = find_theme(public_id)
    assert theme is not None
    return theme


def on_group(desk: dict[str, Any], who: str, public_id: str, do: Callable[[AlikeGroup, Person], object]) -> Act:
    """Read a group as its page does, then do something with it."""

    def act() -> Callable[[], object]:
        consultation, by = the(desk, who)
        group = get_group(consultation, public_id)
        assert group.consultation.public_id
        members_of(group)
        return lambda: do(group, by)

    return act


def groups(desk: dict[str, Any]) -> tuple[str, str]:
    """Make two groups of two contributions each."""
    consultation, ada = the(desk)
    made = []
    for at in (0, 2):
        group = deciding.begin(consultation, desk["references"][at], by=ada, now=now())
        deciding.put_in(group, desk["references"][at + 1], by=ada, now=now())
        made.append(group.public_id)
    db.session.commit()
    return made[0], made[1]


def gathered() -> list[tuple[str, int, list[int]]]:
    """Return each group, how many it says it has, and who is in it."""
    db.session.expire_all()
    rows = db.session.scalars(select(AlikeGroup).order_by(AlikeGroup.id))
    return [(one.public_id, one.size, sorted(members_of(one))) for one in rows]


def test_two_groups_merged_into_each_other_are_one_with_all_of_both(either_app: Flask, desk: dict[str, Any]) -> None:
    with either_app.app_context():
        one, other = groups(desk)
    first, second = at_once(
        either_app,
        on_group(desk, "ada", one, lambda group, by: deciding.merge(group, other, by=by, now=now())),
        on_group(desk, "ben", other, lambda group, by: deciding.merge(group, one, by=by, now=now())),
    )
    assert (first, type(second)) == (None, Missing)
    with either_app.app_context():
        assert gathered() == [(one, 4, desk["said"])]


def test_one_contribution_put_into_two_groups_at_once_is_in_the_one_it_was_put_into_last(
    either_app: Flask, desk: dict[str, Any]
) -> None:
    with either_app.app_context():
        one, other = groups(desk)
        fifth = make_comment(db.session.get_one(Contribution, desk["said"][0]).document, "Five!")
        reference, fifth_id = fifth.reference, fifth.id
        db.session.commit()
    put = [
        on_group(desk, who, public_id, lambda group, by: deciding.put_in(group, reference, by=by, now=now()))
        for who, public_id in (("ada", one), ("ben", other))
    ]
    assert at_once(either_app, *put) == [None, None]
    with either_app.app_context():
        assert gathered() == [(one, 2, desk["said"][:2]), (other, 3, [*desk["said"][2:], fifth_id])]


def test_one_taken_out_by_two_is_taken_out_once(either_app: Flask, desk: dict[str, Any]) -> None:
    with either_app.app_context():
        one, _ = groups(desk)
    out = [
        on_group(desk, who, one, lambda group, by: deciding.take_out(group, desk["references"][1], by=by, now=now()))
        for who in ("ada", "ben")
    ]
    first, second = at_once(either_app, *out)
    assert (first, type(second)) == (None, Conflict)
    with either_app.app_context():
        assert actions(desk["consultation"]).count("alike:taken_out") == 1


def looking(desk: dict[str, Any]) -> Act:
    """Look for what is nearly the same, as the worker does."""

    def act() -> Callable[[], object]:
        consultation, _ = the(desk)
        families = families_of(*read_said(consultation))
        return lambda: keep(consultation, families, by=None, now=now())

    return act


def test_what_an_officer_takes_out_while_the_software_writes_groups_stays_out(
    either_app: Flask, desk: dict[str, Any]
) -> None:
    with either_app.app_context():
        document = db.session.get_one(Contribution, desk["said"][0]).document
        group = make_alike(document)
        public_id, members = group.public_id, members_of(group)
        reference = db.session.get_one(Contribution, members[1]).reference
        db.session.commit()
    at_once(
        either_app,
        on_group(desk, "ada", public_id, lambda group, by: deciding.take_out(group, reference, by=by, now=now())),
        looking(desk),
    )
    with either_app.app_context():
        assert db.session.get(AlikeMember, members[1]) is None
        assert db.session.get(AlikeApart, members[1]) is not None
        assert gathered()[0][1:] == (2, [members[0], members[2]])


def test_what_an_officer_takes_out_just_after_the_software_wrote_groups_stays_out(
    either_app: Flask, desk: dict[str, Any]
) -> None:
    with either_app.app_context():
        group = make_alike(db.session.get_one(Contribution, desk["said"][0]).document)
        public_id, members = group.public_id, members_of(group)
        reference = db.session.get_one(Contribution, members[1]).reference
        db.session.commit()
    _, second = at_once(
        either_app,
        looking(desk),
        on_group(desk, "ada", public_id, lambda group, by: deciding.take_out(group, reference, by=by, now=now())),
    )
    assert second is None
    with either_app.app_context():
        assert gathered()[0][1:] == (2, [members[0], members[2]])


def test_what_an_officer_puts_in_while_the_software_writes_groups_stays_in(
    either_app: Flask, desk: dict[str, Any]
) -> None:
    with either_app.app_context():
        document = db.session.get_one(Contribution, desk["said"][0]).document
        group = make_alike(document)
        public_id, members = group.public_id, members_of(group)
        db.session.commit()
    first, second = at_once(
        either_app,
        looking(desk),
        on_group(
            desk, "ada", public_id, lambda group, by: deciding.put_in(group, desk["references"][0], by=by, now=now())
        ),
    )
    assert not isinstance(first, ConsultError)
    assert second is None
    with either_app.app_context():
        assert gathered()[0][1:] == (4, [desk["said"][0], *members])


def doing(desk: dict[str, Any], who: str, verb: str, value: str, ids: list[int]) -> Act:
    """Act on contributions as the table does."""

    def act() -> Callable[[], object]:
        consultation, by = the(desk, who)
        return lambda: acts.act(verb, value, Doing(consultation, ids, by, now())).public_id

    return act


def test_who_gives_away_what_was_given_away_meanwhile_gives_it_back_to_that_person(
    either_app: Flask, desk: dict[str, Any]
) -> None:
    with either_app.app_context():
        ada, ben = the(desk)[1].public_id, the(desk, "ben")[1].public_id
    _, made = at_once(
        either_app,
        doing(desk, "ada", "give", ada, desk["said"][:2]),
        doing(desk, "ben", "give", ben, desk["said"][1:3]),
    )
    with either_app.app_context():
        consultation, by = the(desk, "ben")
        acts.undo(acts.get_act(consultation, made), by=by, now=now())
        db.session.commit()
        rows = select(Contribution.assigned_to_id).where(Contribution.id.in_(desk["said"])).order_by(Contribution.id)
        assert list(db.session.scalars(rows)) == [desk["ada"], desk["ada"], None, None]


def test_an_act_undone_twice_at_once_is_undone_once(either_app: Flask, desk: dict[str, Any]) -> None:
    with either_app.app_context():
        consultation, ada = the(desk)
        made = acts.act("read", "", Doing(consultation, desk["said"], ada, now())).public_id
        db.session.commit()

    def undoing() -> Callable[[], object]:
        consultation, by = the(desk)
        found = acts.get_act(consultation, made)
        return lambda: acts.undo(found, by=by, now=now())

    first, second = at_once(either_app, undoing, undoing)
    assert (first, type(second)) == (4, Conflict)
    with either_app.app_context():
        assert actions(desk["consultation"]).count("desk:undone") == 1


def test_what_one_reads_in_two_windows_at_once_is_read_once(either_app: Flask, desk: dict[str, Any]) -> None:
    done = at_once(
        either_app, doing(desk, "ada", "read", "", desk["said"][:3]), doing(desk, "ada", "read", "", desk["said"][1:])
    )
    assert not any(isinstance(one, ConsultError) for one in done)
    with either_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ReadMark)) == 4


def test_contributions_put_together_by_two_at_once_are_in_one_group(either_app: Flask, desk: dict[str, Any]) -> None:
    done = at_once(
        either_app,
        doing(desk, "ada", "group", "", desk["said"][:2]),
        doing(desk, "ben", "group", "", desk["said"][1:3]),
    )
    assert not any(isinstance(one, ConsultError) for one in done)
    with either_app.app_context():
        assert [one[1:] for one in gathered()] == [(3, desk["said"][:3])]
