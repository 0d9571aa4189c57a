"""Complaint 26, of another tool: one list of all, unread marks, and a team that drafts the reply before it goes."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.answers.desk import second_pair
from consult.answers.desk.releasing import list_ready
from consult.core.fates import Fate
from consult.extensions import db
from tests.answers.desk_hands import draft, draft_of, mails, published
from tests.make import make_comment, make_document, make_officer, make_person, now


def test_complaint_26_one_list_of_all_unread_marks_and_the_team_drafts_before_sending(
    app: Flask, sign_in_as: Callable[[Person], FlaskClient], client: FlaskClient
) -> None:
    document, author = make_document(), make_person()
    comment = make_comment(document, "Is the van free for carers?", by=author)
    ada, ben = make_officer(document.consultation), make_officer(document.consultation)
    second_pair.set_rule(document.consultation, True, by=ada, now=now())
    mails()
    home, ref = f"/consultations/{document.consultation.slug}/desk", comment.reference

    # One list of all comments, each with an unread mark until somebody of the staff has read it.
    listed = sign_in_as(ben).get(f"{home}/contributions?read=no").text
    assert ref in listed
    assert "Is the van free for carers?" in listed

    # The team drafts: one writes, another improves, a second pair of eyes approves; nobody outside sees or hears of it.
    draft(comment, ada, Fate.ANSWERED, "Yes.")
    draft(comment, ben, Fate.ANSWERED, "Yes: a carer travels free, see clause 2.")
    page = sign_in_as(ada).get(f"/contributions/{ref}/fate").text
    assert "replaced by" in page
    assert "a carer travels free, see clause 2." in page
    public = client.get(f"/contributions/{ref}").text + sign_in_as(author).get(f"/contributions/{ref}").text
    assert "see clause 2" not in public
    assert "No answer yet" in public
    assert mails() == {}
    assert sign_in_as(ada).post(f"{home}/answers/approve", data={"draft": f"{ref}:2"}).status_code == 302

    # And only then is it sent: to the person who asked, with the link to say whether it is what they meant.
    sent = {"mark": list_ready(document.consultation).mark, "reason": ""}
    assert sign_in_as(ben).post(f"{home}/answers/publish", data=sent).status_code == 302
    assert [one.reason for one in published(comment)] == ["Yes: a carer travels free, see clause 2."]
    assert draft_of(comment) is None
    (mail,) = mails()[author.email or ""]
    assert "see clause 2" in mail.body
    assert "/said/" in mail.body
    db.session.commit()
