"""Publishing a revision: the gate, the chain, the placements, the fates, all in one transaction."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from consult.answers.queries import fates_of, incorporations_of, list_unsettled, taken_in
from consult.contributions.models import Placement, PlacementStatus, Status
from consult.core.errors import Closed, Conflict, Refused
from consult.core.fates import Fate, How
from consult.core.stages import Stage
from consult.documents.models import ClauseChange, Document, Revision
from consult.documents.queries import read_revision, read_save
from consult.documents.verifying import first_broken
from consult.drafting import service
from consult.drafting.service import GivenFate, Pointed, Publication
from consult.extensions import db
from consult.jobs.models import Event
from tests.drafting.conftest import add_comment as say
from tests.drafting.conftest import key_of
from tests.make import make_consultation, make_document, make_officer, now


def edit(document: Document, old: str, new: str) -> None:
    """Change words of the working draft."""
    assert document.head is not None
    text = read_save(document.head).markdown
    assert old in text
    service.save_text(document, text.replace(old, new), expected_save=document.head.public_id, by=None, now=now())


def publish(document: Document, *fates: GivenFate, **more: object) -> Revision:
    """Publish the newest save."""
    assert document.head is not None
    publication = {"summary": "What changed.", "expected_save": document.head.public_id, "fates": fates, **more}
    return service.publish(document, Publication(**publication), by=None, now=now())  # type: ignore[arg-type]


def noted(*comments: object) -> list[GivenFate]:
    """Note each comment."""
    return [GivenFate(reference=one.reference, fate=Fate.NOTED) for one in comments]  # type: ignore[attr-defined]


def placement(comment: object, revision: Revision) -> Placement:
    """Return where a comment lies in a revision."""
    return db.session.scalars(
        select(Placement).where(
            Placement.contribution_id == comment.id,
            Placement.revision_id == revision.id,  # type: ignore[attr-defined]
        )
    ).one()


def words_at(revision: Revision, found: Placement) -> list[str]:
    """Return the words of a placement's segments."""
    text = read_revision(revision)
    return [text.clauses[text.positions[key]].text[start:end] for key, start, end in found.segments]


def test_a_revision_follows_the_one_before_and_the_chain_holds(app: Flask) -> None:
    document = make_document()
    first = document.newest_revision
    edit(document, "two bags", "three bags")
    second = publish(document)
    assert first is not None
    assert (second.number, second.previous_hash) == (2, first.hash)
    assert first_broken(document) is None
    (change,) = db.session.scalars(select(ClauseChange).where(ClauseChange.revision_id == second.id))
    assert (change.op, change.editorial) == ("reworded", False)
    assert change.old_wording_id != change.new_wording_id
    assert second.counts["clauses"] == {"reworded": 1}


def test_the_gate_holds_and_names_who_has_had_no_answer_and_nothing_is_stored(app: Flask) -> None:
    document = make_document()
    one, two = say(document, "two bags"), say(document)
    say(document, counts=False)
    edit(document, "two bags", "three bags")
    with pytest.raises(Conflict) as held:
        publish(document, *noted(one))
    assert held.value.extra == {"unanswered": [two.reference]}
    assert document.newest_revision is not None
    assert document.newest_revision.number == 1
    assert one.fate is None


def test_with_every_voice_answered_it_goes_out_and_the_fates_with_it(app: Flask) -> None:
    document = make_document()
    one, two = say(document, "two bags"), say(document)
    edit(document, "two bags", "three bags")
    key = key_of(document, "three bags")
    text = read_save(document.head).find(key)  # type: ignore[arg-type]
    assert text is not None
    start = text.text.index("three bags")
    revision = publish(
        document,
        GivenFate(reference=one.reference, fate=Fate.TAKEN_IN, words=[Pointed(key, start, start + 10)]),
        GivenFate(reference=two.reference, fate=Fate.NOT_TAKEN, reason="The vans are too small."),
    )
    (entry,) = fates_of([two.id])[two.id]
    assert (entry.fate, entry.reason, entry.revision_id) == (Fate.NOT_TAKEN, "The vans are too small.", revision.id)
    (cause,) = incorporations_of(revisions=[revision.id])
    assert (cause.contribution_id, cause.clause.key, cause.how) == (one.id, key, How.PROMPTED)
    assert text.text[cause.start : cause.end] == "three bags"
    assert taken_in([revision.id]) == {revision.id: [one.reference]}
    assert one.frozen
    told = db.session.scalars(select(Event).where(Event.kind == "revision:published").order_by(Event.id.desc()))
    assert [event.payload["number"] for event in told] == [2, 1]
    assert revision.counts["fates"] == {"taken in": 1, "not taken": 1}


def test_a_named_exception_is_kept_with_the_voices_it_passed_over(app: Flask) -> None:
    document = make_document()
    officer = make_officer(document.consultation)
    left = say(document)
    edit(document, "two bags", "three bags")
    assert document.head is not None
    revision = service.publish(
        document,
        Publication(summary="Bags.", expected_save=document.head.public_id, exception="The grant ends on Friday."),
        by=officer,
        now=now(),
    )
    assert revision.exception == "The grant ends on Friday."
    assert revision.exception_references == [left.reference]
    assert revision.by == officer
    assert left.fate is None


def test_an_exception_nobody_needed_is_not_printed(app: Flask) -> None:
    document = make_document()
    edit(document, "two bags", "three bags")
    assert publish(document, exception="Just in case.").exception is None


def test_carried_forward_answers_for_one_revision_only(app: Flask) -> None:
    document = make_document()
    comment = say(document)
    edit(document, "two bags", "three bags")
    publish(document, GivenFate(reference=comment.reference, fate=Fate.CARRIED_FORWARD))
    edit(document, "three bags", "four bags")
    with pytest.raises(Conflict) as held:
        publish(document)
    assert held.value.extra["unanswered"] == [comment.reference]
    assert list_unsettled(document.consultation) == [comment.reference]
    publish(document, *noted(comment))
    assert list_unsettled(document.consultation) == []


def test_a_revision_that_only_tidies_carries_open_voices_forward_by_itself(app: Flask) -> None:
    document = make_document()
    comment = say(document)
    edit(document, "carry up to", "carrying up to")
    revision = publish(document, editorial=[key_of(document, "carrying up to")])
    assert revision.editorial
    (entry,) = fates_of([comment.id])[comment.id]
    assert (entry.fate, entry.by_id, entry.revision_id) == (Fate.CARRIED_FORWARD, None, revision.id)
    assert revision.counts["carried_by_itself"] == 1


def test_what_changes_a_number_is_not_editorial(app: Flask) -> None:
    document = make_document()
    edit(document, "£4.50", "£3.80")
    with pytest.raises(Refused, match="not editorial"):
        publish(document, editorial=[key_of(document, "£3.80")])


def test_while_drafting_there_is_no_gate(app: Flask) -> None:
    document = make_document(make_consultation(Stage.DRAFTING))
    say(document)
    edit(document, "two bags", "three bags")
    assert publish(document).number == 2


def test_once_decided_only_slips_are_put_right(app: Flask) -> None:
    document = make_document()
    edit(document, "carry up to", "carrying up to")
    document.consultation.stage = Stage.DECIDED
    with pytest.raises(Refused, match="This was decided"):
        publish(document)
    assert publish(document, editorial=[key_of(document, "carrying up to")]).editorial


def test_when_all_is_over_nothing_is_published(app: Flask) -> None:
    document = make_document()
    edit(document, "two bags", "three bags")
    document.consultation.stage = Stage.REVIEWED
    with pytest.raises(Closed):
        publish(document)


def test_words_that_moved_on_are_not_published_blindly(app: Flask) -> None:
    document = make_document()
    edit(document, "two bags", "three bags")
    stale = document.head.public_id  # type: ignore[union-attr]
    edit(document, "three bags", "four bags")
    with pytest.raises(Conflict) as moved:
        publish(document, expected_save=stale)
    assert moved.value.extra == {"revision": 1, "save": document.head.public_id}  # type: ignore[union-attr]


def test_the_same_words_are_not_published_twice(app: Flask) -> None:
    document = make_document()
    with pytest.raises(Conflict, match="published already"):
        publish(document)


@pytest.mark.parametrize(
    ("given", "say_what"),
    [
        ({"fate": Fate.TAKEN_IN}, "Point at the words"),
        ({"fate": Fate.NOT_TAKEN, "reason": "  "}, "Give a reason"),
        ({"fate": Fate.ANSWERED}, "Write the answer"),
        ({"fate": Fate.PARTLY, "words": [Pointed("nokey", 0, 3)]}, "no clause nokey"),
        ({"fate": Fate.PARTLY, "removed": ["nokey"]}, "not one that this revision takes away"),
    ],
)
def test_a_fate_without_what_it_needs_is_refused(app: Flask, given: dict[str, object], say_what: str) -> None:
    document = make_document()
    comment = say(document)
    edit(document, "two bags", "three bags")
    with pytest.raises(Refused, match=say_what):
        publish(document, GivenFate(reference=comment.reference, **given))  # type: ignore[arg-type]


def test_taken_in_must_point_into_a_clause_that_changed(app: Flask) -> None:
    document = make_document()
    comment = say(document)
    edit(document, "two bags", "three bags")
    key = key_of(document, "Passengers can book")
    with pytest.raises(Refused, match="does not change"):
        publish(document, GivenFate(reference=comment.reference, fate=Fate.TAKEN_IN, words=[Pointed(key, 0, 10)]))


@pytest.mark.parametrize("words", ["A single journey", "A carer travels"])
def test_taken_in_must_point_at_words_that_changed_and_not_only_at_a_clause_that_did(app: Flask, words: str) -> None:
    document = make_document()
    comment = say(document, "A carer travels free.")
    edit(document, "£4.50", "£4.00")
    key = key_of(document, "£4.00")
    start = read_save(document.head).find(key).text.index(words)  # type: ignore[union-attr,arg-type]
    pointed = Pointed(key, start, start + len(words))
    with pytest.raises(Refused, match="stood there before"):
        publish(document, GivenFate(reference=comment.reference, fate=Fate.TAKEN_IN, words=[pointed]))
    assert comment.fate is None


def test_all_of_a_clause_that_moved_can_be_pointed_at(app: Flask) -> None:
    document = make_document()
    comment = say(document, "A carer travels free.")
    cost = "A single journey costs no more than £4.50. A carer travels free.\n"
    edit(document, cost, "")
    edit(document, "## 2. What it costs\n", "")
    edit(document, "# Getting about\n", f"# Getting about\n\n{cost}")
    key = key_of(document, "A carer travels")
    publish(document, GivenFate(reference=comment.reference, fate=Fate.TAKEN_IN, words=[Pointed(key, 0, 16)]))
    assert comment.fate is Fate.TAKEN_IN


def test_words_taken_away_are_shown_by_the_place_they_stood_with_the_words_before(app: Flask) -> None:
    document = make_document()
    comment = say(document, "A carer travels free.")
    edit(document, " A carer travels free.", "")
    key = key_of(document, "£4.50")
    end = len(read_save(document.head).find(key).text)  # type: ignore[union-attr,arg-type]
    revision = publish(
        document, GivenFate(reference=comment.reference, fate=Fate.TAKEN_IN, words=[Pointed(key, end, end)])
    )
    (cause,) = incorporations_of(revisions=[revision.id])
    assert (cause.start, cause.end, cause.before) == (end, end, "A carer travels free.")


def test_a_clause_taken_away_can_be_what_a_comment_brought_about(app: Flask) -> None:
    document = make_document()
    key = key_of(document, "The provider must")
    comment = say(document, "The provider must:")
    edit(document, "The provider must:", "")
    revision = publish(document, GivenFate(reference=comment.reference, fate=Fate.TAKEN_IN, removed=[key]))
    (cause,) = incorporations_of(contributions=[comment.id])
    assert (cause.clause.key, cause.before, cause.revision_id) == (key, "The provider must:", revision.id)


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.WITHDRAWN])
def test_what_was_hidden_or_withdrawn_holds_no_gate_and_takes_no_fate(app: Flask, status: Status) -> None:
    document = make_document()
    comment = say(document)
    comment.status = status
    edit(document, "two bags", "three bags")
    with pytest.raises(Refused, match="needs no answer"):
        publish(document, *noted(comment))
    assert publish(document).number == 2


def test_every_anchored_comment_has_one_place_in_the_new_revision(app: Flask) -> None:
    document = make_document()
    same, gone = say(document, "up to four working days"), say(document, "A carer travels free.")
    reworded = say(document, "arrive no more than 15 minutes after the time agreed")
    whole = say(document)
    edit(document, " A carer travels free.", "")
    edit(document, "no more than 15 minutes after the time agreed", "within 15 minutes of the time agreed")
    revision = publish(document, *noted(same, gone, reworded, whole))
    assert placement(same, revision).status is PlacementStatus.SAME
    assert words_at(revision, placement(same, revision)) == ["up to four working days"]
    assert placement(gone, revision).status is PlacementStatus.REMOVED
    assert placement(reworded, revision).status is PlacementStatus.REWORDED
    assert 0 < placement(reworded, revision).score < 1
    assert db.session.scalars(select(Placement).where(Placement.contribution_id == whole.id)).all() == []
    assert revision.counts["placements"] == {"same": 1, "reworded": 1, "removed": 1}


def test_words_that_go_to_another_clause_are_followed_there(app: Flask) -> None:
    document = make_document()
    comment = say(document, "A carer travels free.")
    edit(document, " A carer travels free.", "")
    edit(document, "The provider must:", "A carer travels free.\n\nThe provider must:")
    revision = publish(document, *noted(comment))
    found = placement(comment, revision)
    assert found.status is PlacementStatus.MOVED
    assert words_at(revision, found) == ["A carer travels free."]
    assert comment.clause_id == next(
        clause.clause_id for clause in read_revision(revision).clauses if clause.key == found.segments[0][0]
    )


def test_an_undo_brings_a_comment_back_to_its_words(app: Flask) -> None:
    document = make_document()
    comment = say(document, "A carer travels free.")
    clause_id = comment.clause_id
    edit(document, " A carer travels free.", "")
    second = publish(document, *noted(comment))
    assert placement(comment, second).status is PlacementStatus.REMOVED
    assert comment.clause_id == clause_id
    edit(document, "£4.50.", "£4.50. A carer travels free.")
    third = publish(document)
    assert placement(comment, third).status is PlacementStatus.SAME
    assert words_at(third, placement(comment, third)) == ["A carer travels free."]


def test_what_was_reworded_stays_reworded_until_the_words_are_back(app: Flask) -> None:
    document = make_document()
    comment = say(document, "no more than 15 minutes after the time agreed")
    edit(document, "no more than 15 minutes after", "within 15 minutes after")
    second = publish(document, *noted(comment))
    edit(document, "two bags", "three bags")
    third = publish(document)
    edit(document, "within 15 minutes after", "no more than 15 minutes after")
    fourth = publish(document)
    statuses = [placement(comment, one).status.value for one in (second, third, fourth)]
    assert statuses == ["reworded", "reworded", "same"]


def test_a_fate_drafted_before_goes_out_with_the_revision(app: Flask) -> None:
    document = make_document()
    comment = say(document)
    edit(document, "two bags", "three bags")
    officer = make_officer(document.consultation)
    service.draft_fate(
        document,
        GivenFate(reference=comment.reference, fate=Fate.ANSWERED, reason="Yes, from May."),
        by=officer,
        now=now(),
    )
    assert fates_of([comment.id]) == {}
    revision = publish(document)
    (entry,) = fates_of([comment.id])[comment.id]
    assert (entry.reason, entry.revision_id) == ("Yes, from May.", revision.id)


def test_between_two_revisions_a_question_is_answered_and_a_claim_of_words_refused(app: Flask) -> None:
    document = make_document()
    comment = say(document)
    with pytest.raises(Refused, match="belongs to a revision"):
        service.publish_fates(
            document, [GivenFate(reference=comment.reference, fate=Fate.CARRIED_FORWARD)], by=None, now=now()
        )
    version = document.counts_version
    service.publish_fates(
        document,
        [GivenFate(reference=comment.reference, fate=Fate.ANSWERED, reason="From May.")],
        by=None,
        now=now(),
    )
    assert comment.fate is Fate.ANSWERED
    assert document.counts_version == version + 1
    edit(document, "two bags", "three bags")
    assert publish(document).number == 2


def test_an_unknown_or_doubled_reference_is_refused(app: Flask) -> None:
    document = make_document()
    comment = say(document)
    edit(document, "two bags", "three bags")
    with pytest.raises(Refused, match="no contribution C-1 "):
        publish(document, GivenFate(reference="C-1", fate=Fate.NOTED))
    with pytest.raises(Refused, match="twice"):
        publish(document, *noted(comment, comment))
