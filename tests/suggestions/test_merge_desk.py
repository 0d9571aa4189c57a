"""The merge desk: what people suggest, held against the draft, taken in, settled, declined or referred back."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult.answers.models import FateEntry
from consult.contributions.models import Contribution, Status
from consult.contributions.service import NewSuggestion, leave_waiting, leave_with_name, revise, withdraw
from consult.contributions.suggestion_models import Merge
from consult.core.clauses import Clause, Kind
from consult.core.errors import Conflict
from consult.core.fates import Fate
from consult.core.scopes import Scope
from consult.core.stages import Stage
from consult.core.suggestions import Add, Remove, Reword
from consult.documents.queries import read_revision
from consult.drafting import service as drafting
from consult.drafting.service import Publication
from consult.extensions import db
from consult.moderation import service as moderation
from consult.voting.models import VoteValue
from consult.voting.service import vote_on_clause, vote_on_contribution
from tests.journeys.visitor import Visitor
from tests.make import make_comment, make_drafter, make_person, now
from tests.suggestions.conftest import Square


def at_desk(square: Square) -> Visitor:
    who = Visitor(square.sign_in(square.officer))
    who.open(f"{square.home}/merge")
    return who


def again(reference: str = "S-1") -> Contribution:
    db.session.expire_all()
    return db.session.scalars(select(Contribution).where(Contribution.reference == reference)).one()


def drafted() -> dict[str, tuple[Fate, str]]:
    rows = db.session.scalars(select(FateEntry).where(FateEntry.published_at.is_(None))).all()
    return {one.contribution.reference: (one.fate, one.reason) for one in rows}


def test_an_empty_desk_says_what_to_do(square: Square) -> None:
    who = at_desk(square)
    who.reads("No suggestion waits here.", "Go on with the working draft")
    who.open(f"{square.home}/draft")
    who.follow("Merge desk")
    who.open("/desk")
    who.follow("Merge desk")


def test_suggestions_stand_in_the_order_of_the_text_with_all_there_is_to_know(square: Square) -> None:
    square.reword("Dogs may not", "Dogs may", reason="Dogs are people.")
    made = square.reword("five pounds", "four pounds", by=square.partner)
    vote_on_contribution(made, VoteValue.AGREE, person=make_person(), now=now())
    square.sign_in(square.resident).post("/contributions/S-2/cosign")
    make_comment(square.document, "Too dear.", clause=square.key("five pounds"))
    who = at_desk(square)
    who.reads("2 suggestions, by clause", "Fits the draft", "1 agrees", "Dogs are people.", "1 comment on 1")
    who.reads("Behind it: Rhian Cole", "removed: five", "added: four")
    said = who.said()
    assert said.index("The draft says Each trip") < said.index("The draft says Dogs")


def test_the_desk_says_how_many_agree_with_the_words_that_would_go(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.reword("Dogs may not", "Dogs may")
    for value in (VoteValue.AGREE, VoteValue.AGREE, VoteValue.DISAGREE):
        vote_on_clause(square.document, square.key("five pounds"), 1, value, person=make_person(), now=now())
    db.session.commit()
    who = at_desk(square)
    who.reads("2 people agree with the words as published.")
    assert who.said().count("with the words as published") == 1


def test_one_is_taken_in_and_its_answer_drafted(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.reword("leaves at nine", "leaves at ten")
    who = at_desk(square)
    who.send("Take in S-1")
    who.reads("S-1 is in the draft.", "Done", "drafted answer: taken in")
    assert "Each trip costs four pounds." in square.draft()
    assert drafted() == {"S-1": (Fate.TAKEN_IN, "")}
    assert "Take in S-2" in who.page


def test_a_drafter_who_is_no_officer_takes_in_and_answers_nothing(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    drafter = make_drafter(square.document)
    who = Visitor(square.sign_in(drafter))
    who.open(f"{square.home}/merge")
    who.reads("An officer answers it")
    assert "Decline" not in who.page
    who.send("Take in S-1")
    who.reads("S-1 is in the draft.", "no answer yet")
    assert drafted() == {}
    assert square.sign_in(drafter).get("/contributions/S-1/merge/answer").status_code == 403


def test_a_save_made_meanwhile_stops_the_button_and_shows_the_newest(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.reword("leaves at nine", "leaves at ten")
    who = at_desk(square)
    square.edit("Dogs may not", "Cats may not")
    who.send("Take in S-1")
    assert who.status == 409
    assert "Somebody saved meanwhile" in who.said()
    assert "four pounds" not in square.draft()
    who.send("Take in S-1")
    who.reads("S-1 is in the draft.")
    stale = square.sign_in(square.officer).post(f"{square.home}/merge", data={"expected_save": "nosuch"})
    assert stale.status_code == 409
    assert db.session.scalars(select(Merge)).one().contribution_id == again().id


def test_two_who_would_have_a_clause_in_different_ways_stand_side_by_side(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.reword("five pounds", "three pounds", by=square.partner)
    who = at_desk(square)
    who.reads("1: 2 suggestions for the same words", "S-1, S-2 would change it in different ways")
    who.reads("added: four", "added: three", "Different words for one clause")
    assert "Take in all" not in who.page
    who.send("Take in S-1")
    who.reads("Collides with the draft", "Settle it")


def test_an_overlap_in_another_clause_s_group_is_named_with_its_difference(square: Square) -> None:
    fares, dogs = square.key("five pounds"), square.key("Dogs")
    square.suggest(Reword(fares, "Each trip is free."), Remove(dogs))
    square.reword("Dogs may not travel.", "Dogs travel free.", by=square.partner)
    who = at_desk(square)
    who.reads("S-2 would have 3 otherwise", "S-1 would have 3 otherwise")


def test_two_who_ask_for_the_same_are_not_set_against_each_other(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.reword("five pounds", "four pounds", by=square.partner)
    who = at_desk(square)
    assert "would change it in" not in who.said()
    who.send("Take in all 2 that fit")
    who.reads("In the draft now, one save each: S-1.", "These no longer fit, and wait for you: S-2.")
    who.reads("The draft says this already")


def test_all_that_fit_are_taken_in_each_a_save_and_the_rest_is_listed(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.reword("five pounds", "three pounds", by=square.partner)
    square.reword("leaves at nine", "leaves at ten")
    square.reword("Bring a friend", "Bring two friends")
    who = at_desk(square)
    who.send("Take in all 2 that fit")
    who.reads("In the draft now, one save each: S-3, S-4.")
    assert len(db.session.scalars(select(Merge)).all()) == 2
    assert len({one.save_id for one in db.session.scalars(select(Merge))}) == 2
    draft = square.draft()
    assert "ten" in draft
    assert "two friends" in draft
    assert "five pounds" in draft
    browser = square.sign_in(square.officer)
    answer = browser.post(f"{square.home}/merge", data={"expected_save": square.head()}, follow_redirects=True)
    assert "There was nothing that fits" in answer.text


def test_a_collision_shows_all_sides_and_a_person_settles_it(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.edit("five pounds", "six pounds")
    browser = square.sign_in(square.officer)
    answer = browser.post("/contributions/S-1/merge", data={"expected_save": square.head()})
    assert answer.status_code == 409
    who = at_desk(square)
    who.follow("Settle it")
    who.reads("Both began from", "The draft has now", "S-1 suggests", "added: six", "added: four")
    who.send("See how it reads", **{"text-0": "Each trip costs four pounds, six at night. Children travel free."})
    who.reads("How the draft would read", "night")
    who.send("Save my words")
    who.reads("S-1 is in the draft, with your words.", "drafted answer: taken in")
    assert "four pounds, six at night" in square.draft()
    (merge,) = db.session.scalars(select(Merge)).all()
    assert merge.taken == [0]
    assert merge.keys == [[0, square.key("Each trip")]]


def test_words_of_ones_own_that_have_nothing_of_the_suggestion_draft_no_answer(square: Square) -> None:
    square.reword("leaves at nine", "leaves at ten sharp on weekdays")
    who = at_desk(square)
    who.follow("Use my words")
    who.send("Save my words", **{"text-0": "The van leaves early."})
    who.reads("S-1 is in the draft, with your words.", "no answer yet")
    assert drafted() == {}


def test_a_clause_that_has_gone_from_the_draft_can_come_back_with_the_suggested_words(square: Square) -> None:
    square.reword("Dogs may not travel.", "Dogs may travel.")
    square.edit("Dogs may not travel.\n", "")
    who = at_desk(square)
    who.reads("Collides with the draft", "A clause that has gone")
    who.follow("Settle it")
    who.reads("The clause was taken out of the draft.")
    who.send("Save my words")
    who.reads("S-1 is in the draft, with your words.")
    assert square.draft().rstrip().endswith("Dogs may travel.")


def test_new_clauses_and_clauses_taken_out_go_in_with_other_words_or_stay_out(square: Square) -> None:
    fares, dogs = square.key("five pounds"), square.key("Dogs")
    square.suggest(Add(fares, Clause(Kind.PARAGRAPH, 0, "Carers travel free.")), Remove(dogs))
    who = at_desk(square)
    who.follow("Use my words")
    who.reads("New clause after 1", "3, taken out")
    who.send("Save my words", **{"text-0": "Carers travel free on weekdays.", "text-1": "Dogs may not travel."})
    who.reads("with your words.")
    assert "Carers travel free on weekdays." in square.draft()
    assert "Dogs may not travel." in square.draft()
    (merge,) = db.session.scalars(select(Merge)).all()
    assert merge.taken == [0]


@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        ({"text-0": "The van leaves at nine.", "press": "save"}, 422, "as they stand in the draft"),
        ({"text-0": "Words\0", "press": "save"}, 422, "NUL"),
        ({"text-0": "The van leaves at ten.", "press": "save", "expected_save": "nosuch"}, 409, "kept below"),
        ({"text-0": "The van leaves at ten.", "press": "save", "expected_save": ""}, 422, "Open this page again"),
        ({"press": "save"}, 422, "as they stand in the draft"),
        ({"text-9": "Words."}, 200, "How the draft would read"),
    ],
)
def test_words_that_cannot_be_saved_come_back(square: Square, sent: dict[str, str], status: int, says: str) -> None:
    square.reword("leaves at nine", "leaves at ten")
    data = {"expected_save": square.head(), **sent}
    answer = square.sign_in(square.officer).post("/contributions/S-1/merge/words", data=data)
    assert (answer.status_code, says in answer.text) == (status, True)
    assert "leaves at nine" in square.draft()


def test_one_is_declined_with_its_reason_and_one_referred_back(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.reword("leaves at nine", "leaves at ten")
    who = at_desk(square)
    who.follow("Decline or refer back: S-1")
    who.send("Keep this answer", fate="not taken")
    assert who.status == 422
    assert "Give the reason" in who.said()
    who.send("Keep this answer", fate="not taken", reason="The grant does not stretch to it.")
    who.reads("The answer to S-1 is drafted", "not in the draft; drafted answer: not taken")
    who.open("/contributions/S-2/merge/answer")
    who.send("Keep this answer", fate="carried forward", reason="Ask the driver first.")
    assert drafted() == {
        "S-1": (Fate.NOT_TAKEN, "The grant does not stretch to it."),
        "S-2": (Fate.CARRIED_FORWARD, "Ask the driver first."),
    }
    answer = square.sign_in(square.officer).post("/contributions/S-1/merge/answer", data={"fate": "noted"})
    assert answer.status_code == 422


def test_what_was_taken_in_and_undone_waits_again(square: Square) -> None:
    made = square.reword("five pounds", "four pounds")
    drafting.merge(made, expected_save=square.head(), by=None, now=now())
    db.session.commit()
    square.edit("four pounds", "five pounds")
    at_desk(square).reads("Was taken in before", "1 suggestion, by clause")


def test_what_is_held_withdrawn_or_answered_is_not_on_the_desk(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    withdraw(again(), by=square.resident, now=now())
    typed = {"body": "Late.", "changes": [{"key": square.key("leaves at nine"), "text": "The van leaves at ten."}]}
    leave_with_name(leave_waiting(square.document, typed, now=now()), "Old Tom", now())
    db.session.commit()
    at_desk(square).reads("No suggestion waits here.", "1 suggestion waits to be checked first")
    browser = square.sign_in(square.officer)
    for reference in ("S-1", "S-2"):
        for page in ("merge/words", "merge/answer"):
            assert browser.get(f"/contributions/{reference}/{page}").status_code == 409
        answer = browser.post(f"/contributions/{reference}/merge", data={"expected_save": square.head()})
        assert answer.status_code == 409


def test_comments_are_not_merged_and_strangers_do_not_come_here(square: Square, client: FlaskClient) -> None:
    make_comment(square.document)
    browser, head = square.sign_in(square.officer), square.head()
    assert browser.get("/contributions/C-1/merge/words").status_code == 422
    assert browser.post("/contributions/C-1/merge", data={"expected_save": head}).status_code == 422
    assert square.sign_in(square.partner).get(f"{square.home}/merge").status_code == 403
    assert square.sign_in(square.partner).post("/contributions/C-1/merge").status_code == 403
    assert client.get(f"{square.home}/merge").status_code == 302


def test_at_stages_that_save_nothing_the_desk_can_only_be_read(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.document.consultation.stage = Stage.REVIEWED
    db.session.commit()
    who = at_desk(square)
    who.reads("At this stage the text stays as it is.")
    assert "Take in" not in who.page
    answer = square.sign_in(square.officer).post("/contributions/S-1/merge", data={"expected_save": square.head()})
    assert answer.status_code == 409


def test_a_decided_text_takes_no_suggestion_that_changes_its_meaning(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.document.consultation.stage = Stage.DECIDED
    db.session.commit()
    who = at_desk(square)
    who.send("Take in S-1")
    assert who.status == 422
    assert "would change its meaning" in who.said()


def test_suggestions_of_an_older_revision_are_held_against_the_draft_as_it_is_now(square: Square) -> None:
    square.reword("Children travel free", "Under-twelves travel free")
    square.edit("five pounds", "six pounds")
    publication = Publication(summary="Dearer.", expected_save=square.head(), exception="In haste.")
    drafting.publish(square.document, publication, by=square.officer, now=now())
    db.session.commit()
    who = at_desk(square)
    who.reads("Fits the draft", "Each trip costs six pounds.", "added: Under-twelves")
    who.send("Take in S-1")
    assert "Each trip costs six pounds. Under-twelves travel free." in square.draft()


def test_a_clause_that_cannot_change_is_marked_with_its_reason(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    key = square.key("five pounds")
    drafting.set_scope(square.document, key, Scope.BUDGET, "The grant is fixed.", by=None, now=now())
    db.session.commit()
    at_desk(square).reads("Fixed by budget.", "The grant is fixed.")


def test_what_is_suggested_in_drafting_stays_with_the_group_and_its_form_says_so(
    square: Square, client: FlaskClient
) -> None:
    square.document.consultation.stage = Stage.DRAFTING
    db.session.commit()
    drafter, key = Visitor(square.sign_in(make_drafter(square.document))), square.key("leaves at nine")
    drafter.open(f"{square.home}/suggestions/new?clause={key}")
    drafter.reads("stays with the drafting group", "your name is shown with them in public")
    drafter.send("See what changes", **{f"text-{key}": "The van leaves at ten.", "body": "Late."})
    drafter.send("Send")
    drafter.open(f"{square.home}/merge")
    drafter.send("Take in S-1")
    drafter.reads("S-1 is in the draft.")
    square.document.consultation.stage = Stage.OPEN
    db.session.commit()
    assert client.get("/contributions/S-1").status_code == 404
    assert "suggests other words" not in client.get(square.home).text


def revised(square: Square, old: str, new: str, reference: str = "S-1") -> None:
    """Let the author give a suggestion other words, to another clause too."""
    changes = [Reword(square.key(old), new)]
    revise(
        again(reference), NewSuggestion(changes=changes, reason="On second thoughts."), by=square.resident, now=now()
    )
    db.session.commit()


def test_words_given_after_the_desk_was_read_are_not_taken_in(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.reword("leaves at nine", "leaves at ten")
    who = at_desk(square)
    revised(square, "five pounds", "Each trip is free.")
    who.send("Take in S-1")
    assert who.status == 409
    assert "new words since you read it" in who.said()
    assert "free." not in square.draft().replace("travel free.", "")
    who.send("Take in S-1")
    who.reads("S-1 is in the draft.")


def test_all_at_once_takes_in_only_what_was_shown(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.reword("leaves at nine", "leaves at ten")
    square.reword("Bring a friend", "Bring two friends")
    who = at_desk(square)
    revised(square, "five pounds", "Each trip is free.")
    square.reword("Dogs may not", "Wolves may")
    who.send("Take in all 3 that fit")
    who.reads("In the draft now, one save each: S-2, S-3.")
    assert "Wolves" not in square.draft()
    assert "five pounds" in square.draft()


@pytest.mark.parametrize("button", ["Save my words", "See how it reads"])
def test_words_typed_for_earlier_words_are_kept_and_put_in_no_other_clause(square: Square, button: str) -> None:
    fares, van = square.key("five pounds"), square.key("leaves at nine")
    square.suggest(Reword(fares, "Each trip costs four pounds."), Reword(van, "The van leaves at ten."))
    who = at_desk(square)
    who.follow("Use my words")
    revised(square, "Dogs may not", "Dogs may travel.")
    who.send(button, **{"text-0": "Each trip costs what you can pay.", "text-1": "The van waits."})
    assert who.status == 409
    assert "What you typed for the words it had before Each trip costs what you can pay. The van waits." in who.said()
    assert "what you can pay" not in square.draft()
    who.send("Save my words")
    assert "Dogs may travel." in square.draft()


def test_an_answer_to_earlier_words_is_kept_back_with_its_reason(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    who = at_desk(square)
    who.follow("Decline or refer back")
    revised(square, "five pounds", "Each trip is free.")
    who.send("Keep this answer", fate="not taken", reason="Four is too few.")
    assert who.status == 422
    assert "new words since you read it" in who.said()
    assert "Four is too few." in who.said()
    assert drafted() == {}


@pytest.mark.parametrize("change", [{"status": Status.WITHDRAWN}, {"version": 2}], ids=str)
def test_a_suggestion_is_read_anew_once_the_document_is_locked(square: Square, change: dict[str, object]) -> None:
    made = square.reword("five pounds", "four pounds")
    assert made.version == 1  # as a page read it, before somebody else changed the row
    db.session.connection().execute(update(Contribution).where(Contribution.id == made.id).values(**change))
    with pytest.raises(Conflict):
        drafting.merge(made, expected_save=square.document.head.public_id, by=None, now=now(), version=1)  # type: ignore[union-attr]


def test_an_answer_drafted_for_earlier_words_brings_the_suggestion_back_to_the_desk(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    who = at_desk(square)
    who.follow("Decline or refer back")
    who.send("Keep this answer", fate="not taken", reason="Four is too few.")
    who.reads("Done", "drafted answer: not taken")
    revised(square, "five pounds", "Each trip is free.")
    who.open(f"{square.home}/merge")
    who.reads("1 suggestion, by clause", "Answered before it had these words")
    square.edit("Bring a friend", "Bring two friends")
    who.open(f"{square.home}/publish")
    who.reads("S-1 was edited since its answer was drafted.")
    publication = Publication(summary="Friends.", expected_save=square.head(), with_drafts=True)
    with pytest.raises(Conflict) as caught:
        drafting.publish(square.document, publication, by=square.officer, now=now())
    assert caught.value.extra["unanswered"] == ["S-1"]


@pytest.mark.parametrize("how", ["taken back", "hidden"])
def test_what_was_answered_and_is_gone_since_does_not_hold_up_a_revision(square: Square, how: str) -> None:
    square.reword("five pounds", "four pounds")
    who = at_desk(square)
    who.follow("Decline or refer back")
    who.send("Keep this answer", fate="not taken", reason="Four is too few.")
    if how == "hidden":
        moderation.hide(again(), "It insults people.", by=square.officer, now=now())
    else:
        withdraw(again(), by=square.resident, now=now())
    db.session.commit()
    square.edit("Bring a friend", "Bring two friends")
    who.open(f"{square.home}/publish")
    who.reads("Nothing stands between the draft and the public.", "0 drafted answers")
    publication = Publication(summary="Friends.", expected_save=square.head())
    assert drafting.publish(square.document, publication, by=square.officer, now=now()).number == 2
    assert again().fate is None


def test_suggestions_that_take_out_half_each_never_leave_an_empty_draft(square: Square) -> None:
    assert square.document.newest_revision is not None
    keys = [one.key for one in read_revision(square.document.newest_revision).clauses]
    square.suggest(*(Remove(key) for key in keys[:3]))
    square.suggest(*(Remove(key) for key in keys[3:]), by=square.partner)
    who = at_desk(square)
    who.send("Take in all 2 that fit")
    who.reads("In the draft now, one save each: S-1.", "These no longer fit, and wait for you: S-2.")
    assert "Dogs may not travel." in square.draft()
    who.send("Take in S-2")
    assert who.status == 422
    assert "would leave no words in the draft" in who.said()
