"""A customer complains: written down from the order’s page, made good from the task’s."""

from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from associate.core.events.task_words import COMPLAINTS
from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _
from associate.workflows.tasks.forms import read_goodwill
from associate.workflows.tasks.routes.queue import bp, task_here
from associate.workflows.tasks.rules import complaints
from associate.workflows.tasks.screens.complaints import order_of, seen_order


@bp.get("/complaints/<number>")
@staff_can("see_orders")
def show_complaint(number: str) -> Any:
    order = seen_order(number, current_user.staff, current_user.store)
    return render_template("tasks/complaint.html", order=order, causes=COMPLAINTS)


@bp.post("/complaints/<number>")
@staff_can("see_orders")
def create_complaint(number: str) -> Any:
    order, what = seen_order(number, current_user.staff, current_user.store), request.form.get("what", "")
    words, store = request.form.get("words", ""), current_user.store
    complaints.note(order, what, words, store, intent=read_intent("tasks.complain"), by=me())
    say("ok", _("Written down"), _("Somebody who can make it good sees to it."))
    return go(url_for("orders.show_order", number=number))


@bp.post("/<int:task_id>/outcome")
@staff_can("see_contact")
def create_outcome(task_id: int) -> Any:
    task, outcome = task_here(task_id), request.form.get("outcome", "")
    amount = read_goodwill(request.form.get("amount", ""), order_of(task).currency)
    words, intent = request.form.get("note", ""), read_intent("tasks.make_good")
    complaints.see_to(task, outcome, amount, words, current_user.staff, intent=intent, by=me())
    say("ok", _("Settled"))
    return go(url_for("tasks.show_tasks"))
