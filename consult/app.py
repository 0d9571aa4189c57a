"""The application: the only module that knows every feature."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Flask, request
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from consult import database
from consult.extensions import csrf, db, limiter, login, migrate
from consult.infra import headers, problems, templating
from consult.pages import standing

FEATURES = (
    "jobs",
    "accounts",
    "consultations",
    "documents",
    "contributions",
    "voting",
    "moderation",
    "answers",
    "drafting",
    "exchange",
    "pages",
)


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Build the application from the environment's settings, overridden by `settings`."""
    app = Flask(__name__, template_folder=config.ROOT / "templates", static_folder=config.ROOT / "static")
    app.config.from_mapping(config.load())
    app.config.from_mapping(settings or {})
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    if app.config["TRUSTED_PROXIES"]:
        count = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    _extensions(app)
    headers.register(app)
    problems.register(app)
    templating.register(app)
    _doors(app)
    return app


def _extensions(app: Flask) -> None:
    app.config["UPLOADS"].mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"))
    login.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    with app.app_context():
        database.prepare_sqlite(db.engine)

    @app.before_request
    def reads_only() -> None:
        database.reading_only.set(request.method in ("GET", "HEAD", "OPTIONS"))

    @app.teardown_request
    def ready_to_write(_error: BaseException | None) -> None:
        database.reading_only.set(False)


def _doors(app: Flask) -> None:
    for feature in FEATURES:
        name = f"consult.{feature}.routes"
        if find_spec(name):
            app.register_blueprint(import_module(name).bp)
    app.register_blueprint(standing.bp)
    if find_spec("consult.api.routes"):
        api = import_module("consult.api.routes").bp
        csrf.exempt(api)
        app.register_blueprint(api)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}
