"""Picking a reason from the library in a form, without JavaScript: a button puts its words into the field."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from wtforms import Field

from consult.answers.reasons.service import Pick, find_text
from consult.consultations.models import Consultation
from consult.infra.forms import Form

PLACE = "place"
"""The name of the button that puts the words of the picked reason into the field, and saves nothing."""


def _field(form: Form, name: str) -> Field:
    found: Field = form[name]
    return found


def offer(form: Form, picks: Sequence[Pick]) -> bool:
    """Offer the library in a form that has `pick`, `placed` and `reason`; say whether words are to be put in now.

    Words that stand in the field already stay, and the picked ones come below, so that nothing typed is lost.
    """
    pick, placed, reason = _field(form, "pick"), _field(form, "placed"), _field(form, "reason")
    pick.choices = [("", "Choose a reason"), *((one.public_id, one.name) for one in picks)]  # type: ignore[attr-defined]
    if request.method != "POST" or PLACE not in request.form:
        return False
    found = next((one for one in picks if one.public_id == pick.data), None)
    if found is not None:
        typed = (reason.data or "").strip()
        reason.data = found.text if not typed or typed == found.text else f"{typed}\n\n{found.text}"
        reason.raw_data = [reason.data]
        placed.data = str(found.text_id)
        placed.raw_data = [placed.data]
    else:
        form.refuse("pick", "Choose a reason from the library first.")
    return True


def placed_text(form: Form, consultation: Consultation) -> int | None:
    """Return the id of the library's text that was put in, where it is one that may be used here."""
    value = str(_field(form, "placed").data or "")
    if not value.isdecimal() or len(value) > 9:
        return None
    found = find_text(consultation, int(value))
    return found.id if found is not None else None
