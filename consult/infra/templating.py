"""What every template may use: assets, dates and times as people say them, counted nouns."""

from __future__ import annotations

from typing import Any

from flask import Flask

from consult.infra import assets, clock

IRREGULAR = {
    "person": "people",
    "reply": "replies",
    "this": "these",
    "is": "are",
    "has": "have",
    "was": "were",
}


def plural(count: int, noun: str, many: str | None = None) -> str:
    """Write a count with its noun.

    >>> plural(1, "comment"), plural(1200, "comment"), plural(0, "reply")
    ('1 comment', '1,200 comments', '0 replies')
    """
    word = noun if count == 1 else many or IRREGULAR.get(noun, f"{noun}s")
    return f"{count:,} {word}"


def register(app: Flask) -> None:
    """Give `app`'s templates their filters and names."""
    assets.init_app(app)
    app.jinja_env.filters.update(
        london_date=clock.spoken_date, london_time=clock.spoken_time, plural=plural, london=clock.to_london
    )
    app.jinja_env.globals["plural"] = plural

    @app.context_processor
    def common() -> dict[str, Any]:
        return {
            "site_name": app.config["SITE_NAME"],
            "host_name": app.config["HOST_NAME"],
            "now": clock.now(),
            "mailbox": app.config["MAILBOX"],
        }
