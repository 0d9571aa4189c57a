"""Every word of a published text leads to the save that brought it."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from consult.contributions.service import NewSuggestion, suggest
from consult.core.blame import blame
from consult.core.suggestions import Reword
from consult.documents.models import Document, Provenance, Save, SaveCause, Wording
from consult.documents.provenance import origins_of, runs_of
from consult.documents.queries import forget_texts, read_save
from consult.drafting import service
from consult.extensions import db
from tests.benchmarks.words import NOUNS, write
from tests.core.data_folder import real_data
from tests.drafting.conftest import key_of
from tests.make import make_document, make_officer, make_person, now


def head(document: Document) -> Save:
    """Return the newest save."""
    assert document.head is not None
    return document.head


def save(document: Document, markdown: str) -> Save:
    """Save a whole text, and return the newest save."""
    service.save_text(document, markdown, expected_save=head(document).public_id, by=None, now=now())
    return head(document)


def change(document: Document, old: str, new: str) -> Save:
    """Change words of the working draft."""
    text = read_save(head(document)).markdown
    assert old in text
    return save(document, text.replace(old, new))


def words_of(document: Document, brought: Save) -> list[str]:
    """Return the words of the newest save that `brought` brought, in order of reading."""
    at = head(document)
    text, runs = read_save(at), origins_of(document, at)
    return [
        clause.text[run.start : run.end].strip()
        for clause in text.clauses
        for run in runs[clause.key]
        if run.save_id == brought.id
    ]


def assert_holds(document: Document, at: Save) -> None:
    """Check that runs tile each clause and say what the engine says of the composed texts of all saves."""
    saves = db.session.scalars(select(Save).where(Save.document_id == document.id, Save.id <= at.id).order_by(Save.id))
    line = saves.all()
    texts = [read_save(one) for one in line]
    spans = blame([one.markdown for one in texts])
    by_place = [span.index for span in spans for _ in range(span.end - span.start)]
    text, runs = texts[-1], origins_of(document, at)
    assert set(runs) == set(text.positions)
    for place, clause in enumerate(text.clauses):
        there = runs[clause.key]
        assert [one.start for one in there] == [0, *(one.end for one in there)][: len(there)]
        assert (there[-1].end if there else 0) == len(clause.text)
        assert all(one.save_id != two.save_id for one, two in pairwise(there))
        for run in there:
            for offset in range(run.start, run.end):
                if clause.text[offset] != "\n":  # in code of a list, its line ends with what indents the next
                    assert line[by_place[text.composed.to_document(place, offset)]].id == run.save_id


def test_words_lead_to_the_save_that_brought_them(app: Flask) -> None:
    document = make_document()
    first, second = head(document), change(document, "four working days", "two working days")
    third = change(document, "A carer travels free.", "A carer and one child travel free.")
    assert words_of(document, second) == ["two"]
    assert words_of(document, third) == ["and one child travel"]
    assert "working days" in " ".join(words_of(document, first))
    assert_holds(document, third)


def test_words_that_come_back_are_of_the_save_that_had_them_first(app: Flask) -> None:
    document = make_document()
    first = head(document)
    other = change(document, "A single journey costs no more than £4.50.", "The bus is free for everybody on Sundays.")
    assert words_of(document, other)
    service.restore(document, first.public_id, expected_save=head(document).public_id, by=None, now=now())
    assert head(document).cause is SaveCause.RESTORE
    assert words_of(document, head(document)) == words_of(document, other) == []
    assert_holds(document, head(document))


def test_a_clause_that_moves_stays_of_the_save_that_had_it(app: Flask) -> None:
    document = make_document()
    first = head(document)
    key = key_of(document, "Passengers can book")
    text = read_save(first).markdown
    (moved,) = (part for part in text.split("\n\n") if part.startswith("Passengers"))
    at = save(document, text.replace(moved + "\n\n", "").rstrip() + f"\n\n{moved}\n")
    assert read_save(at).clauses[-1].key == key
    assert {run.save_id for run in origins_of(document, at)[key]} == {first.id}
    assert_holds(document, at)


def test_words_merged_from_a_suggestion_lead_to_the_save_that_names_it(app: Flask) -> None:
    document = make_document()
    key = key_of(document, "A single journey")
    new = NewSuggestion(
        changes=[Reword(key, "A single journey costs no more than £3. A carer travels free.")], reason="It is dear."
    )
    said = suggest(document, new, by=make_person(), now=now())
    service.merge(said, expected_save=head(document).public_id, by=make_officer(document.consultation), now=now())
    assert head(document).cause_reference == said.reference
    assert words_of(document, head(document)) == ["£3."]


def test_a_block_of_code_in_a_list_is_tiled_to_its_end(app: Flask) -> None:
    document = make_document(markdown="# Code\n\n- First\n\n  ```\n  one line\n  two lines\n  ```\n")
    assert_holds(document, change(document, "two lines", "two other lines"))


def test_runs_are_stored_when_a_save_is_published_and_else_reckoned(app: Flask) -> None:
    document = make_document()
    published = head(document)
    assert db.session.scalar(select(func.count()).select_from(Provenance)) == 1
    change(document, "four working days", "two working days")
    found = runs_of(document, published)
    db.session.execute(delete(Provenance))
    forget_texts()
    assert runs_of(document, published) == found


def test_asking_for_an_older_save_loses_nobody_their_way(
    app: Flask, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    document = make_document()
    first, newest = head(document), change(document, "four working days", "two working days")
    found = origins_of(document, newest)
    origins_of(document, first)
    with count_queries() as statements:
        assert origins_of(document, newest) == found
    assert len(statements) == 1, "the line of saves; no text is read again"


def test_many_saves_take_as_many_queries_as_one(
    app: Flask, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    document, chance = make_document(markdown=write(random.Random(3), 30)), random.Random(4)
    counts = []
    for many in (1, 25):
        for _ in range(many):
            edit(document, chance)
        forget_texts()
        db.session.commit()
        read_save(head(document))
        with count_queries() as statements:
            origins_of(document, head(document))
        counts.append(len([one for one in statements if "FROM person" not in one]))
    assert counts[0] == counts[1]
    assert_holds(document, head(document))


def edit(document: Document, chance: random.Random) -> None:
    """Change a word of one clause, and sometimes move or take out a clause."""
    parts = read_save(head(document)).markdown.rstrip().split("\n\n")
    place = chance.randrange(1, len(parts))
    words = parts[place].split(" ")
    words[chance.randrange(len(words))] = chance.choice(NOUNS)
    parts[place] = " ".join(words)
    if chance.random() < 0.2:
        parts.insert(chance.randrange(1, len(parts)), parts.pop(place))
    save(document, "\n\n".join(parts) + "\n")


@pytest.mark.slow
def test_a_real_history_is_walked_as_the_engine_walks_it(app: Flask) -> None:
    folder = real_data("specs", "fedramp_Draft_PWS_history")
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))]
    document = make_document(markdown=texts[0])
    for one in texts[1:]:
        save(document, one)
        origins_of(document, head(document))
    assert_holds(document, head(document))
    step_by_step = origins_of(document, head(document))
    forget_texts()
    assert origins_of(document, head(document)) == step_by_step
    assert len({run.save_id for runs in step_by_step.values() for run in runs}) > 3


def test_words_removed_since_are_of_the_save_their_clause_began_with(app: Flask) -> None:
    document = make_document()
    first = head(document)
    change(document, "four working days", "two working days")
    service.publish(
        document,
        service.Publication(summary="Two.", expected_save=head(document).public_id),
        by=make_officer(document.consultation),
        now=now(),
    )
    clause = read_save(head(document)).find(key_of(document, "two working days"))
    assert clause is not None
    wording = db.session.get_one(Wording, clause.wording_id)
    wording.text = wording.lookup = wording.salt = None
    db.session.flush()
    forget_texts()
    (run,) = runs_of(document, head(document))[clause.key]
    assert run == (0, len("words removed"), first.id)
