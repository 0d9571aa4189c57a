"""Forms an officer fills in to run a consultation."""

from __future__ import annotations

import re
from datetime import datetime, time

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from consult.consultations.models import Audience
from consult.infra import clock
from consult.infra.fields import DateParts
from consult.infra.forms import Form, one_line

CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?")


def read_time(typed: str) -> time | None:
    """Read a time as people write it, or return None for nothing and for midnight. Raises ValueError.

    >>> read_time("5pm"), read_time("17:30"), read_time("noon")
    (datetime.time(17, 0), datetime.time(17, 30), datetime.time(12, 0))
    """
    plain = typed.strip().lower()
    if plain in ("", "midnight"):  # the day it opens begins there, the day it closes ends there
        return None
    if plain in ("noon", "midday"):
        return time(12)
    found = CLOCK.fullmatch(plain)
    if found is None:
        raise ValueError("Write a time like 5pm or 17:30")
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        raise ValueError("Write a time like 5pm or 17:30")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute)


class DatesMixin:
    """Opening and closing, each a date and perhaps a time in London."""

    opens_on = DateParts("Opens on")
    opens_time = StringField("Opens at", [Length(max=20)])
    closes_on = DateParts("Closes on")
    closes_time = StringField("Closes at", [Length(max=20)])

    def validate_opens_time(self, field: StringField) -> None:
        """Refuse a time nobody can read."""
        _readable(field)

    def validate_closes_time(self, field: StringField) -> None:
        """Refuse a time nobody can read."""
        _readable(field)

    @property
    def opens_at(self) -> datetime | None:
        """When it opens, in UTC; without a time, at the start of the day."""
        if self.opens_on.data is None:
            return None
        return clock.in_london(self.opens_on.data, read_time(self.opens_time.data or "") or time.min)

    @property
    def closes_at(self) -> datetime | None:
        """When it closes, in UTC; without a time, with the last instant of the day."""
        if self.closes_on.data is None:
            return None
        at = read_time(self.closes_time.data or "")
        return clock.end_of_day(self.closes_on.data) if at is None else clock.in_london(self.closes_on.data, at)


def _readable(field: StringField) -> None:
    try:
        read_time(field.data or "")
    except ValueError as error:
        raise ValidationError(str(error)) from None


class DetailsForm(Form):
    """What a consultation is about and whom it is for."""

    owner = SelectField("Which organisation runs this?", coerce=int, validate_choice=True)
    title = StringField(
        "Title", [DataRequired("Give it a title people will recognise."), Length(max=200)], filters=[one_line]
    )
    purpose = TextAreaField(
        "What is this for?",
        [
            DataRequired("Say in a few sentences what this is for, and what can still change."),
            Length(max=10_000),
        ],
    )
    audience = RadioField(
        "Who is it for?",
        choices=[
            (Audience.EVERYONE, "Everyone"),
            (Audience.INVITED, "Only organisations and networks I choose"),
        ],
        default=Audience.EVERYONE,
    )
    organisations = SelectMultipleField("Organisations", coerce=int)
    networks = SelectMultipleField("Networks", coerce=int)


class CreateForm(DetailsForm, DatesMixin):
    """A new consultation."""


class TimetableForm(Form, DatesMixin):
    """Moving the dates."""

    reason = TextAreaField("Why do the dates move?", [Length(max=2_000)])


class EntryForm(Form):
    """A date in the public timetable."""

    on = DateParts("Date")
    time = StringField("Time", [Length(max=60)])
    what = StringField("What happens", [DataRequired("Say what happens on this day."), Length(max=200)])
    where = StringField("Where", [Length(max=200)])

    def validate_on(self, field: DateParts) -> None:
        """Refuse an entry without a date."""
        if field.data is None and not field.errors:
            raise ValidationError("Give the date.")


class StageForm(Form):
    """Moving on by hand."""

    stage = RadioField("What happens now?", [DataRequired("Choose what happens now.")])
    reason = TextAreaField(
        "Why?", [DataRequired("Say why: people will see it beside the new stage."), Length(max=2_000)]
    )
    closes_on = DateParts("If it opens: closes on")

    @property
    def closes_at(self) -> datetime | None:
        """When the round closes, if a date was given."""
        return clock.end_of_day(self.closes_on.data) if self.closes_on.data else None


class PaperForm(Form):
    """A background paper: a link or a file."""

    title = StringField("Title", [DataRequired("Give the paper a title."), Length(max=200)], filters=[one_line])
    what = TextAreaField("What is it, and why does it matter here?", [Length(max=2_000)])
    url = StringField("Link", [Length(max=2_000)])
    file = FileField("Or a file")


class CopyForm(Form):
    """A new consultation like an old one."""

    title = StringField(
        "Title of the new consultation", [DataRequired("Give it a title."), Length(max=200)], filters=[one_line]
    )
