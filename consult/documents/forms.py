"""Forms about a document."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from consult.infra.forms import Form


class MemberForm(Form):
    """Someone to invite to the drafting group."""

    email = StringField("Email address", [DataRequired("Write the address of the person to add."), Length(max=254)])
    name = StringField("Name, if we do not know them yet", [Length(max=120)])
