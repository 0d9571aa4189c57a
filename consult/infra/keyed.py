"""Keyed hashes: what is stored of a secret, so that the database alone opens no door."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app


def digest(purpose: str, secret: str) -> str:
    """Return HMAC-SHA-256 of `secret` under the site's key, in hex; each purpose has hashes of its own."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"{purpose}\0{secret}".encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two hashes in a time that tells nothing about where they differ."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))
