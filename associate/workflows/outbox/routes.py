"""/outbox: what was done without a network, what became of it, and where a person says which side holds."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask_wtf.csrf import generate_csrf

from associate.core.stores.versions import store_version
from associate.web.access import current_staff, here, me, public, read_intent, staff_can
from associate.web.devices import device_of_cookie
from associate.web.htmx import fragment_or_redirect
from associate.web.limits import everywhere
from associate.web.said import say
from associate.words import _
from associate.workflows.outbox import forms, rules, screens

bp = Blueprint("outbox", __name__, url_prefix="/outbox")
TOLD = "60 per minute"


@bp.get("")
@staff_can("see_queue")
def show() -> Any:
    return render_template("outbox/page.html", **_outbox())


@bp.get("/key")
@public
def show_key() -> Response:
    """A fresh token for forms: the one that a kept step was made with may be days old."""
    return jsonify(csrf=generate_csrf())


@bp.post("/count")
@public
@everywhere(TOLD, "outbox")
def create_count() -> Response:
    """A device of a store says how many steps it still has to send; any other browser says it to nobody."""
    if device := device_of_cookie():
        rules.note_unsent(device, forms.read_count(request.form))
    return Response(status=204)


@bp.post("/<int:step_id>")
@staff_can("see_queue")
def create_settlement(step_id: int) -> Any:
    step = screens.step_here(step_id, here(), current_staff)
    rules.settle(step, intent=read_intent("outbox.settle"), by=me())
    say("ok", _("Settled"), _("What is saved stays as it is. What you took for it goes back on its shelf."))
    return fragment_or_redirect("outbox/_steps.html", url_for(".show"), **_outbox())


def _outbox() -> dict[str, Any]:
    version = store_version(here().id)
    return {"outbox": screens.outbox(here(), current_staff), "version": version}
