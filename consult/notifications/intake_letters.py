"""The words of the mails to whoever sent something in from outside the site."""

from __future__ import annotations

from collections.abc import Sequence

from consult.infra.addresses import address
from consult.infra.mail import Letter
from consult.notifications.letters import foot


def receipt_letter(to: str, title: str, slug: str, reference: str, what: str, day: str) -> Letter:
    """Tell whoever sent something in that it is here; nothing of what they said stands in it."""
    body = f"""Hello,

thank you. What you sent about “{title}” is registered as {reference}.

What we have: {what}, received {day}.

An officer reads all of it. Each thing you say is entered beside the words it is about, and gets an answer in public.
Ask for {reference} to hear what became of it, or read it here:
{address(f"/consultations/{slug}")}

{foot()}"""
    return Letter(to, f"We have what you sent: {reference}", body)


def entered_letter(to: str, title: str, reference: str, parts: Sequence[str]) -> Letter:
    """Tell whoever sent something in where each part of it is answered."""
    listed = "\n".join(address(f"/contributions/{part}") for part in parts)
    body = f"""Hello,

all that you said about “{title}” ({reference}) is entered now. Each part gets an answer at its own address:

{listed}

{foot()}"""
    return Letter(to, f"What you sent is entered: {reference}", body)
