"""A real mail server that remembers, for tests."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.controller import Controller


class Kept:
    """What a mail server took; `answer` is what it says to each message."""

    def __init__(self, answer: Callable[[], str] = lambda: "250 OK") -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answer = answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # its name there
        """Keep a message and answer."""
        self.messages.append(BytesParser(EmailMessage, policy=policy.default).parsebytes(envelope.content))
        self.recipients.extend(envelope.rcpt_tos)
        return self.answer()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def mail_server(kept: Kept, port: int | None = None, **settings: Any) -> Iterator[int]:
    """Run a mail server and give its port."""
    controller = Controller(kept, hostname="127.0.0.1", port=port or free_port(), **settings)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
