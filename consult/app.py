"""The application: the only module that knows every feature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from consult import database
from consult.accounts import routes as accounts
from consult.answers import routes as answers
from consult.api import routes as api
from consult.consultations import routes as consultations
from consult.contributions import routes as contributions
from consult.desk import routes as desk
from consult.documents import routes as documents
from consult.drafting import routes as drafting
from consult.exchange import routes as exchange
from consult.extensions import csrf, db, limiter, login
from consult.infra import headers, problems, templating, transactions
from consult.insight import models as insight
from consult.insight.alike import routes as alike
from consult.insight.summary import routes as summary
from consult.insight.themes import routes as themes
from consult.insight.voices import routes as voices
from consult.intake import routes as intake
from consult.jobs import routes as jobs
from consult.moderation import routes as moderation
from consult.pages import routes as pages
from consult.pages import standing
from consult.voting import routes as voting

TABLES = (insight,)
"""What has tables and no pages of its own yet."""

FEATURES = (
    jobs,
    accounts,
    consultations,
    documents,
    contributions,
    voting,
    moderation,
    voices,
    intake,
    summary,
    alike,
    themes,
    answers,
    drafting,
    desk,
    exchange,
    pages,
)
"""Whatever has pages, from the ground up."""


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Build the application from the environment's settings, overridden by `settings`."""
    app = Flask(
        __name__,
        template_folder=config.ROOT / "templates",
        static_folder=config.ROOT / "static" / "dist",
        static_url_path="/static",
    )
    app.config.from_mapping(config.load())
    app.config.from_mapping(settings or {})
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    if app.config["TRUSTED_PROXIES"]:
        count = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    _extensions(app)
    transactions.register(app)
    headers.register(app)
    problems.register(app)
    templating.register(app)
    _doors(app)
    return app


def _extensions(app: Flask) -> None:
    app.config["UPLOADS"].mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    login.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    with app.app_context():
        database.prepare_sqlite(db.engine)


def _doors(app: Flask) -> None:
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
    app.register_blueprint(standing.bp)
    csrf.exempt(api.bp)
    app.register_blueprint(api.bp)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}
