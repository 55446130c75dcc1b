"""Opening hours, special days, public holidays."""

from typing import Any

from flask import render_template, request, url_for

from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.workflows.settings.forms.draft import Draft
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import hours as opening
from associate.workflows.settings.screens import hours


@bp.get("/hours")
@staff_can("manage_settings")
def show_hours() -> Any:
    return render_template("settings/hours.html", **hours.overview(here()))


@bp.get("/hours/week")
@staff_can("manage_settings")
def show_week() -> Any:
    return shown("week", hours.open_hours_form(here()), weekdays=hours.weekdays())


@bp.post("/hours/week")
@staff_can("manage_settings")
def save_week() -> Any:
    return _save_hours("week", hours.draft_week(here(), request.form), weekdays=hours.weekdays())


@bp.get("/hours/days")
@staff_can("manage_settings")
def show_special() -> Any:
    return shown("special", hours.open_hours_form(here(), how="closed"))


@bp.post("/hours/days")
@staff_can("manage_settings")
def save_special() -> Any:
    return _save_hours("special", hours.draft_special(here(), request.form))


@bp.get("/hours/removal")
@staff_can("manage_settings")
def show_removal() -> Any:
    return shown("removal", hours.open_hours_form(here()), **hours.overview(here()))


@bp.post("/hours/removal")
@staff_can("manage_settings")
def save_removal() -> Any:
    return _save_hours("removal", hours.draft_removal(here(), request.form), **hours.overview(here()))


@bp.get("/hours/holidays")
@staff_can("manage_settings")
def show_holidays() -> Any:
    offered = hours.offered_holidays(here(), request.args)
    return shown("holidays", hours.open_hours_form(here(), how="closed"), **offered)


@bp.post("/hours/holidays")
@staff_can("manage_settings")
def save_holidays() -> Any:
    offered = hours.offered_holidays(here(), request.form)
    return _save_hours("holidays", hours.draft_holidays(here(), request.form, offered["found"]), **offered)


def _save_hours(template: str, draft: Draft, **context: Any) -> Any:
    if not draft.is_agreed:
        return shown(template, draft, **context)
    intent = read_intent(f"settings.{template}")
    say(**opening.save(here(), **draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_hours"))
