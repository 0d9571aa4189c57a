"""Settings, all from the environment, with safe defaults.

PORT               where `make run` serves (8000)
HOST               the address it listens on (127.0.0.1)
DATABASE_URL       SQLAlchemy address of the database; without it, SQLite in INSTANCE_PATH.
                   PostgreSQL: postgresql+psycopg://user:password@host/name
INSTANCE_PATH      folder of the SQLite file, uploads and the demonstration's mailbox (./instance)
FAIRDRAFT_ENV      "production" or "demonstration" (default). Production refuses to start without
                   SECRET_KEY and SMTP_HOST, sends cookies over HTTPS only, and has no local mailbox.
SECRET_KEY         signs sessions and forms. Without it the demonstration keeps a random one in INSTANCE_PATH.
SITE_NAME          the product's title (Fairdraft)
SITE_URL           the address people see, used in mails (http://127.0.0.1:PORT)
HOST_NAME          whose site this is, shown in the masthead
RATELIMIT_ENABLED  0 switches limits and automatic holding off, for tests (1)
RATELIMIT_STORAGE_URI  where limits are counted (memory://, per process; or redis://...)
SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD, SMTP_TLS (none, starttls or ssl), MAIL_FROM   real mail
WEB_WORKERS        web processes (2)
TRUSTED_PROXIES    how many proxies in front set X-Forwarded-For and -Proto (0)
MAX_BODY_MB        largest request body in megabytes (12)
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent

DEMONSTRATION_PEOPLE = {
    "resident": "resident@example.org",
    "partner": "partner@example.org",
    "drafter": "drafter@example.org",
    "officer": "officer@example.org",
    "administrator": "admin@example.org",
}
"""Who can be signed in as in the demonstration, role by role."""


class SettingsError(RuntimeError):
    """A setting is missing or makes no sense; the message says which and what to do."""


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(env.get(name) or default)
    except ValueError:
        raise SettingsError(f"{name} must be a whole number, not {env[name]!r}.") from None


def _kept_secret(instance: Path) -> str:
    """Return the demonstration's own secret key, made once and readable by its owner only."""
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _database(env: Mapping[str, str], instance: Path) -> str:
    url = env.get("DATABASE_URL") or f"sqlite:///{instance / 'consult.sqlite3'}"
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def load(env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Read the settings from `env` (the process's own by default). Raises SettingsError."""
    env = os.environ if env is None else env
    kind = env.get("FAIRDRAFT_ENV") or "demonstration"
    if kind not in ("production", "demonstration"):  # a slip of the pen must not open the demonstration's mailbox
        raise SettingsError(f"FAIRDRAFT_ENV must be production or demonstration, not {kind!r}.")
    production = kind == "production"
    instance = Path(env.get("INSTANCE_PATH") or ROOT / "instance").absolute()
    secret = env.get("SECRET_KEY")
    smtp_host = env.get("SMTP_HOST") or None
    if production and not secret:
        raise SettingsError("SECRET_KEY is not set. In production, set it to a long random text and keep it.")
    if production and not smtp_host:
        raise SettingsError("SMTP_HOST is not set. People sign in by mail, so production needs a mail server.")
    tls = env.get("SMTP_TLS") or "none"
    if tls not in ("none", "starttls", "ssl"):
        raise SettingsError(f"SMTP_TLS must be none, starttls or ssl, not {tls!r}.")
    port = _number(env, "PORT", 8000)
    return {
        "PRODUCTION": production,
        "INSTANCE_PATH": instance,
        "UPLOADS": instance / "uploads",
        "PORT": port,
        "HOST": env.get("HOST") or "127.0.0.1",
        "SECRET_KEY": secret or _kept_secret(instance),
        "SQLALCHEMY_DATABASE_URI": _database(env, instance),
        "SITE_NAME": env.get("SITE_NAME") or "Fairdraft",
        "SITE_URL": (env.get("SITE_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
        "HOST_NAME": env.get("HOST_NAME") or "",
        "RATELIMIT_ENABLED": env.get("RATELIMIT_ENABLED", "1") != "0",
        "RATELIMIT_STORAGE_URI": env.get("RATELIMIT_STORAGE_URI") or "memory://",
        "DEMONSTRATION_PEOPLE": DEMONSTRATION_PEOPLE,
        "MAILBOX": not production and smtp_host is None,
        "SMTP_HOST": smtp_host,
        "SMTP_PORT": _number(env, "SMTP_PORT", 25),
        "SMTP_USER": env.get("SMTP_USER") or None,
        "SMTP_PASSWORD": env.get("SMTP_PASSWORD") or None,
        "SMTP_TLS": tls,
        "MAIL_FROM": env.get("MAIL_FROM") or "Fairdraft <noreply@localhost>",
        "WEB_WORKERS": _number(env, "WEB_WORKERS", 2),
        "TRUSTED_PROXIES": _number(env, "TRUSTED_PROXIES", 0),
        "MAX_CONTENT_LENGTH": _number(env, "MAX_BODY_MB", 12) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": production,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": production,
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "WTF_CSRF_SSL_STRICT": production,
    }
