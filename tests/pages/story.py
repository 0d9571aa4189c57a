"""A document with a history: three revisions, comments on all sorts of words, votes, fates of several kinds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.contributions.service import NewComment, comment
from consult.core.fates import Fate
from consult.documents.models import Document
from consult.documents.queries import read_revision, read_save
from consult.drafting import service as drafting
from consult.drafting.service import GivenFate, Pointed, Publication
from consult.extensions import db
from consult.voting.models import VoteValue
from consult.voting.service import vote_on_clause, vote_on_contribution
from tests.make import (
    make_consultation,
    make_document,
    make_member,
    make_officer,
    make_organisation,
    make_person,
    now,
)

TEXT = """# Getting about

## 1. Booking

Passengers can book by phone, by text message or online. A journey can be booked up to four working days before
it is made. See [how to book](https://example.org/book) or **ring us**.[^1]

The provider must:

- (a) arrive no more than 15 minutes after the time agreed;
- (b) help each passenger from the kerb, and carry up to **two bags**.

The number to ring is\\
01632 960 412, on weekdays.

## 2. What it costs

A single journey costs no more than £4.50. A carer travels free.

Journeys run on all seven days of the week.

[^1]: Closed on bank holidays.
"""


@dataclass
class Story:
    """What the tests ask for by name."""

    document: Document
    officer: Person
    resident: Person
    partner: Person
    said: dict[str, Contribution] = field(default_factory=dict)

    def key(self, words: str) -> str:
        """Return the key of the clause of the newest revision that holds some words."""
        assert self.document.newest_revision is not None
        found = next(one.key for one in read_revision(self.document.newest_revision).clauses if words in one.text)
        # A test that reads holds the lock of those who write, until it says that it has done.
        db.session.commit()
        return found

    def say(self, name: str, body: str, words: str = "", **more: object) -> Contribution:
        """Say something on words of the newest revision, or on the whole clause `clause_of` names."""
        by = more.pop("by", None) or self.resident
        clause = self.key(str(more.pop("clause_of", words))) if words or "clause_of" in more else None
        new = NewComment(body=body, clause=clause, quote=words, **more)  # type: ignore[arg-type]
        made = comment(self.document, new, by=by, now=now())  # type: ignore[arg-type]
        self.said[name] = made
        db.session.commit()
        return made

    def change(self, *pairs: tuple[str, str]) -> None:
        """Change words of the working draft."""
        head = self.document.head
        assert head is not None
        text = read_save(head).markdown
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        drafting.save_text(self.document, text, expected_save=head.public_id, by=self.officer, now=now())

    def publish(self, summary: str, *fates: GivenFate, **more: object) -> None:
        """Publish the working draft."""
        head = self.document.head
        assert head is not None
        publication = Publication(summary=summary, expected_save=head.public_id, fates=list(fates), **more)  # type: ignore[arg-type]
        drafting.publish(self.document, publication, by=self.officer, now=now() + timedelta(seconds=1))
        db.session.commit()

    def span(self, words: str) -> Pointed:
        """Point at words of the working draft."""
        head = self.document.head
        assert head is not None
        clause = next(one for one in read_save(head).clauses if words in one.text)
        start = clause.text.index(words)
        return Pointed(clause.key, start, start + len(words))


def begin(consultation: object = None) -> Story:
    """Make the document with its revision 1, and its people."""
    document = make_document(consultation or make_consultation(), markdown=TEXT)  # type: ignore[arg-type]
    officer = make_officer(document.consultation)
    officer.name = "Safiya Noor"
    partner = make_member(make_organisation("Ashmere Carers’ Circle"), name="Dilys Amankwah")
    story = Story(document, officer, make_person("Marjorie Teale"), partner)
    db.session.commit()
    return story


def tell() -> Story:
    """Tell it to the end: three revisions."""
    story = begin()
    hat = story.partner.memberships[0].organisation.slug
    story.say("days", "Four days is a life sentence\nwhen a clinic calls.", "four working days")
    story.say(
        "kerb",
        "The van stops at the kerb. See https://example.org/kerb.",
        "the kerb",
        by=story.partner,
        organisation=hat,
    )
    story.say("fare", "Make it free for everyone.", "£4.50")
    story.say("all", "Clear and short. Thank you.")
    story.say("reply", "I agree with this.", reply_to=story.said["days"].reference, by=story.partner)
    key, person, when = story.key("Passengers"), story.resident, now()
    vote_on_clause(story.document, key, 1, VoteValue.AGREE, person=person, now=when)
    vote_on_contribution(story.said["kerb"], VoteValue.AGREE, person=person, now=when)
    story.change(("four working days", "two working days"), ("from the kerb", "from their own front door"))
    story.change(("Journeys run on all seven days of the week.\n", ""))
    story.publish(
        "Two days, and **to the door**.",
        _taken(story, "days", "two working days"),
        _taken(story, "kerb", "their own front door"),
        GivenFate(
            reference=story.said["fare"].reference, fate=Fate.NOT_TAKEN, reason="The grant does not stretch to it."
        ),
        GivenFate(reference=story.said["all"].reference, fate=Fate.NOTED),
    )
    story.say("door", "Say whose door.", "their own front door")
    story.say("whole", "This one is good.", clause_of="A single journey", by=story.partner)
    story.change(("no more than 15 minutes", "no more than ten minutes"))
    story.publish("Ten minutes.", exception="The panel met before all answers were written.")
    return story


def _taken(story: Story, name: str, words: str) -> GivenFate:
    return GivenFate(
        reference=story.said[name].reference,
        fate=Fate.TAKEN_IN,
        reason="You asked, and it fits.",
        words=[story.span(words)],
    )
