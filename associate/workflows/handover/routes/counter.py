"""One handover: who it is, which bags, and the moment they go."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_babel import format_date

from associate.clock import now
from associate.core.events.commands import Intent
from associate.core.events.models import Delivery
from associate.core.fulfillment.at_car import bay_sign, codes_to_ask
from associate.core.fulfillment.models import Handover, HandoverState
from associate.core.fulfillment.proof_words import IDS
from associate.web.access import current_staff, here, me, read_intent, staff_can
from associate.web.approval import read_approval
from associate.web.htmx import fragment_or_redirect, go, page_or_fragment
from associate.web.limits import CODE, limiter
from associate.web.said import say
from associate.web.scans import code_in_hand
from associate.words import _
from associate.workflows.handover import forms
from associate.workflows.handover.rules import (
    age,
    bags,
    cars,
    completion,
    missing,
    opening,
    refusals,
    undo,
    verification,
    vouching,
)
from associate.workflows.handover.rules.counter import handover_here, must_be_open
from associate.workflows.handover.rules.shares import AGE_REASONS
from associate.workflows.handover.screens import counter as counter_screen
from associate.workflows.handover.screens import done as done_screen
from associate.workflows.handover.screens import missing as missing_screen

bp = Blueprint("handover", __name__, url_prefix="/handover")


@bp.app_template_filter("long_date")
def _long_date(on: date) -> str:
    """A birthday needs its year: "22 November 2008"."""
    return format_date(on, "long")


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"age_reasons": AGE_REASONS, "ids": IDS}


def _was_refused(response: Response) -> bool:
    return response.status_code >= 400


guessing = limiter.limit(CODE, key_func=lambda: me().ref, deduct_when=_was_refused)
"""Right codes cost nothing: a counter is busy. Wrong ones are counted by person, the shop has one address."""


@bp.get("/<int:number>")
@staff_can("hand_over")
def show(number: int) -> Any:
    handover = handover_here(number, store=here())
    context = _context(handover)
    if context["at"].is_on_the_way:
        return redirect(url_for("curbside.show", visit_id=context["at"].car.id))
    return page_or_fragment("handover/counter.html", "handover/_work.html", **context)


@bp.post("/<int:number>/orders/<order>/removal")
@staff_can("hand_over")
def create_removal(number: int, order: str) -> Any:
    handover = handover_here(number, store=here())
    opening.take_order_off(handover, order, intent=read_intent("handover.remove"), by=me())
    say("ok", _("%(number)s stays here", number=order))
    return work(handover)


@bp.post("/<int:number>/verification")
@staff_can("hand_over")
@guessing
def create_verification(number: int) -> Any:
    handover = handover_here(number, store=here())
    intent = read_intent("handover.verify")
    if request.form.get("how") == "scan":
        verification.verify_by_scan(
            handover, request.form.get("code", ""), key=secret_key(), intent=intent, by=me()
        )
    else:
        verification.verify(
            handover, forms.read_proof(request.form), key=secret_key(), intent=intent, by=me()
        )
    if request.form.get("then") == "hand_over":  # at a car, where all bags were scanned on the way
        return _hand_over(handover, cars.following(intent, "handover.complete"))
    say("ok", _("Verified"), _("By %(how)s.", how=done_screen.how(handover)))
    return work(handover)


@bp.get("/<int:number>/vouching")
@staff_can("hand_over")
def show_vouching(number: int) -> Any:
    handover = handover_here(number, store=here())
    must_be_open(handover)
    return render_template("handover/vouch.html", at=counter_screen.counter(handover))


@bp.post("/<int:number>/vouching")
@staff_can("hand_over")
def create_vouching(number: int) -> Any:
    handover = handover_here(number, store=here())
    told, agreed = forms.read_told(request.form), read_approval("vouch", handover)
    vouching.vouch(handover, told, approval=agreed, intent=read_intent("handover.vouch"), by=me())
    say("ok", _("Verified"), _("By %(how)s.", how=done_screen.how(handover)))
    return go(url_for(".show", number=number))


@bp.post("/<int:number>/age-check")
@staff_can("hand_over")
def create_age_check(number: int) -> Any:
    handover = handover_here(number, store=here())
    age.check_age(handover, request.form.get("seen", ""), intent=read_intent("handover.age"), by=me())
    _say_age(handover)
    return work(handover)


@bp.post("/<int:number>/bags")
@staff_can("hand_over")
def create_bag_scan(number: int) -> Any:
    handover = handover_here(number, store=here())
    answer = bags.scan_bag(handover, code_in_hand(), intent=read_intent("handover.bag"), by=me())
    say_bag(counter_screen.counter(handover), answer, all_here=_("All here."))
    return work(handover)


@bp.get("/<int:number>/bags/<tag>/missing")
@staff_can("hand_over")
def show_missing(number: int, tag: str) -> Any:
    lost = missing_screen.missing_bag(handover_here(number, store=here()), tag)
    return page_or_fragment("handover/missing.html", "handover/_missing.html", lost=lost)


@bp.post("/<int:number>/bags/<tag>/missing")
@staff_can("hand_over")
def create_missing(number: int, tag: str) -> Any:
    handover = handover_here(number, store=here())
    intent = read_intent("handover.missing")
    if request.form.get("what") == "shelf":
        missing.replace_from_shelf(handover, tag, intent=intent, by=me())
        say("note", _("Take it from the shelf"), _("Bag %(tag)s is looked for afterwards.", tag=tag))
    else:
        missing.leave_out(
            handover, tag, set(forms.read_numbers(request.form, "stays-")), intent=intent, by=me()
        )
        say("note", _("Bag %(tag)s stays open", tag=tag), _("Somebody looks for it. The rest can go."))
    return go(url_for(".show", number=number))


@bp.get("/<int:number>/refusals")
@staff_can("hand_over")
def show_refusals(number: int) -> Any:
    handover = handover_here(number, store=here())
    return page_or_fragment(
        "handover/refusals.html", "handover/_refusals.html", at=counter_screen.counter(handover)
    )


@bp.post("/<int:number>/refusals")
@staff_can("hand_over")
def create_refusals(number: int) -> Any:
    handover = handover_here(number, store=here())
    keeps, reasons, is_done = forms.read_refusals(request.form)
    refusals.note_refusals(handover, keeps, reasons, intent=read_intent("handover.refuse"), by=me())
    at = counter_screen.counter(handover)
    if swap := forms.read_number(request.form.get("swap", "")):
        return go(url_for(".show_exchange", number=number, unit=swap))
    if not is_done:
        return fragment_or_redirect(
            "handover/_refusals.html", url_for(".show_refusals", number=number), at=at
        )
    refusals.must_have_reasons(at.shares)
    return go(url_for(".show", number=number))


@bp.post("/<int:number>/completion")
@staff_can("hand_over")
def create_completion(number: int) -> Any:
    handover, intent = handover_here(number, store=here()), read_intent("handover.complete")
    seen = forms.read_sum(request.form.get("seen", ""))
    out = forms.read_ids(request.form.get("out", ""))
    return _hand_over(handover, intent, seen, out)


@bp.post("/<int:number>/undo")
@staff_can("hand_over")
def create_undo(number: int) -> Any:
    handover = handover_here(number, store=here())
    needed = undo.undo_needs(handover) or "late_undo"
    agreed, intent = read_approval(needed, handover), read_intent("handover.undo")
    undo.undo(handover, key=secret_key(), intent=intent, by=me(), approval=agreed)
    say("ok", _("Taken back"), _("The bags are yours again. Put them back in their places."))
    return work(handover)


def _hand_over(
    handover: Handover, intent: Intent, seen: int | None = None, out: frozenset[int] = frozenset()
) -> Any:
    told = completion.hand_over(handover, key=secret_key(), seen=seen, out=out, intent=intent, by=me())
    say("done", _("Handed over"), _("Saved."))
    return work(handover, told)


def work(handover: Handover, told: Sequence[Delivery] = ()) -> Any:
    return fragment_or_redirect(
        "handover/_work.html", url_for(".show", number=handover.id), **_context(handover, told)
    )


def _context(handover: Handover, told: Sequence[Delivery] = ()) -> dict[str, Any]:
    at = counter_screen.counter(handover)
    is_done = handover.state in (HandoverState.DONE, HandoverState.UNDONE)
    done = done_screen.done(handover, current_staff, now(), told) if is_done else None
    methods = [
        (how, *counter_screen.METHODS[how]) for how in here().verify_by if how in counter_screen.METHODS
    ]
    codes = codes_to_ask(at.car, key=secret_key()) if at.car and not done else []
    return {
        "at": at,
        "bay_sign": bay_sign,
        "done": done,
        "methods": methods,
        "codes": codes,
        "other_way": "other" in request.args,
    }


def say_bag(at: counter_screen.Counter, answer: dict[str, Any], *, all_here: str) -> None:
    word = _("Bag %(tag)s, %(n)d of %(of)d", tag=answer["tag"], n=len(at.here), of=len(at.bags))
    if not answer["is_new"]:
        return say("ok", _("Bag %(tag)s is here already", tag=answer["tag"]))
    if at.to_fetch:
        row = at.to_fetch[0]
        place = row.bag.location.label if row.bag.location else _("no place known")
        return say("ok", word, _("Next: %(tag)s, %(place)s.", tag=row.bag.tag, place=place))
    return say("ok", word, all_here)


def _say_age(handover: Handover) -> None:
    if handover.age_checked:
        say("ok", _("ID seen"), _("Old enough. We keep the type, never a number."))
    else:
        say("note", _("That stays here"), _("It’s refused and refunded. The rest may go."))


def secret_key() -> str:
    return str(current_app.config["SECRET_KEY"])
