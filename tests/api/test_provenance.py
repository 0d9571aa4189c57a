"""Over the machines' door, every word of a published text leads to its save, its author and the contribution."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from flask import Flask

from consult.accounts.models import MemberRole
from consult.consultations.models import Audience
from consult.contributions.service import NewSuggestion, suggest
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.core.suggestions import Reword
from consult.documents.models import Document
from consult.documents.queries import forget_texts, read_save
from consult.drafting import service
from consult.extensions import db
from tests.api.conftest import Caller
from tests.make import make_consultation, make_document, make_drafter, make_member, make_person, now
from tests.pages.story import Story, begin

Counting = Callable[[], AbstractContextManager[list[str]]]


def spans_of(caller: Caller, document: Document) -> list[tuple[str, dict[str, Any]]]:
    """Return each span with its words, after checking that spans tile their clauses."""
    home = f"/documents/{document.slug}"
    texts = {one["key"]: one["text"] for one in caller.get(home)["clauses"]}
    given = caller.get(f"{home}/provenance")["clauses"]
    assert [one["key"] for one in given] == list(texts)
    found = []
    for clause in given:
        text, at = texts[clause["key"]], 0
        for span in clause["spans"]:
            assert span["start"] == at < span["end"]
            at = span["end"]
            found.append((text[span["start"] : span["end"]], span))
        assert at == len(text)
    return found


def span_with(spans: list[tuple[str, dict[str, Any]]], words: str) -> dict[str, Any]:
    """Return the one span that holds some words."""
    (found,) = [span for text, span in spans if words in text]
    return found


def merged(story: Story, old: str, new: str, by: Any = None) -> str:
    """Suggest other words for the clause with some, take them into the draft, and return the reference."""
    head = story.document.head
    assert head is not None
    clause = next(one for one in read_save(head).clauses if old in one.text)
    change = Reword(clause.key, clause.text.replace(old, new))
    said = suggest(
        story.document, NewSuggestion(changes=[change], reason="It is fairer."), by=by or story.partner, now=now()
    )
    service.merge(said, expected_save=head.public_id, by=story.officer, now=now())
    db.session.commit()
    return said.reference


def test_words_of_a_merged_suggestion_name_it_and_who_saved_them(app: Flask, anyone: Caller) -> None:
    story = begin()
    first = story.document.head
    assert first is not None
    reference = merged(story, "£4.50", "£3")
    save = story.document.head
    assert save is not None
    story.publish("Cheaper.", service.GivenFate(reference=reference, fate=Fate.TAKEN_IN, reason="It fits."))
    spans = spans_of(anyone, story.document)
    span = span_with(spans, "£3")
    assert (span["contribution"], span["author"], span["save"]) == (reference, "Safiya Noor", save.public_id)
    old = span_with(spans, "Journeys run")
    assert (old["save"], old["author"], "contribution" in old) == (first.public_id, None, False)


def test_words_that_a_comment_brought_about_name_it_also_after_they_moved(app: Flask, anyone: Caller) -> None:
    story = begin()
    said = story.say("kerb", "The van stops at the kerb.", "the kerb")
    story.change(("from the kerb", "from the door of their own home"))
    words = [story.span("the door of their own home")]
    story.publish(
        "To the door.", service.GivenFate(reference=said.reference, fate=Fate.TAKEN_IN, words=words, reason="")
    )
    assert span_with(spans_of(anyone, story.document), "door of their own home")["contribution"] == said.reference
    story.change(
        ("help each passenger from the door of their own home, and carry", "carry"),
        ("A carer travels free.", "A carer travels free, also from the red door of their own home."),
    )
    story.publish("Elsewhere.")
    spans = spans_of(anyone, story.document)
    there = [(words.strip(), span.get("contribution")) for words, span in spans if "own home" in words]
    assert there == [("door of their own home", said.reference)]
    assert "contribution" not in span_with(spans, "red")


def test_words_that_stood_there_before_are_of_no_contribution_though_it_changed_their_sentence(
    app: Flask, anyone: Caller
) -> None:
    story = begin()
    said = story.say("fare", "Make it cheaper.", "£4.50")
    story.change(("£4.50", "£3"))
    words = [story.span("A single journey costs no more than £3")]
    story.publish("Cheaper.", service.GivenFate(reference=said.reference, fate=Fate.TAKEN_IN, words=words))
    spans = spans_of(anyone, story.document)
    assert span_with(spans, "£3")["contribution"] == said.reference
    assert "contribution" not in span_with(spans, "A single journey")


def test_words_that_a_contribution_brought_back_name_it(app: Flask, anyone: Caller) -> None:
    story = begin()
    story.change(("costs no more than £4.50", "is free"))
    story.publish("Free.")
    said = story.say("fare", "Who pays? Put it back.", "is free")
    story.change(("is free", "costs no more than £4.50"))
    words = [story.span("costs no more than £4.50")]
    story.publish("As before.", service.GivenFate(reference=said.reference, fate=Fate.TAKEN_IN, words=words))
    assert span_with(spans_of(anyone, story.document), "no more than £4.50")["contribution"] == said.reference


def test_words_put_back_by_a_restore_are_of_their_first_save(app: Flask, anyone: Caller) -> None:
    story = begin()
    first = story.document.head
    assert first is not None
    before = spans_of(anyone, story.document)
    story.change(("Journeys run on all seven days of the week.", "There is no van on Sundays or Mondays any more."))
    head = story.document.head
    assert head is not None
    service.restore(story.document, first.public_id, expected_save=head.public_id, by=story.officer, now=now())
    story.publish("As it was.")
    assert spans_of(anyone, story.document) == before


def test_a_suggestion_made_in_drafting_names_its_author_to_everybody_and_itself_to_the_group(
    app: Flask, anyone: Caller, call_as: Callable[..., Caller]
) -> None:
    story = begin(make_consultation(Stage.DRAFTING))
    drafter = make_drafter(story.document)
    drafter.name = "Nia Pugh"
    reference = merged(story, "£4.50", "£3", by=drafter)
    story.publish("Cheaper.")
    story.document.consultation.stage = Stage.OPEN
    db.session.commit()
    outside = span_with(spans_of(anyone, story.document), "£3")
    assert outside["author"] == "Nia Pugh"
    assert "contribution" not in outside
    inside = span_with(spans_of(call_as(drafter), story.document), "£3")
    assert (inside["author"], inside["contribution"]) == ("Safiya Noor", reference)


def test_for_others_it_does_not_exist(app: Flask, anyone: Caller, call_as: Callable[..., Caller]) -> None:
    document = make_document(make_consultation(audience=Audience.INVITED))
    path = f"/documents/{document.slug}/provenance"
    assert anyone("GET", path).status_code == 404
    assert call_as(make_person())("GET", path).status_code == 404
    assert call_as(make_member(document.consultation.owner, MemberRole.OFFICER))("GET", path).status_code == 200


def test_it_takes_as_many_queries_for_many_saves_as_for_few(
    app: Flask, anyone: Caller, count_queries: Counting
) -> None:
    story, counts = begin(), []
    for many in (1, 12):
        for _ in range(many):
            reference = merged(story, "£", "£1")
            said = story.say("x", "Say when.", "working days")
            story.change(("working days", "whole working days"))
            words = [story.span("whole working days")]
            story.publish(
                "More.",
                service.GivenFate(reference=reference, fate=Fate.TAKEN_IN, reason=""),
                service.GivenFate(reference=said.reference, fate=Fate.TAKEN_IN, words=words, reason=""),
            )
        forget_texts()
        path, asked = f"/documents/{story.document.slug}/provenance", []
        db.session.expire_all()
        for _ in range(2):
            with count_queries() as statements:
                anyone.get(path)
            asked.append(len(statements))
        counts.append(asked)
    assert counts[0] == counts[1]
    assert counts[0][1] == 1
