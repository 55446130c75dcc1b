"""Associate: the app a shop's own people hold when an online order meets a physical shelf."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from associate import cli, config
from associate.db import db
from associate.integrations.commerce import inbox
from associate.jobs import worker
from associate.web import (
    access,
    assets,
    documents,
    errors,
    filters,
    health,
    htmx,
    language,
    limits,
    login,
    mailbox,
    navigation,
    pwa,
    said,
    security,
)
from associate.workflows.handover.routes import bp as handover
from associate.workflows.orders.routes import bp as orders
from associate.workflows.picking.routes import bp as picking
from associate.workflows.pickup_link.routes import bp as pickup_link
from associate.workflows.putback.routes import bp as putback
from associate.workflows.tasks.routes import bp as tasks
from associate.workflows.today.routes import bp as today

ROOMS = (today, picking, handover, putback, orders, tasks, pickup_link)


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The whole application. `overrides` win over the environment, for tests."""
    app = Flask(
        "associate",
        template_folder=str(config.ROOT / "templates"),
        static_folder=None,
        instance_path=str(config.ROOT / "instance"),
    )
    app.config.update(config.load())
    app.config.update(overrides or {})
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = config.engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    if hops := int(app.config["TRUSTED_HOPS"]):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    db.init_app(app)
    Migrate(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    for part in (htmx, language, security, limits, access, errors, filters, navigation, said, assets):
        part.init_app(app)
    for room in (login.bp, health.bp, pwa.pwa, inbox.bp, mailbox.bp, documents.bp, *ROOMS):
        app.register_blueprint(room)
    cli.init_app(app)
    worker.init_app(app)
    return app
