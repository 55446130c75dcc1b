"""The bag is open: another size, or something more, from the floor."""

from typing import Any

from flask import render_template, request, url_for

from associate.core.acts.returning.taking import offer
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _
from associate.workflows.handover import forms
from associate.workflows.handover.routes.counter import bp, work
from associate.workflows.handover.rules import swapping
from associate.workflows.handover.rules.counter import handover_here, must_be_open
from associate.workflows.handover.screens.counter import counter


@bp.get("/<int:number>/exchange")
@staff_can("hand_over")
def show_exchange(number: int) -> Any:
    handover, line = handover_here(number, store=here()), forms.read_number(request.args.get("unit", ""))
    must_be_open(handover)
    at = counter(handover)
    swapped = next((share.line.variant for share in at.shares if share.line.id == line), None)
    shown = offer(swapped, here(), request.args.get("q", ""), number=line if swapped else 0)
    return render_template("handover/exchange.html", at=at, offer=shown)


@bp.post("/<int:number>/takes")
@staff_can("hand_over")
def create_take(number: int) -> Any:
    handover, form = handover_here(number, store=here()), request.form
    line, intent = forms.read_number(form.get("unit", "")), read_intent("handover.take")
    swapping.take(handover, form.get("code", ""), line=line, intent=intent, by=me())
    say("ok", _("They take it"), _("It leaves the shelf when you hand over."))
    return go(url_for(".show", number=number))


@bp.post("/<int:number>/takes/<int:take>/removal")
@staff_can("hand_over")
def create_take_removal(number: int, take: int) -> Any:
    handover = handover_here(number, store=here())
    swapping.leave_it(handover, take, intent=read_intent("handover.leave_take"), by=me())
    return work(handover)


@bp.post("/<int:number>/charges")
@staff_can("hand_over")
def create_charge(number: int) -> Any:
    handover, at_till = handover_here(number, store=here()), request.form.get("how") == "till"
    swapping.ask_for_payment(handover, at_till=at_till, intent=read_intent("handover.charge"), by=me())
    return work(handover)


@bp.post("/<int:number>/charges/<int:call>/payment")
@staff_can("hand_over")
def create_payment(number: int, call: int) -> Any:
    handover = handover_here(number, store=here())
    swapping.note_paid(handover, call, intent=read_intent("handover.paid"), by=me())
    say("ok", _("Noted"), _("The till has done its part."))
    return work(handover)
