"""The devices page of a manager, and the page where a browser becomes a device."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, session, url_for
from flask_login import current_user

from associate.core.stores.devices import Device
from associate.core.stores.models import Store
from associate.core.stores.scope import Scope, scope_of
from associate.errors import Missing, Refused
from associate.web.access import current_device, here, me, public, read_intent, signed_in, staff_can
from associate.web.devices import remember
from associate.web.htmx import go, page_or_fragment
from associate.web.limits import everywhere
from associate.web.said import say
from associate.web.signing import sign_out
from associate.web.tokens import new_token, token_hash
from associate.web.tryout import is_demo
from associate.words import _
from associate.workflows.devices import forms, rules
from associate.workflows.devices.screens import devices as screens
from associate.workflows.devices.screens.tries import tried

bp = Blueprint("devices", __name__)
ENROLL = "10 per minute; 60 per hour"


@bp.get("/devices")
@staff_can("manage_devices")
def show_devices() -> Any:
    return _devices_page()


@bp.post("/devices/codes")
@staff_can("manage_devices")
def create_code() -> Any:
    intent = read_intent("devices.code")
    try:
        name, kind = forms.read_name(request.form), forms.read_kind(request.form)
        made = rules.make_code(_chosen_store(), name, kind, intent=intent, by=me())
    except Refused as refusal:
        return _devices_page(refusal), 404 if isinstance(refusal, Missing) else 422
    session["code"] = {"id": made["id"], "letters": rules.code_of(intent)}
    return go(url_for("devices.show_code", code_id=made["id"]))


@bp.get("/devices/codes/<int:code_id>")
@staff_can("manage_devices")
def show_code(code_id: int) -> Any:
    """The letters are shown only on the browser that asked for them."""
    mine = session.get("code", {})
    letters = mine["letters"] if mine.get("id") == code_id else ""
    url = url_for("devices.show_enroll", code=letters, _external=True)
    screen = screens.code_screen(code_id, _scope(), code=letters, url=url)
    if request.args.get("v") == screen.state:
        return Response(status=204)
    return page_or_fragment("devices/code.html", "devices/_code.html", screen=screen)


@bp.get("/devices/<int:device_id>/retire")
@staff_can("manage_devices")
def show_retire(device_id: int) -> Any:
    return render_template("devices/retire.html", device=screens.find_device(device_id, _scope()))


@bp.post("/devices/<int:device_id>/retirement")
@staff_can("manage_devices")
def create_retirement(device_id: int) -> Any:
    device = screens.find_device(device_id, _scope())
    done = rules.revoke(device, intent=read_intent("devices.revoke"), by=me())
    say("ok", _("%(device)s is retired", device=done["name"]), _("It opens nothing any more."))
    return go(url_for("devices.show_devices"))


@bp.get("/devices/<int:device_id>/printer")
@staff_can("manage_devices")
def show_printer(device_id: int) -> Any:
    return _printer_page(screens.find_device(device_id, _scope()))


@bp.post("/devices/<int:device_id>/printer")
@staff_can("manage_devices")
def create_printer(device_id: int) -> Any:
    device = screens.find_device(device_id, _scope())
    try:
        takes, dpi = forms.read_printer(request.form)
    except Refused as refusal:
        return _printer_page(device, refusal), 422
    done = rules.set_printer(device, takes, dpi, intent=read_intent("devices.printer"), by=me())
    say("ok", _("Saved"), _("Labels for %(device)s come as its printer takes them.", device=done["name"]))
    return go(url_for("devices.show_devices"))


@bp.get("/scanners")
@signed_in
def show_scanners() -> Any:
    return render_template("devices/scanners.html", tried=None)


@bp.post("/scanners/tries")
@signed_in
def create_try() -> Any:
    """Reads one scan and says what came; nothing is written down."""
    found = tried(request.form.get("code", ""), me().source)
    say("ok", _("Came through"), found.what)
    return page_or_fragment("devices/scanners.html", "devices/_scanners.html", tried=found)


@bp.get("/enroll")
@public
def show_enroll() -> Any:
    return render_template(
        "devices/enroll.html", code=request.args.get("code", "")[:20], device=current_device(), refusal=None
    )


@bp.post("/enroll")
@public
@everywhere(ENROLL, "enroll")
def create_device() -> Any:
    typed, token = request.form.get("code", "")[:40], new_token()
    try:
        rules.enroll(typed, token_hash(token))
    except Refused as refusal:
        page = render_template("devices/enroll.html", code=typed, device=current_device(), refusal=refusal)
        return make_response(page, 422)
    return _is_device_now(token)


@bp.post("/enroll/demo")
@public
@everywhere(ENROLL, "enroll")
def create_demo_device() -> Any:
    """The demo only: this browser becomes a tablet of the first store, without a manager and a code."""
    if not is_demo():
        abort(404)
    token = new_token()
    rules.enroll_for_the_demo(token_hash(token))
    return _is_device_now(token)


def _is_device_now(token: str) -> Response:
    sign_out(why="enrolled")
    answer = make_response(go(url_for("login.show_login")))
    remember(answer, token)
    return answer


def _devices_page(refusal: Refused | None = None) -> str:
    return render_template(
        "devices/page.html",
        devices=screens.devices(_scope()),
        stores=screens.stores_of(current_user.staff, here()),
        refusal=refusal,
        typed=request.form,
    )


def _printer_page(device: Device, refusal: Refused | None = None) -> str:
    return render_template("devices/printer.html", device=device, refusal=refusal)


def _chosen_store() -> Store:
    """Of those this person may enroll for; the one they work in where the form names none."""
    known = {store.code: store for store in screens.stores_of(current_user.staff, here())}
    chosen = known.get(request.form.get("for", here().code))
    if chosen is None:
        raise Missing("no_store_by_that_name", _("There’s no such store."))
    return chosen


def _scope() -> Scope:
    return scope_of(current_user.staff, here(), everywhere=True)
