"""Answers given well, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from consult.answers.desk import second_pair
from consult.answers.desk.consistency import look
from consult.answers.desk.counts import count_drafts
from consult.answers.desk.drafted import SHOWS, list_drafted
from consult.answers.desk.many import Beside, Over, draft_for
from consult.answers.desk.models import DraftPast
from consult.answers.desk.releasing import list_ready, release
from consult.answers.models import FateEntry
from consult.answers.reasons import service as library
from consult.answers.replies import service as replying
from consult.answers.replies.disputes import answers_after, count_disputed, list_disputed
from consult.answers.replies.models import AuthorReply, Way
from consult.audit.service import broken_links
from consult.contributions.service import edit
from consult.contributions.viewing import PUBLIC
from consult.core.fates import Fate, reason_key
from consult.extensions import db
from consult.reading.desk import list_rows
from tests.answers.desk_hands import alike, links_in, mails, publish
from tests.make import make_comment, make_document, make_officer, make_person, now


def test_drafting_warning_approving_releasing_and_disputing(either_app: Flask) -> None:
    with either_app.app_context():
        document, author = make_document(), make_person()
        consultation = document.consultation
        ada, ben = make_officer(consultation), make_officer(consultation)
        comments = [make_comment(document, f"Bags {number}.", by=author) for number in range(6)]
        kept = library.add(consultation, "Vans", "No room.", everywhere=True, by=ada, now=now())
        pick = library.find_pick(consultation, kept.public_id)
        assert pick is not None
        alike(consultation, comments)
        ids = [one.id for one in comments]
        draft_for(ids, Fate.NOT_TAKEN, pick.text, by=ada, now=now(), beside=Beside(library_text=pick.text_id))
        draft_for(ids[:1], Fate.NOTED, "", by=ben, now=now(), over=Over.ALL)
        second_pair.set_rule(consultation, True, by=ben, now=now())
        db.session.commit()
        assert library.count_uses([kept]) == {kept.id: 5}
        findings = look(consultation)
        assert [[(fate, many) for fate, many, _ in one.fates] for one in findings.unlike] == [
            [(Fate.NOT_TAKEN, 5), (Fate.NOTED, 1)]
        ]
        assert [(one.many, one.of) for one in findings.repeated] == [(5, 6)]
        assert db.session.scalar(select(FateEntry.reason_key).where(FateEntry.contribution_id == ids[1])) == reason_key(
            "no room"
        )
        edit(comments[5], "Other.", by=author, now=now() + timedelta(seconds=2))
        db.session.commit()
        assert (count_drafts(consultation).stale, count_drafts(consultation).drafted) == (1, 6)
        assert {show: list_drafted(consultation, show, 1).many for show in SHOWS} == {
            "": 6,
            "stale": 1,
            "lacking": 0,
            "unapproved": 6,
            "alike": 6,
        }
        seen = {one.reference: 1 for one in comments[1:]}
        done = second_pair.approve(consultation, seen, by=ben, now=now())
        assert (len(done.references), len(done.refused)) == (4, 1)
        db.session.commit()
        ready = list_ready(consultation)
        assert len(ready.drafts) == 4
        release(consultation, mark=ready.mark, reason="The same van.", by=ada, now=now())
        (mail,) = mails()[author.email or ""]
        assert len(links_in(mail)) == 4
        assert db.session.scalar(select(func.count()).select_from(DraftPast)) == 5

        link = replying.get_link(links_in(mail)[0].rsplit("/", 1)[1])
        replying.reply(link.fate_entry, False, "I meant a trailer.", way=Way.MAIL, now=now(), by=author)
        db.session.commit()
        again = {
            "fate_entry_id": link.fate_entry_id,
            "contribution_id": link.fate_entry.contribution_id,
            "public_id": "x",
        }
        twice = insert(AuthorReply).values(**again, agrees=True, words="", way=Way.MAIL, at=now())
        with pytest.raises(IntegrityError):
            db.session.execute(twice)
        db.session.rollback()
        assert count_disputed(document, PUBLIC) == (1, 0)
        assert [row.disputed for row in list_rows(ada)] == [1]
        second_pair.set_rule(consultation, False, by=ben, now=now())
        publish(link.fate_entry.contribution, ada, Fate.ANSWERED, "In May.")
        (reply,) = list_disputed(document, PUBLIC)
        assert answers_after([reply])[reply.id].reason == "In May."
        assert count_disputed(document, PUBLIC) == (0, 1)
        assert list(broken_links(consultation.public_id)) == []
