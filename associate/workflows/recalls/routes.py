"""/stock/recalls: what may not leave a store, the bags that hold it, and who bought it."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from associate.core.catalog.stop_sales import stop_sale
from associate.core.fulfillment.queries import fulfillment_here
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _
from associate.workflows.recalls import rules, screens

bp = Blueprint("recalls", __name__, url_prefix="/stock/recalls")


@bp.get("")
@staff_can("see_stock")
def show_recalls() -> Any:
    return render_template("recalls/page.html", view=screens.overview())


@bp.get("/new")
@staff_can("stop_sale")
def show_new() -> Any:
    return render_template("recalls/new.html", view=screens.choosing(here(), request.args.get("q", "")))


@bp.post("")
@staff_can("stop_sale")
def create_recall() -> Any:
    form, intent = request.form, read_intent("recalls.stop")
    marks = {"lot": form.get("lot", ""), "serial": form.get("serial", "")}
    done = rules.stop(
        form.get("sku", ""), form.get("reason", ""), form.get("what", ""), **marks, intent=intent, by=me()
    )
    say("done", _("Stopped"), _("The next scan of it stops, in every store."))
    return go(url_for(".show_recall", stop_id=done["stop"]))


@bp.get("/<int:stop_id>")
@staff_can("see_stock")
def show_recall(stop_id: int) -> Any:
    view = screens.view(stop_sale(stop_id), here(), current_user.staff)
    return render_template("recalls/recall.html", view=view)


@bp.post("/<int:stop_id>/looks/<number>")
@staff_can("resolve_tasks")
def create_look(stop_id: int, number: str) -> Any:
    job = fulfillment_here(number, store=here())
    rules.say_looked(stop_sale(stop_id), job, intent=read_intent("recalls.look"), by=me())
    say("ok", _("%(number)s may go", number=number), _("It’s another one than the one recalled."))
    return go(url_for(".show_recall", stop_id=stop_id))


@bp.get("/<int:stop_id>/bags/<number>")
@staff_can("resolve_tasks")
def show_leaving(stop_id: int, number: str) -> Any:
    view = screens.leaving(stop_sale(stop_id), fulfillment_here(number, store=here()))
    return render_template("recalls/leaving.html", view=view)


@bp.post("/<int:stop_id>/bags/<number>")
@staff_can("resolve_tasks")
def create_leaving(stop_id: int, number: str) -> Any:
    job = fulfillment_here(number, store=here())
    done = rules.take_out(stop_sale(stop_id), job, intent=read_intent("recalls.take_out"), by=me())
    say("done", _("Out of %(number)s", number=number), screens.taken_out_words(done))
    return go(url_for(".show_recall", stop_id=stop_id))


@bp.post("/<int:stop_id>/end")
@staff_can("stop_sale")
def create_end(stop_id: int) -> Any:
    why, intent = request.form.get("why", ""), read_intent("recalls.end")
    rules.end(stop_sale(stop_id), why, intent=intent, by=me())
    say("done", _("Recall ended"), _("It may be sold again."))
    return go(url_for(".show_recall", stop_id=stop_id))
