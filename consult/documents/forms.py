"""Forms about a document."""

from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.validators import Length

from consult.infra.forms import Form


class InvitationForm(Form):
    """Somebody to invite to the drafting group: a person by their address, or all of an organisation."""

    email = StringField("Email address of a person", [Length(max=254)])
    organisation = SelectField("Or an organisation, with all its members here", choices=[], validate_choice=False)
