"""The house starts where nothing else is, or says so."""

from __future__ import annotations

import socket

from flask import Flask

from consult.serving.commands import serve


def test_a_port_that_something_else_listens_at_is_refused_in_words(app: Flask) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as the web server itself listens
        other.bind(("127.0.0.1", 0))
        other.listen()
        app.config.update(HOST="127.0.0.1", PORT=other.getsockname()[1])
        told = app.test_cli_runner().invoke(serve)
    assert told.exit_code == 1
    assert "Address already in use" in told.output
    assert "choose another port with PORT" in told.output


def test_an_address_that_is_none_of_this_machine_is_refused_in_words(app: Flask) -> None:
    app.config.update(HOST="nowhere.invalid", PORT=8000)
    told = app.test_cli_runner().invoke(serve)
    assert told.exit_code == 1
    assert "Look at the settings HOST and PORT" in told.output
    assert "Traceback" not in told.output
