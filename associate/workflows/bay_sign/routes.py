"""The sign at a bay: who opened their link on this phone is led there, others are asked for their code."""

import hashlib
from datetime import timedelta
from functools import partial
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import get_locale
from flask_wtf.csrf import CSRFError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException, TooManyRequests

from associate.clock import now
from associate.core.events.record import Actor
from associate.core.fulfillment.coming import Car, bay_with, bays_of, car_of
from associate.core.fulfillment.visits import Visit
from associate.db import db
from associate.errors import Missing, Refused
from associate.web.access import public, read_intent
from associate.web.errors import SENTENCES, STATUS
from associate.web.htmx import go, wants_fragment
from associate.web.limits import BAY_CODE, LINK, STORE_CODE, WRONG_LINK, charge, limiter, too_many
from associate.web.link_cookie import link_token
from associate.web.said import say
from associate.words import _
from associate.workflows.bay_sign import rules, screens

bp = Blueprint("bay_sign", __name__)
TICKET = timedelta(hours=4)  # how long the address of a visit shows it
counted = limiter.shared_limit(LINK, "bay_sign")


@bp.get("/bay/<store_code>/<bay_code>")
@public
@counted
def show(store_code: str, bay_code: str) -> Any:
    g.store, bay = screens.bay_of_sign(store_code, bay_code)
    if (token := link_token()) and (job := rules.job_of_link(token, g.store)):
        here = url_for("pickup_link.ask_here", token=token, bay=bay.code, part=job.number)
        return redirect(here, code=303)
    return _render("cold", at=g.store, bay=bay, car=Car(), typed="")


@bp.post("/bay/<store_code>/<bay_code>")
@public
def create_arrival(store_code: str, bay_code: str) -> Any:
    g.store, bay = screens.bay_of_sign(store_code, bay_code)
    g.actor, typed, car = Actor(f"bay:{bay.id}"), request.form.get("code", "")[:20], car_of(request.form)
    g.ask = partial(_render, "cold", at=g.store, bay=bay, car=car, typed=typed)
    intent, key = read_intent("bay.here"), current_app.config["SECRET_KEY"]
    charge(BAY_CODE, f"bay:{g.store.code}:{bay.code}")
    charge(STORE_CODE, f"bays:{g.store.code}")
    visit = rules.arrive(g.store, bay, typed, car, key=key, intent=intent)
    return go(url_for(".show_visit", ticket=_tickets().dumps(visit.id)))


@bp.get("/visit/<ticket>")
@public
@counted
def show_visit(ticket: str) -> Any:
    seen = screens.seen(_open(ticket))
    version = hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
    if wants_fragment() and request.args.get("v") == version:
        return Response(status=204)
    return _show("_visit" if wants_fragment() else "visit", seen=seen, version=version)


@bp.get("/visit/<ticket>/car")
@public
@counted
def ask_car(ticket: str) -> Any:
    return _ask_car(_open(ticket))


@bp.post("/visit/<ticket>/car")
@public
@counted
def change_car(ticket: str) -> Any:
    visit = _open(ticket)
    g.ask, code = partial(_ask_car, visit), request.form.get("bay", "")
    bay = bay_with(code, g.store) if code else None
    rules.change(visit, bay, car_of(request.form), intent=read_intent("bay.car"))
    return go(_address(ticket))


@bp.post("/visit/<ticket>/inside")
@public
@counted
def create_way_inside(ticket: str) -> Any:
    rules.come_inside(_open(ticket), intent=read_intent("bay.inside"))
    return go(_address(ticket))


@bp.post("/visit/<ticket>/pings")
@public
@counted
def create_ping(ticket: str) -> Any:
    rules.say_again(_open(ticket), intent=read_intent("bay.ping"))
    say("done", _("We heard you"), _("Everybody on shift knows that you’re still waiting."))
    return go(_address(ticket))


@bp.errorhandler(Missing)
def gone(error: Missing) -> Any:
    if too_many(WRONG_LINK, "wrong_link"):
        return http(TooManyRequests())
    answer = _render("gone", 404, sentence=error.message)
    if wants_fragment():
        answer.headers["HX-Redirect"] = request.path
    return answer


@bp.errorhandler(Refused)
def refused(error: Refused) -> Any:
    db.session.rollback()
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    say("wrong", _("That didn’t go through"), error.message)
    ask = g.get("ask") or partial(_render, "gone", sentence=error.message)
    return ask(status=status, code=error.code)


@bp.errorhandler(CSRFError)
@bp.errorhandler(HTTPException)
def http(error: HTTPException) -> Any:
    status = error.code or 500
    return _render("gone", status, code=f"http_{status}", sentence=SENTENCES.get(status, SENTENCES[500]))


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="visit")


def _open(ticket: str) -> Visit:
    """The visit of a ticket that we signed not long ago. What goes wrong with it is said on its page."""
    try:
        visit_id = _tickets().loads(ticket, max_age=int(TICKET.total_seconds()))
    except BadSignature:
        visit_id = None
    visit = screens.visit_of_ticket(visit_id)
    g.store, g.actor = visit.store, Actor(visit.ref)
    g.ask = partial(_show, "visit", seen=screens.seen(visit), version="")
    return visit


def _show(name: str, status: int = 200, **context: Any) -> Response:
    address = _address((request.view_args or {})["ticket"])
    return _render(name, status, at=g.store, zone=g.store.zone, now=now, address=address, **context)


def _ask_car(visit: Visit, status: int = 200, code: str = "") -> Any:
    known, *__ = screens.seen(visit)
    return _show("car", status, known=known, bays=bays_of(visit.store, visit), code=code)


def _address(ticket: str) -> str:
    return url_for("bay_sign.show_visit", ticket=ticket)


def _render(name: str, status: int = 200, **context: Any) -> Response:
    shop, lang = current_app.config["RETAILER"], str(get_locale() or "en").replace("_", "-")
    return make_response(render_template(f"bay_sign/{name}.html", shop=shop, lang=lang, **context), status)
