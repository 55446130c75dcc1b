"""What customers are told, in the store's own words."""

from typing import Any

from flask import current_app, render_template, request, url_for

from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.workflows.settings.forms.draft import Draft
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import texts as wording
from associate.workflows.settings.screens import texts


@bp.get("/messages")
@staff_can("manage_settings")
def show_texts() -> Any:
    return render_template("settings/texts.html", **texts.overview(here()))


@bp.get("/messages/<kind>/<medium>/<language>")
@staff_can("manage_settings")
def show_text(kind: str, medium: str, language: str) -> Any:
    message = texts.message_named(kind, medium, language)
    return _text(message, texts.open_text(here(), message))


@bp.post("/messages/<kind>/<medium>/<language>")
@staff_can("manage_settings")
def save_text(kind: str, medium: str, language: str) -> Any:
    message = texts.message_named(kind, medium, language)
    draft = texts.draft_text(here(), message, request.form)
    if not draft.is_agreed:
        return _text(message, draft)
    intent = read_intent("settings.text")
    say(**wording.save(here(), message, **draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_texts"))


@bp.post("/messages/<kind>/<medium>/<language>/reset")
@staff_can("manage_settings")
def create_reset(kind: str, medium: str, language: str) -> Any:
    message = texts.message_named(kind, medium, language)
    say(**wording.forget(here(), message, intent=read_intent("settings.text_reset"), by=me()))
    return go(url_for("settings.show_texts"))


def _text(message: wording.Message, draft: Draft) -> Any:
    return shown("text", draft, **texts.around(here(), message, draft, current_app.config["BASE_URL"]))
