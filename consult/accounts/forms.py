"""Forms of this feature."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, Optional

from consult.accounts.models import MemberRole, Organisation, OrganisationKind, OrganisationSize
from consult.accounts.organisations import LONGEST_NAME, OrganisationWords
from consult.accounts.people import LONGEST_NAME as LONGEST_PERSON
from consult.infra.forms import Form, one_line

LONGEST_EMAIL = 254
ROLES = [
    (MemberRole.PARTNER.value, "Partner: speaks for this organisation"),
    (MemberRole.OFFICER.value, "Officer: runs its consultations"),
]


class EmptyForm(Form):
    """A button, and where to go afterwards."""

    next = HiddenField()


class SignInForm(Form):
    """Where to send the code."""

    email = StringField(
        "Your e-mail address",
        filters=[one_line],
        validators=[
            DataRequired("Write your e-mail address"),
            Length(max=LONGEST_EMAIL, message="An e-mail address is shorter than that: look at it again"),
        ],
    )
    next = HiddenField()


class CodeForm(Form):
    """The six digits."""

    code = StringField(
        "The six digits",
        filters=[one_line],
        validators=[
            DataRequired("Write the six digits from the mail"),
            Length(max=20, message="The code is six digits: look at the mail again"),
        ],
    )
    handle = HiddenField()
    next = HiddenField()


class NameForm(Form):
    """The name shown beside what a person says."""

    name = StringField(
        "Your name, as others will see it",
        filters=[one_line],
        validators=[
            DataRequired("Write the name you want shown"),
            Length(max=LONGEST_PERSON, message=f"Write a name of up to {LONGEST_PERSON} letters"),
        ],
    )
    next = HiddenField()


class TokenForm(Form):
    """A token to make."""

    name = StringField(
        "What it is for",
        filters=[one_line],
        validators=[
            DataRequired("Say what the token is for, so that you know it again"),
            Length(max=100, message="Say it in up to 100 letters"),
        ],
    )
    scope = RadioField(
        "What it may do",
        choices=[("read", "Read what you can read"), ("write", "Read and write as you can")],
        default="read",
        validators=[DataRequired("Choose what the token may do")],
    )


class PersonForm(Form):
    """A person to add."""

    email = StringField(
        "E-mail address",
        filters=[one_line],
        validators=[DataRequired("Write the person’s e-mail address"), Length(max=LONGEST_EMAIL)],
    )
    name = StringField(
        "Name",
        description="Leave it empty if you do not know it: they are asked when they first sign in.",
        filters=[one_line],
        validators=[Optional(), Length(max=LONGEST_PERSON, message=f"Write a name of up to {LONGEST_PERSON} letters")],
    )


class MemberForm(PersonForm):
    """A person to add to an organisation."""

    role = RadioField("What they do here", choices=ROLES, default=MemberRole.PARTNER.value)


class OrganisationForm(Form):
    """What is said about an organisation."""

    name = StringField(
        "Name",
        filters=[one_line],
        validators=[
            DataRequired("Write the organisation’s name"),
            Length(max=LONGEST_NAME, message=f"Write a name of up to {LONGEST_NAME} letters"),
        ],
    )
    kind = SelectField("Kind", choices=[(kind.value, kind.value.capitalize()) for kind in OrganisationKind])
    size = SelectField(
        "How many people work for it",
        choices=[("", "Not known"), *((size.value, size.value.capitalize()) for size in OrganisationSize)],
    )
    contact_email = StringField("Contact e-mail", filters=[one_line], validators=[Length(max=LONGEST_EMAIL)])
    contact_phone = StringField("Contact phone", filters=[one_line], validators=[Length(max=60)])
    contact_post = StringField("Postal address", filters=[one_line], validators=[Length(max=300)])

    def words(self) -> OrganisationWords:
        """Return what was filled in."""
        return OrganisationWords(
            name=self.name.data or "",
            kind=OrganisationKind(self.kind.data),
            size=OrganisationSize(self.size.data) if self.size.data else None,
            contact_email=self.contact_email.data or None,
            contact_phone=self.contact_phone.data or None,
            contact_post=self.contact_post.data or None,
        )


class NetworkForm(Form):
    """A network and who is in it."""

    name = StringField(
        "Name",
        filters=[one_line],
        validators=[
            DataRequired("Write the network’s name"),
            Length(max=LONGEST_NAME, message=f"Write a name of up to {LONGEST_NAME} letters"),
        ],
    )
    members = SelectMultipleField("Organisations in it")

    def offer(self, organisations: list[Organisation]) -> None:
        """Give the organisations to choose from."""
        self.members.choices = [(organisation.slug, organisation.name) for organisation in organisations]
