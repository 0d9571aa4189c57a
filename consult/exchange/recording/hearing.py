"""The fourth Gunning principle, that people are heard, and the equality duty, who they are."""

from __future__ import annotations

from consult.exchange.recording.facts import Facts
from consult.exchange.recording.finding import Finding, day, have, listed, most, part
from consult.infra.templating import plural

NEEDS_REASON = ("not taken", "out of scope", "answered")
CHANNELS = {
    "web": "online",
    "email": "by email",
    "paper": "on paper",
    "meeting": "in a room",
    "phone": "by phone",
    "import": "from a list that was brought in",
}
OFFLINE = ("paper", "meeting", "phone")


def consideration(facts: Facts) -> Finding:
    """Fourth: the product of consultation must be conscientiously taken into account."""
    found = Finding(
        "Taken into account",
        "The fourth Gunning principle: what people say must be conscientiously taken into account before the decision.",
    )
    said = facts.tallies
    lasting = sum(many for fate, many in said.fates.items() if fate not in ("", "carried forward"))
    found.evidence.append(
        f"{plural(said.asked, 'contribution')} needed an answer; {lasting} ({part(lasting, said.asked)}) have one that "
        f"lasts: {listed(said.fates)}."
        if said.asked
        else "Nothing that was said needed an answer."
    )
    if said.asked:
        found.evidence.append(
            f"{said.read} of {said.asked} ({part(said.read, said.asked)}) were marked as read by a member of staff."
        )
    needing = sum(said.fates[fate] for fate in NEEDS_REASON)
    given = sum(said.reasoned[fate] for fate in NEEDS_REASON)
    if needing:
        found.evidence.append(f"{given} of {needing} answers that did not take a contribution in give the reason.")
    _unanswered(facts, found)
    _over_the_gate(facts, found)
    _contested(facts, found)
    return found


def _unanswered(facts: Facts, found: Finding) -> None:
    said = facts.tallies
    if said.fates[""]:
        found.gaps.append(f"{plural(said.fates[''], 'contribution')} {have(said.fates[''])} no answer.")
    if said.fates["carried forward"]:
        many = said.fates["carried forward"]
        found.gaps.append(f"{plural(many, 'contribution')} {have(many)} only been carried forward.")
    if said.asked - said.read:
        many = said.asked - said.read
        found.gaps.append(
            f"{plural(many, 'contribution')} {have(many)} no mark that anybody read it; marks are set by hand, so "
            f"without one it may have been read all the same."
        )
    if said.answered_unread:
        many = said.answered_unread
        found.gaps.append(f"{plural(many, 'contribution')} had an answer before there was a mark that anybody read it.")
    bare = said.fates["noted"] - said.reasoned["noted"]
    if bare:
        found.gaps.append(f"{plural(bare, 'contribution')} {'was' if bare == 1 else 'were'} noted without any comment.")


def _over_the_gate(facts: Facts, found: Finding) -> None:
    """Name every revision that went out although people had no answer, with the reason given then."""
    for document in facts.documents:
        for one in document.revisions:
            if one.facts["exception"]:
                many = len(one.facts["unanswered_then"])
                found.gaps.append(
                    f"{document.title}, revision {one.facts['number']} of {day(one.facts['at'])} was published "
                    f"although {plural(many, 'contribution')} had no answer yet. The reason given: "
                    f"{one.facts['exception']}"
                )


def _contested(facts: Facts, found: Finding) -> None:
    said = facts.tallies
    if said.disputed_answered:
        found.evidence.append(f"{plural(said.disputed_answered, 'disputed answer')} answered once more.")
    if said.disputed:
        found.gaps.append(
            f"{plural(said.disputed, 'author')} {'says' if said.disputed == 1 else 'say'} the answer is not what they "
            f"meant, and nobody has answered again."
        )
    if facts.promises:
        kept = sum(1 for one in facts.promises if one["state"] == "kept")
        broken = sum(1 for one in facts.promises if one["state"] == "not kept")
        found.evidence.append(f"{plural(len(facts.promises), 'promise')} on record: {kept} kept, {broken} not kept.")
    standing = [one for one in facts.challenges if not one.get("withdrawn_at")]
    waiting = sum(1 for one in standing if one["answered_at"] is None)
    granted = sum(1 for one in standing if one["granted"])
    if standing:
        found.evidence.append(
            f"{plural(len(standing), 'challenge')} of what a change was called: {granted} granted, "
            f"{len(standing) - granted - waiting} not."
        )
    if waiting:
        found.gaps.append(f"{plural(waiting, 'challenge')} {have(waiting)} no answer.")
    printed = [one for one in facts.notes if one["agreed_at"] and not one.get("withdrawn_at")]
    if printed:
        found.evidence.append(
            f"{plural(len(printed), 'minority note')} printed with the text, so that others can read what they say."
        )


def equality(facts: Facts) -> Finding:
    """The Public Sector Equality Duty: due regard, to which knowing who was heard belongs."""
    found = Finding(
        "Equality: who could take part, and who did",
        "The Public Sector Equality Duty (Equality Act 2010, section 149): those who decide must have due regard to "
        "the need to end discrimination, to advance equality of opportunity and to foster good relations.",
    )
    said = facts.tallies
    if said.channels:
        ways = ", ".join(f"{many} {CHANNELS[one]}" for one, many in sorted(said.channels.items(), key=most))
        found.evidence.append(f"How what was said reached us: {ways}.")
    else:
        found.gaps.append("Nobody has said anything.")
    if said.channels and not any(said.channels[one] for one in OFFLINE):
        found.gaps.append("Nothing came on paper, by phone or from a room: people who are not online may be missing.")
    if said.organisations:
        kinds = ", ".join(f"{kind} ({many})" for kind, many in sorted(said.organisations.items(), key=most))
        found.evidence.append(f"Spoken for by organisations, by kind: {kinds}.")
    elif said.channels:
        found.gaps.append("No organisation spoke, such as one of people the duty protects.")
    if facts.timetable:
        places = [one["what"] + (f", {one['where']}" if one["where"] else "") for one in facts.timetable]
        found.evidence.append(f"Offered besides the website: {'; '.join(places)}.")
    else:
        found.gaps.append("The timetable names no meeting or drop-in.")
    planned, done = facts.approached["planned"], facts.approached["done"]
    if planned:
        found.evidence.append(f"Groups not yet heard whom the staff planned to ask: {planned}; asked so far: {done}.")
    if planned > done:
        found.gaps.append(f"Planned to be asked and not asked yet: {plural(planned - done, 'group')}.")
    _assessed(facts, found)
    found.gaps.append(
        "The system asks nobody about protected characteristics, so it cannot show who of each group was heard."
    )
    return found


def _assessed(facts: Facts, found: Finding) -> None:
    """Look for an equality assessment among the papers, by its name."""
    named = [one["title"] for one in facts.papers if "equalit" in (one["title"] + one["what"]).lower()]
    if named:
        found.evidence.append(f"Among the background papers: {'; '.join(named)}.")
    else:
        found.gaps.append(
            "No background paper bears equality in its name or description; an assessment kept elsewhere is not in "
            "this record."
        )
