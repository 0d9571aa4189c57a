"""The offered draft: nothing but sentences of contributions, word for word, each cited; nothing written over."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from consult.contributions.service import withdraw
from consult.core.citing import bare_sentences, find_citations
from consult.core.clauses import parse
from consult.core.errors import Missing, Refused
from consult.core.inline import visible
from consult.extensions import db
from consult.insight.summary import offering
from consult.insight.summary.models import SummaryDraft
from consult.insight.summary.queries import find_draft
from consult.insight.summary.quoting import EACH, MINORITY, Quote, Said, as_markdown, pick
from consult.insight.summary.works import DRAFT, HANDLERS
from consult.jobs import works
from consult.serving import working
from tests.insight.summary.story import MINORITY as MINORITY_KEY
from tests.insight.summary.story import Story, tell
from tests.make import make_comment, now

PLAIN = "the bus runs late at night and we want it éa"
ODD = '*more* of_them `now` “please” (C-3) "no" <b> & [x](/y) | - 1. \\ ~~ !'
WORDS = [*PLAIN.split(), *ODD.split()]
BODIES = st.lists(st.sampled_from([*WORDS, ".", "\n", "?"]), max_size=60).map(" ".join) | st.text(max_size=60)
SAID = st.lists(
    st.builds(
        lambda number, body, agree, disagree: Said(f"C-{number}", body, agree, disagree),
        st.integers(1, 99),
        BODIES,
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=12,
    unique_by=lambda one: one.reference,
)


@given(SAID, SAID)
def test_every_quote_is_a_sentence_of_the_contribution_it_cites_word_for_word(
    one: list[Said], other: list[Said]
) -> None:
    bodies: dict[str, set[str]] = {}
    for said in (*one, *other):
        bodies.setdefault(said.reference, set()).add(said.body)
    picked = pick([("one", one), ("other", other)], "few")
    assert set(picked) == {"one", "other", "few"}
    for key, quotes in picked.items():
        assert len(quotes) <= (MINORITY if key == "few" else EACH)
        assert len({quote.reference for quote in quotes}) == len(quotes)
        for quote in quotes:
            assert any(quote.text in body for body in bodies[quote.reference])
            (clause,) = parse(as_markdown(quote))
            seen = visible(clause.text).text
            assert seen == f"“{' '.join(quote.text.split())}” ({quote.reference})"
            assert [found.spoken for found in find_citations(clause.text)] == [quote.reference]


@given(SAID)
def test_the_same_contributions_give_the_same_quotes(said: list[Said]) -> None:
    assert pick([("one", said)], "few") == pick([("one", list(said))], "few")


def test_what_most_say_comes_first_and_what_one_says_stands_with_minority_views() -> None:
    said = [
        Said(f"C-{number}", f"The last bus home should run much later at night, as {number} of us say.")
        for number in range(9)
    ]
    said.append(Said("C-50", "Hedgehogs need a gap under every single fence in the whole wide borough."))
    said.append(Said("C-60", "The last bus home should go, we do not need it at all.", agree=2, disagree=9))
    picked = pick([("buses", said)], "few")
    assert picked["buses"][0].text.startswith("The last bus home should run")
    assert "C-50" in {one.reference for one in (*picked["few"], *picked["buses"])}
    whys = {one.reference: one.why for one in picked["few"]}
    assert whys.get("C-60", "2 agree, 9 do not") == "2 agree, 9 do not"


def test_a_quote_that_would_cite_somebody_else_is_never_offered() -> None:
    said = [
        Said("C-1", "They say “it is late” and (C-3) “it is so very cold there” too."),
        Said("C-2", "We want the bus to be late at night."),
    ]
    assert {one.reference for quotes in pick([("a", said)], "b").values() for one in quotes} == {"C-2"}


def draft(story: Story) -> SummaryDraft:
    work = works.ask(DRAFT, story.consultation.slug, by=None, now=now(), back="/desk")
    db.session.commit()
    assert working.carry_out(work.public_id, HANDLERS).state == "done"
    found = find_draft(story.newest.summary)
    assert found is not None
    return found


def test_the_worker_offers_quotes_and_changes_no_word_of_the_summary(app: Flask) -> None:
    story = tell()
    story.write("My own words.")
    before = story.newest.id
    found = draft(story)
    assert (story.newest.id, found.read) == (before, {"contributions": 2})
    offered = offering.offer(story.consultation, found, story.newest)
    assert {one.quote.reference for one in offered[story.section]} <= {one.reference for one in story.said[:2]}
    assert offered[story.section]


def test_quotes_that_are_taken_stand_behind_what_a_person_wrote(app: Flask) -> None:
    story = tell()
    found = draft(story)
    story.write("My own words.")
    quote = found.sections[0]["quotes"][0]
    offering.take(story.consultation, found.public_id, story.section, {0}, by=story.officer, now=now())
    db.session.commit()
    assert story.body() == f"My own words.\n\n“{quote['text']}” ({quote['reference']})"
    assert bare_sentences(as_markdown(Quote(**quote))) == ()


def test_what_was_taken_back_since_is_offered_no_more(app: Flask) -> None:
    story = tell()
    found = draft(story)
    for one in story.said:
        assert one.author is not None
        withdraw(one, by=one.author, now=now())
    db.session.commit()
    assert not any(offering.offer(story.consultation, found, story.newest).values())
    with pytest.raises(Refused):
        offering.take(story.consultation, found.public_id, story.section, {0}, by=story.officer, now=now())
    with pytest.raises(Missing):
        offering.take(story.consultation, "another", story.section, {0}, by=story.officer, now=now())


def test_the_draft_reads_nothing_that_is_not_public(app: Flask) -> None:
    story = tell()
    hidden = make_comment(story.document, "This one was taken back by whoever said it here.")
    assert hidden.author is not None
    withdraw(hidden, by=hidden.author, now=now())
    db.session.commit()
    draft(story)
    kept = str([one.sections for one in db.session.scalars(select(SummaryDraft))])
    assert "taken back by whoever" not in kept
    assert MINORITY_KEY in kept


def test_without_a_summary_the_work_says_what_is_missing(app: Flask) -> None:
    story = tell(begun=False)
    work = works.ask(DRAFT, story.consultation.slug, by=None, now=now(), back="/desk")
    db.session.commit()
    done = working.carry_out(work.public_id, HANDLERS)
    assert done.failed is not None
    assert "begun" in done.failed
