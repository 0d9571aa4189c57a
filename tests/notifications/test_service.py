"""Who is told what became of what they said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.models import MemberRole, Person
from consult.accounts.organisations import add_member
from consult.answers.models import FateEntry, Incorporation
from consult.consultations.models import Audience, Invitation
from consult.contributions.models import Channel, Contribution, ContributionKind, Placement, PlacementStatus, Status
from consult.core.fates import Fate, How
from consult.core.stages import Stage
from consult.documents.inviting import invite_person
from consult.documents.models import Document, Revision, Save
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.infra.mail import mailbox_of
from consult.jobs.models import Mail
from consult.jobs.sending import handle_events, send_due
from consult.jobs.service import emit
from consult.notifications.service import HANDLERS
from tests.make import make_consultation, make_document, make_member, make_organisation, make_person, now


@pytest.fixture
def document(app: Flask) -> Document:
    """Give an open document whose own events are told of."""
    document = make_document(title="Getting about")
    handle_events(HANDLERS, now())
    return document


def say(document: Document, author: Person | None, number: int, body: str = "Two bags are too few.") -> Contribution:
    assert document.newest_revision_id is not None
    contribution = Contribution(
        reference=f"C-{number}",
        kind=ContributionKind.COMMENT,
        document_id=document.id,
        revision_id=document.newest_revision_id,
        body=body,
        author_id=author.id if author else None,
        author_name=author.name if author else "anonymous",
        channel=Channel.WEB,
        made_in=Stage.OPEN,
        at=now(),
        status=Status.PUBLISHED,
        counts_for_gate=True,
    )
    db.session.add(contribution)
    db.session.flush()
    return contribution


def give(
    contribution: Contribution,
    fate: Fate,
    reason: str = "",
    revision: Revision | None = None,
    at: datetime | None = None,
) -> FateEntry:
    at = at or now()
    entry = FateEntry(
        contribution_id=contribution.id,
        fate=fate,
        reason=reason,
        at=at,
        published_at=at,
        revision_id=revision.id if revision else None,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def publish(document: Document) -> Revision:
    """Make a second revision of the same words, as far as mails can tell."""
    first = document.newest_revision
    assert first is not None
    second = Revision(
        document_id=document.id,
        number=2,
        save_id=_another_save(document),
        summary="Bags.",
        summary_salt="",
        summary_commitment="",
        at=now(),
        editorial=False,
        exception_references=[],
        counts={},
        previous_hash=first.hash,
        hash="second",
    )
    db.session.add(second)
    db.session.flush()
    emit("revision:published", document.slug, now=now(), number=2)
    return second


def _another_save(document: Document) -> int:
    head = document.head
    assert head is not None
    save = Save(
        document_id=document.id,
        parent_id=head.id,
        at=now(),
        cause=head.cause,
        changed=[],
        order=head.order,
    )
    db.session.add(save)
    db.session.flush()
    return save.id


def told() -> Sequence[Mail]:
    db.session.commit()
    handle_events(HANDLERS, now())
    return db.session.scalars(select(Mail).order_by(Mail.to, Mail.id)).all()


def test_each_author_gets_one_mail_with_all_that_became_of_what_they_said(document: Document) -> None:
    ada, bea = make_person("Ada"), make_person("Bea")
    first, second, third = say(document, ada, 1), say(document, bea, 2, "Later buses."), say(document, ada, 3, "Why?")
    revision = publish(document)
    give(first, Fate.TAKEN_IN, revision=revision)
    give(second, Fate.NOT_TAKEN, "There is no money for it.", revision)
    give(third, Fate.ANSWERED, "Because of the ramp.", revision)
    clause = next(one for one in read_revision(revision).clauses if "two bags" in one.text)
    start = clause.text.index("two bags")
    db.session.add(
        Incorporation(
            contribution_id=first.id,
            revision_id=revision.id,
            clause_id=clause.clause_id,
            start=start,
            end=start + len("two bags"),
            how=How.PROMPTED,
        )
    )
    to_ada, to_bea = told()
    assert (to_ada.to, to_bea.to) == (ada.email, bea.email)
    assert to_ada.subject == "Revision 2 of Getting about: what became of what you said"
    for words in ("Hello Ada", "C-1", "Two bags are too few.", "Taken in", "two bags", "C-3", "Because of the ramp."):
        assert words in to_ada.body
    assert "http://localhost/contributions/C-1" in to_ada.body
    assert "Later buses." not in to_ada.body
    assert "Not taken" in to_bea.body
    assert "There is no money for it." in to_bea.body


def test_an_author_whose_words_were_taken_away_is_told_also_without_a_new_fate(document: Document) -> None:
    ada = make_person("Ada")
    contribution, same = say(document, ada, 1), say(document, ada, 2, "This stays.")
    revision = publish(document)
    for one, status in ((contribution, PlacementStatus.REMOVED), (same, PlacementStatus.SAME)):
        db.session.add(Placement(contribution_id=one.id, revision_id=revision.id, status=status, score=1, segments=[]))
    (mail,) = told()
    assert "no longer in the text" in mail.body
    assert "This stays." not in mail.body


def test_nobody_is_written_to_about_what_was_said_for_others_withdrawn_or_erased(document: Document) -> None:
    gone, erased = say(document, make_person(), 1), make_person("Erin")
    gone.status = Status.WITHDRAWN
    erased.email, erased.erased_at = None, now()
    revision = publish(document)
    for contribution in (gone, say(document, None, 2), say(document, erased, 3)):
        give(contribution, Fate.NOTED, revision=revision)
    assert told() == []


def test_a_revision_that_is_editorial_throughout_writes_to_nobody(document: Document) -> None:
    contribution = say(document, make_person(), 1)
    revision = publish(document)
    revision.editorial = True
    give(contribution, Fate.CARRIED_FORWARD, revision=revision)
    assert told() == []


def test_a_fate_between_revisions_is_told_at_once_and_one_with_a_revision_only_with_it(document: Document) -> None:
    ada = make_person("Ada")
    contribution, other, at = say(document, ada, 1), say(document, ada, 2), now()
    give(contribution, Fate.ANSWERED, "It is the law.", at=at)
    payload: dict[str, Any] = {"document": document.slug, "fate": "answered", "revision": None}
    emit("fate:published", "C-1", now=at, **payload)
    emit("fate:published", other.reference, now=at, document=document.slug, fate="noted", revision=2)
    (mail,) = told()
    assert "C-1. You said:" in mail.body
    assert "It is the law." in mail.body


def test_the_author_of_what_was_hidden_gets_the_reason(document: Document) -> None:
    contribution = say(document, make_person("Ada"), 1, "He is a liar.")
    reason = "It names a private person. " * 40 + "That is the last word."
    contribution.status, contribution.status_reason = Status.HIDDEN, reason
    emit("contribution:hidden", "C-1", now=now(), reason=reason)
    (mail,) = told()
    assert reason in mail.body
    assert "He is a liar." in mail.body
    contribution.status, contribution.status_reason = Status.PUBLISHED, None
    emit("contribution:shown", "C-1", now=now())
    assert [mail.subject for mail in told()] == ["C-1 is no longer shown", "C-1 is shown again"]


def test_mails_tell_nobody_of_a_consultation_they_may_not_see(app: Flask) -> None:
    consultation = make_consultation(audience=Audience.INVITED)
    guest = make_organisation()
    db.session.add(Invitation(consultation_id=consultation.id, organisation_id=guest.id))
    document = make_document(consultation)
    handle_events(HANDLERS, now())
    inside, outside = make_member(guest), make_person("Left meanwhile")
    revision = publish(document)
    for number, author in enumerate((inside, outside), start=1):
        give(say(document, author, number), Fate.NOTED, revision=revision)
    assert [mail.to for mail in told()] == [inside.email]


def test_who_is_invited_to_draft_or_to_speak_for_an_organisation_is_told(document: Document) -> None:
    ada, officer, charity = make_person("Ada"), make_person("Olu", administrator=True), make_organisation("Hands On")
    invite_person(document, ada.email or "", by=officer, now=now())
    add_member(ada, charity, MemberRole.PARTNER, officer, now())
    draft, member = told()
    assert (draft.to, "http://localhost/invitations/" in draft.body) == (ada.email, True)
    assert "speak for Hands On" in member.body


def test_a_name_with_line_breaks_in_a_title_makes_no_header(app: Flask) -> None:
    document = make_document(title="Getting about\r\nBcc: eve@example.org")
    contribution = say(document, make_person(), 1)
    give(contribution, Fate.NOTED, revision=publish(document))
    told()
    send_due(now() + timedelta(seconds=1))
    (message,) = mailbox_of(app.config).read(5)
    assert message["Bcc"] is None


def test_a_mail_told_of_twice_is_written_once(document: Document) -> None:
    give(say(document, make_person(), 1), Fate.NOTED, revision=publish(document))
    assert len(told()) == 1
    assert len(told()) == 1
