"""Mails about answers: what became of what somebody said, and the link to say once whether that is what they meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.accounts.models import Person
from consult.answers.desk.releasing import find_bulk, list_released
from consult.answers.models import FateEntry, Incorporation
from consult.answers.queries import incorporations_of
from consult.answers.replies.service import LASTS, make_links
from consult.contributions.models import Contribution, PlacementStatus
from consult.documents.queries import find_document, get_revision, read_revision
from consult.infra.clock import spoken_date
from consult.jobs.models import Event
from consult.notifications import letters
from consult.notifications.letters import News
from consult.notifications.queries import find_contribution, find_newest_fate, list_fates_with, list_moved_by
from consult.notifications.telling import address_of, may_read, queue

TOLD_OF = (PlacementStatus.REWORDED, PlacementStatus.REMOVED)


def revision_published(event: Event, now: datetime) -> None:
    """Tell each author in one mail what a revision made of what they said."""
    document = find_document(event.subject)
    if document is None:
        return
    revision = get_revision(document, int(event.payload["number"]))
    if revision.editorial:
        # It carries every voice forward by itself and changes no meaning: it says so on its page.
        return
    fates = {entry.contribution_id: entry for entry in list_fates_with(revision)}
    links = _links(fates.values(), now)
    moved = {placement.contribution_id: placement for placement in list_moved_by(revision, TOLD_OF)}
    contributions = {entry.contribution_id: entry.contribution for entry in fates.values()}
    contributions |= {placement.contribution_id: placement.contribution for placement in moved.values()}
    caused = _caused(incorporations_of(revisions=[revision.id]))
    text = {clause.key: clause.text for clause in read_revision(revision).clauses} if caused else {}
    news: dict[int, list[News]] = defaultdict(list)
    authors: dict[int, Person] = {}
    for contribution in sorted(contributions.values(), key=lambda one: one.id):
        if contribution.author is None or address_of(contribution.author) is None:
            continue
        authors[contribution.author.id] = contribution.author
        placement = moved.get(contribution.id)
        news[contribution.author.id].append(
            _news(
                contribution,
                fates.get(contribution.id),
                placement.status.value if placement else "",
                _words(caused.get(contribution.id, ()), text),
                links=links,
            )
        )
    for person_id, person in authors.items():
        if may_read(person, document):
            letter = letters.revision_letter(
                person.email or "", person.name, document.title, revision.number, news[person_id]
            )
            queue(letter, now)


def _caused(incorporations: Sequence[Incorporation]) -> Mapping[int, list[Incorporation]]:
    by_contribution: dict[int, list[Incorporation]] = defaultdict(list)
    for incorporation in incorporations:
        by_contribution[incorporation.contribution_id].append(incorporation)
    return by_contribution


def _words(incorporations: Sequence[Incorporation], text: Mapping[str, str]) -> list[str]:
    """Return the words of the new text that a contribution brought about."""
    passages = (text.get(one.clause.key, "")[one.start : one.end] for one in incorporations)
    return [passage for passage in passages if passage.strip()]


@dataclass(frozen=True, slots=True)
class Links:
    """The secrets of links to reply with, by the id of the fate entry, and the day they lapse."""

    secrets: Mapping[int, str]
    until: str


def _links(entries: Iterable[FateEntry], now: datetime) -> Links:
    """Make the links for answers whose authors can be written to."""
    told = [entry for entry in entries if address_of(entry.contribution.author) is not None]
    return Links(make_links(told, now=now), spoken_date(now + LASTS))


def _news(
    contribution: Contribution,
    entry: FateEntry | None,
    place: str = "",
    words: Sequence[str] = (),
    *,
    links: Links | None = None,
    title: str = "",
) -> News:
    secret = links.secrets.get(entry.id, "") if links and entry else ""
    return News(
        reply=secret,
        until=links.until if links and secret else "",
        title=title,
        reference=contribution.reference,
        said=contribution.body or "",
        fate=entry.fate if entry else None,
        reason=entry.reason if entry else "",
        place=place,
        words=words,
    )


def fate_published(event: Event, now: datetime) -> None:
    """Tell an author of a fate given between two revisions; those given with one are told with it."""
    if event.payload.get("revision") is not None:
        return
    contribution = find_contribution(event.subject)
    to = address_of(contribution.author) if contribution else None
    if contribution is None or contribution.author is None or to is None:
        return
    entry = find_newest_fate(contribution, event.at)
    if entry is None or not may_read(contribution.author, contribution.document):
        return
    news = _news(contribution, entry, links=_links([entry], now))
    queue(letters.fate_letter(to, contribution.author.name, contribution.document.title, news), now)


def published_in_bulk(event: Event, now: datetime) -> None:
    """Tell each author, once, of all their answers that went out together between two revisions."""
    bulk = find_bulk(event.subject)
    if bulk is None:
        return
    entries: dict[int, list[FateEntry]] = defaultdict(list)
    authors: dict[int, Person] = {}
    readable: dict[tuple[int, int], bool] = {}
    for entry in list_released(bulk):
        author, document = entry.contribution.author, entry.contribution.document
        if author is None or address_of(author) is None:
            continue
        pair = (author.id, document.id)
        if pair not in readable:
            readable[pair] = may_read(author, document)
        if readable[pair]:
            authors[author.id] = author
            entries[author.id].append(entry)
    links = _links([entry for some in entries.values() for entry in some], now)
    for number, author in authors.items():
        news = [
            _news(entry.contribution, entry, links=links, title=entry.contribution.document.title)
            for entry in entries[number]
        ]
        queue(letters.answers_letter(author.email or "", author.name, news), now)
