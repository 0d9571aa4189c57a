"""The coding frame: people add, settle, change, order, merge, split and retire themes; each act is on record."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from consult.audit.models import AuditRow
from consult.audit.service import broken_links
from consult.consultations.models import Consultation
from consult.core.errors import Conflict, Missing, Refused
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.models import Theme, ThemeLink, ThemeState
from consult.insight.themes import frame, linking, queries
from tests.hostile.attacks import OWN
from tests.make import make_comment, make_consultation, make_document, make_officer, now


@pytest.fixture
def either(either_app: Flask) -> Iterator[Flask]:
    with either_app.app_context():
        yield either_app
        db.session.remove()


def make_frame(document: Document, *names: str) -> list[Theme]:
    officer = make_officer(document.consultation)
    made = [frame.add(document.consultation, name, by=officer, now=now()) for name in names]
    db.session.commit()
    return made


def names(consultation: Consultation) -> list[str]:
    return [one.name for one in queries.list_themes(consultation.id, ThemeState.SETTLED)]


def carried(theme: Theme) -> set[int]:
    wanted = select(ThemeLink.contribution_id).where(ThemeLink.theme_id == theme.id, ThemeLink.rejected.is_(False))
    return set(db.session.scalars(wanted))


def propose(document: Document, name: str) -> Theme:
    theme = Theme(
        consultation_id=document.consultation_id, name=name, state=ThemeState.PROPOSED, created_at=now(), detail={}
    )
    db.session.add(theme)
    db.session.commit()
    return theme


def test_a_theme_is_added_changed_ordered_and_retired_and_each_act_is_on_record(either: Flask) -> None:
    document = make_document()
    consultation, officer = document.consultation, make_officer(document.consultation)
    buses, toilets, forms = make_frame(document, "Buses", "Toilets", "Forms")
    frame.place(forms, -1, by=officer, now=now())
    frame.change(buses, "Buses at night", "After eight.", by=officer, now=now())
    assert names(consultation) == ["Buses at night", "Forms", "Toilets"]
    frame.retire(toilets, "Nobody spoke of them.", by=officer, now=now())
    assert (names(consultation), toilets.detail) == (["Buses at night", "Forms"], {"retired": "Nobody spoke of them."})
    frame.take_up_again(toilets, by=officer, now=now())
    assert (names(consultation), toilets.detail) == (["Buses at night", "Forms", "Toilets"], {})
    rows = db.session.scalars(select(AuditRow.action).where(AuditRow.chain == consultation.public_id)).all()
    wanted = ["theme:placed", "theme:changed", "theme:retired", "theme:taken-up"]
    assert [one for one in rows if one.startswith("theme:")] == ["theme:added"] * 3 + wanted
    assert list(broken_links(consultation.public_id)) == []


def test_two_themes_have_no_name_in_common_whatever_its_capitals(either: Flask) -> None:
    document = make_document()
    buses, _ = make_frame(document, "Buses", "Toilets")
    officer = make_officer(document.consultation)
    for act in (
        lambda: frame.add(document.consultation, " BUSES ", by=officer, now=now()),
        lambda: frame.change(buses, "toilets", "", by=officer, now=now()),
    ):
        with pytest.raises(Conflict):
            act()
    frame.change(buses, "BUSES", "", by=officer, now=now())
    assert frame.add(make_consultation(), "Buses", by=officer, now=now()).name == "Buses"


@pytest.mark.parametrize("name", ["", "   ", "\n", "x" * 81])
def test_a_theme_has_a_name_of_its_own_length(app: Flask, name: str) -> None:
    consultation = make_consultation()
    with pytest.raises(Refused):
        frame.add(consultation, name, by=make_officer(consultation), now=now())


def test_nothing_carries_a_proposal_until_a_person_settles_it(either: Flask) -> None:
    document = make_document()
    officer, comment, theme = (
        make_officer(document.consultation),
        make_comment(document),
        propose(document, "Bus, stop"),
    )
    with pytest.raises(Conflict):
        linking.link([comment.id], theme, by=officer, now=now())
    assert linking.propose_links(theme.id, {comment.id: 0.9}, now=now()) == 0
    frame.settle(theme, "Bus stops", "", by=officer, now=now())
    assert (theme.state, theme.settled_by_id, theme.proposed_by_id) == (ThemeState.SETTLED, officer.id, None)
    assert linking.link([comment.id], theme, by=officer, now=now()) == 1
    with pytest.raises(Conflict):
        frame.settle(theme, "Again", "", by=officer, now=now())


def test_a_proposal_is_dropped_and_a_theme_in_use_is_not(app: Flask) -> None:
    document = make_document()
    officer, theme, (kept,) = (
        make_officer(document.consultation),
        propose(document, "Bus, stop"),
        make_frame(document, "Buses"),
    )
    frame.dismiss(theme, by=officer, now=now())
    assert queries.find_theme(theme.public_id) is None
    with pytest.raises(Conflict):
        frame.dismiss(kept, by=officer, now=now())


def test_merging_keeps_what_each_person_said(either: Flask) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    a, b, c, d = (make_comment(document, f"Comment {number}").id for number in range(4))
    old, new = make_frame(document, "Bus stops", "Buses")
    linking.propose_links(old.id, {a: 0.9, b: 0.8, d: 0.7}, now=now())
    linking.propose_links(new.id, {a: 0.6, b: 0.6}, now=now())
    linking.confirm([a], old, by=officer, now=now())
    linking.link([c], old, by=officer, now=now())
    linking.reject([b], new, by=officer, now=now())
    frame.merge(old, new, by=officer, now=now())
    db.session.commit()
    assert carried(new) == {a, c, d}
    assert carried(old) == set()
    assert (old.state, old.detail["retired"]) == (ThemeState.RETIRED, "Merged into “Buses”.")
    with pytest.raises(Conflict):
        frame.merge(old, new, by=officer, now=now())


def test_a_theme_is_split_by_moving_what_it_carries(either: Flask) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    a, b = (make_comment(document, f"Comment {number}").id for number in range(2))
    old, new = make_frame(document, "Buses", "Trams")
    linking.link([a, b], old, by=officer, now=now())
    assert linking.move([b], old, new, by=officer, now=now()) == 1
    assert (carried(old), carried(new)) == ({a}, {b})
    with pytest.raises(Refused):
        linking.move([a], old, old, by=officer, now=now())


def test_only_contributions_of_the_same_consultation_are_linked(either: Flask) -> None:
    document = make_document()
    (theme,) = make_frame(document, "Buses")
    officer, stranger = make_officer(document.consultation), make_comment(make_document())
    with pytest.raises(Missing):
        linking.link([stranger.id], theme, by=officer, now=now())
    assert linking.propose_links(theme.id, {stranger.id: 0.9}, now=now()) == 0


@pytest.mark.parametrize("name", OWN)
def test_hostile_names_are_kept_as_typed(app: Flask, name: str) -> None:
    consultation = make_consultation()
    made = frame.add(consultation, name[:80], by=make_officer(consultation), now=now())
    assert made.name == " ".join(name[:80].split())
