"""The words of the mails about promises."""

from __future__ import annotations

from dataclasses import dataclass

from consult.answers.promises.models import PromiseState
from consult.infra.addresses import address
from consult.infra.mail import Letter
from consult.notifications.letters import foot, hello, quoted, subject_line

BECAME = {
    PromiseState.KEPT: ("was kept", "What was done:"),
    PromiseState.NOT_KEPT: ("was not kept", "The reason:"),
    PromiseState.CHANGED: ("has changed", "The reason:"),
    PromiseState.OPEN: ("stands", ""),
}


def reminder_letter(to: str, name: str, title: str, words: str, day: str, path: str, *, due: bool) -> Letter:
    """Remind an officer of a promise. day: its date; due: whether that has come."""
    lead = f"was to be done by {day}" if due else f"is to be done by {day}"
    ask = (
        "Say in public whether it was kept. If it needs more time, say why and until when."
        if due
        else "If it was done already, say so in public. If it cannot be done by then, change it in time and say why."
    )
    body = f"""{hello(name)}

this was promised in “{title}” and {lead}:

{quoted(words)}

{ask}
{address(path)}

{foot()}"""
    return Letter(to, subject_line(f"{'Due' if due else 'Coming up'}: a promise in {title}"), body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a promise. reference: what somebody said that it answers; day: the new date of a changed one."""

    title: str
    state: PromiseState
    words: str
    note: str
    path: str
    reference: str
    day: str


def promise_letter(to: str, name: str, news: Settled) -> Letter:
    """Tell somebody whose words a promise answers what became of it."""
    became, label = BECAME[news.state]
    until = f"\nIt is to be done by {news.day} now.\n" if news.day else ""
    body = f"""{hello(name)}

after what you said about “{news.title}” ({news.reference}), this was promised. It {became}:

{quoted(news.words)}

{label}

{quoted(news.note)}
{until}
Everything that was promised, and what became of it:
{address(news.path)}

{foot()}"""
    return Letter(to, subject_line(f"A promise in {news.title} {became}"), body)
