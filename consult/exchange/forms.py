"""Forms that take a text in."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from consult.documents.models import DocumentKind
from consult.infra.forms import Form, one_line

ACCEPT = ".docx,.md,.markdown,.html,.htm,.txt"
LONGEST = 2_000_000
"""Characters a text may have."""


class DocumentForm(Form):
    """A new document: its title and its text, typed or as a file."""

    title = StringField("Title", [DataRequired("Give the document a title."), Length(max=200)], filters=[one_line])
    kind = RadioField(
        "What is it?",
        choices=[
            (DocumentKind.AGENDA, "An agenda"),
            (DocumentKind.SPECIFICATION, "A service specification"),
            (DocumentKind.OTHER, "Another text"),
        ],
        default=DocumentKind.AGENDA,
    )
    file = FileField("Upload it")
    markdown = TextAreaField("Or write it here", [Length(max=LONGEST)])


class NewerFileForm(Form):
    """A newer file as the next draft."""

    file = FileField("The newer file")
    markdown = HiddenField()
    expected_save = HiddenField(validators=[DataRequired("Open this page again from the working draft.")])
    filename = HiddenField()
