"""Forms of the answers' desk: one answer for many, a reason for the library, what authors say."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from consult.answers.desk.many import Over
from consult.answers.forms import LONGEST_REASON, SAID, Anything
from consult.answers.reasons.service import LONGEST_NAME
from consult.answers.replies.service import LONGEST
from consult.infra.forms import Form, one_line

TOO_LONG = "Write up to %(max)d characters."
YES, NO = "yes", "no"


class ManyForm(Form):
    """One answer for many contributions."""

    fate = RadioField(
        "What became of them?",
        [DataRequired("Choose what became of them.")],
        choices=[(fate.value, said) for fate, said in SAID.items()],
    )
    reason = TextAreaField(
        "Reason or answer",
        [Length(max=LONGEST_REASON, message=TOO_LONG)],
        description="Each person who said one of these reads it, and so can everybody.",
    )
    words = Anything("The words they changed", choices=[], validate_choice=False)
    over = RadioField(
        "Where there is a draft already",
        choices=[
            (Over.NONE.value, "Keep it"),
            (Over.MINE.value, "Replace those I wrote, keep those of others"),
            (Over.ALL.value, "Replace all of them, also those of others"),
        ],
        default=Over.NONE.value,
    )
    pick = SelectField("A reason from the library", choices=[], validate_choice=False)
    placed = HiddenField()
    seen = HiddenField()


class ReasonForm(Form):
    """A reason for the library."""

    name = StringField(
        "Short name",
        [DataRequired("Give it a short name."), Length(max=LONGEST_NAME, message=TOO_LONG)],
        filters=(one_line,),
        description="As officers call it, for example “Outside this budget”. The public does not see it.",
    )
    text = TextAreaField(
        "The reason",
        [DataRequired("Write the reason."), Length(max=LONGEST_REASON, message=TOO_LONG)],
        description="As people will read it. Whoever uses it can still change it for one answer.",
    )
    where = RadioField(
        "Where it is offered",
        choices=[("here", "In this consultation"), ("everywhere", "In all our consultations")],
        default="here",
    )
    seen = HiddenField()


class PublishForm(Form):
    """Publish drafted answers in bulk."""

    reason = TextAreaField(
        "Why they go out all the same",
        [Length(max=2_000, message=TOO_LONG)],
        description="Kept in the record of this consultation, with your name.",
    )
    mark = HiddenField()


class MeantForm(Form):
    """What an author says of an answer: one of two buttons, and words if they like."""

    words = TextAreaField(
        "Anything to add (you do not have to)",
        [Length(max=LONGEST, message=TOO_LONG)],
        description="Everybody can read it, under the answer.",
    )


class CodeForm(Form):
    """A code from a letter."""

    code = StringField("The code in your letter", [DataRequired("Type the code in your letter.")], filters=(one_line,))


class HideWordsForm(Form):
    """Hide the words of a reply."""

    reason = StringField(
        "Reason for hiding these words",
        [DataRequired("Give a reason: it stands in the place of the words."), Length(max=LONGEST, message=TOO_LONG)],
        filters=(one_line,),
    )
