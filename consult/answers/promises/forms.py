"""Forms of promises: what is promised, by whom and until when; and what became of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.accounts.models import Person
from consult.answers.promises.models import PromiseState
from consult.answers.promises.service import LONGEST, LONGEST_KEEPER, Terms
from consult.infra.fields import DateParts
from consult.infra.forms import Form, one_line

CHANGE = "change"


class _TermsForm(Form):
    """What is promised, who keeps it, until when, and which officer is reminded."""

    words = TextAreaField("What is promised", [Length(max=LONGEST * 2)])
    keeper = StringField("Who keeps it?", [Length(max=LONGEST_KEEPER * 2)], filters=[one_line])
    due_on = DateParts("Until when?")
    officer = SelectField("Which officer is reminded?", choices=[], validate_choice=False)

    def offer(self, officers: Sequence[Person], present: Person | None) -> None:
        """Offer the officers; the one who fills the form in comes first."""
        ordered = sorted(officers, key=lambda one: present is None or one.id != present.id)
        self.officer.choices = [(one.public_id, one.name or one.email or "An officer") for one in ordered]

    @property
    def terms(self) -> Terms:
        """What stands in the form."""
        return Terms(
            words=self.words.data or "",
            keeper=self.keeper.data or "",
            officer=self.officer.data or "",
            due_on=self.due_on.data,
        )


class PromiseForm(_TermsForm):
    """A new promise. `found`: the sentence it comes from."""

    document = SelectField("Which document?", choices=[], validate_choice=False)
    references = TextAreaField("Whose words does it answer?", [Length(max=2_000)])
    found = HiddenField()

    @property
    def named(self) -> list[str]:
        """The references that were typed, between blanks or commas."""
        return [one for one in re.split(r"[\s,;]+", self.references.data or "") if one]


class BecameForm(_TermsForm):
    """What became of a promise. `seen`: its newest step when the form was made."""

    state = RadioField(
        "What became of it?",
        [InputRequired("Choose what became of it.")],
        choices=[
            (PromiseState.KEPT.value, "It was kept"),
            (PromiseState.NOT_KEPT.value, "It was not kept"),
            (CHANGE, "It changes: other words, another date, or somebody else keeps it"),
        ],
    )
    note = TextAreaField("What do you tell the public?", [Length(max=LONGEST * 2)])
    seen = HiddenField()
