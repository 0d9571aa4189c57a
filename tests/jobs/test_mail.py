"""Letters and their two ways out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from flask import Flask
from flask.testing import FlaskClient

import config
from consult.core.errors import Refused
from consult.infra.mail import Letter, MailError, Smtp, compose, mailbox_of, send_now, transport_of
from tests.jobs.mail_server import Kept, free_port, mail_server

LETTER = Letter("ada@example.org", "Café is open ✓", "Hello Ada,\n\n.a line that begins with a dot\n£4.50 – naïve\n")


def test_a_letter_arrives_whole_at_a_real_server(app: Flask) -> None:
    kept = Kept()
    with mail_server(kept) as port:
        app.config.update(SMTP_HOST="127.0.0.1", SMTP_PORT=port, MAIL_FROM="Ashmere <noreply@ashmere.example>")
        send_now(LETTER)
    (message,) = kept.messages
    assert message["Subject"] == LETTER.subject
    assert message["To"] == "ada@example.org"
    assert message["From"] == "Ashmere <noreply@ashmere.example>"
    assert str(message["Message-ID"]).endswith("@ashmere.example>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == LETTER.body
    assert kept.recipients == ["ada@example.org"]


def test_the_mailbox_keeps_a_letter_as_a_file_and_the_page_shows_it(app: Flask, client: FlaskClient) -> None:
    send_now(LETTER)
    send_now(Letter("bob@example.org", "<b>Second</b>", "See http://localhost/contributions/C-1\n"))
    assert len(list((Path(app.config["INSTANCE_PATH"]) / "mailbox").glob("*.eml"))) == 2
    page = client.get("/mailbox").text
    assert page.index("Second") < page.index("Café is open ✓")
    assert "&lt;b&gt;Second&lt;/b&gt;" in page
    assert 'href="/contributions/C-1"' in page
    only = client.get("/mailbox?to=ada@example.org").text
    assert "Café" in only
    assert "Second" not in only


def test_an_empty_mailbox_says_what_to_do(client: FlaskClient) -> None:
    assert "No mail has come yet" in client.get("/mailbox").text


def test_in_production_there_is_no_mailbox(app: Flask, client: FlaskClient) -> None:
    app.config.update(PRODUCTION=True, SMTP_HOST=None)
    with pytest.raises(RuntimeError, match="SMTP_HOST"):
        mailbox_of(app.config)
    with pytest.raises(RuntimeError, match="SMTP_HOST"):
        transport_of(app.config)
    assert client.get("/mailbox").status_code == 404


def test_production_does_not_start_without_a_mail_server() -> None:
    env = {"FAIRDRAFT_ENV": "production", "SECRET_KEY": "long and random", "INSTANCE_PATH": "/nowhere"}
    with pytest.raises(config.SettingsError, match="SMTP_HOST"):
        config.load(env)
    assert config.load({**env, "SMTP_HOST": "mail.example.org"})["MAILBOX"] is False


@pytest.mark.parametrize("subject", ["Hello\nBcc: eve@example.org", "Hello\r\nBcc: eve@example.org", "a\x00b"])
def test_a_subject_cannot_begin_a_header_of_its_own(subject: str) -> None:
    with pytest.raises(Refused):
        compose(Letter("ada@example.org", subject, "x"), "a@example.org")


@pytest.mark.parametrize("to", ["ada@example.org\nBcc: eve@example.org", "", "Ada", "a@b.org, eve@example.org"])
def test_a_recipient_is_one_address_and_nothing_else(to: str) -> None:
    with pytest.raises(Refused):
        compose(Letter(to, "Hello", "x"), "a@example.org")


def test_a_body_that_looks_like_a_message_stays_a_body() -> None:
    body = "From here\n.\nBcc: eve@example.org\n\nQUIT\n"
    message = compose(Letter("ada@example.org", "Hello", body), "a@example.org")
    assert message["Bcc"] is None
    assert message.get_content() == body


def test_a_long_subject_is_cut() -> None:
    message = compose(Letter("ada@example.org", "word " * 200, "x"), "a@example.org")
    assert len(str(message["Subject"])) <= 150


def test_a_server_that_is_away_or_refuses_is_said_so(app: Flask) -> None:
    app.config.update(SMTP_HOST="127.0.0.1", SMTP_PORT=free_port())
    with pytest.raises(MailError) as away:
        send_now(LETTER)
    assert not away.value.for_good
    with mail_server(Kept(lambda: "550 no such person")) as port:
        app.config["SMTP_PORT"] = port
        with pytest.raises(MailError) as refused:
            send_now(LETTER)
    assert refused.value.for_good
    with mail_server(Kept(lambda: "451 try later")) as port:
        app.config["SMTP_PORT"] = port
        with pytest.raises(MailError) as later:
            send_now(LETTER)
    assert not later.value.for_good


# The test's server takes a password without encryption, and warns of that.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_server_that_wants_a_password_gets_it() -> None:
    seen: list[Any] = []

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        seen.append((data.login, data.password))
        return AuthResult(success=True)

    kept = Kept()
    with mail_server(kept, authenticator=check, auth_required=True, auth_require_tls=False) as port:
        Smtp("127.0.0.1", port, "none", "fairdraft", "secret").send(compose(LETTER, "a@example.org"))
    assert seen == [(b"fairdraft", b"secret")]
    assert len(kept.messages) == 1


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_a_server_without_the_promised_encryption_gets_no_letter(tls: str) -> None:
    kept = Kept()
    with mail_server(kept) as port, pytest.raises(MailError):
        Smtp("127.0.0.1", port, tls).send(compose(LETTER, "a@example.org"))
    assert kept.messages == []


def test_a_mistyped_encryption_stops_the_start_and_is_not_taken_for_none() -> None:
    with pytest.raises(config.SettingsError, match="SMTP_TLS"):
        config.load(
            {"SECRET_KEY": "x", "INSTANCE_PATH": "/nowhere", "SMTP_HOST": "mail.example.org", "SMTP_TLS": "tls"}
        )
