"""Forms of this feature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from consult.accounts.models import Person
from consult.contributions.areas import Choice
from consult.contributions.commenting import LONGEST, LONGEST_NAME, NewComment
from consult.contributions.models import Channel
from consult.core.errors import Refused
from consult.infra.fields import DateParts
from consult.infra.forms import Form, one_line

VOTES = [("agree", "Agree"), ("unsure", "Unsure"), ("disagree", "Disagree"), ("", "No vote")]
CHANNELS = [
    (Channel.WEB.value, "I say it myself, here"),
    (Channel.EMAIL.value, "By e-mail"),
    (Channel.PAPER.value, "On paper"),
    (Channel.MEETING.value, "In a room"),
    (Channel.PHONE.value, "By phone"),
]
LONGEST_EMAIL = 254
AREA, NO_AREA = "Where do you live?", "I would rather not say"
PLACES = {"whole": "The whole clause", "document": "The whole document"}


class CommentForm(Form):
    """What somebody says, and what it is about. Where it points comes in hidden fields, or as a sentence chosen."""

    body = TextAreaField("What do you want to say?")
    organisation = SelectField("Who speaks?", choices=[("", "I speak for myself")], validate_choice=False)
    vote = RadioField("Do you agree with the words as they stand?", choices=VOTES, default="", validate_choice=False)
    nearest = RadioField("Which words do you mean?", choices=[], default="", validate_choice=False)
    area = SelectField(AREA, choices=[], validate_choice=False)
    channel = SelectField("How did it reach you?", choices=CHANNELS, default=Channel.WEB.value, validate_choice=False)
    received = DateParts("On what day did it arrive?")
    on_behalf_of = StringField("Who said it?", filters=[one_line])
    do = HiddenField(default="comment")
    revision = HiddenField()
    clause = HiddenField()
    sentence = HiddenField()
    quote = HiddenField()
    prefix = HiddenField()
    suffix = HiddenField()
    start = HiddenField()
    end = HiddenField()
    reply_to = HiddenField()
    next = HiddenField()

    def offer(self, person: Person | None) -> None:
        """Offer the organisations a person may speak for."""
        if person is not None:
            self.organisation.choices = [
                ("", "I speak for myself"),
                *((one.organisation.slug, f"I speak for {one.organisation.name}") for one in person.memberships),
            ]

    def offer_areas(self, choices: Sequence[Choice]) -> None:
        """Offer the areas officers keep a list of; none: nobody is asked."""
        if choices:
            self.area.choices = [("", NO_AREA), *((one.public_id, one.name) for one in choices)]
            if self.area.data is None:
                self.area.data = next((one.public_id for one in choices if one.chosen), "")

    def offer_entering_only(self) -> None:
        """Offer no words of one's own: after the closing officers enter what arrived before it."""
        self.channel.choices = CHANNELS[1:]

    def offer_nearest(self, nearest: dict[str, Any] | None) -> None:
        """Offer the passage nearest to a quote that was not found, beside the wider choices."""
        choices = []
        if nearest is not None:
            value = f"{nearest['clause']}:{nearest['start']}-{nearest['end']}"
            choices.append((value, f"“{nearest['passage']}”"))
        wider = ("whole", "document") if self.clause.data else ("document",)
        self.nearest.choices = [*choices, *((value, PLACES[value]) for value in wider)]
        self.nearest.data = choices[0][0] if choices else None

    @property
    def votes_only(self) -> bool:
        """Whether only a vote came in. Raises Refused where words came with "only vote", or no vote did."""
        wrote = bool((self.body.data or "").strip())
        if self.do.data == "vote" and wrote:
            raise Refused("You wrote something, but chose only to vote. Send both, or empty the box.", field="body")
        if (self.do.data == "vote" and not self.vote.data) or (self.vote.data or "") not in dict(VOTES):
            raise Refused("Choose agree, unsure or disagree.", field="vote")
        return bool(self.vote.data) and not wrote

    def read(self) -> NewComment:
        """Return what came in. Raises Refused for what no form of ours sends."""
        clause, quote, hint = self._place()
        try:
            channel = Channel(self.channel.data or Channel.WEB)
        except ValueError:
            raise Refused("Choose how it reached you from the list.", field="channel") from None
        return NewComment(
            body=self.body.data or "",
            revision=read_number(self.revision.data, "revision"),
            clause=clause or None,
            quote=quote,
            prefix=self.prefix.data or "",
            suffix=self.suffix.data or "",
            hint=hint,
            reply_to=(self.reply_to.data or "").upper() or None,
            organisation=self.organisation.data or None,
            channel=channel,
            received=self.received.data,
            on_behalf_of=self.on_behalf_of.data or None,
        )

    def _place(self) -> tuple[str, str, tuple[int, int] | None]:
        """Return clause, quote and range, from the passage chosen, the words selected or the sentence."""
        chosen, clause = self.nearest.data or "", self.clause.data or ""
        if chosen == "whole":
            return clause, "", None
        if chosen == "document":
            return "", "", None
        if ":" in chosen:
            clause, _, span = chosen.partition(":")
            return clause, "", _range(span)
        if (self.quote.data or "").strip():
            start, end = read_number(self.start.data, "start"), read_number(self.end.data, "end")
            return clause, self.quote.data or "", (start, end) if start is not None and end is not None else None
        sentence = self.sentence.data or ""
        return clause, "", None if sentence in ("", "all") else _range(sentence)


def _range(span: str) -> tuple[int, int]:
    start, _, end = span.partition("-")
    if not (start.isdecimal() and end.isdecimal() and len(span) < 30):
        raise Refused("Choose one of the sentences, or the whole clause.", field="sentence")
    return int(start), int(end)


def read_number(value: str | None, field: str) -> int | None:
    """Read a number a form of ours carries, or none. Raises Refused."""
    if not value:
        return None
    if not (value.isdecimal() and value.isascii() and len(value) < 10):
        raise Refused("This form was altered on its way. Open the document again and choose the words.", field=field)
    return int(value)


class ReplyForm(Form):
    """A reply."""

    body = TextAreaField("Your reply")
    organisation = SelectField("Who speaks?", choices=[("", "I speak for myself")], validate_choice=False)

    offer = CommentForm.offer


class EditForm(Form):
    """Other words for something said a moment ago."""

    body = TextAreaField("Your words")


class SuggestForm(Form):
    """Why other words, and for whom; the words themselves stand on the sheet (`suggestion_sheet`)."""

    body = TextAreaField("Why would this be better?")
    organisation = SelectField("Who speaks?", choices=[("", "I speak for myself")], validate_choice=False)
    area = SelectField(AREA, choices=[], validate_choice=False)
    another = SelectField("Also change another clause", choices=[], validate_choice=False)
    revision = HiddenField()

    offer = CommentForm.offer
    offer_areas = CommentForm.offer_areas

    @property
    def revision_number(self) -> int | None:
        """The number of the revision read. Raises Refused."""
        return read_number(self.revision.data, "revision")


class WithdrawForm(Form):
    """A button."""


class EmailForm(Form):
    """Where to send the code."""

    email = StringField(
        "Your e-mail address",
        filters=[one_line],
        validators=[
            DataRequired("Write your e-mail address"),
            Length(max=LONGEST_EMAIL, message="An e-mail address is shorter than that: look at it again"),
        ],
    )
    shown_as = StringField(
        "Your name, as others will see it",
        filters=[one_line],
        validators=[Length(max=LONGEST_NAME, message=f"Write a name of up to {LONGEST_NAME} letters")],
    )


class NameForm(Form):
    """A name only."""

    name = StringField(
        "Your name",
        filters=[one_line],
        validators=[
            DataRequired("Write your name"),
            Length(max=LONGEST_NAME, message=f"Write a name of up to {LONGEST_NAME} letters"),
        ],
    )


class SendForm(Form):
    """A button for somebody who has signed in meanwhile; a name if they have none yet."""

    shown_as = StringField(
        "Your name, as others will see it",
        filters=[one_line],
        validators=[Length(max=LONGEST_NAME, message=f"Write a name of up to {LONGEST_NAME} letters")],
    )


__all__ = [
    "LONGEST",
    "CommentForm",
    "EditForm",
    "EmailForm",
    "NameForm",
    "ReplyForm",
    "SendForm",
    "SuggestForm",
    "WithdrawForm",
]
