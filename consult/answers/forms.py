"""Forms about fates."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length

from consult.core.fates import Fate
from consult.infra.forms import Form

LONGEST_REASON = 10_000

SAID = {
    Fate.TAKEN_IN: "Taken in",
    Fate.PARTLY: "Partly taken in",
    Fate.NOT_TAKEN: "Not taken",
    Fate.CARRIED_FORWARD: "Carried forward",
    Fate.OUT_OF_SCOPE: "Out of scope",
    Fate.ANSWERED: "Answered",
    Fate.NOTED: "Noted",
}
HINTS = {
    "taken in": "Point at the words it changed, below.",
    "partly": "Point at the words it changed, and say what was not taken and why.",
    "not taken": "Give the reason.",
    "carried forward": "It waits for the next revision, and asks again then.",
    "out of scope": "Give the reason, for example who decides this instead.",
    "answered": "A question: write the answer.",
    "noted": "Nothing to change or to answer.",
}


class Anything(SelectMultipleField):
    """Boxes whose values are read by the service, which knows what can be pointed at."""

    def pre_validate(self, form: Any) -> None:
        """Take every value."""


class FateForm(Form):
    """A fate for one contribution."""

    fate = RadioField(
        "What became of it?",
        [DataRequired("Choose what became of it.")],
        choices=[(fate.value, said) for fate, said in SAID.items()],
    )
    reason = TextAreaField(
        "Reason or answer",
        [Length(max=LONGEST_REASON, message=f"Write {LONGEST_REASON:,} characters or fewer.")],
        description="The person who said it reads this, and so can everybody.",
    )
    words = Anything("The words it changed", choices=[], validate_choice=False)
    pick = SelectField("A reason from the library", choices=[], validate_choice=False)
    placed = HiddenField()
    seen = HiddenField()
    answered = HiddenField()
