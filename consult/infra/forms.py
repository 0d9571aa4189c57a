"""What forms of all features share."""

from __future__ import annotations

from flask_wtf import FlaskForm

from consult.core.errors import ConsultError


def tell(form: FlaskForm, error: ConsultError, **names: str) -> None:
    """Put a broken rule on the form: on its field where the form has it, else on the form as a whole.

    `names` maps fields of the error to fields of the form where they differ.
    """
    name = names.get(error.field or "", error.field or "")
    if name in form:
        field = form[name]
        field.errors = [*field.errors, error.message]
    else:
        form.form_errors.append(error.message)
