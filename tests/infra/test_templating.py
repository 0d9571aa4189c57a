"""Templates: what a page was made from goes with the page."""

from __future__ import annotations

import gc
import weakref

from flask import Flask, render_template
from jinja2 import DictLoader
from jinja2.loaders import BaseLoader

PAGES = {
    "page.html": '{% extends "frame.html" %}{% from "say.html" import say with context %}'
    '{% from "plain.html" import plain %}'
    "{% set greeting = 'Hello' %}{% macro own() %}{{ thing }}{% endmacro %}"
    "{% block main %}{{ greeting }} {{ own() }} {{ say() }} {{ plain('x') }}{% endblock %}",
    "frame.html": '{% include "part.html" %}{% block main %}{% endblock %}{{ self.main() }}',
    "part.html": "{% macro place() %}{{ thing }}{% endmacro %}{{ place() }};",
    "say.html": "{% macro say() %}{{ thing }}{% endmacro %}",
    "plain.html": "{% macro plain(word) %}{{ word }}{{ plural(2, word) }}{% endmacro %}",
}


class Thing:
    """What a page shows."""

    def __str__(self) -> str:
        """Say so."""
        return "thing"


def test_what_a_page_showed_is_let_go_of_at_once_and_not_by_the_collector(app: Flask) -> None:
    environment = app.jinja_env
    loader: BaseLoader | None = environment.loader
    environment.loader = DictLoader(PAGES)
    gc.disable()
    try:
        for _ in range(2):  # macros that are kept for all pages still work in the second
            thing = Thing()
            alive = weakref.ref(thing)
            with app.test_request_context():
                assert render_template("page.html", thing=thing) == "thing;" + "Hello thing thing x2 xs" * 2
            del thing
            assert alive() is None
    finally:
        gc.enable()
        environment.loader = loader
        environment.cache.clear()


def test_macros_that_are_kept_keep_what_they_use_of_others(app: Flask) -> None:
    environment = app.jinja_env
    loader: BaseLoader | None = environment.loader
    environment.loader = DictLoader(
        {
            "page.html": '{% from "kept.html" import kept %}{{ kept() }}',
            "kept.html": '{% from "used.html" import used with context %}{% macro kept() %}{{ used() }}{% endmacro %}',
            "used.html": "{% macro used() %}{{ plural(2, 'word') }}{% endmacro %}",
        }
    )
    try:
        with app.test_request_context():
            assert [render_template("page.html") for _ in range(2)] == ["2 words", "2 words"]
    finally:
        environment.loader = loader
        environment.cache.clear()
