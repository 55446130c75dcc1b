"""Associate: the app a shop's own people hold when an online order meets a physical shelf."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_openapi import OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

from associate import cli, config, forks, tables  # noqa: F401
from associate.db import db
from associate.integrations.commerce import inbox
from associate.jobs import worker
from associate.practice.guide import bp as guide
from associate.practice.routes import bp as practice
from associate.practice.twin import Twin
from associate.rooms import ROOMS
from associate.web.api import document, reference
from associate.web.api.nouns import api
from associate.web.api.problems import not_valid
from associate.web.api.shapes.problem import Problem
from associate.web.floor import PAGES, PARTS, PARTS_OF_PRACTICE


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The whole application. `overrides` win over the environment, for tests."""
    app = OpenAPI(
        "associate",
        info=document.INFO,
        security_schemes=document.SECURITY,
        doc_ui=False,
        validation_error_model=Problem,
        validation_error_callback=not_valid,
        template_folder=str(config.ROOT / "templates"),
        static_folder=None,
        instance_path=str(config.ROOT / "instance"),
    )
    _configure(app, overrides or {})
    db.init_app(app)
    return _for_practice(app) if app.config["PRACTICE"] else _for_the_shop(app)


def _for_the_shop(app: OpenAPI) -> Flask:
    Migrate(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    for part in PARTS:
        part.init_app(app)
    for pages in (*PAGES, reference.bp, inbox.bp, *ROOMS, practice):
        app.register_blueprint(pages)
    app.register_api(api)
    for beside in (inbox, cli, forks, worker):
        beside.init_app(app)
    app.extensions["practice"] = Twin(app, create_app)
    return app


def _for_practice(app: Flask) -> Flask:
    """The screens, and nothing that listens to anybody outside or speaks to them."""
    for part in PARTS_OF_PRACTICE:
        part.init_app(app)
    for pages in (*PAGES, *ROOMS, guide):
        app.register_blueprint(pages)
    return app


def _configure(app: Flask, overrides: Mapping[str, Any]) -> None:
    app.config.update(config.load())
    app.config.update(overrides)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = config.engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    if hops := int(app.config["TRUSTED_HOPS"]):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
