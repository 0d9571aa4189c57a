"""One contribution in words: who said it, what they said, what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from consult.exchange.recording.facts import Fact
from consult.exchange.recording.finding import day
from consult.exchange.recording.hearing import CHANNELS
from consult.infra.clock import spoken_date
from consult.infra.templating import plural

Words = tuple[str, str, str]
"""What is said before in bold, the words, their look."""
NOW = {
    "same": "still stand as they were",
    "moved": "stand elsewhere",
    "reworded": "were reworded",
    "removed": "are gone",
}


def voice(one: Fact, title: str) -> Iterator[Words]:
    """Yield the paragraphs of one contribution, about a document of this title."""
    if one["stub"]:
        yield "", one["stub"], "plain"
    if "by" not in one:
        yield "", f"{day(one['at'])}, on {title}", "soft"
        return
    yield "", _who(one, title), "soft"
    if one["quote"]:
        yield "Words pointed at:", one["quote"], "plain"
    if one["body"]:
        yield "", one["body"], "quote"
    yield from _changes(one)
    yield from _fates(one)
    yield from _replies(one)
    yield from _since(one)
    if one["themes"]:
        yield "Themes:", "; ".join(one["themes"]), "plain"
    yield "", _counts(one), "soft"
    yield from _for_officers(one)


def _who(one: Fact, title: str) -> str:
    by = f"{one['by']} for {one['organisation']}" if one["organisation"] else one["by"]
    reply = f", in reply to {one['reply_to']}" if one["reply_to"] else ""
    how = CHANNELS.get(one["channel"], one["channel"])
    return f"{by}, {how}, {day(one['at'])}, on revision {one['revision']} of {title}{reply}"


def _changes(one: Fact) -> Iterator[Words]:
    for change in one["changes"]:
        where = change["code"] or "the text"
        if change["what"] == "add":
            yield f"Add after {where}:", change["new"] or "", "plain"
        elif change["new"] is None:
            yield f"Take away {where}:", change["old"] or "", "plain"
        else:
            yield f"Instead of {where}:", change["old"] or "", "plain"
            yield "Say:", change["new"], "plain"
    if one["signed_by"]:
        yield "Stood behind by:", "; ".join(each["name"] for each in one["signed_by"]), "plain"


def _fates(one: Fact) -> Iterator[Words]:
    for fate in one["fates"]:
        revision = f", revision {fate['revision']}" if fate["revision"] else ""
        by = f", {fate['by']}" if fate["by"] else ""
        name = "Drafted answer, not published" if fate.get("drafted_only") else "Answer"
        reason = f". {fate['reason']}" if fate["reason"] else ""
        yield f"{name}, {day(fate['at'])}{by}{revision}:", f"{fate['fate']}{reason}", "plain"
    if not one["fates"] and one["needs_answer"]:
        yield "Answer:", "none yet", "plain"


def _replies(one: Fact) -> Iterator[Words]:
    for reply in one["author_replies"]:
        said = "that is what I meant" if reply["is_what_was_meant"] else "that is not what I meant"
        words = f". {reply['words']}" if reply["words"] else ""
        hidden = f". The words were hidden: {reply['hidden_because']}" if reply["hidden_because"] else ""
        yield f"Its author, {day(reply['at'])}:", f"{said}{words}{hidden}", "plain"


def _since(one: Fact) -> Iterator[Words]:
    for words in one["caused"]:
        what = f"“{words['words']}”" if words["words"] else f"taken away: “{words['before'] or ''}”"
        yield (
            f"In revision {words['revision']}, {words['code'] or 'a clause that is gone'} ({words['how']}):",
            what,
            "plain",
        )
    if one["places"]:
        last = one["places"][-1]
        sure = "" if last["confirmed"] or last["score"] >= 1 else " (as the software finds)"
        yield "In revision " + str(last["revision"]), f"the words pointed at {NOW[last['status']]}{sure}", "plain"


def _counts(one: Fact) -> str:
    votes = f"{one['agree']} agree, {one['unsure']} unsure, {one['disagree']} disagree"
    read = f"marked as read by {plural(one['read_by'], 'member of staff', 'members of staff')}"
    return f"{votes}; {read if one['read_by'] else 'no mark that it was read'}"


def _for_officers(one: Fact) -> Iterator[Words]:
    """Yield what the full edition says besides."""
    if one.get("entered_by"):
        received = f", received {spoken_date(date.fromisoformat(one['received_on']))}" if one["received_on"] else ""
        yield "Entered by:", f"{one['entered_by']}{received}", "plain"
    if one.get("readers"):
        yield "Read by:", "; ".join(f"{each['name']} ({day(each['at'])})" for each in one["readers"]), "plain"
    for earlier in one.get("earlier_words", ()):
        yield f"Until {day(earlier['until'])} it read:", earlier["body"] or "", "plain"
    for ruling in one.get("rulings", ()):
        yield f"{ruling['ruling'].capitalize()}, {day(ruling['at'])}, {ruling['by']}:", ruling["reason"], "plain"
