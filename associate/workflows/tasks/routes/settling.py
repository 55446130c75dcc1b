"""Every way to settle a task."""

from typing import Any

from flask import render_template, request, url_for

from associate.core.catalog.search import variants_with_words
from associate.core.tasks.kinds import BY_NOTE
from associate.core.tasks.models import TaskKind
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _, ngettext
from associate.workflows.tasks.forms import read_email, read_method, read_number, read_phone
from associate.workflows.tasks.routes.queue import bp, task_here
from associate.workflows.tasks.rules import lost_bags
from associate.workflows.tasks.rules import settling as rules
from associate.workflows.tasks.screens import cases, one


@bp.get("/<int:task_id>/map")
@staff_can("map_products")
def show_mapping(task_id: int) -> Any:
    case = cases.one_case(task_here(task_id))
    q = request.args.get("q") or case.facts.get("title", "")
    return render_template("tasks/mapping.html", case=case, q=q, found=variants_with_words(q, most=20))


@bp.post("/<int:task_id>/mapping")
@staff_can("map_products")
def create_mapping(task_id: int) -> Any:
    variant = one.variant_by_id(read_number(request.form.get("variant", "")))
    done = rules.map_to(task_here(task_id), variant, intent=read_intent("tasks.map"), by=me())
    freed = ngettext("%(num)s order is free to pick.", "%(num)s orders are free to pick.", done["freed"])
    return _settled(_("Mapped"), freed)


@bp.post("/<int:task_id>/method")
@staff_can("release_orders")
def create_method(task_id: int) -> Any:
    method, store = (
        read_method(request.form.get("method", "")),
        one.store_by_code(request.form.get("at", "")),
    )
    done = rules.choose_method(task_here(task_id), method, store, intent=read_intent("tasks.method"), by=me())
    if done["method"] == "ship":
        return _settled(_("It ships"), _("Nothing to do for the floor."))
    return _settled(
        _("Chosen"),
        _("It’s in the store’s queue.")
        if done["is_released"]
        else _("It still waits: its tasks say for what."),
    )


@bp.post("/<int:task_id>/release")
@staff_can("release_orders")
def create_release(task_id: int) -> Any:
    done = rules.try_again(task_here(task_id), intent=read_intent("tasks.release"), by=me())
    if done["is_released"]:
        return _settled(_("Released"), _("It’s in the store’s queue."))
    say("note", _("Still too few"), _("Nothing was set aside."))
    return go(url_for("tasks.show_task", task_id=task_id))


@bp.post("/<int:task_id>/decision")
@staff_can("resolve_tasks")
def create_decision(task_id: int) -> Any:
    rules.decide(
        task_here(task_id), request.form.get("decision", ""), intent=read_intent("tasks.decide"), by=me()
    )
    return _settled(_("Settled"))


@bp.post("/<int:task_id>/forgetting")
@staff_can("manage_customers")
def create_forgetting(task_id: int) -> Any:
    done = rules.forget_customers(task_here(task_id), intent=read_intent("tasks.forget"), by=me())
    n = int(done["people"])
    return _settled(ngettext("%(num)d customer goes", "%(num)d customers go", n), _("It happens by itself."))


@bp.post("/<int:task_id>/settlement")
@staff_can("resolve_tasks")
def create_settlement(task_id: int) -> Any:
    note, intent = request.form.get("note", ""), read_intent("tasks.settle")
    rules.settle(task_here(task_id), note, *BY_NOTE, intent=intent, by=me())
    return _settled(_("Settled"))


@bp.post("/<int:task_id>/refund")
@staff_can("settle_refunds")
def create_refund(task_id: int) -> Any:
    note, intent = request.form.get("note", ""), read_intent("tasks.refund")
    rules.settle(task_here(task_id), note, TaskKind.REFUND, intent=intent, by=me())
    return _settled(_("Given back"))


@bp.post("/<int:task_id>/money")
@staff_can("settle_refunds")
def create_money(task_id: int) -> Any:
    how, note = request.form.get("how", ""), request.form.get("note", "")
    rules.see_to_money(task_here(task_id), how, note, intent=read_intent("tasks.money"), by=me())
    if how == "again":
        return _settled(_("Asking again"), _("If it fails again, it shows here again."))
    return _settled(_("Settled"))


@bp.post("/<int:task_id>/message")
@staff_can("see_contact")
def create_message(task_id: int) -> Any:
    email = read_email(request.form.get("email", ""))
    task = task_here(task_id)
    phone = read_phone(request.form.get("phone", ""), here().country)
    rules.send_again(task, email, phone, intent=read_intent("tasks.send"), by=me())
    return _settled(_("On its way"), _("If it fails again, it shows here again."))


@bp.post("/<int:task_id>/replacement")
@staff_can("resolve_tasks")
def create_replacement(task_id: int) -> Any:
    task, store = task_here(task_id), one.store_by_code(request.form.get("at", ""))
    how, intent = request.form.get("how", ""), read_intent("tasks.replace")
    lost_bags.replace(task, how, store, request.form, intent=intent, by=me())
    return _settled(_("Settled"), _("Its goods are written off, and the customer is helped."))


@bp.post("/<int:task_id>/turned-up")
@staff_can("resolve_tasks")
def create_turned_up(task_id: int) -> Any:
    lost_bags.found_later(task_here(task_id), intent=read_intent("tasks.turned_up"), by=me())
    say("ok", _("Back on the books"), _("Its goods wait to be put back."))
    return go(url_for("tasks.show_task", task_id=task_id))


@bp.post("/<int:task_id>/retry")
@staff_can("release_orders")
def create_retry(task_id: int) -> Any:
    rules.take_in_again(task_here(task_id), intent=read_intent("tasks.retry"), by=me())
    return _settled(_("Trying again"), _("If it fails again, it shows here again."))


@bp.post("/<int:task_id>/address")
@staff_can("correct_address")
def create_address(task_id: int) -> Any:
    done = rules.correct(task_here(task_id), request.form, intent=read_intent("tasks.address"), by=me())
    if done["is_done"]:
        what = _("Its label is asked for again.") if done["asked"] else _("Nothing keeps it now.")
        return _settled(_("Address corrected"), what)
    say("note", _("Address corrected"), _("Something else still keeps it: read on."))
    return go(url_for("tasks.show_task", task_id=task_id))


def _settled(word: str, what: str = "") -> Any:
    say("ok", word, what)
    return go(url_for("tasks.show_tasks"))
