"""Boxes and mailers that parcels go in."""

from typing import Any

from flask import render_template, request, url_for

from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import boxes as rules
from associate.workflows.settings.screens import boxes


@bp.get("/boxes")
@staff_can("set_up_shipping")
def show_boxes() -> Any:
    return render_template("settings/boxes.html", boxes=rules.every_box())


@bp.get("/boxes/new")
@staff_can("set_up_shipping")
def show_new_box() -> Any:
    return shown("box", boxes.open_new(), box=None)


@bp.post("/boxes/new")
@staff_can("set_up_shipping")
def create_box() -> Any:
    draft = boxes.draft_new(request.form)
    if not draft.is_agreed:
        return shown("box", draft, box=None)
    say(**rules.add(draft.values, intent=read_intent("settings.box_new"), by=me()))
    return go(url_for("settings.show_boxes"))


@bp.get("/boxes/<code>")
@staff_can("set_up_shipping")
def show_box(code: str) -> Any:
    box = rules.box_called(code)
    return shown("box", boxes.open_box(box), box=box)


@bp.post("/boxes/<code>")
@staff_can("set_up_shipping")
def save_box(code: str) -> Any:
    box = rules.box_called(code)
    draft = boxes.draft_box(box, request.form)
    if not draft.is_agreed:
        return shown("box", draft, box=box)
    intent = read_intent("settings.box")
    say(**rules.change(box, draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_boxes"))
