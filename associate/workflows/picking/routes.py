"""Pick: the queue, one order from its shelf to its rack, and the word to the customer."""

from typing import Any

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from markupsafe import Markup

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillment_here
from associate.core.stores.versions import store_version
from associate.web.access import current_staff, here, me, read_intent, staff_can
from associate.web.fragments import kept
from associate.web.htmx import fragment_or_redirect, go, page_or_fragment, wants_fragment
from associate.web.made import is_late, may_wait
from associate.web.polls import still_shown
from associate.web.said import say
from associate.web.scans import code_in_hand
from associate.workflows.picking.forms import read_number, read_numbers, read_short
from associate.workflows.picking.rules import offers, owning, scans, sending, shorts, staging, unscans
from associate.workflows.picking.screens.find import find
from associate.workflows.picking.screens.job import job_screen
from associate.workflows.picking.screens.offers import offers_screen
from associate.workflows.picking.screens.queue import picks_here, queue, shown
from associate.workflows.picking.screens.short import short_screen

bp = Blueprint("picking", __name__, url_prefix="/pick")
REGROUP = 300  # seconds after which an unchanged queue is drawn anew: its colors follow the clock


@bp.get("")
@staff_can("see_queue")
def show_queue() -> Any:
    """Read anew: the page may follow a deed that another process did for this person."""
    version = _queue_version(store_version(here().id, ttl=0))
    return render_template("picking/page.html", cards=_cards(version))


@bp.get("/cards")
@staff_can("see_queue")
def show_cards() -> Any:
    n = store_version(here().id)
    version = _queue_version(n)
    if same := still_shown(n, version, step=REGROUP):
        return same
    cards = _cards(version)
    return make_response(cards) if wants_fragment() else render_template("picking/page.html", cards=cards)


@bp.post("/find")
@staff_can("see_queue")
def create_find() -> Any:
    found = find(here(), current_staff, request.form.get("code", ""))
    if found.at_counter:  # the counter opens it with what was scanned: the QR code itself is the proof
        return redirect(url_for("handover.create_scan"), code=307)
    if found.at_bench and current_staff.can("pack"):
        return redirect(url_for("packing.create_opening"), code=307)
    return go(url_for("picking.show_job", number=found.number))


@bp.get("/<number>")
@staff_can("see_queue")
def show_job(number: str) -> Any:
    version = store_version(here().id)
    if same := still_shown(version):
        return same
    return page_or_fragment("picking/job.html", "picking/_work.html", **_job(_here(number), version))


@bp.post("/<number>/start")
@staff_can("pick")
def create_start(number: str) -> Any:
    job = _here(number)
    say(**owning.start(job, intent=read_intent("pick.start"), by=me()))
    return _work(job)


@bp.post("/<number>/owner")
@staff_can("pick")
def create_owner(number: str) -> Any:
    job = _here(number)
    say(**owning.take_over(job, intent=read_intent("pick.take_over"), by=me()))
    return _work(job)


@bp.post("/<number>/pause")
@staff_can("pick")
def create_pause(number: str) -> Any:
    job, words = _here(number), request.form.get("words", "")
    say(**owning.pause(job, words=words, intent=read_intent("pick.pause"), by=me()))
    return go(url_for("picking.show_queue"))


@bp.post("/<number>/resume")
@staff_can("pick")
def create_resume(number: str) -> Any:
    job = _here(number)
    say(**owning.resume(job, intent=read_intent("pick.resume"), by=me()))
    return _work(job)


@bp.post("/<number>/scans")
@staff_can("pick")
@may_wait
def create_scan(number: str) -> Any:
    job, form, key = _here(number), request.form, current_app.config["SECRET_KEY"]
    told = {"mark": form.get("mark", ""), "key": key}
    say(**scans.take_scan(job, code_in_hand(), **told, intent=read_intent("pick.scan"), by=me()))
    return _work(job)


@bp.post("/<number>/unscans")
@staff_can("pick")
def create_unscan(number: str) -> Any:
    job = _here(number)
    line = read_number(request.form, "line")
    say(**unscans.put_one_back(job, line, intent=read_intent("pick.unscan"), by=me()))
    return _work(job)


@bp.get("/<number>/lines/<int:line>/short")
@staff_can("pick")
def show_short(number: str, line: int) -> Any:
    job = _here(number)
    context = {"job": job, "short": short_screen(job, line), "wave": request.args.get("wave")}
    return page_or_fragment("picking/short.html", "picking/_short.html", **context)


@bp.post("/<number>/shorts")
@staff_can("pick")
@may_wait
def create_short(number: str) -> Any:
    job = _here(number)
    may_also = current_staff.can("adjust_stock") and not is_late()  # what is said of other orders is said now
    form = read_short(request.form, may_also=may_also)
    say(**shorts.report_short(job, form, intent=read_intent("pick.short"), by=me()))
    if request.form.get("then") == "offer":
        return go(url_for("picking.show_offers", number=number, line=form.line))
    wave = request.args.get("wave")
    return go(url_for("waves.show_wave", number=wave)) if wave else _work(job)


@bp.get("/<number>/lines/<int:line>/substitutes")
@staff_can("pick")
def show_offers(number: str, line: int) -> Any:
    job, chosen = _here(number), read_numbers(request.args.getlist("offer"))
    found = offers_screen(job, line, chosen, request.args.get("code", ""))
    return render_template("picking/offers.html", job=job, offers=found)


@bp.post("/<number>/lines/<int:line>/votes")
@staff_can("pick")
def create_vote(number: str, line: int) -> Any:
    job, chosen = _here(number), read_numbers(request.form.getlist("offer"))
    say(**offers.offer(job, line, chosen, intent=read_intent("pick.offer"), by=me()))
    return go(url_for("picking.show_job", number=number))


@bp.post("/<number>/lines/<int:line>/agreement")
@staff_can("resolve_tasks")
def create_agreement(number: str, line: int) -> Any:
    job, chosen = _here(number), read_numbers(request.form.getlist("offer"))
    say(**offers.agree(job, line, chosen, intent=read_intent("pick.agree"), by=me()))
    return go(url_for("picking.show_job", number=number))


@bp.post("/<number>/free-tags")
@staff_can("stage")
def create_free_tag(number: str) -> Any:
    tag, key = request.form.get("tag", ""), current_app.config["SECRET_KEY"]
    job = _here(number)
    say(**staging.leave_out(job, tag, key=key, intent=read_intent("pick.free_tag"), by=me()))
    return _work(job)


@bp.post("/<number>/messages")
@staff_can("send_messages")
def create_message(number: str) -> Any:
    job = _here(number)
    say(**sending.send_again(job, intent=read_intent("pick.message"), by=me()))
    return _work(job)


@bp.post("/<number>/unready")
@staff_can("stage")
def create_unready(number: str) -> Any:
    job = _here(number)
    say(**sending.undo_ready(job, intent=read_intent("pick.unready"), by=me()))
    return _work(job)


def _here(number: str) -> Fulfillment:
    return fulfillment_here(number, store=here())


def _work(job: Fulfillment) -> Any:
    """The order as the deed left it: its fragment, or back to its page for a plain form."""
    then = url_for("picking.show_job", number=job.number)
    return fragment_or_redirect("picking/_work.html", then=then, **_job(job, store_version(here().id)))


def _job(job: Fulfillment, version: int) -> dict[str, Any]:
    """`version` is read before the order: what is shown is never older than it says."""
    return {"view": job_screen(job, current_staff), "version": version}


def _cards(version: str) -> Markup:
    """Drawn once a minute and version for all who see the same: who picks sees their own job otherwise."""
    show, minute = shown(request.args.get("show", "")), int(now().timestamp()) // 60
    eyes = (current_staff.role, current_staff.id if picks_here(here(), current_staff) else None)
    key = ("queue", here().id, show, version, minute, str(get_locale()), *eyes)
    return kept(key, lambda: render_template("picking/_cards.html", **_queue(show, version)))


def _queue(show: str, version: str) -> dict[str, Any]:
    return {"queue": queue(here(), current_staff, show), "version": version}


def _queue_version(n: int) -> str:
    return f"{n}.{int(now().timestamp()) // REGROUP}"
