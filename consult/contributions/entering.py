"""Put something in: the row, where it points, what is told, and where its words lie if newer ones are out already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm.attributes import set_committed_value

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.models import Consultation
from consult.contributions.door import is_officer, require_clauses
from consult.contributions.models import Anchor, Contribution, ContributionKind, Status
from consult.contributions.placing import place_late
from consult.contributions.references import next_reference
from consult.contributions.speaking import Speaker
from consult.core.stages import Stage
from consult.documents.counting import raise_counts_version
from consult.documents.models import Document, Revision
from consult.infra.storing import store
from consult.jobs.service import emit


@dataclass(frozen=True, slots=True)
class Entry:
    """What is put in: `body` and `anchor` were checked, `letter` begins its reference."""

    kind: ContributionKind
    letter: str
    body: str
    revision: Revision
    anchor: Anchor | None = None
    parent: Contribution | None = None
    about: frozenset[int] = frozenset()
    """Ids of clauses it is about besides the one it points at."""

    @property
    def clauses(self) -> frozenset[int]:
        """Ids of all clauses it is about: a reply is about what the words it answers are about."""
        places = {self.anchor.clause_id if self.anchor else None, self.parent.clause_id if self.parent else None}
        return self.about | {place for place in places if place is not None}


def enter(document: Document, entry: Entry, speaker: Speaker, *, now: datetime) -> Contribution:
    """Store a contribution to a document that is locked, by a speaker who may speak. Raises Closed."""
    if speaker.entered_by is None and not speaker.sent_in_time:
        require_clauses(document, entry.clauses)
    anchor, parent = entry.anchor, entry.parent
    contribution = Contribution(
        reference=next_reference(entry.letter),
        kind=entry.kind,
        document_id=document.id,
        revision_id=entry.revision.id,
        clause_id=anchor.clause_id if anchor else None,
        reply_to_id=parent.id if parent else None,
        body=entry.body,
        author_id=speaker.person.id if speaker.person else None,
        author_name=speaker.name,
        organisation_id=speaker.organisation.id if speaker.organisation else None,
        entered_by_id=speaker.entered_by.id if speaker.entered_by else None,
        channel=speaker.channel,
        received_on=speaker.received,
        made_in=speaker.made_in,
        at=speaker.at,
        status=speaker.status,
        agree=0,
        unsure=0,
        disagree=0,
        replies=0,
        frozen=False,
    )
    contribution.counts_for_gate = _needs_fate(contribution, speaker.person, document.consultation)
    store(contribution)
    if anchor is not None:
        anchor.contribution_id = contribution.id
        store(anchor)
    set_committed_value(contribution, "anchor", anchor)
    _tell(document, contribution, parent, now)
    if document.newest_revision_id != entry.revision.id and anchor is not None:
        place_late(contribution)
    return contribution


def _tell(document: Document, contribution: Contribution, parent: Contribution | None, now: datetime) -> None:
    """Count it, note it in the log, and tell those who want to know."""
    if parent is not None:
        parent.frozen = True
        parent.replies += 1
    raise_counts_version(document)
    emit(
        "contribution:made",
        contribution.reference,
        now=now,
        document=document.slug,
        author=contribution.author.public_id if contribution.author else None,
        reply_to=parent.reference if parent else None,
        status=contribution.status.value,
    )
    actor = contribution.entered_by or contribution.author
    record(
        "contribution:made",
        contribution.reference,
        by=actor.public_id if actor else None,
        now=now,
        chain=document.consultation.public_id,
        detail={
            "document": document.slug,
            "revision": contribution.revision.number,
            "channel": contribution.channel.value,
            "status": contribution.status.value,
            "reply_to": parent.reference if parent else None,
        },
    )


def needs_fate(contribution: Contribution) -> bool:
    """Say whether a contribution must be answered before the next revision, as the glossary defines "unanswered".

    No reply, not from drafting, neither hidden nor withdrawn, and not an officer's own. Officers who speak for an
    organisation that does not own the consultation do not speak in their own name.
    """
    return _needs_fate(contribution, contribution.author, contribution.document.consultation)


def _needs_fate(contribution: Contribution, author: Person | None, consultation: Consultation) -> bool:
    if contribution.reply_to_id is not None or contribution.made_in is Stage.DRAFTING:
        return False
    if contribution.status in (Status.HIDDEN, Status.WITHDRAWN):
        return False
    if author is None or not is_officer(author, consultation):
        return True
    return contribution.organisation_id not in (None, consultation.owner_id)
