"""One contribution: the words as they were, where they are now, and the way it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.answers.following import places_of
from consult.answers.models import FateEntry, Incorporation, IncorporationPlace
from consult.answers.queries import fates_of, incorporations_of
from consult.answers.replies.disputes import replies_of
from consult.answers.replies.models import AuthorReply
from consult.contributions.models import Contribution, Placement, PlacementStatus, Status
from consult.contributions.placing import is_doubtful
from consult.core.fates import Fate
from consult.core.inline import visible
from consult.core.stages import Stage
from consult.documents.models import Revision
from consult.documents.queries import list_revisions, read_revision
from consult.documents.text import Text
from consult.infra.clock import spoken_date
from consult.reading.marks import Said, Stretch, stretches
from consult.reading.notes import CHANNELS

SAYS = {
    PlacementStatus.SAME: "The same words, in the same clause",
    PlacementStatus.MOVED: "The same words, in another place",
    PlacementStatus.REWORDED: "Reworded",
    PlacementStatus.REMOVED: "These words have gone",
}
FATES = {
    Fate.TAKEN_IN: "Taken in",
    Fate.PARTLY: "Partly taken in",
    Fate.NOT_TAKEN: "Not taken",
    Fate.CARRIED_FORWARD: "Carried forward to the next revision",
    Fate.OUT_OF_SCOPE: "Out of scope",
    Fate.ANSWERED: "Answered",
    Fate.NOTED: "Noted",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A clause with the words that matter marked; no mark where the whole clause is meant."""

    key: str
    code: str
    stretches: tuple[Stretch, ...]
    stands: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a contribution's words lie in one revision."""

    revision: int
    at: datetime
    says: str
    doubtful: bool
    confirmed: bool
    words: tuple[Words, ...]
    newest: bool


@dataclass(frozen=True, slots=True)
class Later:
    """Where words a contribution brought about lie in a later revision."""

    revision: int
    says: str
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """Words a contribution brought into a revision, the words before, and where they are in each revision since."""

    revision: int
    how: str
    before: str
    words: Words
    later: tuple[Later, ...]


@dataclass(frozen=True, slots=True)
class TrailStep:
    """A step of the way a contribution went; `state`: done, now or next."""

    when: str
    what: str
    more: str
    state: str = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that happened to a contribution's words."""

    then: Words | None
    then_revision: int
    whole: bool
    places: tuple[Place, ...]
    effects: tuple[Effect, ...]
    fates: tuple[FateEntry, ...]
    replies: Mapping[int, AuthorReply]
    """What its author said of its answers, by the id of the fate."""
    trail: tuple[TrailStep, ...]


def read_story(contribution: Contribution) -> Story:
    """Read what happened to a contribution; five queries, and two more for each text not read before."""
    revisions = {one.id: one for one in list_revisions(contribution.document)}
    fates = fates_of([contribution.id]).get(contribution.id, [])
    replies = replies_of([contribution.id]) if fates else {}
    caused = incorporations_of(contributions=[contribution.id])
    followed = places_of([one.id for one in caused]) if caused else {}
    newest_id = contribution.document.newest_revision_id
    places = tuple(
        _place(one, revisions[one.revision_id], newest=one.revision_id == newest_id)
        for one in contribution.placements
        if one.revision_id in revisions
    )
    return Story(
        then=_then(contribution, revisions),
        then_revision=contribution.revision.number,
        whole=contribution.anchor is not None and contribution.anchor.whole,
        places=places,
        effects=tuple(_effect(one, revisions, followed.get(one.id, ())) for one in caused),
        fates=tuple(fates),
        replies=replies,
        trail=tuple(_trail(contribution, fates, places, replies)),
    )


def words_at(text: Text, key: str, start: int, end: int) -> Words:
    """Return a clause of a text with a range marked."""
    clause = text.find(key)
    if clause is None:
        return Words(key, "", (), stands=False)
    whole = start <= 0 and end >= len(clause.text)
    marks = () if whole or start >= end else (Said(start, end, ("",)),)
    return Words(key, text.code(key), stretches(clause.text, marks, kind=clause.kind))


def _then(contribution: Contribution, revisions: dict[int, Revision]) -> Words | None:
    anchor = contribution.anchor
    if anchor is None or anchor.revision_id not in revisions:
        return None
    return words_at(read_revision(revisions[anchor.revision_id]), anchor.clause.key, anchor.start, anchor.end)


def _place(placement: Placement, revision: Revision, *, newest: bool) -> Place:
    text = read_revision(revision)
    doubtful = is_doubtful(placement.status, placement.score, placement.confirmed_at)
    words = tuple(words_at(text, key, start, end) for key, start, end in placement.segments)
    return Place(
        revision=revision.number,
        at=revision.at,
        says=SAYS[placement.status],
        doubtful=doubtful,
        confirmed=placement.confirmed_at is not None,
        words=words,
        newest=newest,
    )


def _effect(caused: Incorporation, revisions: dict[int, Revision], followed: Sequence[IncorporationPlace]) -> Effect:
    text = read_revision(revisions[caused.revision_id])
    words = words_at(text, caused.clause.key, caused.start, caused.end)
    later = tuple(_later(place) for place in followed)
    return Effect(revisions[caused.revision_id].number, caused.how.value, visible(caused.before).text, words, later)


def _later(place: IncorporationPlace) -> Later:
    text = read_revision(place.revision)
    gone = place.status is PlacementStatus.REMOVED
    words = () if gone else tuple(words_at(text, key, start, end) for key, start, end in place.segments)
    return Later(place.revision.number, SAYS[place.status], words)


def _trail(
    contribution: Contribution,
    fates: Sequence[FateEntry],
    places: Sequence[Place],
    replies: Mapping[int, AuthorReply],
) -> list[TrailStep]:
    """Tell the way in order of time, and what comes next."""
    how = CHANNELS.get(contribution.channel, "here")
    entered = f"Entered by {contribution.entered_by.name}." if contribution.entered_by else ""
    steps: list[tuple[datetime, TrailStep]] = [
        (contribution.at, TrailStep(spoken_date(contribution.at), f"Said, {how}", entered))
    ]
    if contribution.edited_at is not None:
        what = "Its author changed the words"
        steps.append((contribution.edited_at, TrailStep(spoken_date(contribution.edited_at), what, "")))
    for place in places:
        more = (
            place.says
            + (", probably" if place.doubtful else "")
            + (", confirmed by a person" if place.confirmed else "")
        )
        steps.append(
            (place.at, TrailStep(spoken_date(place.at), f"Followed into revision {place.revision}", f"{more}."))
        )
    for fate in fates:
        at = fate.published_at or fate.at
        steps.append((at, TrailStep(spoken_date(at), _fate_words(fate), fate.reason)))
        if fate.id in replies:
            said = replies[fate.id]
            # Whoever takes back what they said, takes back what they added too.
            added = _added(said) if contribution.status is Status.PUBLISHED else ""
            steps.append((said.at, TrailStep(spoken_date(said.at), _reply_words(said), added)))
    if contribution.status_at is not None and contribution.status is not Status.PUBLISHED:
        what = "Taken back by its author" if contribution.status is Status.WITHDRAWN else "Hidden"
        steps.append(
            (
                contribution.status_at,
                TrailStep(spoken_date(contribution.status_at), what, contribution.status_reason or ""),
            )
        )
    told = [step for _, step in sorted(steps, key=lambda one: one[0])]
    if _waits(contribution):
        told.append(TrailStep("Next", "An answer", "The next revision must say what became of it.", "next"))
    elif any(one.is_open for one in replies.values()):
        told.append(TrailStep("Next", "One more answer", "An officer answers once more.", "next"))
    return told


def _fate_words(fate: FateEntry) -> str:
    by = f", says {fate.by.name}" if fate.by else ""
    within = f" with revision {fate.revision.number}" if fate.revision else ""
    return f"{FATES[fate.fate]}{within}{by}"


def _reply_words(said: AuthorReply) -> str:
    return "“That is what I meant”, says its author" if said.agrees else "“Not what I meant”, says its author"


def _added(said: AuthorReply) -> str:
    """Return what the author added, or why it is not shown."""
    return f"What they added was hidden: {said.hidden_reason}" if said.hidden_at is not None else said.words


def _waits(contribution: Contribution) -> bool:
    return (
        contribution.counts_for_gate
        and contribution.made_in is not Stage.DRAFTING
        and contribution.fate in (None, Fate.CARRIED_FORWARD)
    )
