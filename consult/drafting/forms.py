"""Forms of the working draft."""

from __future__ import annotations

from datetime import datetime

from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length

from consult.core.scopes import Scope
from consult.infra import clock
from consult.infra.fields import DateParts
from consult.infra.forms import Form

AGAIN = "Open this page again from the working draft."


class WholeForm(Form):
    """The whole text."""

    markdown = TextAreaField("The text", [Length(max=2_000_000)])
    expected_save = HiddenField(validators=[DataRequired(AGAIN)])


class ClauseForm(Form):
    """The words of one clause."""

    text = TextAreaField("Words", [Length(max=100_000)])
    expected_save = HiddenField(validators=[DataRequired(AGAIN)])


class ScopeForm(Form):
    """What can change in a clause."""

    scope = RadioField(
        "What can change?",
        choices=[
            (Scope.OPEN.value, "Open to change"),
            (Scope.LAW.value, "Fixed by law"),
            (Scope.BUDGET.value, "Fixed by budget"),
            (Scope.DECIDED.value, "Already decided"),
        ],
        default=Scope.OPEN.value,
    )
    reason = TextAreaField("Why it cannot change", [Length(max=2_000)])


class PlaceForm(Form):
    """Where the words of a contribution lie now."""

    clause = RadioField("Which clause do the words stand in now?", choices=[], validate_choice=False)
    quote = TextAreaField("The words, copied from that clause", [Length(max=10_000)])


class MergeForm(Form):
    """The save a suggestion is merged into; the words stand in boxes of their own."""

    expected_save = HiddenField(validators=[DataRequired(AGAIN)])
    version = HiddenField()


class DecideForm(Form):
    """Why a suggestion is not taken, or what its authors are asked to look at again."""

    version = HiddenField()

    fate = RadioField(
        "What do you decide?",
        [DataRequired("Choose one.")],
        choices=[("not taken", "Decline it"), ("carried forward", "Refer it back")],
    )
    reason = TextAreaField(
        "Reason",
        [
            DataRequired("Give the reason: the people who suggested it read it, and so can everybody."),
            Length(max=10_000, message="Write up to 10,000 characters here."),
        ],
        description="The people who suggested it read this, and so can everybody, once it is published.",
    )


class PublishForm(Form):
    """What an officer says when publishing."""

    summary = TextAreaField("What changed, in plain words", [Length(max=5_000)])
    editorial = SelectMultipleField("Only a slip put right", choices=[], validate_choice=False)
    exception = TextAreaField("The reason, in public", [Length(max=5_000)])
    expected_save = HiddenField(validators=[DataRequired(AGAIN)])


class AskingAgainForm(Form):
    """Whether people are asked again about what changed after the closing."""

    choice = RadioField(
        "What happens now?",
        [DataRequired("Choose whether people are asked again.")],
        choices=[("reopen", "Ask again: open these clauses"), ("leave", "Do not ask again")],
    )
    clauses = SelectMultipleField("Clauses", validate_choice=False, choices=[])
    closes_on = DateParts("If it opens again: closes on")
    reason = TextAreaField("Why?", [DataRequired("Say why: people will see it."), Length(max=2_000)])

    @property
    def closes_at(self) -> datetime | None:
        """When it closes again, if a date was given."""
        return clock.end_of_day(self.closes_on.data) if self.closes_on.data else None
