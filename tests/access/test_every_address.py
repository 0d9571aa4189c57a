"""Every view declares what it does, and the table, not the view, decides who may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from config import ROOT
from consult.accounts.models import MemberRole, Person
from consult.answers.challenges import service as challenging
from consult.answers.dissent import service as dissent
from consult.answers.given import GivenFate
from consult.answers.reasons import service as library
from consult.answers.replies import service as replying
from consult.answers.replies.models import Way
from consult.answers.service import publish_fates
from consult.consultations.models import Audience, Invitation, Paper, TimetableEntry
from consult.contributions.models import Contribution
from consult.core import policy
from consult.core.fates import Fate
from consult.core.policy import Facts
from consult.core.stages import Stage
from consult.desk.acts import Doing, act
from consult.documents.classing import find_change
from consult.documents.inviting import invite_person
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.drafting import service as drafting
from consult.drafting.guarding import get_head
from consult.extensions import db
from consult.infra.access import action_of
from consult.insight.summary import deciding
from consult.insight.summary import service as summary
from consult.insight.summary.sections import MINORITY
from consult.insight.themes import frame
from consult.insight.voices.service import plan_approach
from consult.intake.files import Sent, keep
from consult.jobs import works
from tests.intake.hands import make_submission, upload_csv, uploads_folder
from tests.make import (
    make_alike,
    make_comment,
    make_consultation,
    make_document,
    make_drafter,
    make_member,
    make_officer,
    make_organisation,
    make_person,
    make_promise,
    make_record,
    now,
)

OPEN_TO_ALL = {"static", "healthz"}
"""What answers without asking who it is: built files and the health check."""


def views(app: Flask) -> dict[str, Callable[..., object]]:
    """Return every view by its endpoint, but for those open to all."""
    return {name: view for name, view in app.view_functions.items() if name not in OPEN_TO_ALL}


def test_every_view_declares_its_action(app: Flask) -> None:
    undeclared = sorted(name for name, view in views(app).items() if action_of(view) is None)
    assert undeclared == []


def test_every_declared_action_stands_in_the_table(app: Flask) -> None:
    assert {action_of(view) for view in views(app).values()} <= set(policy.TABLE)


def test_no_row_of_the_table_is_there_for_nothing() -> None:
    sources = [path for path in (ROOT / "consult").rglob("*.py") if path.name != "policy.py"]
    text = "".join(path.read_text() for path in sources)
    assert [action for action in policy.TABLE if f'"{action}"' not in text] == []


@dataclass(frozen=True)
class World:
    """One document of one consultation, somebody of every role, and the facts that hold for each."""

    people: dict[str, Person | None]
    facts: dict[str, Facts]
    names: dict[str, str]


def make_world(stage: Stage, audience: Audience) -> World:
    """Make a consultation at a stage, with one of everything that has an address, and people of every role."""
    consultation = make_consultation(Stage.OPEN, audience=audience)
    guests, others = make_organisation(), make_organisation()
    if audience is Audience.INVITED:
        db.session.add(Invitation(consultation_id=consultation.id, organisation_id=guests.id))
    document = make_document(consultation)
    author = make_member(guests)
    comment = make_comment(document, by=author)
    paper = Paper(consultation_id=consultation.id, title="Sums", url="https://example.org/sums", added_at=now())
    db.session.add(paper)
    drafter, officer = make_drafter(document), make_officer(consultation)
    names = _names(document, comment.reference, paper.public_id) | _more_names(document, author, drafter, officer)
    decider = make_person()
    names |= _summary_names(document, officer, decider)
    names |= _answer_names(comment, officer)
    consultation.stage = stage
    people = {
        "nobody": None,
        "resident": make_person(),
        "author": author,
        "guest": make_member(guests),
        "drafter": drafter,
        "officer": officer,
        "officer elsewhere": make_member(others, MemberRole.OFFICER),
        "administrator": make_person(administrator=True),
        "decision-maker": decider,
    }
    db.session.commit()
    everyone = audience is Audience.EVERYONE
    facts = {
        role: Facts(
            signed_in=role != "nobody",
            is_administrator=role == "administrator",
            is_officer=role == "officer",
            is_drafter=role == "drafter",
            is_author=role == "author",
            is_decision_maker=role == "decision-maker",
            in_audience=everyone or role in ("author", "guest"),
            stage=stage,
        )
        for role in people
    }
    return World(people, facts, names)


def _names(document: Document, reference: str, paper: str) -> dict[str, str]:
    """Say what to fill into addresses."""
    assert document.newest_revision is not None
    return {
        "slug": document.slug,
        "key": read_revision(document.newest_revision).clauses[2].key,
        "ref": reference,
        "n": "1",
        "number": "1",
        "paper": paper,
        "consultation": document.consultation.slug,
    }


def _desk_act(document: Document, officer: Person) -> str:
    """Let an officer mark something as read, and return what can be undone."""
    ids = list(db.session.scalars(select(Contribution.id).where(Contribution.document_id == document.id)))
    return act("read", "", Doing(document.consultation, ids, officer, now())).public_id


def _more_names(document: Document, author: Person, drafter: Person, officer: Person) -> dict[str, str]:
    """Publish a second revision and challenge it, note dissent, invite somebody; say what to fill into addresses."""
    key = _names(document, "", "")["key"]
    head = get_head(document).public_id
    words = "The van comes when it is called, whatever the hour."
    drafting.save_clause(document, key, words, expected_save=head, by=officer, now=now())
    head = get_head(document).public_id
    publication = drafting.Publication(summary="New.", expected_save=head, exception="Answers come later.")
    drafting.publish(document, publication, by=officer, now=now())
    change = find_change(document, 2, key)
    assert change is not None
    entry = TimetableEntry(consultation_id=document.consultation_id, what="A drop-in", on=now().date())
    db.session.add(entry)
    db.session.flush()
    return {
        "changed": "2",
        "challenged": challenging.challenge(change, "It is a slip.", by=author, now=now()).public_id,
        "note": dissent.propose(document, key, "It costs too much.", organisation=None, by=author, now=now()).public_id,
        "save": head,
        "invitation": invite_person(document, "somebody@example.org", by=officer, now=now()).public_id,
        "person": drafter.public_id,
        "made": make_record(document.consultation, by=officer).public_id,
        "form": "zip",
        "promise": make_promise(document, by=officer).public_id,
        "entry_id": str(entry.id),
        "act": _desk_act(document, officer),
        "approach": plan_approach(
            document.consultation, "Larkhill Tenants", who="", due=None, by=officer, now=now()
        ).public_id,
        **_came_in(document, officer),
        "alike": make_alike(document).public_id,
        "verb": "name",
        "theme": frame.add(document.consultation, "Journeys", by=officer, now=now()).public_id,
        "work": works.ask("test:count", document.consultation.slug, by=None, now=now(), back="/desk").public_id,
    }


def _came_in(document: Document, officer: Person) -> dict[str, str]:
    """Register a letter with its file, and upload a table of answers; say what to fill into addresses."""
    kept = keep(uploads_folder(), Sent("letter.txt", b"Two bags are not enough."))
    submission = make_submission(document, officer, files=[kept])
    table = upload_csv(document, officer, "id,comment\n1,One\n")
    return {
        "submission": submission.reference,
        "file": submission.files[0].public_id,
        "table": table.public_id,
    }


def _summary_names(document: Document, officer: Person, decider: Person) -> dict[str, str]:
    """Begin a summary and name somebody who decides; say what to fill into addresses."""
    consultation = document.consultation
    summary.begin(consultation, by=officer, now=now())
    assert decider.email is not None
    invited = deciding.invite(consultation, decider.email, by=officer, now=now())
    deciding.accept(invited, decider, now())
    return {"section": MINORITY, "decider": invited.public_id}


def _answer_names(comment: Contribution, officer: Person) -> dict[str, str]:
    """Answer a comment, have its author dispute that, and keep a reason; say what to fill into addresses."""
    document = comment.document
    given = GivenFate(reference=comment.reference, fate=Fate.NOTED)
    (entry,) = publish_fates(document, [given], by=officer, now=now())
    reply = replying.reply(entry, False, "No.", way=Way.PAGE, now=now(), by=comment.author)
    kept = library.add(document.consultation, "Vans", "No room.", everywhere=False, by=officer, now=now())
    return {"reply": reply.public_id, "reason": kept.public_id}


def addresses(app: Flask, names: dict[str, str]) -> Iterator[tuple[Rule, str, str, str]]:
    """Yield every rule about one consultation, with its method, its address and its action."""
    for rule in app.url_map.iter_rules():
        action = action_of(app.view_functions[rule.endpoint])
        if action is None or not rule.arguments or not action.startswith(ABOUT):
            continue
        known = dict(names)
        if "/consultations/" in rule.rule:
            known["slug"] = names["consultation"]
        if not rule.arguments <= set(known):
            continue
        with app.test_request_context():
            address = app.url_map.bind("localhost").build(
                rule.endpoint, {name: _typed(rule, name, known[name]) for name in rule.arguments}
            )
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, address, action


ABOUT = (
    *("consultation:", "document:", "contribution:", "vote:", "fate:", "challenge:", "dissent:", "promise:"),
    *("intake:", "summary:manage", "summary:write", "summary:read"),
)
"""Beginnings of the actions that are about a consultation."""
ELSEWHERE = ("site:", "account:", "people:", "desk:", "summary:confirm", "answer:by-link")
"""About no consultation, or by facts of their own: who decides, who holds a link. Their tests stand beside them."""
UNKNOWN = {"/consultations/<slug>/templates/<name>/drop"}
"""Addresses whose thing no consultation here has."""


def test_no_address_escapes_the_walk(app: Flask) -> None:
    assert [action for action in policy.TABLE if not action.startswith(ABOUT + ELSEWHERE)] == []
    names = set(make_world(Stage.OPEN, Audience.EVERYONE).names)
    about = [
        rule
        for rule in app.url_map.iter_rules()
        if (action_of(app.view_functions[rule.endpoint]) or "").startswith(ABOUT)
    ]
    assert {rule.rule for rule in about if not rule.arguments <= names} == UNKNOWN


def _typed(rule: Rule, name: str, value: str) -> object:
    return int(value) if rule._converters[name].__class__.__name__ == "IntegerConverter" else value


def refused(status: int, location: str) -> bool:
    """Say whether an answer means "not for you" or "not now"; a closed stage answers 409 with the word itself."""
    return status in (401, 403, 404) or (status == 302 and "/sign-in?next=" in location)


@pytest.mark.slow
@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("stage", list(Stage))
def test_every_address_answers_each_role_as_the_table_says(
    app: Flask, sign_in_as: Callable[[Person], FlaskClient], stage: Stage, audience: Audience
) -> None:
    world = make_world(stage, audience)
    wrong = []
    for role, person in world.people.items():
        browser = app.test_client() if person is None else sign_in_as(person)
        for rule, method, address, action in addresses(app, world.names):
            if rule.endpoint.startswith("api."):
                continue
            allowed = policy.allows(action, world.facts[role])
            if method != "GET" and allowed:
                continue  # what is allowed is shown by the journeys; here it would change the world for the others
            answer = browser.open(address, method=method)
            no = refused(answer.status_code, answer.headers.get("Location", ""))
            closed = answer.status_code == 409 and "closed" in answer.text.lower() + " closed"
            answer.close()
            if answer.status_code >= 500 or (allowed and no) or (not allowed and not no and not closed):
                wrong.append((role, method, address, action, answer.status_code))
    assert wrong == []


def test_pages_about_no_consultation_answer_each_role_as_the_table_says(
    app: Flask, sign_in_as: Callable[[Person], FlaskClient]
) -> None:
    world = make_world(Stage.OPEN, Audience.EVERYONE)
    wrong = []
    for role, person in world.people.items():
        browser = app.test_client() if person is None else sign_in_as(person)
        facts = replace(world.facts[role], stage=None, is_officer="officer" in role)
        for rule in app.url_map.iter_rules():
            action = action_of(app.view_functions[rule.endpoint])
            if (
                action in (None, "account:sign-in")
                or rule.arguments
                or "GET" not in (rule.methods or ())
                or "{" in rule.rule
            ):
                continue
            answer = browser.get(rule.rule)
            no = refused(answer.status_code, answer.headers.get("Location", ""))
            assert action is not None
            if answer.status_code >= 500 or (not rule.rule.startswith("/api/") and policy.allows(action, facts) == no):
                wrong.append((role, rule.rule, action, answer.status_code))
    assert wrong == []


def test_what_is_not_for_somebody_reads_like_what_does_not_exist(app: Flask, client: FlaskClient) -> None:
    world = make_world(Stage.OPEN, Audience.INVITED)
    for address in (f"/documents/{world.names['slug']}", f"/consultations/{world.names['consultation']}"):
        hidden, absent = client.get(address), client.get(address + "x")
        assert (hidden.status_code, hidden.data) == (absent.status_code, absent.data) == (404, hidden.data)
    hidden, absent = client.get(f"/contributions/{world.names['ref']}"), client.get("/contributions/C-99999")
    assert (hidden.status_code, hidden.data) == (404, absent.data)
