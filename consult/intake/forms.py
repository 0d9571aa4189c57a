"""Forms of the intake register."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from flask_wtf.file import FileField, MultipleFileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from consult.accounts.models import Organisation, Person
from consult.core.errors import Refused
from consult.documents.models import Document
from consult.infra.fields import DateParts
from consult.infra.forms import Form, one_line
from consult.infra.keyed import digest, same
from consult.intake.files import KeptFile, Sent, keep
from consult.intake.models import Source
from consult.intake.words import SOURCES

ENTERED = [(source.value, name) for source, name in SOURCES.items() if source is not Source.TABLE]


class FilesMixin:
    """Files, and those already kept while the form comes back for another reason."""

    files = MultipleFileField("The files it came in")
    kept = HiddenField()

    def keep(self, folder: Path) -> list[KeptFile]:
        """Keep what was sent, and return it with what was kept before. Raises Refused."""
        found = _read_kept(self.kept.data or "")
        for sent in self.files.data or []:
            if sent and sent.filename:
                found.append(keep(folder, Sent(sent.filename, sent.read())))
        self.kept.data = _write_kept(found)
        return found

    @property
    def kept_names(self) -> list[str]:
        """The names of the files kept already."""
        return [file.name for file in _read_kept(self.kept.data or "")]


class EnterForm(Form, FilesMixin):
    """Something that came in."""

    source = SelectField("What is it?", choices=ENTERED, default=Source.LETTER.value)
    title = StringField(
        "Describe it in a few words",
        [DataRequired("Say what it is, for example “Letter of two pages” or “Flipchart of table 3”.")],
        filters=[one_line],
    )
    received = DateParts("On what day did it arrive?")
    sender = StringField("Who sent it?", filters=[one_line])
    email = StringField("E-mail address for the receipt", [Length(max=254)], filters=[one_line])
    shown_as = StringField("The name to show in public", filters=[one_line])
    organisation = SelectField("For an organisation?", choices=[("", "None of those below")], validate_choice=False)
    people = StringField("How many people stand behind it?", filters=[one_line])
    words = TextAreaField("What it says")
    reader = SelectField("Who reads it?")
    again = BooleanField("It came a second time: register it all the same")

    def offer(self, readers: Sequence[Person], organisations: Sequence[Organisation], present: Person) -> None:
        """Offer who can read it and whom it can be for; the present officer first."""
        everybody = {person.public_id: person for person in (present, *readers)}
        self.reader.choices = [(one, person.name or "An officer") for one, person in everybody.items()]
        self.organisation.choices = [
            ("", "None of those below"),
            *((organisation.slug, organisation.name) for organisation in organisations),
        ]


class PartForm(Form):
    """One part."""

    document = SelectField("Of which document?", validate_choice=True)
    words = TextAreaField("What this part says")
    code = StringField("The clause it is about", filters=[one_line])
    place = StringField("Where it stands", filters=[one_line])
    people = StringField("How many people it speaks for", filters=[one_line])
    agreeing = StringField("How many of them agree", filters=[one_line])
    seen = HiddenField()

    def offer(self, documents: Sequence[Document]) -> None:
        """Offer the documents that have a published text."""
        self.document.choices = [(one.slug, one.title) for one in documents if one.newest_revision is not None]
        if len(self.document.choices) == 1 and not self.document.data:
            self.document.data = self.document.choices[0][0]

    @property
    def several(self) -> bool:
        """Whether there is more than one document to choose."""
        return len(list(self.document.iter_choices())) > 1


class ManyForm(Form):
    """Many parts at once."""

    document = SelectField("Of which document?", validate_choice=True)
    typed = TextAreaField("The parts", [Length(max=400_000)])
    seen = HiddenField()

    offer, several = PartForm.offer, PartForm.several


class WordsForm(Form):
    """What it says. `shown`: a mark of what was written down when the form was opened."""

    words = TextAreaField("What it says")
    shown = HiddenField()


class FilesForm(Form, FilesMixin):
    """Further files."""


class MarkForm(Form):
    """Why nothing is entered from it."""

    mark = RadioField(
        "What is it?",
        choices=[("twice", "It is entered twice"), ("nothing", "It says nothing that needs an answer")],
        validators=[DataRequired("Choose one of the two.")],
    )
    twice = StringField("The reference of the other one", filters=[one_line])
    reason = TextAreaField("Why?")


class ReaderForm(Form):
    """Who reads it."""

    reader = SelectField("Who reads it?")

    def offer(self, readers: Sequence[Person], present: Person) -> None:
        """Offer the officers."""
        everybody = {person.public_id: person for person in (*readers, present)}
        self.reader.choices = [(one, person.name or "An officer") for one, person in everybody.items()]


class ForgetForm(Form):
    """Take the sender's name and address away."""

    reason = TextAreaField("Why?")


class TableForm(Form):
    """A table of answers."""

    came_from = StringField(
        "Where do the answers come from?",
        [DataRequired("Say where the answers come from, for example “Survey of March 2026”.")],
        filters=[one_line],
    )
    document = SelectField("Of which document?", validate_choice=True)
    received = DateParts("By what day had they arrived?")
    file = FileField("The file")

    offer, several = PartForm.offer, PartForm.several


def read_count(typed: str | None, field: str) -> int | None:
    """Read a number of people, or none. Raises Refused."""
    plain = (typed or "").replace(",", "").replace(" ", "")
    if not plain:
        return None
    if not (plain.isdecimal() and plain.isascii() and len(plain) < 10):
        raise Refused("Write a whole number, for example 8, or nothing.", field=field)
    return int(plain)


def _write_kept(files: Sequence[KeptFile]) -> str:
    """Write kept files so that nobody can name others: with a hash under the site's key."""
    plain = json.dumps([[file.name, file.hash, file.size] for file in files])
    return f"{digest('intake files', plain)}:{plain}"


def _read_kept(sent: str) -> list[KeptFile]:
    signed, _, plain = sent.partition(":")
    if not plain or not same(signed, digest("intake files", plain)):
        return []
    return [KeptFile(*one) for one in json.loads(plain)]
