"""Forms of the summary."""

from __future__ import annotations

from wtforms import HiddenField, IntegerField, StringField, TextAreaField

from consult.infra.forms import Form, one_line


class SectionForm(Form):
    """The words of a section, and the version that was read."""

    title = StringField("Title of this section", filters=[one_line])
    body = TextAreaField("What people said")
    version = HiddenField()


class TitleForm(Form):
    """A new section."""

    title = StringField("Title of the new section", filters=[one_line])


class SignForm(Form):
    """A signature under one version."""

    name = StringField("Your name, as the public sees it", filters=[one_line])
    role = StringField("What you sign as, if you like", filters=[one_line])
    version = HiddenField()


class ReadForm(Form):
    """A decision-maker's "I have read this"."""

    words = TextAreaField("Anything you want to add, if you like. It is public.")
    version = HiddenField()


class InviteForm(Form):
    """The address of a decision-maker."""

    email = StringField("Their e-mail address", filters=[one_line])


class QuotesForm(Form):
    """Which quotes of a draft go into a section."""

    version = IntegerField()
