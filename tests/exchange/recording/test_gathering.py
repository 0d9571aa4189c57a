"""Gathering reads one state of either database, in as many queries for many contributions as for few."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Thread

from flask import Flask

from consult.consultations.models import Consultation
from consult.exchange.recording.facts import Edition, Facts
from consult.exchange.recording.gathering import gather
from consult.exchange.recording.principles import find
from consult.extensions import db
from tests.exchange.recording.world import World, make_world
from tests.make import make_comment, now


def gathered(world: World, folder: Path, edition: Edition = Edition.FULL) -> Facts:
    folder.mkdir(parents=True, exist_ok=True)
    return gather(world.consultation, edition, folder, site="http://localhost", now=now())


def test_it_takes_as_many_queries_for_many_as_for_few(
    world: World, tmp_path: Path, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    counts = []
    for number in range(2):
        with count_queries() as queries:
            gathered(world, tmp_path / str(number))
        counts.append(len(queries))
        for _ in range(30):
            make_comment(world.document)
    assert counts[0] == counts[1] <= 40


def test_both_databases_give_everything_and_keep_nobody_from_writing(either_app: Flask, tmp_path: Path) -> None:
    with either_app.app_context():
        world = make_world()
        public_id = world.consultation.public_id
        facts = gathered(world, tmp_path / "full")
        said = {one["reference"]: one for one in facts.said()}
        days = said[world.story.said["days"].reference]
        assert days["fates"][0]["fate"] == "taken in"
        assert days["caused"][0]["words"] == "two working days"
        assert [one["revision"] for one in days["places"]] == [2, 3]
        assert days["read_by"] == 1
        assert len(said) == facts.tallies.said + facts.tallies.stubs + 1  # what is from drafting is not counted
        assert [one.facts["number"] for one in facts.documents[0].revisions] == [1, 2, 3]
        assert [row["number"] for row in facts.log()] == list(range(1, len(list(facts.log())) + 1))
        assert {one["kind"] for one in facts.notices} >= {"revision:published", "contribution:made"}
        found = {one.name: one for one in find(facts)}
        assert "published although 2 contributions had no answer" in " ".join(found["Taken into account"].gaps)
        public = gathered(world, tmp_path / "public", Edition.PUBLIC)
        assert len(list(public.said())) < len(said)
        assert public_id == json.loads(json.dumps(public.consultation))["id"]


def test_what_is_written_meanwhile_is_in_the_next_record_and_waits_for_nothing(app: Flask, tmp_path: Path) -> None:
    world = make_world()
    for _ in range(300):
        make_comment(world.document)
    before = world.consultation.title
    wrote: list[str] = []

    def write(*_: object) -> None:
        if not wrote:
            thread = Thread(target=_rename, args=(app, world.consultation.slug, wrote))
            thread.start()
            thread.join(10)

    facts = gather(world.consultation, Edition.FULL, tmp_path, site="", now=now(), say=write)
    assert wrote == ["done"]
    assert facts.consultation["title"] == before
    assert db.session.query(Consultation).filter_by(title="Written meanwhile").count() == 1


def _rename(app: Flask, slug: str, wrote: list[str]) -> None:
    with app.app_context():
        db.session.query(Consultation).filter_by(slug=slug).update({"title": "Written meanwhile"})
        db.session.commit()
        wrote.append("done")
