"""Forms of who has spoken."""

from __future__ import annotations

from wtforms import FileField, StringField, TextAreaField

from consult.infra.fields import DateParts
from consult.infra.forms import Form, one_line


class ApproachForm(Form):
    """Whom to ask."""

    whom = StringField("Whom will you ask?", filters=[one_line])
    who = StringField("Who of you asks them?", filters=[one_line])
    due = DateParts("Until when?")


class DoneForm(Form):
    """What came of it."""

    note = StringField("What came of it?", filters=[one_line])


class AreasForm(Form):
    """The areas people may choose, one on each line."""

    names = TextAreaField("Areas, one on each line")


class PopulationForm(Form):
    """A file of areas and the people in each."""

    file = FileField("A CSV file of areas and people")


class OpinionsForm(Form):
    """A button."""
