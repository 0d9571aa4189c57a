"""Forms of this feature."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired

from consult.contributions.models import Status
from consult.infra.forms import Form
from consult.moderation.models import Ruling

CHOICES = {
    Status.HELD: [
        (Ruling.CONFIRM.value, "Show it"),
        (Ruling.HIDE.value, "Hide it, with a reason"),
    ],
    Status.PUBLISHED: [
        (Ruling.KEEP.value, "Let it stand"),
        (Ruling.HIDE.value, "Hide it, with a reason"),
    ],
    Status.HIDDEN: [(Ruling.SHOW.value, "Show it again")],
}
"""What an officer may decide about a contribution of each status; nothing about one its author took back."""


class ReportForm(Form):
    """What is wrong with a contribution."""

    reason = TextAreaField("What is wrong with it?")


class RuleForm(Form):
    """What an officer decides, and why."""

    ruling = RadioField("What do you decide?", validators=[InputRequired("Choose what you decide")])
    reason = TextAreaField("Reason")
    next = HiddenField()
