"""What may be brought back: rules in order, each adding what it says."""

from typing import Any

from flask import render_template, request, url_for

from associate.core.stores.staff import Staff
from associate.web.access import current_staff, here, me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _
from associate.workflows.settings.forms.draft import Draft
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import returns as rules
from associate.workflows.settings.screens import returns


@bp.get("/returns")
@staff_can("manage_returns")
def show_returns() -> Any:
    return render_template("settings/returns.html", **returns.overview(current_staff, here()))


@bp.get("/returns/new")
@staff_can("manage_returns")
def show_new_return_rule() -> Any:
    return _rule(returns.open_new(current_staff, here()))


@bp.post("/returns/new")
@staff_can("manage_returns")
def create_return_rule() -> Any:
    draft = returns.draft_new(current_staff, here(), request.form)
    if not draft.is_agreed:
        return _rule(draft)
    intent = read_intent("settings.returns_new")
    say(**rules.add(draft.values, seen=draft.seen, store=here(), intent=intent, by=me()))
    return go(url_for("settings.show_returns"))


@bp.get("/returns/<int:place>")
@staff_can("manage_returns")
def show_return_rule(place: int) -> Any:
    return _rule(returns.open_rule(current_staff, here(), place), place)


@bp.post("/returns/<int:place>")
@staff_can("manage_returns")
def save_return_rule(place: int) -> Any:
    draft = returns.draft_rule(current_staff, here(), place, request.form)
    if not draft.is_agreed:
        return _rule(draft, place)
    intent = read_intent("settings.returns")
    say(**rules.change(place, draft.values, seen=draft.seen, intent=intent, **_who()))
    return go(url_for("settings.show_returns"))


@bp.post("/returns/<int:place>/steps")
@staff_can("manage_returns")
def create_return_rule_step(place: int) -> Any:
    direction = -1 if request.form.get("direction") == "up" else 1
    seen, intent = request.form.get("seen", ""), read_intent("settings.returns_step")
    say(**rules.step(place, direction, seen=seen, intent=intent, **_who()))
    return go(url_for("settings.show_returns"))


@bp.post("/returns/<int:place>/removal")
@staff_can("manage_returns")
def create_return_rule_removal(place: int) -> Any:
    seen, intent = request.form.get("seen", ""), read_intent("settings.returns_removal")
    rules.remove(place, seen=seen, intent=intent, **_who())
    say("ok", _("Removed"), _("The rules before it hold again."))
    return go(url_for("settings.show_returns"))


def _who() -> dict[str, Any]:
    staff: Staff = current_staff
    return {"staff": staff, "store": here(), "by": me()}


def _rule(draft: Draft, place: int | None = None) -> Any:
    return shown("return_rule", draft, **returns.around(current_staff, here(), draft, place))
