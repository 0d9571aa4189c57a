"""People at the same contribution at the same moment: one takes it back or edits, others draft, publish and decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.accounts.models import Person
from consult.answers.closing import move_stage
from consult.answers.desk.many import draft_for
from consult.answers.desk.releasing import list_ready, release
from consult.answers.given import GivenFate
from consult.answers.models import FateEntry
from consult.answers.reasons import service as library
from consult.answers.reasons.models import LibraryText
from consult.answers.service import draft_fate, publish_fates
from consult.consultations.models import StageChange
from consult.contributions import service as contributions
from consult.contributions.areas import keep_areas
from consult.contributions.models import Channel, Contribution
from consult.contributions.service import NewComment
from consult.core.errors import Closed, Conflict, Refused
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.drafting import service as drafting
from consult.drafting.guarding import get_head
from consult.drafting.service import Publication
from consult.extensions import db
from consult.infra.clock import to_london
from consult.insight.summary import deciding, signing
from consult.insight.summary import service as summary
from consult.insight.summary.models import SummaryReading
from consult.insight.summary.queries import get_newest
from consult.insight.voices.models import AreasCounted
from consult.intake.models import Source
from consult.intake.registering import NewSubmission, register
from consult.moderation import service as moderation
from consult.serving.duties import count_areas
from tests.drafting.test_publishing import edit
from tests.make import make_comment, make_document, make_officer, make_person, now
from tests.storage.at_once import Act, at_once

Do = Callable[[Contribution, Person], object]


@pytest.fixture
def desk(either_app: Flask) -> dict[str, Any]:
    """Give a contribution by a resident, and two officers, by their ids."""
    with either_app.app_context():
        document, resident = make_document(), make_person()
        ada, ben = make_officer(document.consultation), make_officer(document.consultation)
        said = make_comment(document, "Three bags.", by=resident)
        db.session.commit()
        return {
            "document": document.id,
            "said": said.id,
            "reference": said.reference,
            "resident": resident.id,
            "ada": ada.id,
            "ben": ben.id,
        }


def on_it(desk: dict[str, Any], who: str, do: Do) -> Act:
    """Read the contribution as its pages do, then do something with it."""

    def act() -> Callable[[], object]:
        said, by = db.session.get_one(Contribution, desk["said"]), db.session.get_one(Person, desk[who])
        assert said.document.consultation.public_id
        assert said.document.newest_revision
        assert said.status
        assert by.name
        list(by.memberships)
        return lambda: do(said, by)

    return act


def given(said: Contribution) -> GivenFate:
    return GivenFate(reference=said.reference, fate=Fate.NOTED)


def drafts(said: Contribution, by: Person) -> int:
    return draft_fate(said.document, given(said), by=by, now=now(), seen=0).version


def publishes(said: Contribution, by: Person) -> int:
    return len(publish_fates(said.document, [given(said)], by=by, now=now(), seen={said.reference: 0}))


def withdraws(said: Contribution, by: Person) -> None:
    contributions.withdraw(said, by=by, now=now())


def hides(said: Contribution, by: Person) -> None:
    moderation.hide(said, "It insults people.", by=by, now=now())


def entries() -> int:
    return db.session.scalar(select(func.count()).select_from(FateEntry)) or 0


@pytest.mark.parametrize("officer", [drafts, publishes])
def test_what_its_author_takes_back_at_that_moment_gets_no_answer(
    either_app: Flask, desk: dict[str, Any], officer: Do
) -> None:
    first, second = at_once(either_app, on_it(desk, "resident", withdraws), on_it(desk, "ada", officer))
    assert (first, type(second)) == (None, Refused)
    with either_app.app_context():
        assert entries() == 0


def test_what_a_colleague_hides_at_that_moment_gets_no_answer(either_app: Flask, desk: dict[str, Any]) -> None:
    _, second = at_once(either_app, on_it(desk, "ben", hides), on_it(desk, "ada", publishes))
    assert type(second) is Refused
    with either_app.app_context():
        assert entries() == 0


def test_one_answer_for_many_is_drafted_for_none_that_is_taken_back_at_that_moment(
    either_app: Flask, desk: dict[str, Any]
) -> None:
    def for_many(said: Contribution, by: Person) -> int:
        return len(draft_for([said.id], Fate.NOTED, "", by=by, now=now()).drafted)

    assert at_once(either_app, on_it(desk, "resident", withdraws), on_it(desk, "ada", for_many)) == [None, 0]
    with either_app.app_context():
        assert entries() == 0


def test_of_two_who_draft_at_once_the_second_is_shown_what_the_first_drafted(
    either_app: Flask, desk: dict[str, Any]
) -> None:
    first, second = at_once(either_app, on_it(desk, "ada", drafts), on_it(desk, "ben", drafts))
    assert (first, type(second)) == (1, Conflict)


def releasing(desk: dict[str, Any], who: str) -> Act:
    """Look at what goes out, then publish it."""

    def act() -> Callable[[], object]:
        consultation = db.session.get_one(Document, desk["document"]).consultation
        by = db.session.get_one(Person, desk[who])
        ready = list_ready(consultation)
        return lambda: release(consultation, mark=ready.mark, reason="", by=by, now=now()).answers

    return act


def test_what_two_publish_in_bulk_at_once_goes_out_once(either_app: Flask, desk: dict[str, Any]) -> None:
    with either_app.app_context():
        drafts(db.session.get_one(Contribution, desk["said"]), db.session.get_one(Person, desk["ada"]))
        db.session.commit()
    first, second = at_once(either_app, releasing(desk, "ada"), releasing(desk, "ben"))
    assert first == 1
    assert isinstance(second, Conflict | Refused)
    with either_app.app_context():
        assert entries() == 1


def test_what_is_edited_while_it_goes_out_in_bulk_stays_a_draft(either_app: Flask, desk: dict[str, Any]) -> None:
    with either_app.app_context():
        drafts(db.session.get_one(Contribution, desk["said"]), db.session.get_one(Person, desk["ada"]))
        db.session.commit()

    def edits(said: Contribution, by: Person) -> None:
        contributions.edit(said, "Four bags.", by=by, now=now() + timedelta(seconds=1))

    first, second = at_once(either_app, on_it(desk, "resident", edits), releasing(desk, "ada"))
    assert first is None
    assert isinstance(second, Conflict | Refused)
    with either_app.app_context():
        assert db.session.scalar(select(FateEntry.published_at)) is None


def test_who_comments_while_a_revision_is_published_comments_on_that_revision(
    either_app: Flask, desk: dict[str, Any]
) -> None:
    with either_app.app_context():
        document = db.session.get_one(Document, desk["document"])
        edit(document, "two bags", "three bags")
        save = get_head(document).public_id
        db.session.commit()

    def publish(said: Contribution, by: Person) -> int:
        publication = Publication(summary="More.", expected_save=save, fates=[given(said)])
        return drafting.publish(said.document, publication, by=by, now=now()).number

    def comment(said: Contribution, by: Person) -> str:
        return contributions.comment(said.document, NewComment(body="And mine."), by=by, now=now()).reference

    first, second = at_once(either_app, on_it(desk, "ada", publish), on_it(desk, "resident", comment))
    assert first == 2
    with either_app.app_context():
        made = db.session.scalars(select(Contribution).where(Contribution.reference == second)).one()
        assert made.revision is not None
        assert made.revision.number == 2


def considered(desk: dict[str, Any]) -> None:
    """Close the consultation, with an answer for all that was said."""
    said, ada = db.session.get_one(Contribution, desk["said"]), db.session.get_one(Person, desk["ada"])
    publishes(said, ada)
    move_stage(said.document.consultation, Stage.CONSIDERING, "Time is up.", by=ada, now=now())
    db.session.commit()


def decides(said: Contribution, by: Person) -> None:
    move_stage(said.document.consultation, Stage.DECIDED, "All is said.", by=by, now=now())


def cancels(said: Contribution, by: Person) -> None:
    move_stage(said.document.consultation, Stage.CANCELLED, "No money.", by=by, now=now())


def enters(said: Contribution, by: Person) -> str:
    day = (now() - timedelta(minutes=1)).date()
    new = NewComment(body="By letter.", channel=Channel.PAPER, received=day, on_behalf_of="anonymous")
    return contributions.comment(said.document, new, by=by, now=now()).reference


def registers(said: Contribution, by: Person) -> str:
    new = NewSubmission(
        source=Source.LETTER, title="A letter", received=to_london(now()).date(), reader=by, words="By letter."
    )
    return register(said.document.consultation, new, by=by, now=now()).reference


@pytest.mark.parametrize("other", [enters, registers])
def test_what_comes_in_while_it_is_decided_is_either_too_late_or_keeps_it_from_being_decided(
    either_app: Flask, desk: dict[str, Any], other: Do
) -> None:
    with either_app.app_context():
        considered(desk)
    first, second = at_once(either_app, on_it(desk, "ada", decides), on_it(desk, "ben", other))
    assert (first, type(second)) == (None, Closed)


@pytest.mark.parametrize("other", [enters, registers])
def test_it_is_not_decided_over_what_comes_in_at_that_moment(
    either_app: Flask, desk: dict[str, Any], other: Do
) -> None:
    with either_app.app_context():
        considered(desk)
    first, second = at_once(either_app, on_it(desk, "ben", other), on_it(desk, "ada", decides))
    assert isinstance(first, str)
    assert isinstance(second, Conflict)


def test_it_is_not_decided_by_one_and_cancelled_by_the_other(either_app: Flask, desk: dict[str, Any]) -> None:
    with either_app.app_context():
        considered(desk)
    first, second = at_once(either_app, on_it(desk, "ada", decides), on_it(desk, "ben", cancels))
    assert (first, type(second)) == (None, Conflict)
    with either_app.app_context():
        stages = list(db.session.scalars(select(StageChange.stage).order_by(StageChange.id)))
        assert stages[-1] is Stage.DECIDED
        assert Stage.CANCELLED not in stages


def test_of_two_who_give_a_reason_new_words_the_second_is_told(either_app: Flask, desk: dict[str, Any]) -> None:
    with either_app.app_context():
        consultation = db.session.get_one(Document, desk["document"]).consultation
        by = db.session.get_one(Person, desk["ada"])
        kept = library.add(consultation, "Vans", "No room.", everywhere=True, by=by, now=now()).public_id
        db.session.commit()

    def rewording(who: str) -> Act:
        def act() -> Callable[[], object]:
            consultation = db.session.get_one(Document, desk["document"]).consultation
            by, reason = db.session.get_one(Person, desk[who]), library.get_reason(consultation, kept)
            return lambda: library.reword(consultation, reason, "Vans", f"By {who}.", seen=1, by=by, now=now())

        return act

    first, second = at_once(either_app, rewording("ada"), rewording("ben"))
    assert (first, type(second)) == (None, Conflict)
    with either_app.app_context():
        assert list(db.session.scalars(select(LibraryText.text).order_by(LibraryText.number))) == [
            "No room.",
            "By ada.",
        ]


def test_of_two_who_put_a_reason_of_one_name_into_the_library_the_second_is_told(
    either_app: Flask, desk: dict[str, Any]
) -> None:
    def adds(said: Contribution, by: Person) -> str:
        consultation = said.document.consultation
        return library.add(consultation, "Vans", "No room.", everywhere=True, by=by, now=now()).public_id

    first, second = at_once(either_app, on_it(desk, "ada", adds), on_it(desk, "ben", adds))
    assert isinstance(first, str)
    assert isinstance(second, Conflict)


def test_a_decision_maker_who_presses_twice_has_read_it_once(either_app: Flask, desk: dict[str, Any]) -> None:
    with either_app.app_context():
        consultation = db.session.get_one(Document, desk["document"]).consultation
        ada, member = db.session.get_one(Person, desk["ada"]), db.session.get_one(Person, desk["resident"])
        key = summary.begin(consultation, by=ada, now=now()).sections[0]["key"]
        summary.write(consultation, key, title="All", body="Bags.", expected=1, by=ada, now=now())
        signing.sign(consultation, expected=2, by=ada, now=now())
        deciding.invite(consultation, member.email or "", by=ada, now=now())
        db.session.commit()

    def accepting() -> Callable[[], object]:
        consultation = db.session.get_one(Document, desk["document"]).consultation
        member, (invitation,) = db.session.get_one(Person, desk["resident"]), deciding.list_deciders(consultation)
        return lambda: deciding.accept(invitation, member, now())

    assert at_once(either_app, accepting, accepting) == [None, None]

    def reading() -> Callable[[], object]:
        consultation = db.session.get_one(Document, desk["document"]).consultation
        member, save = db.session.get_one(Person, desk["resident"]), get_newest(consultation)
        assert save.signatures
        list(save.readings)
        return lambda: deciding.say_read(consultation, save, by=member, now=now()).id

    first, second = at_once(either_app, reading, reading)
    assert first == second
    with either_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SummaryReading)) == 1


def test_where_people_live_is_counted_once_by_two_workers(either_app: Flask, desk: dict[str, Any]) -> None:
    with either_app.app_context():
        considered(desk)
        said, ada = db.session.get_one(Contribution, desk["said"]), db.session.get_one(Person, desk["ada"])
        keep_areas(said.document.consultation, ["North", "South"], by=ada, now=now())
        decides(said, ada)
        db.session.commit()

    def counting() -> Callable[[], object]:
        return lambda: count_areas(now())

    assert at_once(either_app, counting, counting) == [None, None]
    with either_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(AreasCounted)) == 1
