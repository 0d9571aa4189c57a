"""Forms of themes."""

from __future__ import annotations

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired

from consult.infra.forms import Form, one_line


class ThemeForm(Form):
    """A theme's name, and what belongs to it. `shown`: a mark of both as the form showed them."""

    name = StringField("Name", validators=[InputRequired("Give the theme a name.")], filters=[one_line])
    description = TextAreaField("What belongs here, and what does not")
    shown = HiddenField()
