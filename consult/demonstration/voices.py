"""What people said: by themselves, entered by staff for others, or left with a name only; and what happened to it."""

from __future__ import annotations

from datetime import datetime

from consult.contributions import cosigning
from consult.contributions import service as contributions
from consult.contributions.models import Channel, Contribution
from consult.contributions.service import NewComment
from consult.contributions.suggesting import NewSuggestion, suggest
from consult.core.clauses import Clause, Kind
from consult.core.suggestions import Add, Proposed, Remove, Reword
from consult.demonstration.content import Entry, Folder
from consult.demonstration.house import House
from consult.documents.models import Document
from consult.moderation import service as moderation


def say(house: House, folder: Folder, said: Entry, now: datetime) -> None:
    """Put in one contribution."""
    document = house.documents[folder.document["slug"]]
    clause = house.key(document, said["revision"], said["clause"]) if "clause" in said else None
    if "held" in said:
        house.contributions[said["id"]] = _leave(document, said, clause, now)
        return
    if "changes" in said:
        house.contributions[said["id"]] = _suggest(house, document, said, now)
        return
    channel = Channel(said["channel"])
    by_staff = channel is not Channel.WEB
    author = house.people.get(said.get("by", ""))
    new = NewComment(
        body=said["body"],
        revision=said["revision"],
        clause=clause,
        quote=said.get("quote", ""),
        reply_to=house.contributions[said["reply_to"]].reference if "reply_to" in said else None,
        organisation=house.organisations[said["organisation"]].slug if "organisation" in said else None,
        channel=channel,
        on_behalf_of=(author.name if author else said["on_behalf_of"]) if by_staff else None,
    )
    by = house.people[said["entered_by"]] if by_staff else author
    house.contributions[said["id"]] = contributions.comment(document, new, by=by, now=now)


def _leave(document: Document, said: Entry, clause: str | None, now: datetime) -> Contribution:
    """Leave something with a name only, as somebody does who gives no address."""
    typed = {"body": said["body"], "revision": said["revision"], "clause": clause, "quote": said.get("quote", "")}
    token = contributions.leave_waiting(document, typed, now=now)
    return contributions.leave_with_name(token, said["held"], now)


def _suggest(house: House, document: Document, said: Entry, now: datetime) -> Contribution:
    """Suggest other words, by the person who writes them."""
    new = NewSuggestion(
        changes=[_change(house, document, said["revision"], change) for change in said["changes"]],
        reason=said["body"],
        revision=said["revision"],
        organisation=house.organisations[said["organisation"]].slug if "organisation" in said else None,
    )
    return suggest(document, new, by=house.people[said["by"]], now=now)


def _change(house: House, document: Document, revision: int, change: Entry) -> Proposed:
    if "after" in change:
        return Add(house.key(document, revision, change["after"]), Clause(Kind.PARAGRAPH, 0, change["words"]))
    key = house.key(document, revision, change["clause"])
    return Remove(key) if change.get("removed") else Reword(key, change["words"])


def cosign(house: House, said: Entry, signature: Entry, now: datetime) -> None:
    """Put a name behind a suggestion, for the organisation the content names."""
    hat = house.organisations[signature["organisation"]].slug if "organisation" in signature else None
    cosigning.cosign(house.contributions[said["id"]], hat, by=house.people[signature["by"]], now=now)


def confirm(house: House, said: Entry, now: datetime) -> None:
    """Show in public what was held."""
    moderation.confirm(house.contributions[said["id"]], by=house.people[said["confirmed"]["by"]], now=now)


def hide(house: House, said: Entry, now: datetime) -> None:
    """Hide a contribution with a reason."""
    hidden = said["hidden"]
    contribution = house.contributions[said["id"]]
    moderation.hide(contribution, hidden["reason"], by=house.people[hidden["by"]], now=now)


def withdraw(house: House, said: Entry, now: datetime) -> None:
    """Take a contribution back, as its author."""
    contributions.withdraw(house.contributions[said["id"]], by=house.people[said["by"]], now=now)
