"""On my way, I’m here, I’ll come inside, not coming now, still here."""

from datetime import timedelta
from functools import partial
from typing import Any

from flask import g, request, session

from associate.clock import now
from associate.core.fulfillment.coming import Car, bays_of, car_of, coming, how_busy
from associate.web.access import link_holder, read_intent
from associate.web.said import say
from associate.web.security import may_locate
from associate.words import _
from associate.workflows.pickup_link.forms import read_bay, read_minutes
from associate.workflows.pickup_link.routes.door import (
    back,
    bp,
    counted,
    jobs,
    open_part,
    own_visit,
    render,
)
from associate.workflows.pickup_link.rules import coming as rules


@bp.get("/<token>/coming")
@link_holder
@counted
def ask_coming(token: str) -> Any:
    part = open_part(token)
    if not part.can_come or (part.coming and part.coming.is_here):
        return back()
    return _ask_coming(part)


@bp.post("/<token>/coming")
@link_holder
@counted
def create_coming(token: str) -> Any:
    g.ask = partial(_ask_coming, open_part(token))
    minutes, inside = read_minutes(request.form), request.form.get("where") == "counter"
    intent = read_intent("link.coming")
    rules.announce(jobs(), minutes, to_counter=inside or not g.store.curbside, intent=intent, by=g.actor)
    return back()


@bp.get("/<token>/here")
@link_holder
@counted
def ask_here(token: str) -> Any:
    part = open_part(token)
    return _ask_here(part, request.args.get("bay", "")) if part.can_come else back()


@bp.post("/<token>/here")
@link_holder
@counted
def create_arrival(token: str) -> Any:
    g.ask = partial(_ask_here, open_part(token), request.form.get("bay", ""))
    car = car_of(request.form)
    rules.arrive(jobs(), read_bay(request.form, g.store), car, intent=read_intent("link.here"), by=g.actor)
    _keep()
    return back()


@bp.post("/<token>/inside")
@link_holder
@counted
def create_way_inside(token: str) -> Any:
    open_part(token)
    rules.come_inside(jobs(), intent=read_intent("link.inside"), by=g.actor)
    say("done", _("See you inside"), _("Show your code at the counter."))
    return back()


@bp.post("/<token>/calling-off")
@link_holder
@counted
def create_calling_off(token: str) -> Any:
    open_part(token)
    rules.call_off(jobs(), intent=read_intent("link.off"), by=g.actor)
    say("done", _("Noted"), _("We don’t wait for you now. Tell us when you set off."))
    return back()


@bp.post("/<token>/pings")
@link_holder
@counted
def create_ping(token: str) -> Any:
    open_part(token)
    rules.say_again(jobs(), intent=read_intent("link.ping"), by=g.actor)
    say("done", _("We heard you"), _("Everybody on shift knows that you’re still waiting."))
    return back()


def _ask_coming(part: Any, status: int = 200, code: str = "") -> Any:
    may_locate()
    times = [now() + timedelta(minutes=minutes) for minutes in rules.MINUTES]
    choices = list(zip(rules.MINUTES, times, strict=True))
    return render("coming", status, part=part, busy=how_busy(g.store), choices=choices, code=code)


def _ask_here(part: Any, bay: str, status: int = 200, code: str = "") -> Any:
    visit = own_visit()
    known = coming(visit) if visit else None
    car = known.car if known and (known.car.make or known.car.plate) else _kept()
    chosen = bay or (known.bay if known else "")
    bays = bays_of(g.store, visit)
    return render("here", status, part=part, bays=bays, chosen=chosen, car=car, known=known, code=code)


def _kept() -> Car:
    """The car this browser told of last."""
    return car_of(session.get("car") or {})


def _keep() -> None:
    """As it was written down: of the plate its end."""
    visit = own_visit()
    session["car"] = {**vars(coming(visit).car), "needs_help": None} if visit else None
