"""The votes of everybody at once, for whoever looks for opinions in them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, union

from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Status
from consult.core.stages import Stage
from consult.documents.models import Clause, Document
from consult.documents.text import Text
from consult.extensions import db
from consult.voting.models import Vote, VoteValue
from consult.voting.queries import joined_wordings


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote: who, on which thing (an id among its kind), and what."""

    person: int
    thing: int
    value: VoteValue


def ballots_on_clauses(document: Document, text: Text) -> list[Ballot]:
    """List the votes on the words of a text, oldest first; two queries.

    Those on wordings joined by editorial changes are among them, so that one person may stand there twice: the later
    one counts.
    """
    present = {(one.clause_id, one.wording_id) for one in text.clauses}
    joined = joined_wordings(document, present)
    rows = db.session.execute(
        select(Vote.person_id, Vote.clause_id, Vote.wording_id, Vote.value)
        .join(Clause, Clause.id == Vote.clause_id)
        .where(Clause.document_id == document.id)
        .order_by(Vote.at, Vote.id)
    )
    counted = present | {(clause, other) for (clause, _), others in joined.items() for other in others}
    return [Ballot(row[0], row[1] or 0, row[3]) for row in rows if (row[1], row[2]) in counted]


def ballots_on_contributions(document: Document) -> list[Ballot]:
    """List the votes on what people said, in its present words and where it shows, oldest first; one query."""
    rows = db.session.execute(
        select(Vote.person_id, Vote.contribution_id, Vote.value)
        .join(Contribution, (Contribution.id == Vote.contribution_id) & (Contribution.version == Vote.version))
        .where(
            Contribution.document_id == document.id,
            Contribution.status == Status.PUBLISHED,
            Contribution.made_in != Stage.DRAFTING,
        )
        .order_by(Vote.at, Vote.id)
    )
    return [Ballot(row[0], row[1] or 0, row[2]) for row in rows]


def count_voters(consultation: Consultation) -> int:
    """Count the people who voted on anything in a consultation; one query."""
    on_clauses = (
        select(Vote.person_id)
        .join(Clause, Clause.id == Vote.clause_id)
        .join(Document, Document.id == Clause.document_id)
        .where(Document.consultation_id == consultation.id)
    )
    on_contributions = (
        select(Vote.person_id)
        .join(Contribution, Contribution.id == Vote.contribution_id)
        .join(Document, Document.id == Contribution.document_id)
        .where(Document.consultation_id == consultation.id)
    )
    voters = union(on_clauses, on_contributions).subquery()
    return db.session.scalar(select(func.count()).select_from(voters)) or 0
