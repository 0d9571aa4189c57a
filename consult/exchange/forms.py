"""Forms that take a text in or give it out."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from consult.accounts.models import Person
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


class ExportForm(Form):
    """How a document is taken away: which revision, in what form, with what in it."""

    format = RadioField(
        "As what?",
        choices=[
            ("docx", "A Word file"),
            ("html", "A web page"),
            ("md", "Plain text with marks (Markdown)"),
            ("csv", "A table of its clauses (CSV)"),
            ("json", "Data for programs (JSON)"),
        ],
        default="docx",
    )
    revision = SelectField("Which revision?")
    since = SelectField("Show what changed?", default="")
    comments = BooleanField("With what people said, as comments in the margin")

    def offer(self, numbers: Sequence[int]) -> None:
        """Offer the revisions there are, the newest first."""
        newest = numbers[-1]
        self.revision.choices = [
            (str(number), f"Revision {number}{', the newest' if number == newest else ''}")
            for number in reversed(numbers)
        ]
        self.since.choices = [
            ("", "No, the words as they stand"),
            *((str(number), f"Yes, track the changes since revision {number}") for number in reversed(numbers[:-1])),
        ]


class WordForm(Form):
    """A partner's edited Word file; what was read from it; why the words should change, and who says so."""

    file = FileField("The Word file you worked on")
    kept = HiddenField()
    reason = TextAreaField("Why should these words change?", [Length(max=20_000)])
    organisation = SelectField("Who speaks?", choices=[("", "I speak for myself")], default="", validate_choice=False)

    def offer(self, person: Person | None) -> None:
        """Offer the organisations a person may speak for."""
        if person is not None:
            self.organisation.choices = [
                ("", "I speak for myself"),
                *((one.organisation.slug, f"I speak for {one.organisation.name}") for one in person.memberships),
            ]
