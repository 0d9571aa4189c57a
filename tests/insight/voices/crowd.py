"""Many people who speak and vote, for pages that tell nothing of few."""

from __future__ import annotations

from sqlalchemy import insert

from consult.accounts.models import Organisation, OrganisationKind, Person
from consult.contributions.areas import declare, keep_areas, load_population
from consult.contributions.models import Channel, Contribution
from consult.documents.counting import raise_counts_version
from consult.documents.models import Document
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.insight.voices.service import ask_for_opinions, finish_approach, plan_approach
from consult.serving.working import carry_out
from consult.voting.models import Vote, VoteValue
from tests.make import make_comment, make_consultation, make_document, make_member, make_officer, make_organisation, now


def many_voices(document: Document, *, per_area: dict[str, int], rest: int = 0) -> None:
    """Let people of some areas speak online, and some on paper who do not say where they live."""
    areas = {one.name: one for one in keep_areas(document.consultation, list(per_area), by=None, now=now())}
    for name, count in per_area.items():
        for _ in range(count):
            declare(make_comment(document), areas[name].public_id, now=now())
    officer = make_officer(document.consultation)
    for _ in range(rest):
        make_comment(document, by=officer, channel=Channel.PAPER, on_behalf_of="A caller")
    db.session.commit()


def let_vote(document: Document, comments: list[Contribution], people: int) -> None:
    """Let two camps vote: on the first comments they disagree, on the last and on a clause they do not."""
    db.session.execute(
        insert(Person),
        [
            {"public_id": f"v{n}-{document.id}", "name": f"Voter {n}", "created_at": now(), "session_number": 0}
            | {"is_administrator": False}
            for n in range(people)
        ],
    )
    voters = db.session.query(Person.id).filter(Person.public_id.like(f"v%-{document.id}")).order_by(Person.id).all()
    assert document.newest_revision is not None
    clause = read_revision(document.newest_revision).clauses[2]
    votes = []
    for number, (person,) in enumerate(voters):
        for place, comment in enumerate(comments):
            against = number % 3 == 0 and place < len(comments) - 2
            value = VoteValue.DISAGREE if against else VoteValue.AGREE
            votes.append({"contribution_id": comment.id, "clause_id": None, "wording_id": None, "value": value})
            votes[-1] |= {"person_id": person, "version": 1, "at": now()}
        votes.append({"contribution_id": None, "clause_id": clause.clause_id, "wording_id": clause.wording_id})
        votes[-1] |= {"person_id": person, "version": 1, "at": now(), "value": VoteValue.AGREE}
    db.session.execute(insert(Vote), votes)
    raise_counts_version(document)
    db.session.commit()


def make_heard(council: Organisation) -> Document:
    """Make a document of which everything can be told: areas, organisations, support, opinion groups, whom to ask."""
    document = make_document(make_consultation(owner=council), title="A town that was heard")
    consultation, officer = document.consultation, make_officer(document.consultation)
    many_voices(document, per_area={"Hartwell": 18, "Larkhill": 9, "Old Town": 3, "Northfold": 1}, rest=6)
    people = {"Hartwell": 9_000, "Larkhill": 8_000, "Old Town": 7_000, "Northfold": 15_000}
    load_population(consultation, people, by=officer, now=now())
    for number in range(12):
        kind = OrganisationKind.CHARITY if number % 2 else OrganisationKind.FAITH_GROUP
        organisation = make_organisation(kind=kind)
        words = "two bags" if number < 6 else "A carer"
        make_comment(document, by=make_member(organisation), organisation=organisation.slug, quote=words)
    let_vote(document, [make_comment(document, f"Statement {n}, told at some length") for n in range(9)], 120)
    plan_approach(consultation, "Northfold night shift", who="Jo Hale", due=now().date(), by=officer, now=now())
    done = plan_approach(consultation, "Larkhill Tenants", who="", due=None, by=officer, now=now())
    finish_approach(done, "They meet on the 12th; we bring paper forms.", by=officer, now=now())
    work = ask_for_opinions(consultation, by=officer, now=now(), back="/desk")
    db.session.commit()
    carry_out(work.public_id)
    return document
