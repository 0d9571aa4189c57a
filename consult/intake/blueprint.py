"""The blueprint of this feature, and what its pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, send_file
from flask.typing import ResponseReturnValue

from consult.consultations.access import the_consultation
from consult.consultations.models import Consultation
from consult.consultations.stages import stage_now
from consult.core.errors import Missing
from consult.core.stages import Act, Circle, circle
from consult.infra import clock, uploads

bp = Blueprint("intake", __name__)
AT = "/consultations/<slug>/desk/intake"
DOWNLOAD_ONLY = "default-src 'none'; sandbox"
"""The content policy of a file somebody sent: nothing in it runs, wherever it is opened."""


def may_enter(consultation: Consultation) -> bool:
    """Say whether what arrived in time can be entered now."""
    return circle(stage_now(consultation, clock.now()), Act.ENTER_FOR_OTHERS) is not Circle.NOBODY


def page(template: str, slug: str, status: int = 200, **shown: Any) -> tuple[str, int]:
    """Render a page of the register."""
    consultation = the_consultation(slug)
    shown.setdefault("form", None)
    return (
        render_template(f"intake/{template}", consultation=consultation, may_enter=may_enter(consultation), **shown),
        status,
    )


def send_kept(file_hash: str, name: str) -> ResponseReturnValue:
    """Send a kept file as a download. Raises Missing."""
    path = uploads.find(current_app.config["UPLOADS"], file_hash)
    if path is None:
        raise Missing("This file is not here any more.")
    answer = send_file(path, "application/octet-stream", as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = DOWNLOAD_ONLY
    return answer
