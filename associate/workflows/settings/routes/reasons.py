"""What people choose from where they must say why."""

from typing import Any

from flask import render_template, request, url_for

from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import reasons as reasoning
from associate.workflows.settings.screens import reasons


@bp.get("/reasons")
@staff_can("manage_settings")
def show_reasons() -> Any:
    return render_template("settings/reasons.html", **reasons.overview(here()))


@bp.get("/reasons/<family>")
@staff_can("manage_settings")
def show_family(family: str) -> Any:
    named = reasons.family_named(family)
    return shown("family", reasons.open_family(here(), named), **reasons.around(here(), named))


@bp.post("/reasons/<family>")
@staff_can("manage_settings")
def save_family(family: str) -> Any:
    named = reasons.family_named(family)
    draft = reasons.draft_family(here(), named, request.form)
    if not draft.is_agreed:
        return shown("family", draft, **reasons.around(here(), named))
    intent = read_intent("settings.reasons")
    say(**reasoning.save(here(), named, **draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_reasons"))
