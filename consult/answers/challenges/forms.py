"""Forms of challenges: what somebody thinks a change is, and what an officer answers."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.answers.challenges.service import LONGEST
from consult.infra.forms import Form

MATERIAL, EDITORIAL = "material", "editorial"


class ChallengeForm(Form):
    """Why a change is called the wrong thing; `called`: what it was called when they read it."""

    called = HiddenField()
    reason = TextAreaField("Why do you think so?", [Length(max=LONGEST * 2)])

    @property
    def editorial(self) -> bool | None:
        """Whether it was called editorial when they read it; None where the form does not say."""
        return {EDITORIAL: True, MATERIAL: False}.get(self.called.data or "")


class AnswerForm(Form):
    """What a change is called from now on, and why."""

    called = RadioField("What is this change?", [InputRequired("Choose what it is called from now on.")], choices=[])
    answer = TextAreaField("Your reason", [Length(max=LONGEST * 2)])

    def offer(self, *, editorial: bool, may_be_editorial: bool) -> None:
        """Offer what the change may be called. editorial: what it is called now."""
        names = [(MATERIAL, "It changes the meaning"), (EDITORIAL, "It puts a slip right: the meaning is the same")]
        now = EDITORIAL if editorial else MATERIAL
        self.called.choices = [
            (value, f"{name} (as it is called now)" if value == now else name)
            for value, name in names
            if value in (now, MATERIAL) or may_be_editorial
        ]


class HideForm(Form):
    """Why the words of a challenge are hidden."""

    hide = TextAreaField("Why are these words hidden?", [Length(max=LONGEST * 2)])
