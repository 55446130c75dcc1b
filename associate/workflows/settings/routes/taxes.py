"""Tax rates of goods that go out in exchange."""

from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import taxes as rules
from associate.workflows.settings.screens import taxes


@bp.get("/taxes")
@staff_can("manage_catalog")
def show_taxes() -> Any:
    return render_template("settings/taxes.html", rates=rules.every_rate())


@bp.get("/taxes/new")
@staff_can("manage_catalog")
def show_new_tax() -> Any:
    return shown("tax", taxes.open_new(current_user.store), classes=rules.known_classes())


@bp.post("/taxes/new")
@staff_can("manage_catalog")
def create_tax() -> Any:
    draft = taxes.draft_new(request.form)
    if not draft.is_agreed:
        return shown("tax", draft, classes=rules.known_classes())
    say(**rules.add(draft.values, intent=read_intent("settings.tax_new"), by=me()))
    return go(url_for("settings.show_taxes"))


@bp.post("/taxes/<int:number>/removal")
@staff_can("manage_catalog")
def create_tax_removal(number: int) -> Any:
    say(**rules.remove(number, intent=read_intent("settings.tax_removal"), by=me()))
    return go(url_for("settings.show_taxes"))
