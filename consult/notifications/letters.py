"""The words of the mails that tell people what became of what they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.core.fates import Fate
from consult.infra.addresses import address, site_name
from consult.infra.mail import Letter

LONGEST_QUOTE = 400
FATES = {
    Fate.TAKEN_IN: "Taken in: the new words come from it",
    Fate.PARTLY: "Partly taken in",
    Fate.NOT_TAKEN: "Not taken",
    Fate.CARRIED_FORWARD: "Carried forward: it will be answered with a later revision",
    Fate.OUT_OF_SCOPE: "Out of scope",
    Fate.ANSWERED: "Answered",
    Fate.NOTED: "Noted",
}
PLACES = {
    "reworded": "The words you spoke about now read differently.",
    "removed": "The words you spoke about are no longer in the text.",
    "moved": "The words you spoke about stand in another place now.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is new about one contribution; `place` is the placement's status where it matters, else empty."""

    reference: str
    said: str
    fate: Fate | None = None
    reason: str = ""
    place: str = ""
    words: Sequence[str] = ()
    """The words of the revision it brought about."""
    reply: str = ""
    """The secret of the link by which its author says once whether that is what they meant; empty: none."""
    until: str = ""
    """The last day of that, as people say it."""
    title: str = ""
    """The document, where a letter tells of several."""


def revision_letter(to: str, name: str, title: str, number: int, news: Sequence[News]) -> Letter:
    """Tell an author what a revision made of everything they said."""
    lead = f"revision {number} of “{title}” is published. This is what became of what you said."
    return _letter(to, name, f"Revision {number} of {title}: what became of what you said", lead, news)


def fate_letter(to: str, name: str, title: str, news: News) -> Letter:
    """Tell an author what became of one thing they said."""
    lead = f"you said something about “{title}”, and it has an answer now."
    return _letter(to, name, f"What became of what you said about {title}", lead, [news])


def answers_letter(to: str, name: str, news: Sequence[News]) -> Letter:
    """Tell an author in one letter of all their answers that went out together."""
    titles = list(dict.fromkeys(one.title for one in news))
    what = f"“{titles[0]}”" if len(titles) == 1 else f"{len(titles)} texts"
    many = "there is an answer" if len(news) == 1 else f"there are {len(news)} answers"
    lead = f"you said something about {what}, and {many} now."
    return _letter(to, name, "What became of what you said", lead, news)


def hidden_letter(to: str, name: str, title: str, news: News) -> Letter:
    """Tell an author that an officer hid what they said, and why."""
    body = f"""{_hello(name)}

what you said about “{title}” ({news.reference}) is no longer shown. An officer hid it. It is not deleted.

What you said:

{_short(news.said)}

The reason:

{_quoted(news.reason)}

If you think this is wrong, say so by any of these ways:
{address("/ways-to-take-part")}

{_foot()}"""
    return Letter(to, _subject(f"{news.reference} is no longer shown"), body)


def shown_letter(to: str, name: str, title: str, news: News) -> Letter:
    """Tell an author that what was hidden is shown again."""
    lead = f"what you said about “{title}” was hidden, and is shown again now."
    return _letter(to, name, f"{news.reference} is shown again", lead, [news])


def revised_letter(to: str, name: str, title: str, news: News) -> Letter:
    """Tell somebody who voted on a suggestion, or stood behind it, that its words are new."""
    body = f"""{_hello(name)}

you voted on {news.reference}, which suggests other words for “{title}”, or put your name to it.
Its author has given it new words. Your vote and your name stay with the earlier ones, and are counted apart.

Why the new words would be better, says the author:

{_short(news.said)}

Read the new words, and vote on them if you like:
{address(f"/contributions/{news.reference}")}

{_foot()}"""
    return Letter(to, revised_subject(news.reference), body)


def revised_subject(reference: str) -> str:
    """Return the subject of a mail that says a suggestion has new words, by which such mails are found."""
    return _subject(f"{reference} has new words")


def reopened_letter(to: str, name: str, title: str, slug: str, said: str) -> Letter:
    """Tell an author that a clause they spoke about has changed and is open again."""
    body = f"""{_hello(name)}

you said something about “{title}”. Words you spoke about changed after it closed, so people are asked again.
{said}

Read what changed, and say what you think of it:
{address(f"/documents/{slug}")}

{_foot()}"""
    return Letter(to, _subject(f"{title}: a clause you spoke about is open again"), body)


def challenge_letter(to: str, name: str, title: str, path: str, said: str, answer: str) -> Letter:
    """Tell somebody who challenged what a change is called what an officer answered."""
    body = f"""{_hello(name)}

you said that a change of “{title}” is called the wrong thing. An officer has answered.

{said}

The reason:

{_quoted(answer)}

Read it beside the change:
{address(path)}

{_foot()}"""
    return Letter(to, _subject(f"The answer to your challenge: {title}"), body)


def reworded_note_letter(to: str, name: str, title: str, path: str) -> Letter:
    """Ask somebody who signed a minority note's earlier words to read the new ones."""
    body = f"""{_hello(name)}

you signed a minority note on “{title}”. Whoever proposed it has given it new words.
Your name is not under the new words. Read them, and sign again if you agree with them:
{address(path)}

{_foot()}"""
    return Letter(to, _subject(f"A note you signed on {title} has new words"), body)


def note_back_letter(to: str, name: str, title: str, path: str, reason: str) -> Letter:
    """Tell somebody who signed a minority note why it is not printed yet."""
    body = f"""{_hello(name)}

you signed a minority note on “{title}”. An officer has read it and does not print it yet. The reason:

{_quoted(reason)}

Whoever proposed the note can change its words. Read it here:
{address(path)}

{_foot()}"""
    return Letter(to, _subject(f"A note you signed on {title} is not printed yet"), body)


def invitation_letter(to: str, name: str, by: str, title: str, secret: str) -> Letter:
    """Invite a person to draft a document."""
    body = f"""{_hello(name)}

{by} invites you to help draft “{title}”. What the drafting group writes there is seen by the group only,
until an officer publishes it. If you would like to join:

{address(f"/invitations/{secret}")}

You sign in with this e-mail address; there is no password. The invitation lapses after 30 days.

{_foot()}"""
    return Letter(to, _subject(f"An invitation to help draft {title}"), body)


def decider_letter(to: str, by: str, title: str, secret: str) -> Letter:
    """Invite somebody who decides to read the summary and what people said."""
    body = f"""{_hello("")}

{by} names you as one who decides in “{title}”. Here you find the summary of what people said, and everything they
said in their own words. When you have read it, you say so there, with your name:

{address(f"/decision-makers/{secret}")}

You sign in with this e-mail address; there is no password. The invitation lapses after 30 days.

{_foot()}"""
    return Letter(to, _subject(f"Before you decide: what people said about {title}"), body)


def membership_letter(to: str, name: str, organisation: str) -> Letter:
    """Tell a person that they may speak for an organisation."""
    body = f"""{_hello(name)}

you can now speak for {organisation} here, or for yourself, as you choose each time.

{address("/consultations")}

You sign in with this e-mail address; there is no password.
If you do not belong to {organisation}, tell us: {address("/ways-to-take-part")}

{_foot()}"""
    return Letter(to, _subject(f"You can now speak for {organisation}"), body)


def _letter(to: str, name: str, subject: str, lead: str, news: Sequence[News]) -> Letter:
    parts = "\n\n".join(_part(one) for one in news)
    return Letter(to, _subject(subject), f"{_hello(name)}\n\n{lead}\n\n{parts}\n\n{_foot()}")


def _part(news: News) -> str:
    about = f" About “{news.title}”." if news.title else ""
    lines = [f"{news.reference}.{about} You said:", "", _short(news.said), ""]
    if news.fate is not None:
        lines += [f"What became of it: {FATES[news.fate]}.", ""]
    if news.reason:
        lines += ["The answer:" if news.fate is Fate.ANSWERED else "The reason:", "", _quoted(news.reason), ""]
    if news.words:
        lines += ["The new words:", "", *(_short(words) for words in news.words), ""]
    if news.place in PLACES:
        lines += [PLACES[news.place], ""]
    lines.append(address(f"/contributions/{news.reference}"))
    if news.reply:
        lines += [
            "",
            f"Is that what you meant? Say yes or no, once, until {news.until}. You need not sign in:",
            address(f"/said/{news.reply}"),
        ]
    return "\n".join(lines)


def _short(text: str) -> str:
    """Quote the beginning of what somebody knows already or can read in full behind the link."""
    return _quoted(text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE].rstrip()} …")


def _quoted(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.strip().splitlines()) or "    (no words)"


def _hello(name: str) -> str:
    return f"Hello {name}," if name else "Hello,"


def _subject(text: str) -> str:
    return " ".join(text.split())


def _foot() -> str:
    return f"{site_name()}\n{address('/')}\n"


hello, foot, quoted, subject_line = _hello, _foot, _quoted, _subject
"""What letters in other modules are made of, too."""
