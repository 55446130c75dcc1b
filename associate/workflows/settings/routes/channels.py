"""Web shops: where orders come from."""

from typing import Any

from flask import current_app, render_template, request, url_for
from flask_login import current_user

from associate.core.catalog.channels import Channel
from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.workflows.settings.forms.channels import read_secret
from associate.workflows.settings.forms.draft import Draft, opened
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import channels as shops
from associate.workflows.settings.screens import channels


@bp.get("/channels")
@staff_can("channels")
def show_channels() -> Any:
    return render_template("settings/channels.html", **channels.overview())


@bp.get("/channels/new")
@staff_can("channels")
def show_new_channel() -> Any:
    return shown("channel_new", channels.open_new(current_user.store), **channels.options())


@bp.post("/channels/new")
@staff_can("channels")
def create_channel() -> Any:
    draft = channels.draft_new(request.form)
    if not draft.is_agreed:
        return shown("channel_new", draft, **channels.options())
    say(**shops.add(draft.values, intent=read_intent("settings.channel_new"), by=me()))
    return go(url_for("settings.show_channel", key=draft.values["key"]))


@bp.get("/channels/<key>")
@staff_can("channels")
def show_channel(key: str) -> Any:
    channel = shops.channel_named(key)
    return _channel(channel, channels.open_channel(channel))


@bp.post("/channels/<key>")
@staff_can("channels")
def save_channel(key: str) -> Any:
    channel = shops.channel_named(key)
    draft = channels.draft_channel(channel, request.form)
    if not draft.is_agreed:
        return _channel(channel, draft)
    intent = read_intent("settings.channel")
    say(**shops.change(channel, draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_channel", key=key))


@bp.get("/channels/<key>/secret")
@staff_can("channels")
def show_secret(key: str) -> Any:
    return shown("secret", opened({}, "", None), channel=shops.channel_named(key), secret="")


@bp.post("/channels/<key>/secret")
@staff_can("channels")
def create_secret(key: str) -> Any:
    channel, reader = shops.channel_named(key), Reader(request.form)
    wanted = read_secret(reader)
    draft = Draft(request.form, "", problems=reader.problems)
    if reader.problems:
        return shown("secret", draft, channel=channel, secret="")
    secret = shops.change_secret(channel, wanted, intent=read_intent("settings.secret"), by=me())
    return shown("secret", draft, channel=channel, secret=secret)


def _channel(channel: Channel, draft: Draft) -> Any:
    return shown("channel", draft, **channels.around(channel, current_app.config["BASE_URL"]))
