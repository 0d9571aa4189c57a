"""The demonstration's mailbox as a page; in production it does not exist."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from consult.core.errors import Missing
from consult.infra.access import access
from consult.infra.mail import mailbox_of

SHOWN = 50
bp = Blueprint("mailbox", __name__)


@dataclass(frozen=True, slots=True)
class Read:
    """A letter as the page shows it; `link` is the first path of this site in it, or empty."""

    to: str
    subject: str
    at: datetime
    body: str
    link: str


@bp.get("/mailbox")
@access("site:read")
def index() -> ResponseReturnValue:
    """Show what would have been mailed."""
    settings = current_app.config
    if settings["PRODUCTION"] or not settings["MAILBOX"]:
        raise Missing("There is no mailbox here: mail goes to people.")
    wanted = request.args.get("to", "").strip().lower()
    # Among many, those to one person may lie far back.
    messages = mailbox_of(settings).read(SHOWN if not wanted else 20 * SHOWN)
    letters = [read for read in map(_read, messages) if not wanted or read.to == wanted][:SHOWN]
    return render_template("mailbox/index.html", letters=letters, wanted=wanted)


def _read(message: EmailMessage) -> Read:
    body = str(message.get_content())
    found = re.search(re.escape(current_app.config["SITE_URL"]) + r"(/[^\s]+)", body)
    return Read(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=message["Date"].datetime,
        body=body.strip(),
        link=found[1] if found else "",
    )
