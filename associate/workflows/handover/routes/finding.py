"""Who stands at the counter: by what was scanned, or by what they say."""

from typing import Any

from flask import redirect, request, url_for

from associate.core.events.commands import Intent
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillment_here
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go, page_or_fragment
from associate.web.said import say
from associate.words import _
from associate.workflows.handover.routes.counter import bp, guessing, secret_key
from associate.workflows.handover.rules import elsewhere, finding, opening
from associate.workflows.handover.rules.together import chosen_with, together_with
from associate.workflows.handover.screens import find


@bp.get("")
@staff_can("hand_over")
def show_find() -> Any:
    text = request.args.get("q", "").strip()[:80]
    groups = find.search(here(), text)
    hits = [job for group in groups for job in group.jobs]
    if len(hits) == 1:
        return redirect(url_for(".show_order", number=hits[0].number))
    return page_or_fragment(
        "handover/find.html", "handover/_find.html", text=text, groups=groups, hits=len(hits)
    )


@bp.post("/scans")
@staff_can("hand_over")
@guessing
def create_scan() -> Any:
    code = request.form.get("code", "")
    found = finding.find_by_scan(code, store=here(), key=secret_key())
    intent = read_intent("handover.scan")
    if not _may_open_at_once(found.job):
        return _show_standing(found.job, code, is_theirs=found.qr is not None)
    return go(url_for(".show", number=_open(together_with(found.job), found, intent)))


@bp.get("/orders/<number>")
@staff_can("hand_over")
def show_order(number: str) -> Any:
    return _show_standing(fulfillment_here(number, store=here()))


@bp.post("/openings")
@staff_can("hand_over")
@guessing
def create_opening() -> Any:
    job = fulfillment_here(request.form.get("order", ""), store=here())
    jobs = chosen_with(job, request.form.getlist("also"))
    found = finding.proof_of(job, request.form.get("code", ""), store=here(), key=secret_key())
    take_over, intent = "take_over" in request.form, read_intent("handover.open")
    return go(url_for(".show", number=_open(jobs, found, intent, take_over=take_over)))


def _open(jobs: list[Fulfillment], found: finding.Found, intent: Intent, *, take_over: bool = False) -> int:
    return opening.open_handover(
        jobs, qr=found.qr, spoken=found.spoken, take_over=take_over, intent=intent, by=me()
    )


def _may_open_at_once(job: Fulfillment) -> bool:
    served = opening.open_handover_of(job)
    is_mine = served is None or served.opened_by == me().ref
    return job.store_id == here().id and job.state in WITH_CUSTOMER_TO_COME and is_mine


@bp.post("/moves")
@staff_can("hand_over")
@guessing
def create_move() -> Any:
    code, intent = request.form.get("code", ""), read_intent("handover.move")
    number = elsewhere.make_here(code, store=here(), key=secret_key(), intent=intent, by=me())
    say("ok", _("It’s made here"), _("%(number)s is in this store’s queue.", number=number))
    return go(url_for(".show_order", number=number))


def _show_standing(job: Fulfillment, code: str = "", *, is_theirs: bool = False) -> Any:
    if job.store_id != here().id:
        there = find.elsewhere(job, here(), code if is_theirs else "")
        return page_or_fragment("handover/elsewhere.html", "handover/_elsewhere.html", there=there)
    standing = find.standing(job, me().ref)
    return page_or_fragment("handover/order.html", "handover/_order.html", standing=standing, code=code)
