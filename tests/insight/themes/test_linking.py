"""Who says that a contribution carries a theme: people and the software, and a person's word is never changed by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from consult.audit.models import AuditRow
from consult.extensions import db
from consult.insight.models import ThemeLink
from consult.insight.themes import linking, queries
from consult.insight.themes.queries import Counts
from tests.insight.themes.test_frame import make_frame
from tests.make import make_comment, make_document, make_officer, now


@pytest.fixture
def either(either_app: Flask) -> Iterator[Flask]:
    with either_app.app_context():
        yield either_app
        db.session.remove()


def links(theme_id: int) -> dict[int, tuple[bool, bool, bool]]:
    """Return, by contribution, whether a person made the link, whether one checked it, and whether it is rejected."""
    found = db.session.scalars(select(ThemeLink).where(ThemeLink.theme_id == theme_id))
    return {one.contribution_id: (one.by_id is not None, one.checked_at is not None, one.rejected) for one in found}


PERSON, SOFTWARE, CONFIRMED = (True, False, False), (False, False, False), (False, True, False)
REFUSED, TAKEN_OUT = (False, True, True), (True, True, True)


def test_each_link_says_who_made_it_and_who_checked_it(either: Flask) -> None:
    document = make_document()
    officer, (theme,) = make_officer(document.consultation), make_frame(document, "Buses")
    a, b, c, d, e = (make_comment(document, f"Comment {number}").id for number in range(5))
    linking.link([a, e], theme, by=officer, now=now())
    linking.propose_links(theme.id, {a: 0.9, b: 0.8, c: 0.7, d: 0.6}, now=now())
    linking.confirm([a, b], theme, by=officer, now=now())
    linking.reject([c], theme, by=officer, now=now())
    linking.unlink([e], theme, by=officer, now=now())
    assert links(theme.id) == {a: PERSON, b: CONFIRMED, c: REFUSED, d: SOFTWARE, e: TAKEN_OUT}
    counts = queries.count_links(document.consultation_id)[theme.id]
    assert counts == Counts(people=1, unchecked=1, confirmed=1, refused=1)
    assert (counts.carried, counts.examples, counts.software, counts.checked) == (3, 2, 3, 2)


def test_what_a_person_said_stands_when_the_software_proposes_again(either: Flask) -> None:
    document = make_document()
    officer, (theme,) = make_officer(document.consultation), make_frame(document, "Buses")
    a, b, c, d = (make_comment(document, f"Comment {number}").id for number in range(4))
    linking.propose_links(theme.id, {a: 0.9, b: 0.8, c: 0.7}, now=now())
    linking.confirm([a], theme, by=officer, now=now())
    linking.reject([b], theme, by=officer, now=now())
    assert linking.propose_links(theme.id, {b: 1.0, d: 0.5}, now=now()) == 1
    assert links(theme.id) == {a: CONFIRMED, b: REFUSED, d: SOFTWARE}
    linking.propose_links(theme.id, {}, now=now())
    assert links(theme.id) == {a: CONFIRMED, b: REFUSED}


def test_a_person_may_change_their_mind_and_it_is_all_on_record(either: Flask) -> None:
    document = make_document()
    officer, (theme,) = make_officer(document.consultation), make_frame(document, "Buses")
    comment = make_comment(document)
    for act in (linking.link, linking.unlink, linking.link):
        assert act([comment.id], theme, by=officer, now=now()) == 1
        assert act([comment.id], theme, by=officer, now=now()) == 0
    assert links(theme.id) == {comment.id: (True, True, False)}
    chain = select(AuditRow).where(AuditRow.chain == document.consultation.public_id).order_by(AuditRow.number)
    rows = [row for row in db.session.scalars(chain) if row.subject == theme.public_id]
    assert [row.action for row in rows] == ["theme:added", "theme:linked", "theme:unlinked", "theme:linked"]
    assert all(row.actor == officer.public_id for row in rows[1:])
    assert comment.reference in str(rows[-1].detail)


def test_what_was_said_is_undone_as_if_never_said(either: Flask) -> None:
    document = make_document()
    officer, other = make_officer(document.consultation), make_officer(document.consultation)
    (theme,) = make_frame(document, "Buses")
    a, b, c = (make_comment(document, f"Comment {number}").id for number in range(3))
    linking.propose_links(theme.id, {a: 0.9}, now=now())
    linking.link([a, b], theme, by=officer, now=now())
    linking.link([c], theme, by=other, now=now())
    assert linking.take_back([a, b, c], theme, by=officer, now=now()) == 2
    assert links(theme.id) == {a: SOFTWARE, c: PERSON}


ACTS: dict[str, Callable[..., int]] = {
    "link": linking.link,
    "unlink": linking.unlink,
    "confirm": linking.confirm,
    "reject": linking.reject,
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from([*ACTS, "software"]),
            st.sets(st.integers(min_value=0, max_value=3), min_size=1),
        ),
        max_size=8,
    )
)
def test_a_persons_decision_is_never_changed_by_the_software(app: Flask, steps: list[tuple[str, set[int]]]) -> None:
    document = make_document()
    officer, (theme,) = make_officer(document.consultation), make_frame(document, "Buses")
    ids = [make_comment(document, f"Comment {number}").id for number in range(4)]
    for what, places in steps:
        chosen = [ids[place] for place in places]
        before = links(theme.id)
        if what == "software":
            linking.propose_links(theme.id, dict.fromkeys(chosen, 0.5), now=now())
            after = links(theme.id)
            decided = {one: said for one, said in before.items() if said != SOFTWARE}
            assert {one: said for one, said in after.items() if one in decided} == decided
            assert {one for one, said in after.items() if said == SOFTWARE} == set(chosen) - set(decided)
        else:
            ACTS[what](chosen, theme, by=officer, now=now())
            after = links(theme.id)
            assert {one: said for one, said in after.items() if one not in chosen} == {
                one: said for one, said in before.items() if one not in chosen
            }
