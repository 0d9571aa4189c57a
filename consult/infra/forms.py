"""The base of all forms: every text is normalised once, at the door."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm

from consult.core.errors import Refused
from consult.core.normal import normalise


def as_text(value: Any) -> Any:
    """Normalise a text (NFC, LF); other values pass. Raises ValueError naming what cannot be kept."""
    if not isinstance(value, str):
        return value
    try:
        return normalise(value)
    except Refused as refusal:
        raise ValueError(refusal.message) from None


def one_line(value: Any) -> Any:
    """Take line breaks and outer spaces out of a text that has one line only."""
    return " ".join(value.split()) if isinstance(value, str) else value


NOT_OFFERED = "Choose among what is offered here now."
PLAIN = {
    "Not a valid choice.": NOT_OFFERED,
    "Invalid Choice: could not coerce.": NOT_OFFERED,
    "Invalid choice(s): one or more data inputs could not be coerced.": NOT_OFFERED,
    "'%(value)s' is not a valid choice for this field.": NOT_OFFERED,
    "Field cannot be longer than %(max)d character.": "Write up to %(max)d characters here.",
    "This field is required.": "Fill this in.",
}
"""What WTForms says by itself, in words of ours."""


class PlainWords:
    """WTForms' messages in words of ours."""

    def gettext(self, message: str) -> str:
        """Return a message as we say it."""
        return PLAIN.get(message, message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return a message that counts as we say it."""
        return PLAIN.get(one, one if count == 1 else many)


class Form(FlaskForm):
    """A form whose texts arrive in one normal form; a NUL or a lone surrogate is the field's error."""

    class Meta(FlaskForm.Meta):
        """How the form treats its fields."""

        csrf = False
        """The application checks the token of every POST before its view, so no form makes one of its own."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Give every field the filter that normalises, before its own."""
            filters = (as_text, *unbound_field.kwargs.get("filters", ()))
            return unbound_field.bind(form=form, filters=filters, **options)

        def get_translations(self, form: Any) -> PlainWords:
            """Give the words for what WTForms finds wrong by itself."""
            return PlainWords()

    def refuse(self, field: str | None, message: str) -> None:
        """Put a broken rule beside the field it names, or above the form."""
        target = self._fields.get(field) if field else None
        if target is None:
            self.form_errors.append(message)
        else:
            target.errors = [*target.errors, message]
