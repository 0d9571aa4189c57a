"""Whether a record that was laid out may still be given: not once words it holds were hidden or taken back.

What may be shown again is asked of what stands now; what leaves nothing behind (a challenge brought anew, a name taken
from a minority note) is asked of the log, which nobody rewrites.
"""

from __future__ import annotations

import json

from sqlalchemy import exists, func, select

from consult.answers.dissent.models import MinorityNote
from consult.answers.replies.models import AuthorReply
from consult.audit.models import AuditRow
from consult.contributions.models import Contribution, Status
from consult.core.errors import Conflict
from consult.core.stages import Stage
from consult.documents.models import Document
from consult.exchange.recording.models import MadeRecord
from consult.extensions import db

MADE, HIDDEN, WITHDRAWN, UNSIGNED = "challenge:made", "challenge:hidden", "challenge:withdrawn", "dissent:unsigned"
WITHHELD = (
    "Words in this record were hidden or taken back after it was made. It is given to nobody until it is made anew; "
    "what stands now is on the consultation’s pages."
)


def require_whole(made: MadeRecord) -> None:
    """Raise Conflict where words in a record were hidden or taken back since it was made."""
    if holds_gone_words(made):
        raise Conflict(WITHHELD)


def holds_gone_words(made: MadeRecord) -> bool:
    """Say whether words that stood in public when a record was made were hidden or taken back since."""
    here = Document.consultation_id == made.consultation_id
    said = select(Contribution.id).join(Contribution.document).where(here, Contribution.at <= made.at)
    said = said.where(Contribution.made_in != Stage.DRAFTING, Contribution.status_at > made.at)
    said = said.where(Contribution.status.in_((Status.HIDDEN, Status.WITHDRAWN)))
    replies = select(AuthorReply.id).join(AuthorReply.contribution).join(Contribution.document)
    replies = replies.where(here, AuthorReply.at <= made.at, AuthorReply.hidden_at > made.at)
    if db.session.execute(select(exists(said) | exists(replies))).scalar_one():
        return True
    return _logged(made)


def _logged(made: MadeRecord) -> bool:
    """Say whether a challenge or a name on a printed note went, by the log: three queries at most."""
    own = AuditRow.chain == made.consultation.public_id
    start = db.session.scalar(select(func.max(AuditRow.number)).where(own, AuditRow.at <= made.at)) or 0
    wanted = select(AuditRow.number, AuditRow.action, AuditRow.detail).order_by(AuditRow.number)
    wanted = wanted.where(own, AuditRow.action.in_((MADE, HIDDEN, WITHDRAWN, UNSIGNED)))
    standing: set[str] = set()
    notes: set[str] = set()
    for row in db.session.execute(wanted):
        detail = json.loads(row.detail or "{}")
        challenge = detail.get("challenge", "")
        if row.number <= start:
            (standing.add if row.action == MADE else standing.discard)(challenge)
        elif challenge in standing:  # brought anew, hidden or taken back: other words, or none, stand there now
            return True
        elif row.action == UNSIGNED:
            notes.add(detail.get("note", ""))
    printed = select(MinorityNote.id).where(MinorityNote.public_id.in_(notes), MinorityNote.agreed_at <= made.at)
    return bool(notes) and db.session.scalar(printed.limit(1)) is not None
