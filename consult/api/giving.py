"""What the calls give, as the machines' door describes it and the type checker holds us to."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from consult.answers.promises.models import PromiseState
from consult.contributions.models import Channel, ContributionKind, PlacementStatus, Status
from consult.core import fates
from consult.core.clauses import Kind
from consult.core.compare import ClauseOp
from consult.core.diff import Op
from consult.core.scopes import Scope
from consult.core.stages import Stage
from consult.documents.models import DocumentKind


class Guests(TypedDict):
    """The organisations and networks a consultation is for, by slug."""

    organisations: list[str]
    networks: list[str]


class Consultation(TypedDict):
    """A consultation as lists show it."""

    slug: str
    title: str
    purpose: str
    owner: str
    stage: Stage
    opens_at: str | None
    closes_at: str | None
    audience: Literal["everyone"] | Guests


class DocumentCard(TypedDict):
    """A document of a consultation; `revision` is the newest."""

    slug: str
    title: str
    kind: DocumentKind
    revision: int | None


class WholeConsultation(Consultation):
    """A consultation with its documents."""

    documents: list[DocumentCard]


class Range(TypedDict):
    """A half-open range of code points."""

    start: int
    end: int


class Clause(TypedDict):
    """The smallest addressable piece; `sentences` are ranges of `text`."""

    key: str
    code: str
    kind: Kind
    level: int
    marker: str
    text: str
    scope: Scope
    scope_reason: str
    sentences: list[Range]


class Document(TypedDict):
    """The words of a revision or of the working draft; `save` is the save these words are."""

    slug: str
    title: str
    kind: DocumentKind
    stage: Stage
    revision: int | None
    save: str
    markdown: str
    clauses: list[Clause]


class Saved(TypedDict):
    """The newest save; `merged` where it holds what came meanwhile as well."""

    save: str
    merged: NotRequired[bool]


class Revision(TypedDict):
    """A published state and what it took in."""

    number: int
    summary: str | None
    at: str
    by: str | None
    hash: str
    previous_hash: str | None
    exception: str | None
    counts: dict[str, object]
    taken_in: list[str]


Class = Literal["material", "editorial"]


class Challenge(TypedDict):
    """Somebody's word that a change is called the wrong thing; `reason` is null where it is hidden."""

    should_be: Class
    reason: str | None
    by: str
    at: str | None
    answer: str | None
    answered_at: str | None
    granted: bool | None


class NamedChange(TypedDict):
    """What one change was called when it was published, and is called now."""

    clause: str
    published: Class
    called: Class
    challenges: list[Challenge]


class NamedChanges(TypedDict):
    """What the changes of a revision are called; moves are not."""

    changes: list[NamedChange]


class WordChange(TypedDict):
    """One run of words."""

    op: Op
    old: str
    new: str


class ClauseChange(TypedDict):
    """What happened to one clause; `old` and `new` are its texts, null where it does not stand."""

    key: str
    code: str
    op: ClauseOp
    old: str | None
    new: str | None
    words: list[WordChange]


Comparison = TypedDict("Comparison", {"from": int, "to": int, "changes": list[ClauseChange]})
Comparison.__doc__ = "What changed from one revision to another, clause by clause, in reading order."


class Anchor(TypedDict):
    """Where a contribution points, as made."""

    revision: int
    clause: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


class Segment(TypedDict):
    """A range in one clause."""

    clause: str
    start: int
    end: int


class Placement(TypedDict):
    """Where the words lie in the newest revision placed."""

    revision: int
    status: PlacementStatus
    score: float
    segments: list[Segment]


class Votes(TypedDict):
    """The sums of the votes."""

    agree: int
    unsure: int
    disagree: int


class Fate(TypedDict):
    """What became of a contribution; `revision` is null between two revisions.

    `disputed`: null unless its author said that it is not what they meant; then whether an officer answered again.
    `confirmed`: whether its author said that it is what they meant.
    """

    fate: fates.Fate
    reason: str
    at: str
    by: str | None
    revision: int | None
    disputed: Literal["waits", "answered again"] | None
    confirmed: bool


class DraftedFate(TypedDict):
    """An answer an officer has drafted and nobody published; `version` counts the drafts there were, with it."""

    fate: fates.Fate
    reason: str
    at: str
    by: str | None
    version: int


class FateOf(Fate):
    """A fate with the contribution it was given to."""

    reference: str


class Fates(TypedDict):
    """The fates that were published."""

    fates: list[FateOf]


class Incorporation(TypedDict):
    """Words a contribution brought about; an empty range where words were taken away."""

    revision: int
    clause: str
    start: int
    end: int
    how: fates.How


class ChangedClause(TypedDict):
    """Other words suggested for a clause; a null `text` takes it away."""

    clause: str
    text: str | None


class NewClause(TypedDict):
    """A clause suggested after another, or (null) at the beginning."""

    after: str | None
    kind: Kind
    level: int
    marker: str
    text: str


class Cosignature(TypedDict):
    """A name behind a suggestion; `earlier_words` where it was given for words the suggestion had before."""

    name: str
    organisation: str | None
    at: str
    earlier_words: bool


class Contribution(TypedDict):
    """What somebody put in; `placement` is null for words made on the newest revision, or on the whole document.

    `changes` and `cosignatures` stand with suggestions only; their `body` is the reason. `version` is 1, and one more
    each time the author revises a suggestion. `draft` is given to officers only. `author` and `organisation` are null,
    as `body` is, where the words were hidden or taken back and are not the caller's own to see.
    """

    reference: str
    kind: ContributionKind
    document: str
    version: int
    reply_to: str | None
    body: str | None
    author: str | None
    organisation: str | None
    channel: Channel
    at: str
    status: Status
    anchor: Anchor | None
    placement: Placement | None
    votes: Votes
    fates: list[Fate]
    incorporations: list[Incorporation]
    draft: NotRequired[DraftedFate | None]
    changes: NotRequired[list[ChangedClause | NewClause]]
    cosignatures: NotRequired[list[Cosignature]]


class WordsOrigin(Range):
    """Words of a clause, the save that brought them, its author (null: the house), the contribution behind them.

    Of a suggestion made while the document was drafted, others than the drafting group learn the author only.
    """

    save: str
    author: str | None
    contribution: NotRequired[str]


class ClauseOrigins(TypedDict):
    """Where the words of a clause come from; the spans tile its text."""

    key: str
    spans: list[WordsOrigin]


class Provenance(TypedDict):
    """Where the words of the newest revision come from, clause by clause."""

    clauses: list[ClauseOrigins]


class Vote(TypedDict):
    """A vote and the sums with it."""

    target: str
    value: str
    votes: Votes


class Description(TypedDict):
    """This door, as OpenAPI 3.1 describes it."""

    openapi: str
    info: dict[str, object]
    paths: dict[str, object]
    components: dict[str, object]


class PromiseStep(TypedDict):
    """How a promise stood from a moment on; `due` is a date."""

    at: str
    by: str
    state: PromiseState
    note: str
    words: str
    keeper: str
    due: str


class Promise(TypedDict):
    """What will be done, by whom and until when; `late`: to be kept still, and its day has passed.

    `revision`, `clause`, `start` and `end` say in which sentence it was found, where it was found in the text.
    """

    id: str
    words: str
    keeper: str
    due: str
    state: PromiseState
    late: bool
    note: str
    at: str
    revision: int | None
    clause: str | None
    start: int | None
    end: int | None
    contributions: list[str]
    steps: list[PromiseStep]
