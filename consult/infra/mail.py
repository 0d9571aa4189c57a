"""Mail: a letter, and its two ways out: a real server, or the demonstration's mailbox on this machine."""

from __future__ import annotations

import logging
import secrets
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, make_msgid, parseaddr
from pathlib import Path
from typing import Any, Protocol

from flask import current_app

from consult.core.errors import ConsultError, Refused
from consult.infra import clock

TIMEOUT_SECONDS = 15
LONGEST_SUBJECT = 150
LONGEST_LINE = 998
"""Characters a line of a message may have (RFC 5322, 2.1.1)."""
log = logging.getLogger(__name__)


class MailError(ConsultError):
    """The mail server did not take a letter now; trying again later may work, unless `for_good`."""

    http = 503

    def __init__(self, message: str, *, for_good: bool = False) -> None:
        super().__init__(message)
        self.for_good = for_good


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in plain text."""

    to: str
    subject: str
    body: str


class Transport(Protocol):
    """A way out for letters."""

    def send(self, message: EmailMessage) -> None:
        """Hand a message over. Raises MailError."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A real mail server; `tls` is "none", "starttls" or "ssl"."""

    host: str
    port: int
    tls: str
    user: str | None = None
    password: str | None = None

    def send(self, message: EmailMessage) -> None:
        """Hand a message to the server. Raises MailError."""
        try:
            server = self._connected()
            try:
                self._hand_over(server, message)
            finally:
                # Once the message was taken, a server that stumbles over the goodbye changes nothing.
                with suppress(OSError, smtplib.SMTPException):
                    server.quit()
                server.close()
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
            raise MailError(NOT_SENT, for_good=_is_for_good(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(NOT_SENT) from error

    def _connected(self) -> smtplib.SMTP:
        if self.tls == "ssl":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        if self.tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if self.user is not None:
            server.login(self.user, self.password or "")
        server.send_message(message)


NOT_SENT = "Our mail server did not take the mail just now."


def _is_for_good(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> bool:
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return all(code >= 500 for code, _ in error.recipients.values())


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The demonstration's mailbox: every letter is a file in one folder."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        """Keep a message, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{clock.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
        part = self.folder / f"{name}.part"
        part.write_bytes(message.as_bytes(policy=policy.SMTP))
        part.rename(self.folder / f"{name}.eml")

    def read(self, limit: int) -> Iterator[EmailMessage]:
        """Yield the newest messages first."""
        parser = BytesParser(EmailMessage, policy=policy.default)
        for path in sorted(self.folder.glob("*.eml"), reverse=True)[:limit]:
            yield parser.parsebytes(path.read_bytes())


def mailbox_of(settings: Mapping[str, Any]) -> Mailbox:
    """Return the demonstration's mailbox. Raises RuntimeError in production, whose mail must reach people."""
    if settings["PRODUCTION"]:
        raise RuntimeError("In production there is no local mailbox: set SMTP_HOST.")
    return Mailbox(Path(settings["INSTANCE_PATH"]) / "mailbox")


def transport_of(settings: Mapping[str, Any]) -> Transport:
    """Return the way out that the settings name."""
    if settings["SMTP_HOST"] is None:
        return mailbox_of(settings)
    return Smtp(
        host=settings["SMTP_HOST"],
        port=settings["SMTP_PORT"],
        tls=settings["SMTP_TLS"],
        user=settings["SMTP_USER"],
        password=settings["SMTP_PASSWORD"],
    )


def compose(letter: Letter, sender: str, *, name: str = "") -> EmailMessage:
    """Make the message of a letter. Raises Refused where a line break would start a header of its own.

    `name`: what its Message-ID begins with, for a letter that may be sent again; a new one if empty.
    """
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = _recipient(letter.to)
    message["Subject"] = _subject(letter.subject)
    message["Date"] = format_datetime(clock.now())
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{name}@{domain}>" if name else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    # Plain text as it is where it can be, so that no line with a link is wrapped.
    plain = letter.body.isascii() and all(len(line) < LONGEST_LINE for line in letter.body.splitlines())
    message.set_content(letter.body, cte="7bit" if plain else "quoted-printable")
    return message


def _recipient(to: str) -> Address:
    try:
        return Address(addr_spec=to)
    except (ValueError, IndexError) as error:
        raise Refused("This is no e-mail address we can write to.", field="email") from error


def _subject(subject: str) -> str:
    if any(ord(letter) < 0x20 or ord(letter) == 0x7F for letter in subject):
        raise Refused("The subject of a mail is one line, without control characters.")
    return subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 1]}…"


def send_now(letter: Letter) -> None:
    """Send a letter while somebody waits for it; call it after the commit. Raises MailError."""
    settings = current_app.config
    try:
        transport_of(settings).send(compose(letter, settings["MAIL_FROM"]))
    except MailError:
        log.warning("a mail was not taken by the mail server", exc_info=True)
        raise
