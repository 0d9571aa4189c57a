"""Who calls: the owner of the bearer token, and nobody else. Cookies mean nothing at this door."""

from __future__ import annotations

from flask import Response, g, request

from consult.accounts.models import ApiToken
from consult.accounts.service import find_token, note_use
from consult.api.blueprint import bp
from consult.core.errors import Denied, Missing, Unknown
from consult.extensions import db, login
from consult.infra import clock
from consult.infra.problems import json_problem

READS = ("GET", "HEAD", "OPTIONS")
LONGEST_TOKEN = 200
SAY_WHO = "This needs a token: send the header “Authorization: Bearer …”. Make one on your account page."


@bp.before_request
def know_caller() -> None:
    """Make the token's owner the person of this request, for the policy and the services alike.

    The session is passed by: a browser that is signed in sends its cookie along with what other sites ask of it, and
    this door has no other guard against that.
    """
    _be(None)
    for value in (request.view_args or {}).values():
        if isinstance(value, str) and "\0" in value:
            raise Missing("There is nothing at this address.")
    token = _token()
    _be(token)
    if request.method in READS:
        return
    if token is None:
        raise Unknown(SAY_WHO)
    if token.scope != "write":
        g.api_refusal = "insufficient_scope"
        raise Denied("This token may only read. Make one that may write on your account page.")
    note_use(token, clock.now())


def _be(token: ApiToken | None) -> None:
    # What flask-login itself calls once it knows; its public ways either write a session or read one first.
    login._update_request_context_with_user(token.person if token else None)


def _token() -> ApiToken | None:
    """Return the token that was sent, or None where none was. Raises Unknown for one that does not work."""
    sent = request.headers.get("Authorization")
    if sent is None:
        return None
    g.api_refusal = "invalid_token"
    scheme, _, plain = sent.strip().partition(" ")
    plain = plain.strip()
    if scheme.lower() != "bearer" or not plain:
        raise Unknown("Send the token like this: “Authorization: Bearer fd_…”.")
    token = find_token(plain) if len(plain) <= LONGEST_TOKEN else None
    if token is None:
        raise Unknown("This token is unknown, or it was ended. Make a new one on your account page.")
    return token


@bp.errorhandler(Unknown)
def unknown(error: Unknown) -> Response:
    """Answer whoever sent no token where one is needed, or one that does not work."""
    db.session.rollback()
    return json_problem(401, error.message if "Authorization" in request.headers else SAY_WHO)


@bp.after_request
def seal(response: Response) -> Response:
    """Say how to authenticate where that was the trouble, and let what did not change be answered in one line."""
    if response.status_code in (401, 403):
        why = g.get("api_refusal")
        if response.status_code == 401 or why == "insufficient_scope":
            response.headers["WWW-Authenticate"] = 'Bearer realm="api"' + (f', error="{why}"' if why else "")
    if request.method in ("GET", "HEAD") and response.status_code == 200:
        response.headers["Cache-Control"] = "private, no-cache"
        response.vary.add("Authorization")
        response.add_etag()
        response.make_conditional(request)
    return response
