"""Security headers: a strict content policy without inline script or style, and no framing."""

from __future__ import annotations

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def register(app: Flask) -> None:
    """Put the headers on every answer; pages are not cached unless a view says so."""

    @app.after_request
    def secure(response: Response) -> Response:
        given = {name.lower() for name in dict(response.headers)}
        wanted = dict(HEADERS)
        if app.config["PRODUCTION"] and request.is_secure:
            wanted["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint != "static":
            wanted["Cache-Control"] = "no-store"
        response.headers.extend({name: value for name, value in wanted.items() if name.lower() not in given})
        return response
