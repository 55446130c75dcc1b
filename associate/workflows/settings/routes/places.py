"""Shelves, racks, put-back places and bays."""

from typing import Any

from flask import render_template, request, url_for

from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import places as placing
from associate.workflows.settings.screens import places


@bp.get("/places")
@staff_can("manage_settings")
def show_places() -> Any:
    return render_template("settings/places.html", **places.overview(here()))


@bp.get("/places/new")
@staff_can("manage_settings")
def show_new_place() -> Any:
    return shown("place", places.open_new(here()), place=None, **places.options(here()))


@bp.post("/places/new")
@staff_can("manage_settings")
def create_place() -> Any:
    draft = places.draft_new(here(), request.form)
    if not draft.is_agreed:
        return shown("place", draft, place=None, **places.options(here()))
    intent = read_intent("settings.place_new")
    say(**placing.add(here(), draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_places"))


@bp.get("/places/path")
@staff_can("manage_settings")
def show_path() -> Any:
    return shown("path", places.open_path(here()), **places.options(here()))


@bp.post("/places/path")
@staff_can("manage_settings")
def save_path() -> Any:
    draft = places.draft_path(here(), request.form)
    if not draft.is_agreed:
        return shown("path", draft, **places.options(here()))
    intent = read_intent("settings.path")
    say(**placing.lay_path(here(), draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_places"))


@bp.get("/places/<key>")
@staff_can("manage_settings")
def show_place(key: str) -> Any:
    place = placing.place_here(here(), key)
    return shown("place", places.open_place(here(), key), place=place, **places.options(here()))


@bp.post("/places/<key>")
@staff_can("manage_settings")
def save_place(key: str) -> Any:
    place, draft = placing.place_here(here(), key), places.draft_place(here(), key, request.form)
    if not draft.is_agreed:
        return shown("place", draft, place=place, **places.options(here()))
    intent = read_intent("settings.place")
    say(**placing.change(place, here(), draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_places"))


@bp.post("/places/<key>/steps")
@staff_can("manage_settings")
def create_step(key: str) -> Any:
    place = placing.place_here(here(), key)
    direction = -1 if request.form.get("direction") == "up" else 1
    say(**placing.step(place, here(), direction, intent=read_intent("settings.step"), by=me()))
    return go(url_for("settings.show_places", _anchor=place.scan_key))
