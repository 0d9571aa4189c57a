"""What every template may use: assets, dates and times as people say them, counted nouns."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from flask import Flask
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

from consult.infra import assets, clock

IRREGULAR = {
    "person": "people",
    "reply": "replies",
    "this": "these",
    "is": "are",
    "has": "have",
    "was": "were",
}


_open: ContextVar[list[Context] | None] = ContextVar("open", default=None)
"""The contexts of the page that is being made: its own, and those of what it includes."""


class Forgetting(Template):
    """A template that lets go of what a page was made from as soon as the page is made.

    Jinja ties macros and the names they may use into a ring, which Python's collector finds much later. Until then
    every page of a megabyte, and every object of the database that it showed, would stay in memory.
    """

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Make the page."""
        contexts: list[Context] = []
        token = _open.set(contexts)
        try:
            return super().render(*args, **kwargs)
        finally:
            _open.reset(token)
            for context in contexts:
                context.vars.clear()
                context.parent.clear()

    def make_module(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> TemplateModule:
        """Make the macros of a template; those given no names are kept for other pages, with all that they use."""
        if vars is not None:
            return super().make_module(vars, shared, locals)
        token = _open.set(None)
        try:
            return super().make_module()
        finally:
            _open.reset(token)

    def new_context(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> Context:
        """Make a context and note it, unless it belongs to macros that are kept for other pages."""
        made = super().new_context(vars, shared, locals)
        if (contexts := _open.get()) is not None:
            contexts.append(made)
        return made


def plural(count: int, noun: str, many: str | None = None) -> str:
    """Write a count with its noun.

    >>> plural(1, "comment"), plural(1200, "comment"), plural(0, "reply")
    ('1 comment', '1,200 comments', '0 replies')
    """
    word = noun if count == 1 else many or IRREGULAR.get(noun, f"{noun}s")
    return f"{count:,} {word}"


def register(app: Flask) -> None:
    """Give `app`'s templates their filters and names."""
    app.jinja_env.template_class = Forgetting
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
