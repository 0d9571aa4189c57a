"""What becomes of a suggestion on its own page: seen, voted on, backed by name, revised by its author."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult.accounts.models import Person
from consult.audit.models import AuditRow
from consult.consultations.models import Audience
from consult.contributions.models import Anchor, Contribution, Placement
from consult.contributions.service import revise, withdraw
from consult.contributions.suggesting import NewSuggestion
from consult.contributions.suggestion_models import Cosignature, SuggestedChange
from consult.core.clauses import Clause, Kind
from consult.core.errors import Closed, Conflict, Denied
from consult.core.stages import Stage
from consult.core.suggestions import Add, Remove, Reword
from consult.documents.models import Document
from consult.documents.queries import read_save
from consult.drafting import service as drafting
from consult.drafting.service import Publication
from consult.extensions import db
from consult.jobs.models import Event, Mail
from consult.jobs.sending import handle_events
from consult.moderation import service as moderation
from consult.notifications.service import HANDLERS
from consult.voting.models import VoteValue
from consult.voting.service import vote_on_contribution
from tests.journeys.visitor import Visitor
from tests.make import make_comment, make_person, now
from tests.suggestions.conftest import Square

Counting = Callable[[], AbstractContextManager[list[str]]]


def at(square: Square, person: Person) -> Visitor:
    return Visitor(square.sign_in(person))


def again(reference: str = "S-1") -> Contribution:
    db.session.expire_all()
    return db.session.scalars(select(Contribution).where(Contribution.reference == reference)).one()


def publish(square: Square) -> None:
    publication = Publication(summary="More.", expected_save=square.head(), exception="In haste.")
    drafting.publish(square.document, publication, by=square.officer, now=now())
    db.session.commit()


def test_its_page_shows_each_change_the_reason_and_that_it_fits(square: Square, client: FlaskClient) -> None:
    fares, dogs = square.key("five pounds"), square.key("Dogs")
    new = Add(fares, Clause(Kind.PARAGRAPH, 0, "Carers travel free."))
    square.suggest(Reword(fares, "Each trip costs four pounds. Children travel free."), Remove(dogs), new)
    who = Visitor(client)
    who.open("/contributions/S-1")
    who.reads("What it would change", "removed: five", "added: four", "taken out", "New clause after", "It is fairer.")
    who.reads("It fits the newest revision.", "Nobody besides its author")


def test_its_page_says_when_the_words_it_would_change_have_changed(square: Square, client: FlaskClient) -> None:
    square.reword("five pounds", "four pounds")
    square.edit("five pounds", "six pounds")
    drafter = at(square, square.officer)
    drafter.open("/contributions/S-1")
    drafter.reads("It no longer fits the working draft")
    stranger = Visitor(client)
    stranger.open("/contributions/S-1")
    stranger.reads("It fits the newest revision.")
    publish(square)
    stranger.open("/contributions/S-1")
    stranger.reads("It no longer fits the newest revision", "removed: five")
    square.edit("six pounds", "four pounds")
    publish(square)
    stranger.open("/contributions/S-1")
    stranger.reads("says this already")


def test_the_margin_the_clause_page_and_the_list_show_what_it_would_change(square: Square, client: FlaskClient) -> None:
    fares, dogs = square.key("five pounds"), square.key("Dogs")
    square.suggest(Reword(fares, "Each trip costs four pounds. Children travel free."), Remove(dogs))
    who = Visitor(client)
    for page in (square.home, f"{square.home}/clauses/{fares}", f"{square.home}/contributions"):
        who.open(page)
        who.reads("suggests other words", "added: four")
    who.open(square.home)
    who.reads("And in 1 more clause")
    withdraw(again(), by=square.resident, now=now())
    db.session.commit()
    for page in (square.home, f"{square.home}/clauses/{fares}", f"{square.home}/contributions", "/contributions/S-1"):
        who.open(page)
        assert "added: four" not in who.said()


def test_pages_take_as_many_queries_for_many_suggestions_as_for_few(square: Square, count_queries: Counting) -> None:
    fares = square.key("five pounds")
    browser = square.sign_in(square.resident)
    counts = []
    for _ in range(2):
        for number in range(9):
            square.reword("five pounds", f"{number} pounds")
        counts.append([])
        for page in (square.home, f"{square.home}/clauses/{fares}", f"{square.home}/contributions"):
            for _ in range(2):
                with count_queries() as statements:
                    assert browser.get(page).status_code == 200
            counts[-1].append(len(statements))
    assert counts[0] == counts[1]


def test_people_put_their_names_behind_it_once_and_take_them_back(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    who = at(square, square.partner)
    who.open("/contributions/S-1")
    hat = square.partner.memberships[0].organisation
    who.send("Put my name behind it", organisation=hat.slug)
    who.reads("Your name stands behind S-1", "Amina Yusuf for Carers’ Circle")
    assert "Put my name behind it" not in who.page
    browser = square.sign_in(square.partner)
    browser.post("/contributions/S-1/cosign", data={"value": "yes"})
    (one,) = db.session.scalars(select(Cosignature)).all()
    assert one.organisation_id is None
    assert again().frozen
    assert (again().agree, again().unsure, again().disagree) == (0, 0, 0)
    who.open("/contributions/S-1")
    who.send("Take my name back")
    who.reads("Your name is off S-1", "Nobody besides its author")
    told = db.session.scalars(select(Event.kind).where(Event.kind == "suggestion:cosigned")).all()
    written = db.session.scalars(select(AuditRow.action).where(AuditRow.action == "suggestion:cosigned")).all()
    assert len(told) == len(written) == 3


def test_who_may_not_put_their_name_behind_it(square: Square, client: FlaskClient) -> None:
    square.reword("five pounds", "four pounds")
    make_comment(square.document)
    cosign = "/contributions/S-1/cosign"
    assert client.post(cosign).status_code in (302, 401)
    assert square.sign_in(square.resident).post(cosign).status_code == 403
    other = square.sign_in(make_person())
    assert other.post(cosign, data={"organisation": "carers"}).status_code == 422
    assert other.post("/contributions/C-1/cosign").status_code == 422
    assert other.post("/contributions/S-99/cosign").status_code == 404
    withdraw(again(), by=square.resident, now=now())
    assert other.post(cosign).status_code == 409
    square.document.consultation.stage = Stage.CONSIDERING
    assert other.post(cosign).status_code == 409
    assert db.session.scalars(select(Cosignature)).all() == []


def test_its_author_revises_it_and_votes_and_names_stay_with_the_earlier_words(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    voter = make_person("Vera Vote")
    vote_on_contribution(again(), VoteValue.AGREE, person=voter, now=now())
    square.sign_in(square.partner).post("/contributions/S-1/cosign")
    key, who = square.key("five pounds"), at(square, square.resident)
    who.open("/contributions/S-1")
    who.follow("Revise your words")
    who.send("See what changes", **{f"text-{key}": "Each trip costs three pounds.", "body": "Even fairer."})
    who.reads("removed: five", "added: three")
    who.send("Send")
    who.reads("S-1 has your new words", "Even fairer.", "version 2", "1 agreed with earlier words")
    who.reads("Stood behind earlier words", "Amina Yusuf", "added: three")
    made = again()
    assert (made.version, made.agree) == (2, 0)
    assert sorted(one.version for one in db.session.scalars(select(SuggestedChange))) == [1, 2]
    vote_on_contribution(made, VoteValue.DISAGREE, person=voter, now=now())
    db.session.commit()
    assert (again().agree, again().disagree) == (0, 1)
    square.sign_in(square.partner).post("/contributions/S-1/cosign")
    who.open("/contributions/S-1")
    assert "Stood behind earlier words" not in who.said()


def test_those_who_backed_the_earlier_words_are_told(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    vote_on_contribution(again(), VoteValue.AGREE, person=square.partner, now=now())
    change = Reword(square.key("five pounds"), "Each trip costs three pounds.")
    revise(again(), NewSuggestion(changes=[change], reason="Fairer."), by=square.resident, now=now())
    db.session.commit()
    handle_events(HANDLERS, now())
    mails = db.session.scalars(select(Mail).where(Mail.subject == "S-1 has new words")).all()
    assert [one.to for one in mails] == [square.partner.email]


@pytest.mark.parametrize("since", ["taken back", "hidden", "left the group"])
def test_no_mail_tells_new_words_that_its_reader_may_not_see(square: Square, since: str) -> None:
    square.reword("five pounds", "four pounds")
    vote_on_contribution(again(), VoteValue.AGREE, person=square.partner, now=now())
    change = Reword(square.key("five pounds"), "Each trip costs three pounds.")
    revise(again(), NewSuggestion(changes=[change], reason="The officers are thieves."), by=square.resident, now=now())
    if since == "taken back":
        withdraw(again(), by=square.resident, now=now())
    elif since == "hidden":
        moderation.hide(again(), "It insults people.", by=square.officer, now=now())
    else:
        again().made_in = Stage.DRAFTING
    db.session.commit()
    handle_events(HANDLERS, now())
    mails = db.session.scalars(select(Mail).where(Mail.to == square.partner.email)).all()
    assert not any("thieves" in one.body for one in mails)


def test_a_revised_suggestion_points_at_the_revision_its_new_words_were_made_on(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.edit("leaves at nine", "leaves at half past nine")
    publish(square)
    assert len(db.session.scalars(select(Placement)).all()) == 1
    van = square.key("leaves at")
    change = Reword(van, "The van leaves at ten.")
    revise(again(), NewSuggestion(changes=[change], reason="Late."), by=square.resident, now=now())
    db.session.commit()
    made, anchor = again(), db.session.scalars(select(Anchor)).one()
    assert made.revision.number == 2
    assert anchor.revision_id == made.revision_id
    assert made.clause is not None
    assert made.clause.key == anchor.clause.key == van
    assert db.session.scalars(select(Placement)).all() == []
    square.edit("half past nine", "noon")
    publish(square)
    assert [one.revision.number for one in db.session.scalars(select(Placement))] == [3]


def test_a_revision_begins_with_the_words_suggested_and_keeps_what_cannot_be_shown(square: Square) -> None:
    fares, dogs = square.key("five pounds"), square.key("Dogs")
    first = Add(None, Clause(Kind.PARAGRAPH, 0, "Welcome."))
    after = Add(fares, Clause(Kind.PARAGRAPH, 0, "Carers travel free."))
    square.suggest(first, Reword(fares, "Each trip is free."), after, Remove(dogs))
    who = at(square, square.resident)
    who.open("/contributions/S-1/revise")
    who.reads("These clauses have gone, or cannot be shown as boxes", "Welcome.", "It is fairer.")
    who.send("See what changes")
    who.reads("Each trip is free.", "New clause after", "Carers travel free.", "taken out")


def test_what_is_settled_is_revised_no_more(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.reword("leaves at nine", "leaves at ten")
    new = NewSuggestion(changes=[Remove(square.key("Dogs"))], reason="Dogs are welcome.")
    with pytest.raises(Denied):
        revise(again(), new, by=square.partner, now=now())
    db.session.rollback()
    assert square.sign_in(square.partner).get("/contributions/S-1/revise").status_code == 403
    drafting.merge(again(), expected_save=square.head(), by=square.officer, now=now())
    db.session.commit()
    with pytest.raises(Conflict, match="in the working draft already"):
        revise(again(), new, by=square.resident, now=now())
    db.session.rollback()
    mine = at(square, square.resident)
    mine.open("/contributions/S-1/revise")
    assert mine.status == 409
    square.document.consultation.stage = Stage.CONSIDERING
    db.session.commit()
    with pytest.raises(Closed):
        revise(again("S-2"), new, by=square.resident, now=now())
    db.session.rollback()
    assert square.sign_in(square.resident).get("/contributions/S-2/revise").status_code == 409


def test_drafters_see_that_it_stands_in_the_draft_and_others_do_not(square: Square, client: FlaskClient) -> None:
    square.reword("five pounds", "four pounds")
    drafting.merge(again(), expected_save=square.head(), by=square.officer, now=now())
    db.session.commit()
    officer, stranger = at(square, square.officer), Visitor(client)
    officer.open("/contributions/S-1")
    officer.reads("Taken into the working draft")
    stranger.open("/contributions/S-1")
    assert "Taken into the working draft" not in stranger.said()
    assert read_save(db.session.scalars(select(Document)).one().head) is not None  # type: ignore[arg-type]


def test_a_vote_or_a_name_for_words_revised_meanwhile_is_answered_and_counts_nowhere(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    reader = at(square, square.partner)
    reader.open("/contributions/S-1")
    change = Reword(square.key("five pounds"), "Each trip costs nine pounds.")
    revise(again(), NewSuggestion(changes=[change], reason="Dearer."), by=square.resident, now=now())
    db.session.commit()
    before = reader.page
    reader.send("Put my name behind it")
    assert reader.status == 409
    assert "has given it new words since you read it" in reader.said()
    reader.page, reader.address = before, "/contributions/S-1"
    vote = next(form for form in reader.forms() if form.action.endswith("/vote"))
    answer = square.sign_in(square.partner).post(vote.action, data={**vote.fields, "value": "agree"})
    assert answer.status_code == 409
    assert (again().agree, db.session.scalars(select(Cosignature)).all()) == (0, [])
    bad = square.sign_in(square.partner).post(vote.action, data={"version": "x", "value": "agree"})
    assert bad.status_code == 422


def test_a_vote_that_meets_a_revision_on_its_way_never_counts_for_words_nobody_read(square: Square) -> None:
    made = square.reword("five pounds", "four pounds")
    assert made.version == 1
    db.session.execute(update(Contribution).values(version=2).execution_options(synchronize_session=False))
    assert made.version == 1
    with pytest.raises(Conflict, match="new words"):
        vote_on_contribution(made, VoteValue.AGREE, person=square.partner, now=now())
    db.session.rollback()


def test_suggestions_of_others_audience_do_not_exist(square: Square) -> None:
    square.reword("five pounds", "four pounds")
    square.document.consultation.audience = Audience.INVITED
    db.session.commit()
    stranger = square.sign_in(make_person())
    for address in ("", "/revise", "/merge/words", "/merge/answer"):
        assert stranger.get(f"/contributions/S-1{address}").status_code == 404
    for address in ("/cosign", "/vote", "/merge"):
        assert stranger.post(f"/contributions/S-1{address}", data={"value": "agree"}).status_code == 404
    assert stranger.get(f"{square.home}/merge").status_code == 404
