"""In the demonstration, every word of every published text leads to one save, and back to whoever led to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.answers.models import Incorporation, IncorporationPlace
from consult.app import create_app
from consult.contributions.models import Contribution
from consult.core.blame import blame
from consult.demonstration.commands import demo
from consult.documents.models import Document, Provenance, Revision, Save
from consult.documents.provenance import runs_of
from consult.documents.queries import get_revision, read_revision, read_save
from consult.extensions import db
from consult.reading.provenance import tell
from tests.conftest import settings_for

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give an application on a database the command has loaded."""
    app = create_app(settings_for(tmp_path_factory.mktemp("demonstration")))
    with app.app_context():
        db.create_all()
        result = app.test_cli_runner().invoke(demo)
        assert result.exit_code == 0, result.output
        yield app
        db.session.remove()
        db.engine.dispose()


def test_every_published_text_has_its_origins_stored(house: Flask) -> None:
    stored = set(db.session.scalars(select(Provenance.save_id)))
    assert stored == set(db.session.scalars(select(Revision.save_id)))


def test_runs_tile_each_clause_and_agree_with_the_engine_over_the_composed_texts(house: Flask) -> None:
    for document in db.session.scalars(select(Document)):
        saves = db.session.scalars(select(Save).where(Save.document_id == document.id).order_by(Save.id)).all()
        revision = document.newest_revision
        assert revision is not None
        line = [save for save in saves if save.id <= revision.save_id]
        spans = blame([read_save(save).markdown for save in line])
        of = [span.index for span in spans for _ in range(span.end - span.start)]
        text, runs = read_revision(revision), runs_of(document, revision.save_)
        for place, clause in enumerate(text.clauses):
            there = runs[clause.key]
            assert [run.start for run in there] == [0, *(run.end for run in there)][: len(there)]
            assert (there[-1].end if there else 0) == len(clause.text)
            start = text.composed.to_document(place, 0)
            if clause.text and clause.kind != "code":
                by_engine = [line[one].id for one in of[start : start + len(clause.text)]]
                assert by_engine == [run.save_id for run in there for _ in range(run.end - run.start)]


def test_new_words_that_voices_brought_lead_back_to_them(house: Flask) -> None:
    """Whatever a revision brought in for somebody is told as theirs, in the revision that brought it, and no more."""
    traced = 0
    for document in db.session.scalars(select(Document)):
        newest = document.newest_revision
        assert newest is not None
        told = tell(document, newest, in_group=False)
        brought = db.session.scalars(
            select(Incorporation).join(Incorporation.contribution).where(Incorporation.revision_id == newest.id)
        )
        for one in brought:
            if one.start == one.end:
                continue
            before = get_revision(document, newest.number - 1).save_.at
            there = [p for p in told[one.clause.key] if p.start < one.end and one.start < p.end]
            new = [part for part in there if part.origin.at > before]
            assert all(part.voice is not None for part in new)
            traced += bool(new)
        references = {part.reference for parts in told.values() for part in parts if part.reference}
        known = set(db.session.scalars(select(Contribution.reference).where(Contribution.document_id == document.id)))
        assert references <= known
    assert traced > 5


def test_words_of_earlier_revisions_are_followed_into_each_later_one(house: Flask) -> None:
    expected = 0
    for one in db.session.scalars(select(Incorporation).where(Incorporation.start < Incorporation.end)):
        later = (
            select(func.count())
            .select_from(Revision)
            .where(Revision.document_id == one.revision.document_id, Revision.number > one.revision.number)
        )
        expected += db.session.scalar(later) or 0
    assert db.session.scalar(select(func.count()).select_from(IncorporationPlace)) == expected > 0
