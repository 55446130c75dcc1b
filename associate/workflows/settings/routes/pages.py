"""A store's own columns, and its pause."""

from typing import Any

from flask import request, url_for

from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.workflows.settings.forms.draft import Draft
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import columns, pausing
from associate.workflows.settings.screens import pages


@bp.get("/store", defaults={"page": "store"})
@bp.get("/methods", defaults={"page": "methods"})
@bp.get("/promises", defaults={"page": "pickups"})
@bp.get("/parcels", defaults={"page": "parcels"})
@bp.get("/hold", defaults={"page": "hold"})
@bp.get("/counter", defaults={"page": "counter"})
@bp.get("/curbside", defaults={"page": "curbside"})
@bp.get("/shorts", defaults={"page": "shorts"})
@staff_can("manage_settings")
def show_page(page: str) -> Any:
    return _page(page, pages.open_page(page, here()))


@bp.post("/store", defaults={"page": "store"})
@bp.post("/methods", defaults={"page": "methods"})
@bp.post("/promises", defaults={"page": "pickups"})
@bp.post("/parcels", defaults={"page": "parcels"})
@bp.post("/hold", defaults={"page": "hold"})
@bp.post("/counter", defaults={"page": "counter"})
@bp.post("/curbside", defaults={"page": "curbside"})
@bp.post("/shorts", defaults={"page": "shorts"})
@staff_can("manage_settings")
def save_page(page: str) -> Any:
    draft = pages.draft_page(page, here(), request.form)
    if not draft.is_agreed:
        return _page(page, draft)
    intent = read_intent(f"settings.{page}")
    say(**columns.save(here(), page, draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_page", page=page))


@bp.get("/pause")
@staff_can("pause_store")
def show_pause() -> Any:
    return shown("pause", pages.open_pause(here()), **pages.pausing(here()))


@bp.post("/pause")
@staff_can("pause_store")
def create_pause() -> Any:
    draft = pages.draft_pause(here(), request.form)
    if not draft.is_agreed:
        return shown("pause", draft, **pages.pausing(here()))
    intent = read_intent("settings.pause")
    say(**pausing.pause(here(), **draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_pause"))


@bp.post("/resumption")
@staff_can("pause_store")
def create_resumption() -> Any:
    what = request.form.get("what", "")
    say(**pausing.resume(here(), what, intent=read_intent("settings.resume"), by=me()))
    return go(url_for("settings.show_pause"))


def _page(page: str, draft: Draft) -> Any:
    return shown(page, draft, **pages.around(page, here(), draft))
