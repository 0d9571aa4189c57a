"""What the calls take: bodies and queries, as dataclasses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from consult.answers.forms import LONGEST_REASON
from consult.api.members import ABSENT, Absent, Many, Moment, Named, Text, Whole
from consult.contributions.anchoring import LONGEST_QUOTE
from consult.contributions.commenting import LONGEST, LONGEST_NAME
from consult.contributions.models import Channel, ContributionKind, Status
from consult.contributions.queries import NO_FATE
from consult.core.clauses import Kind
from consult.core.fates import Fate, How
from consult.core.stages import Stage
from consult.documents.models import DocumentKind
from consult.drafting.publishing import LONGEST_SUMMARY
from consult.exchange.forms import LONGEST as LONGEST_TEXT
from consult.voting.service import LONGEST_REASON as LONGEST_VOTE_REASON

PAGE = 100
MOST_PER_PAGE = 500

Slug = Annotated[str, Text(100)]
Key = Annotated[str, Text(40)]
Reference = Annotated[str, Text(20, needed=True)]
SaveId = Annotated[str, Text(40, needed=True)]
Title = Annotated[str, Text(200, needed=True, one_line=True)]
Number = Annotated[int, Whole(least=1)]
Offset = Annotated[int, Whole()]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """Which part of a list."""

    after: Annotated[str, Text(100)] = ""
    limit: Annotated[int, Whole(1, MOST_PER_PAGE)] = PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class NoQuery:
    """Nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guests:
    """The organisations and networks a consultation is for, by slug."""

    organisations: Annotated[list[Slug], Many(200)] = field(default_factory=list)
    networks: Annotated[list[Slug], Many(200)] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConsultation:
    """A new consultation, owned by the organisation whose officer makes it. Without `stage` its dates decide."""

    title: Title
    purpose: Annotated[str, Text(10_000, needed=True)]
    slug: Slug | None = None
    stage: Literal["drafting", "open"] | None = None
    opens_at: Annotated[datetime | None, Moment()] = None
    closes_at: Annotated[datetime | None, Moment(end_of_day=True)] = None
    audience: Literal["everyone"] | Guests = "everyone"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationChange:
    """Another stage or other dates, with a reason people will see. A date that is null is taken away."""

    reason: Annotated[str, Text(2_000, needed=True)]
    stage: Stage | None = None
    opens_at: Annotated[datetime | Absent | None, Moment()] = ABSENT
    closes_at: Annotated[datetime | Absent | None, Moment(end_of_day=True)] = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """A new document and the words of its revision 1."""

    title: Title
    kind: DocumentKind
    markdown: Annotated[str, Text(LONGEST_TEXT, needed=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDraft:
    """The whole text as it should be now, and the save it was made from."""

    markdown: Annotated[str, Text(LONGEST_TEXT, needed=True)]
    expected_save: SaveId


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareQuery:
    """Two revisions."""

    old: Annotated[int, Whole(least=1), Named("from")]
    new: Annotated[int, Whole(least=1), Named("to")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentWords:
    """A comment on a document, a clause, or words of it; `channel`, `received` and `on_behalf_of` are for officers."""

    body: Annotated[str, Text(LONGEST, needed=True)]
    revision: Number | None = None
    clause: Key | None = None
    quote: Annotated[str, Text(LONGEST_QUOTE)] = ""
    prefix: Annotated[str, Text(1_000)] = ""
    suffix: Annotated[str, Text(1_000)] = ""
    reply_to: Reference | None = None
    organisation: Slug | None = None
    channel: Channel = Channel.WEB
    received: date | None = None
    on_behalf_of: Annotated[str | None, Text(LONGEST_NAME, one_line=True)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedChange:
    """Other words for a clause (`clause`, `text`; null takes it away), or a new clause after one.

    `after` is a key, or null for the beginning; with it come `kind`, `level`, `marker` and `text` of the new clause.
    """

    text: Annotated[str | None, Text(LONGEST)]
    clause: Key | None = None
    after: Key | Absent | None = ABSENT
    kind: Kind = Kind.PARAGRAPH
    level: Annotated[int, Whole(0, 9)] = 0
    marker: Annotated[str, Text(40)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSuggestion:
    """Words that should stand instead, made on the words of a revision, and why."""

    base_revision: Number
    changes: Annotated[list[SuggestedChange], Many(200)]
    reason: Annotated[str, Text(LONGEST, needed=True)]
    organisation: Slug | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """Other words and another reason for a suggestion of one's own; `version`: the one they are to follow."""

    base_revision: Number
    changes: Annotated[list[SuggestedChange], Many(200)]
    reason: Annotated[str, Text(LONGEST, needed=True)]
    version: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosignature:
    """One's name behind a suggestion, or that of an organisation; `version`: the one that was read."""

    organisation: Slug | None = None
    version: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeWords:
    """Take a suggestion into the draft that is the save `expected_save`; `take`: only these clauses of it.

    `version`: the one that was read.
    """

    expected_save: SaveId
    take: Annotated[list[Key] | None, Many(200)] = None
    version: Number | None = None


class FateFilter(StrEnum):
    """A fate, or none yet."""

    TAKEN_IN = Fate.TAKEN_IN.value
    PARTLY = Fate.PARTLY.value
    NOT_TAKEN = Fate.NOT_TAKEN.value
    CARRIED_FORWARD = Fate.CARRIED_FORWARD.value
    OUT_OF_SCOPE = Fate.OUT_OF_SCOPE.value
    ANSWERED = Fate.ANSWERED.value
    NOTED = Fate.NOTED.value
    NONE = NO_FATE


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionsQuery(ListQuery):
    """Which contributions; `clause` is a key, or `document` for what is about the whole of it."""

    clause: Key | None = None
    kind: ContributionKind | None = None
    theme: Annotated[str | None, Text(100)] = None
    fate: FateFilter | None = None
    channel: Channel | None = None
    status: Status | None = None
    organisation: Slug | None = None
    unanswered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVote:
    """A vote. `target`: a reference, or `clause:{document}:{key}`; `revision`: the one whose words were read.

    `version`: of a suggestion, the one that was read.
    """

    target: Annotated[str, Text(200, needed=True)]
    value: Literal["agree", "unsure", "disagree", "none"]
    revision: Number | None = None
    version: Number | None = None
    reason: Annotated[str, Text(LONGEST_VOTE_REASON)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointedWords:
    """Words of the new text: code points of a clause's `text`; an empty range where words were taken away."""

    clause: Key
    start: Offset
    end: Offset


@dataclass(frozen=True, slots=True, kw_only=True)
class FateWords:
    """What became of one contribution; for `answered`, the reason is the reply."""

    reference: Reference
    fate: Fate
    reason: Annotated[str, Text(LONGEST_REASON)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFate(FateWords):
    """What became of one contribution. `answers`: how many of its `fates` were read.

    `draft`: the `version` of its draft that was read, 0 for none. Where one is left out, only what the caller wrote
    themselves is gone over.
    """

    answers: Annotated[int | None, Whole()] = None
    draft: Annotated[int | None, Whole()] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionFate(ReadFate):
    """What became of one contribution, and the words of this revision that came of it.

    `answers` and `draft`: as where fates are given between two revisions; where both are left out, nothing is asked.
    """

    words: Annotated[list[PointedWords], Many(200)] = field(default_factory=list)
    removed: Annotated[list[Key], Many(200)] = field(default_factory=list)
    how: Literal["prompted"] = How.PROMPTED.value


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRevision:
    """A publication of the newest save, with an answer for everybody or a public reason why not."""

    summary: Annotated[str, Text(LONGEST_SUMMARY, needed=True)]
    expected_save: SaveId
    fates: Annotated[list[RevisionFate], Many(10_000)] = field(default_factory=list)
    editorial: Annotated[list[Key], Many(10_000)] = field(default_factory=list)
    exception: Annotated[str | None, Text(5_000)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChallenge:
    """Why a change of a clause is called the wrong thing; `should_be` is refused if it is called so."""

    clause: Key
    reason: Annotated[str, Text(2_000, needed=True)]
    should_be: Literal["material", "editorial"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFates:
    """Fates given between two revisions."""

    fates: Annotated[list[ReadFate], Many(10_000)]
