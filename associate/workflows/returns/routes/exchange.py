"""Something else instead: choose it, say where it goes, pay what it costs more."""

from typing import Any

from flask import render_template, request, url_for

from associate.core.acts.addresses import read_address
from associate.core.acts.returning import exchange
from associate.core.acts.returning.desk import must_be_open, must_be_verified, return_here, unit_of
from associate.core.acts.returning.taking import offer
from associate.core.returns.models import Return, ReturnState
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.web.scans import code_in_hand
from associate.words import _
from associate.workflows.returns import forms
from associate.workflows.returns.routes.desk import bp, work
from associate.workflows.returns.screens.desk import desk


@bp.get("/<int:number>/exchange")
@staff_can("take_returns")
def show_exchange(number: int) -> Any:
    return_, unit = return_here(number, store=here()), forms.read_number(request.args.get("unit", ""))
    must_be_open(return_)
    swapped = unit_of(return_, unit).variant if unit else None
    shown = offer(swapped, here(), request.args.get("q", ""), number=unit)
    return render_template("returns/exchange.html", at=desk(return_, by=me()), offer=shown)


@bp.post("/<int:number>/takes")
@staff_can("take_returns")
def create_take(number: int) -> Any:
    return_, form = return_here(number, store=here()), request.form
    where = {"at": form.get("at", ""), "unit": forms.read_number(form.get("unit", ""))}
    intent = read_intent("returns.take")
    exchange.take_instead(return_, code_in_hand(), store=here(), **where, intent=intent, by=me())
    say("ok", _("They take it"), _("It leaves the shelf when this is settled."))
    return go(url_for(".show", number=number))


@bp.post("/<int:number>/takes/<int:take>/removal")
@staff_can("take_returns")
def create_take_removal(number: int, take: int) -> Any:
    return_ = return_here(number, store=here())
    exchange.leave_it(return_, take, intent=read_intent("returns.leave_take"), by=me())
    return work(return_)


@bp.get("/<int:number>/address")
@staff_can("take_returns")
def show_address(number: int) -> Any:
    return_ = return_here(number, store=here())
    must_be_open(return_)
    must_be_verified(return_)
    return render_template("returns/address.html", at=desk(return_, by=me()))


@bp.post("/<int:number>/address")
@staff_can("take_returns")
def create_address(number: int) -> Any:
    return_, address = return_here(number, store=here()), read_address(request.form)
    exchange.send_to(return_, address, intent=read_intent("returns.address"), by=me())
    say("ok", _("Noted"), _("It’s sent there once this is settled."))
    return go(url_for(".show", number=number))


@bp.post("/<int:number>/charges")
@staff_can("take_returns")
def create_charge(number: int) -> Any:
    return_, at_till = return_here(number, store=here()), request.form.get("how") == "till"
    exchange.ask_for_payment(return_, at_till=at_till, intent=read_intent("returns.charge"), by=me())
    return work(return_)


@bp.post("/<int:number>/charges/<int:call>/payment")
@staff_can("take_returns")
def create_payment(number: int, call: int) -> Any:
    return_ = return_here(number, store=here())
    exchange.note_paid(return_, call, intent=read_intent("returns.paid"), by=me())
    _say_paid(return_)
    return work(return_)


def _say_paid(return_: Return) -> None:
    """Before it is settled the till takes money; afterwards it only gives."""
    if return_.state == ReturnState.OPEN:
        say("ok", _("Paid"), _("Now it can be settled."))
    else:
        say("ok", _("Noted"), _("The till gave the money back."))
