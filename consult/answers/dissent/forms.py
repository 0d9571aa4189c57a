"""Forms of minority notes."""

from __future__ import annotations

from wtforms import SelectField, TextAreaField
from wtforms.validators import Length

from consult.accounts.models import Person
from consult.answers.dissent.service import LONGEST
from consult.infra.forms import Form


class NoteForm(Form):
    """A note, and for whom somebody signs it."""

    text = TextAreaField("What you do not agree with, and why", [Length(max=LONGEST * 4)])
    organisation = SelectField("Who signs?", choices=[], validate_choice=False)

    def offer(self, person: Person | None) -> None:
        """Offer the hats of a person."""
        hats = person.memberships if person else ()
        own = [("", "I sign for myself")]
        self.organisation.choices = own + [(one.organisation.slug, one.organisation.name) for one in hats]
