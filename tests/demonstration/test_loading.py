"""The demonstration, loaded once: it holds what a first visitor is promised, and holds together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from config import DEMONSTRATION_PEOPLE
from consult.accounts.models import Organisation, Person
from consult.accounts.queries import find_person_by_email
from consult.answers.models import FateEntry, Incorporation
from consult.answers.promises.models import Promise
from consult.app import create_app
from consult.audit.models import AuditRow
from consult.consultations.models import Consultation
from consult.consultations.stages import stage_now
from consult.contributions.models import (
    Anchor,
    Channel,
    Contribution,
    ContributionKind,
    Placement,
    PlacementStatus,
    Status,
)
from consult.contributions.suggestion_models import ChangeOp, Cosignature, SuggestedChange
from consult.core.clauses import Kind
from consult.core.fates import Fate
from consult.core.scopes import Scope
from consult.core.stages import Stage
from consult.demonstration.content import Folder, Unplayable
from consult.demonstration.replay import load
from consult.documents.models import Document, Revision
from consult.documents.queries import get_document, get_revision, list_revisions, read_revision
from consult.extensions import db
from consult.insight.alike.queries import find_blank, list_groups
from consult.insight.models import Theme, ThemeState
from consult.insight.summary.coverage import count_all
from consult.insight.summary.queries import current_summary
from consult.insight.summary.staleness import read_staleness
from consult.insight.summary.viewing import show
from consult.insight.themes.asking import FEWEST_EXAMPLES
from consult.insight.themes.queries import count_links
from consult.insight.voices.overview import overview
from consult.insight.voices.queries import list_approaches
from consult.intake.models import Source, Submission, SubmissionPart
from consult.jobs.models import Event, Mail
from consult.voting.models import Tally, Vote
from tests.conftest import settings_for
from tests.demonstration.content import SAID

pytestmark = pytest.mark.slow
PROMISED_PEOPLE, PROMISED_ORGANISATIONS, PROMISED_VOICES = 40, 15, 150


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give an application on a database the command has loaded."""
    folder = tmp_path_factory.mktemp("demonstration")
    app = create_app(settings_for(folder))
    with app.app_context():
        db.create_all()
        result = app.test_cli_runner().invoke(_command("demonstration", "demo"))
        assert result.exit_code == 0, result.output
        yield app
        db.session.remove()
        db.engine.dispose()


def _command(feature: str, name: str):  # type: ignore[no-untyped-def]  # a click command
    from importlib import import_module

    return getattr(import_module(f"consult.{feature}.commands"), name)


def _count(model: type, *wanted: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*wanted)) or 0  # type: ignore[arg-type]


def test_it_has_the_promised_people_organisations_and_voices(house: Flask) -> None:
    assert _count(Person) == PROMISED_PEOPLE
    assert _count(Organisation) == PROMISED_ORGANISATIONS
    assert len(set(db.session.scalars(select(Organisation.size)))) == 4
    assert _count(Contribution) >= PROMISED_VOICES
    assert set(db.session.scalars(select(Contribution.channel))) >= set(Channel) - {Channel.IMPORT}


def test_the_agenda_has_nine_points_and_the_specification_some_sixty_clauses(house: Flask) -> None:
    agenda = read_revision(get_revision(get_document("fair-share"), 3)).clauses
    points = [clause for clause in agenda if clause.kind is Kind.HEADING and clause.level == 2]
    assert len(points) == 9
    specification = read_revision(get_revision(get_document("getting-about"), 3)).clauses
    assert 55 <= len([clause for clause in specification if clause.kind is not Kind.HEADING]) <= 75
    for slug in ("fair-share", "getting-about"):
        assert len(list_revisions(get_document(slug))) == 3


def test_every_stage_can_be_seen(house: Flask) -> None:
    stages = {stage_now(one, now()) for one in db.session.scalars(select(Consultation))}
    assert stages == set(Stage)


def test_every_fate_was_published_and_voices_stand_in_every_place(house: Flask) -> None:
    published = set(db.session.scalars(select(FateEntry.fate).where(FateEntry.published_at.is_not(None))))
    assert published == set(Fate)
    assert set(db.session.scalars(select(Contribution.status))) == set(Status)
    assert set(db.session.scalars(select(Placement.status))) >= {
        PlacementStatus.SAME,
        PlacementStatus.REWORDED,
        PlacementStatus.REMOVED,
    }
    scopes = {
        clause.scope
        for document in db.session.scalars(select(Document))
        for clause in read_revision(document.newest_revision).clauses  # type: ignore[arg-type]
    }
    assert scopes == set(Scope)


def test_words_that_voices_brought_in_stand_in_their_revision(house: Flask) -> None:
    brought = db.session.scalars(select(Incorporation)).all()
    assert len(brought) >= 80
    for one in brought:
        text = read_revision(one.revision).find(one.clause.key)
        if one.end > one.start:
            assert text is not None
            assert text.text[one.start : one.end].strip()
        else:
            assert one.before


def test_the_merge_desk_has_suggestions_of_every_shape_and_two_that_collide(house: Flask) -> None:
    suggestions = _count(Contribution, Contribution.kind == ContributionKind.SUGGESTION)
    assert suggestions == len([one for _, one in SAID if "changes" in one]) == 5
    assert set(db.session.scalars(select(SuggestedChange.op))) == set(ChangeOp)
    assert _count(Cosignature) == 3
    once = select(SuggestedChange.clause_id).where(SuggestedChange.op == ChangeOp.REWORD)
    reworded = list(db.session.scalars(once))
    assert len(reworded) - len(set(reworded)) == 1


def test_every_anchor_has_a_placement_in_each_later_revision(house: Flask) -> None:
    rows = db.session.execute(
        select(Contribution.id, Revision.document_id, Revision.number)
        .join(Anchor, Anchor.contribution_id == Contribution.id)
        .join(Revision, Revision.id == Anchor.revision_id)
    ).all()
    newest = {
        row.document_id: row.last
        for row in db.session.execute(
            select(Revision.document_id, func.max(Revision.number).label("last")).group_by(Revision.document_id)
        )
    }
    for row in rows:
        assert _count(Placement, Placement.contribution_id == row.id) == newest[row.document_id] - row.number


def test_tallies_are_the_sums_of_the_votes(house: Flask) -> None:
    assert _count(Vote) > 3_000
    for tally in db.session.scalars(select(Tally)):
        on_it = (Vote.clause_id == tally.clause_id, Vote.wording_id == tally.wording_id)
        assert [_count(Vote, *on_it, Vote.value == value) for value in ("agree", "unsure", "disagree")] == [
            tally.agree,
            tally.unsure,
            tally.disagree,
        ]


def test_the_gate_held_but_for_the_one_exception_that_was_given(house: Flask) -> None:
    excepted = db.session.scalars(select(Revision).where(Revision.exception.is_not(None))).all()
    assert [(one.document.slug, one.number, len(one.exception_references)) for one in excepted] == [
        ("getting-about", 3, 1)
    ]


def test_one_draft_is_ahead_with_fates_drafted_for_it(house: Flask) -> None:
    document = get_document("food-not-forms")
    assert document.newest_revision is not None
    assert document.head_save_id != document.newest_revision.save_id
    assert _count(FateEntry, FateEntry.published_at.is_(None)) == 4


def test_each_role_can_be_signed_in_as(house: Flask) -> None:
    found = {role: find_person_by_email(address) for role, address in DEMONSTRATION_PEOPLE.items()}
    assert all(found.values())
    roles = {role: [one.role.value for one in person.memberships] for role, person in found.items() if person}
    assert roles["resident"] == []
    assert roles["drafter"] == []
    assert roles["partner"] == ["partner"]
    assert roles["officer"] == ["officer"]
    administrator = found["administrator"]
    assert administrator is not None
    assert administrator.is_administrator


def test_nobody_gets_a_mail_about_what_was_replayed(house: Flask) -> None:
    assert _count(Event) > PROMISED_VOICES
    assert _count(Event, Event.handled_at.is_(None)) == 0
    assert _count(Mail) == 0


def test_nothing_happens_later_than_now(house: Flask) -> None:
    assert db.session.scalar(select(func.max(AuditRow.at))) <= now()


def test_every_chain_holds(house: Flask) -> None:
    result = house.test_cli_runner().invoke(_command("documents", "verify"))
    assert result.exit_code == 0, result.output


def test_a_second_loading_does_nothing(house: Flask) -> None:
    before = _count(AuditRow)
    result = house.test_cli_runner().invoke(_command("demonstration", "demo"))
    assert result.exit_code == 0
    assert "not loaded" in result.output
    assert _count(AuditRow) == before


def test_production_refuses_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "PRODUCTION", True)
    result = app.test_cli_runner().invoke(_command("demonstration", "demo"))
    assert result.exit_code == 1
    assert _count(Consultation) == 0


def test_a_loading_that_fails_leaves_nothing(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(Unplayable, match="0 clauses begin with “Not there”"):
        load(now(), [_broken(tmp_path)])
    db.session.rollback()
    assert _count(Person) == 0


def _broken(folder: Path) -> Folder:
    """Make a consultation whose revision 1 names a clause that is not there."""
    (folder / "x-1.md").write_text("# Title\n\nSome words.\n")
    (folder / "contributions.yaml").write_text("contributions: []\n")
    (folder / "consultation.yaml").write_text(
        """
slug: x
title: X
purpose: To see it fail.
owner: ashmere-borough-council
audience: everyone
stages:
  - {stage: drafting, day: -9, time: '10:00', by: callum-reith, reason: Begun.}
  - {stage: open, day: -7, time: '10:00', by: callum-reith, reason: Opened.}
closes: {day: 9, time: '10:00'}
sessions: []
papers: []
documents:
  - slug: x
    title: X
    kind: other
    group: []
    revisions:
      - {number: 1, file: x-1.md, day: -8, time: '10:00', by: callum-reith, summary: S,
         scopes: [{clause: Not there, scope: fixed by law, reason: R}]}
"""
    )
    return Folder(folder)


def test_staff_have_read_what_is_not_new_and_share_out_what_waits(house: Flask) -> None:
    read = db.session.scalar(select(func.count()).where(Contribution.first_read_at.is_not(None)))
    unread = db.session.scalar(select(func.count()).where(Contribution.first_read_at.is_(None)))
    given = db.session.scalar(select(func.count()).where(Contribution.assigned_to_id.is_not(None)))
    assert min(read or 0, unread or 0, given or 0) > 0


def test_who_has_spoken_can_be_told_and_one_area_is_missing(house: Flask) -> None:
    consultation = db.session.scalars(select(Consultation).where(Consultation.slug == "getting-about")).one()
    told = overview(consultation)
    assert told.spoken.people_told
    assert told.spoken.organisations_told
    assert [one.name for one in told.missed] == ["Northfold"]
    assert len(told.told) > 20
    assert [approach.done_at is None for approach in list_approaches(consultation)] == [True, True, False]


def test_promises_stand_where_they_were_made_and_one_is_kept(house: Flask) -> None:
    found = db.session.scalars(select(Promise).order_by(Promise.id)).all()
    assert sorted(one.state.value for one in found) == ["changed", "changed", "kept", "open"]
    assert all(one.clause_id is not None and one.start != one.end for one in found)
    assert sum(len(one.voices) for one in found) == 3
    html = house.test_client().get("/documents/green-and-common/promises").text
    assert "41 half plots let" in html
    assert "2 still to come" in html


def test_a_closed_consultation_has_a_summary_that_cites_is_signed_and_was_read(house: Flask) -> None:
    consultation = get_document("warm-and-nearby").consultation
    current = current_summary(consultation)
    assert current is not None
    assert current.publication is not None
    assert [one.name for one in current.save.signatures] == ["Bernadette Okoye"]
    assert [one.name for one in current.save.readings] == ["Eleri Vaughan"]
    assert len(current.cited) == 9
    assert count_all(consultation, current.save).left == 2
    assert not read_staleness(consultation, current.save).stale
    assert not any(one.bare for one in show(consultation, current.sections))


def test_what_came_in_outside_the_site_is_registered_split_and_partly_waits(house: Flask) -> None:
    found = db.session.scalars(select(Submission).order_by(Submission.id)).all()
    assert [one.source for one in found] == [Source.LETTER, Source.FLIPCHART, Source.EMAIL]
    assert [one.waits for one in found] == [False, True, True]
    table = db.session.scalars(select(SubmissionPart).where(SubmissionPart.place == "table 3")).all()
    assert [(one.people, one.agreeing) for one in table] == [(8, 6), (8, 5)]
    words = " ".join(db.session.scalars(select(Contribution.author_name)))
    assert "Tollard" not in words


def test_a_leaflet_brought_nearly_the_same_words_and_a_blank_form_is_set_apart(house: Flask) -> None:
    consultation = db.session.scalars(select(Consultation).where(Consultation.slug == "getting-about")).one()
    largest = list_groups(consultation, 1)[0]
    assert (largest.label, largest.size) == ("A late van on Sunday evenings too", 6)
    blank = find_blank(consultation)
    assert blank is not None
    assert blank.size == 1


def test_staff_settled_themes_and_linked_by_hand_enough_to_learn_from(house: Flask) -> None:
    counts = [
        count_links(theme.consultation_id)[theme.id]
        for theme in db.session.scalars(select(Theme).where(Theme.state == ThemeState.SETTLED))
    ]
    assert len(counts) >= 5
    assert all(one.people >= FEWEST_EXAMPLES and one.software == 0 for one in counts)
