"""Which store sends an order: the rules, and a dry run of them."""

from typing import Any

from flask import render_template, request, url_for

from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.workflows.settings.forms.draft import Draft
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import routing as rules
from associate.workflows.settings.screens import routing


@bp.get("/routing")
@staff_can("manage_routing")
def show_routing() -> Any:
    return render_template("settings/routing.html", **routing.overview(here()))


@bp.get("/routing/dry-run")
@staff_can("manage_routing")
def show_dry_run() -> Any:
    return render_template("settings/dry_run.html", run=routing.dry_run())


@bp.get("/routing/new")
@staff_can("manage_routing")
def show_new_rule() -> Any:
    return _rule(routing.open_new(here()))


@bp.post("/routing/new")
@staff_can("manage_routing")
def create_rule() -> Any:
    draft, run = routing.draft_new(here(), request.form)
    if not draft.is_agreed:
        return _rule(draft, run)
    intent = read_intent("settings.routing_new")
    say(**rules.add(draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_routing"))


@bp.get("/routing/<int:place>")
@staff_can("manage_routing")
def show_rule(place: int) -> Any:
    return _rule(routing.open_rule(here(), place), None, place)


@bp.post("/routing/<int:place>")
@staff_can("manage_routing")
def save_rule(place: int) -> Any:
    draft, run = routing.draft_rule(here(), place, request.form)
    if not draft.is_agreed:
        return _rule(draft, run, place)
    intent = read_intent("settings.routing")
    say(**rules.change(place, draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_routing"))


@bp.post("/routing/<int:place>/steps")
@staff_can("manage_routing")
def create_rule_step(place: int) -> Any:
    direction = -1 if request.form.get("direction") == "up" else 1
    seen, intent = request.form.get("seen", ""), read_intent("settings.routing_step")
    say(**rules.step(place, direction, seen=seen, intent=intent, by=me()))
    return go(url_for("settings.show_routing"))


def _rule(draft: Draft, run: routing.DryRun | None = None, place: int | None = None) -> Any:
    return shown("rule", draft, **routing.around(here(), draft, run, place))
