"""/outage: the list for when nothing answers, and afterwards what happened by it."""

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from associate.clock import now
from associate.core.fulfillment.outages import Fate, Happened, OutageEntry
from associate.core.fulfillment.queries import fulfillment_here
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _
from associate.workflows.outage import rules, screens
from associate.workflows.outage.forms import HANDOVERS, PICKS, read_again, read_told, read_when, read_who

bp = Blueprint("outage", __name__, url_prefix="/outage")


@bp.get("")
@staff_can("see_queue")
def show_page() -> Any:
    return render_template("outage/page.html", page=screens.page(here()), shop_side=screens.shop_side)


@bp.post("/find")
@staff_can("see_queue")
def create_find() -> Any:
    job = rules.find_job(request.form.get("code", ""), store=here())
    return go(url_for(".show_order", number=job.number))


@bp.get("/<number>")
@staff_can("see_queue")
def show_order(number: str) -> Any:
    job, again = fulfillment_here(number, store=here()), read_again(request.args)
    earlier = rules.entry_here(again, store=here()) if again else None
    return render_template("outage/order.html", form=screens.form(job, here(), earlier))


@bp.post("/<number>/picks")
@staff_can("pick")
def create_pick(number: str) -> Any:
    return _enter(number, PICKS)


@bp.post("/<number>/handovers")
@staff_can("enter_handovers")
def create_handover(number: str) -> Any:
    return _enter(number, HANDOVERS)


@bp.post("/entries/<int:entry_id>")
@staff_can("enter_handovers")
def settle_entry(entry_id: int) -> Any:
    entry = rules.entry_here(entry_id, store=here())
    rules.leave(entry, intent=read_intent("outage.leave"), by=me())
    say("ok", _("Settled"), _("The shop’s side stays."))
    return go(url_for(".show_page"))


def _enter(number: str, among: tuple[Happened, ...]) -> Any:
    job, form = fulfillment_here(number, store=here()), request.form
    who = rules.person_here(read_who(form), store=here())
    entry = rules.Entry(read_told(form, among), who, read_when(form, job, now()), read_again(form))
    key, intent = current_app.config["SECRET_KEY"], read_intent("outage.enter")
    kept = rules.enter(job, entry, key=key, intent=intent, by=me())
    _say(kept, number)
    then = ".show_order" if kept.fate == Fate.REFUSED else ".show_page"
    return go(url_for(then, number=number if kept.fate == Fate.REFUSED else None))


def _say(kept: OutageEntry, number: str) -> None:
    if kept.fate == Fate.APPLIED:
        say("done", _("%(number)s: %(what)s", number=number, what=kept.kind.words), _("It’s in the books."))
    elif kept.fate == Fate.CONFLICT:
        say("note", _("%(number)s doesn’t fit any more", number=number), kept.words)
    else:
        say("wrong", _("Nothing was changed"), kept.words)
