"""The long work: proposes, measures, leaves people's words alone, refuses what it cannot do, and can be stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.contributions.models import Contribution
from consult.contributions.service import withdraw
from consult.documents.models import Document
from consult.extensions import db
from consult.insight import vectors
from consult.insight.models import ContributionVector, Theme, ThemeLink, ThemeState
from consult.insight.themes import asking, frame, linking, lists, queries
from consult.insight.themes.works import HANDLERS
from consult.jobs import works
from consult.jobs.works import Work
from consult.serving.working import carry_out, handlers
from tests.insight.themes.saying import say_all
from tests.insight.themes.test_frame import make_frame
from tests.make import make_comment, make_document, make_officer, now


@pytest.fixture
def either(either_app: Flask) -> Iterator[Flask]:
    with either_app.app_context():
        yield either_app
        db.session.remove()


def do(kind: str, document: Document) -> Work:
    work = works.ask(kind, document.consultation.slug, by=None, now=now(), back="/desk")
    db.session.commit()
    return carry_out(work.public_id, HANDLERS)


def coded(document: Document, said: dict[str, list[Contribution]], many: int = 5) -> dict[str, Theme]:
    """Settle a theme for each matter and link the first so many contributions to it by a person's word."""
    officer = make_officer(document.consultation)
    themes = {one.name: one for one in make_frame(document, *said)}
    for name, comments in said.items():
        linking.link([one.id for one in comments[:many]], themes[name], by=officer, now=now())
    db.session.commit()
    return themes


def test_the_worker_knows_this_work() -> None:
    assert {asking.PROPOSE, asking.ASSIGN, vectors.KIND} <= set(handlers())


def test_themes_are_proposed_with_quotes_and_applied_to_nothing(either: Flask) -> None:
    document = make_document()
    say_all(document)
    work = do(asking.PROPOSE, document)
    assert (work.state, work.result) == ("done", {"looked_at": 36, "proposed": 4})
    proposed = queries.list_themes(document.consultation_id)
    assert {one.state for one in proposed} == {ThemeState.PROPOSED}
    assert all(one.proposed_by_id is None and one.settled_by_id is None for one in proposed)
    assert all(one.detail["typical"] and one.detail["size"] for one in proposed)
    assert db.session.scalar(select(func.count()).select_from(ThemeLink)) == 0


def test_proposals_nobody_took_up_make_room_and_those_settled_stay(app: Flask) -> None:
    document = make_document()
    said = say_all(document)
    do(asking.PROPOSE, document)
    first = queries.list_themes(document.consultation_id)
    frame.settle(first[0], "Settled", "", by=make_officer(document.consultation), now=now())
    db.session.commit()
    do(asking.PROPOSE, document)
    again = queries.list_themes(document.consultation_id)
    assert [one.name for one in again if one.state is ThemeState.SETTLED] == ["Settled"]
    assert sum(one.state is ThemeState.PROPOSED for one in again) == 4
    assert len({one.name for one in again}) == len(again)
    assert said


def test_links_are_proposed_for_the_rest_with_scores_and_the_measure_beside_its_yardstick(either: Flask) -> None:
    document = make_document()
    said = say_all(document)
    themes = coded(document, said)
    work = do(asking.ASSIGN, document)
    assert work.state == "done", work.failed
    assert work.result is not None
    assert (work.result["proposed"], work.result["examples"], work.result["left_out"]) == (21, 15, [])
    assert work.result["ours"] >= work.result["yardstick"] > 0
    counts = queries.count_links(document.consultation_id)
    assert sum(one.unchecked for one in counts.values()) == 21
    assert all(counts[theme.id].people == 5 for theme in themes.values())
    trust = asking.find_trust(document.consultation)
    assert trust is not None
    assert (trust.examples, [one["name"] for one in trust.themes]) == (15, list(said))


def test_links_are_the_same_when_proposed_again_and_what_was_rejected_stays_rejected(app: Flask) -> None:
    document = make_document()
    said = say_all(document)
    themes = coded(document, said)
    do(asking.ASSIGN, document)
    before = {(one.contribution_id, one.theme_id): one.score for one in db.session.scalars(select(ThemeLink))}
    do(asking.ASSIGN, document)
    assert {(one.contribution_id, one.theme_id): one.score for one in db.session.scalars(select(ThemeLink))} == before
    wrong = said["Buses"][-1]
    linking.reject([wrong.id], themes["Buses"], by=make_officer(document.consultation), now=now())
    db.session.commit()
    do(asking.ASSIGN, document)
    link = db.session.scalars(
        select(ThemeLink).where(ThemeLink.contribution_id == wrong.id, ThemeLink.theme_id == themes["Buses"].id)
    ).one()
    assert link.rejected


def test_too_few_examples_are_refused_in_plain_words(app: Flask) -> None:
    document = make_document()
    said = say_all(document)
    coded(document, {"Buses": said["Buses"]})
    work = do(asking.ASSIGN, document)
    assert work.state == "failed"
    assert "at least two themes with 5 contributions" in (work.failed or "")
    assert do(asking.PROPOSE, make_document()).failed is not None


def test_answers_that_say_nothing_are_set_apart(app: Flask) -> None:
    document = make_document()
    said = say_all(document)
    blank = [make_comment(document, words) for words in ("-", "N/A", "Not provided", "None.")]
    coded(document, said)
    do(asking.ASSIGN, document)
    links = set(db.session.scalars(select(ThemeLink.contribution_id)))
    assert not links & {one.id for one in blank}
    spread = queries.read_spread(document.consultation_id)
    assert (spread.said, spread.blank, spread.counted, spread.coded, spread.proposed, spread.left) == (
        40, 4, 36, 15, 21, 0,
    )  # fmt: skip
    assert {one.id for one in lists.list_blank(document.consultation_id, 1)[0]} == {one.id for one in blank}


def test_a_vector_is_made_once_and_again_when_the_words_change(either: Flask) -> None:
    document = make_document()
    comment, other = make_comment(document, "The bus is late."), make_comment(document, "The form is long.")
    do(vectors.KIND, document)
    before = {one.contribution_id: (one.numbers, one.at) for one in db.session.scalars(select(ContributionVector))}
    assert {len(numbers) for numbers, _ in before.values()} == {1024}
    comment.body = "The bus is never late."
    db.session.commit()
    do(vectors.KIND, document)
    after = {one.contribution_id: (one.numbers, one.at) for one in db.session.scalars(select(ContributionVector))}
    assert after[other.id] == before[other.id]
    assert after[comment.id] != before[comment.id]
    withdraw(comment, by=comment.author, now=now())
    db.session.commit()
    do(vectors.KIND, document)
    assert set(db.session.scalars(select(ContributionVector.contribution_id))) == {other.id}


def test_the_worker_asks_for_vectors_by_itself_where_enough_was_said(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "_asked", [])
    few, enough = make_document(), make_document()
    make_comment(few)
    say_all(enough)
    vectors.ask_for_missing(now())
    db.session.commit()
    assert [one.subject for one in db.session.scalars(select(Work))] == [enough.consultation.slug]
    vectors.ask_for_missing(now())
    do(vectors.KIND, enough)
    vectors.ask_for_missing(now() + timedelta(hours=1))
    assert db.session.scalar(select(func.count()).select_from(Work)) == 1


def test_work_that_was_stopped_proposes_nothing(app: Flask) -> None:
    document = make_document()
    coded(document, say_all(document))
    work = works.ask(asking.ASSIGN, document.consultation.slug, by=None, now=now(), back="/desk")
    work.started_at = now()
    works.stop(work, now=now())
    db.session.commit()
    assert carry_out(work.public_id, HANDLERS).state == "cancelled"
    wanted = select(func.count()).select_from(ThemeLink).where(ThemeLink.by_id.is_(None))
    assert db.session.scalar(wanted) == 0
