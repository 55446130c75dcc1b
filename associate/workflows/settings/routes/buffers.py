"""Units kept back: three lists of rules, the last that fits wins."""

from typing import Any

from flask import render_template, request, url_for

from associate.core.inventory.buffers import BufferKind
from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _
from associate.workflows.settings.forms.draft import Draft
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import buffers as rules
from associate.workflows.settings.screens import buffers


@bp.get("/buffers")
@staff_can("manage_routing")
def show_buffers() -> Any:
    return render_template("settings/buffers.html", shelves=buffers.shelves())


@bp.get("/buffers/<name>/new")
@staff_can("manage_routing")
def show_new_buffer(name: str) -> Any:
    kind = rules.kind_of(name)
    return _buffer(kind, buffers.open_new(kind))


@bp.post("/buffers/<name>/new")
@staff_can("manage_routing")
def create_buffer(name: str) -> Any:
    kind = rules.kind_of(name)
    draft = buffers.draft_new(kind, request.form)
    if not draft.is_agreed:
        return _buffer(kind, draft)
    intent = read_intent("settings.buffer_new")
    say(**rules.add(kind, draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_buffers"))


@bp.get("/buffers/<name>/<int:place>")
@staff_can("manage_routing")
def show_buffer(name: str, place: int) -> Any:
    kind = rules.kind_of(name)
    return _buffer(kind, buffers.open_rule(kind, place), place)


@bp.post("/buffers/<name>/<int:place>")
@staff_can("manage_routing")
def save_buffer(name: str, place: int) -> Any:
    kind = rules.kind_of(name)
    draft = buffers.draft_rule(kind, place, request.form)
    if not draft.is_agreed:
        return _buffer(kind, draft, place)
    intent = read_intent("settings.buffer")
    say(**rules.change(kind, place, draft.values, seen=draft.seen, intent=intent, by=me()))
    return go(url_for("settings.show_buffers"))


@bp.post("/buffers/<name>/<int:place>/steps")
@staff_can("manage_routing")
def create_buffer_step(name: str, place: int) -> Any:
    direction = -1 if request.form.get("direction") == "up" else 1
    seen, intent = request.form.get("seen", ""), read_intent("settings.buffer_step")
    say(**rules.step(rules.kind_of(name), place, direction, seen=seen, intent=intent, by=me()))
    return go(url_for("settings.show_buffers"))


@bp.post("/buffers/<name>/<int:place>/removal")
@staff_can("manage_routing")
def create_buffer_removal(name: str, place: int) -> Any:
    seen, intent = request.form.get("seen", ""), read_intent("settings.buffer_removal")
    rules.remove(rules.kind_of(name), place, seen=seen, intent=intent, by=me())
    say("ok", _("Removed"), _("The rules before it hold again."))
    return go(url_for("settings.show_buffers"))


def _buffer(kind: BufferKind, draft: Draft, place: int | None = None) -> Any:
    title, hint = buffers.KINDS[kind]
    told = buffers.sentence(draft.values) if draft.is_previewed else ""
    seen = buffers.stamp(rules.list_state(kind))
    context = {"kind": kind, "title": title, "hint": hint, "place": place, "told": told, "list_seen": seen}
    return shown("buffer", draft, choices=buffers.choices(), **context)
