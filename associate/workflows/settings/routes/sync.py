"""What each web shop knows of us, how late it hears, and where its figures differ."""

from typing import Any

from flask import render_template, url_for

from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.workflows.settings.routes.desk import bp
from associate.workflows.settings.rules import sync as rules
from associate.workflows.settings.rules.channels import channel_named
from associate.workflows.settings.screens import sync


@bp.get("/sync")
@staff_can("channels")
def show_sync() -> Any:
    return render_template("settings/sync.html", lines=sync.overview())


@bp.get("/sync/<key>")
@staff_can("channels")
def show_synced(key: str) -> Any:
    return render_template("settings/synced.html", **sync.page_of(channel_named(key)))


@bp.post("/sync/<key>")
@staff_can("channels")
def create_sync(key: str) -> Any:
    channel = channel_named(key)
    say(**rules.send_again(channel, intent=read_intent("settings.sync"), by=me()))
    return go(url_for("settings.show_synced", key=key))
