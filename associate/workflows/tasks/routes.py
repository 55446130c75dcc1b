"""The page of what waits for a person, and every way to settle it."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_login import current_user

from associate.core.catalog.search import variants_with_words
from associate.core.stores.scope import Scope
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.scope import task_scope
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import fragment_or_redirect, go, page_or_fragment
from associate.web.polls import is_shown
from associate.web.said import say
from associate.words import _, ngettext
from associate.workflows.tasks import rules, screens
from associate.workflows.tasks.forms import read_email, read_method, read_number, read_phone

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.get("")
@staff_can("see_tasks")
def show_tasks() -> Any:
    if is_shown(screens.tasks_version(_scope())):
        return Response(status=204)
    return page_or_fragment(
        "tasks/page.html", "tasks/_cases.html", cases=_cases(request.args.get("show", ""))
    )


@bp.get("/<int:task_id>")
@staff_can("see_tasks")
def show_task(task_id: int) -> Any:
    case = screens.one_case(_task(task_id))
    lines = screens.wanted_and_free(case.order) if case.order and case.task.kind == TaskKind.NO_STOCK else []
    coming = screens.coming_for(case.order) if lines else []
    done = screens.done_by(case.task)
    known = {"stores": screens.stores(), "stock_lines": lines, "coming": coming, "done": done}
    return render_template("tasks/task.html", case=case, **known)


@bp.post("/<int:task_id>/owner")
@staff_can("resolve_tasks")
def own_task(task_id: int) -> Any:
    staff = current_user.staff if request.form.get("owner") == "me" else None
    rules.own(_task(task_id), staff, intent=read_intent("tasks.own"), by=me())
    show = request.form.get("show", "")
    say("ok", _("It’s yours") if staff else _("Let go"))
    return fragment_or_redirect(
        "tasks/_work.html", then=url_for("tasks.show_tasks", show=show), cases=_cases(show)
    )


@bp.get("/<int:task_id>/map")
@staff_can("map_products")
def show_mapping(task_id: int) -> Any:
    case = screens.one_case(_task(task_id))
    q = request.args.get("q") or case.facts.get("title", "")
    return render_template("tasks/mapping.html", case=case, q=q, found=variants_with_words(q, most=20))


@bp.post("/<int:task_id>/mapping")
@staff_can("map_products")
def create_mapping(task_id: int) -> Any:
    variant = screens.variant_by_id(read_number(request.form.get("variant", "")))
    done = rules.map_to(_task(task_id), variant, intent=read_intent("tasks.map"), by=me())
    freed = ngettext("%(num)s order is free to pick.", "%(num)s orders are free to pick.", done["freed"])
    return _settled(_("Mapped"), freed)


@bp.post("/<int:task_id>/method")
@staff_can("release_orders")
def create_method(task_id: int) -> Any:
    method, store = (
        read_method(request.form.get("method", "")),
        screens.store_by_code(request.form.get("at", "")),
    )
    done = rules.choose_method(_task(task_id), method, store, intent=read_intent("tasks.method"), by=me())
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
    done = rules.try_again(_task(task_id), intent=read_intent("tasks.release"), by=me())
    if done["is_released"]:
        return _settled(_("Released"), _("It’s in the store’s queue."))
    say("note", _("Still too few"), _("Nothing was set aside."))
    return go(url_for("tasks.show_task", task_id=task_id))


@bp.post("/<int:task_id>/decision")
@staff_can("resolve_tasks")
def create_decision(task_id: int) -> Any:
    rules.decide(
        _task(task_id), request.form.get("decision", ""), intent=read_intent("tasks.decide"), by=me()
    )
    return _settled(_("Settled"))


@bp.post("/<int:task_id>/settlement")
@staff_can("resolve_tasks")
def create_settlement(task_id: int) -> Any:
    note, intent = request.form.get("note", ""), read_intent("tasks.settle")
    rules.settle(_task(task_id), note, *rules.SETTLED_BY_NOTE, intent=intent, by=me())
    return _settled(_("Settled"))


@bp.post("/<int:task_id>/refund")
@staff_can("settle_refunds")
def create_refund(task_id: int) -> Any:
    note, intent = request.form.get("note", ""), read_intent("tasks.refund")
    rules.settle(_task(task_id), note, TaskKind.REFUND, intent=intent, by=me())
    return _settled(_("Given back"))


@bp.post("/<int:task_id>/money")
@staff_can("settle_refunds")
def create_money(task_id: int) -> Any:
    how, note = request.form.get("how", ""), request.form.get("note", "")
    rules.see_to_money(_task(task_id), how, note, intent=read_intent("tasks.money"), by=me())
    if how == "again":
        return _settled(_("Asking again"), _("If it fails again, it shows here again."))
    return _settled(_("Settled"))


@bp.post("/<int:task_id>/message")
@staff_can("see_contact")
def create_message(task_id: int) -> Any:
    email = read_email(request.form.get("email", ""))
    task = _task(task_id)
    phone = read_phone(request.form.get("phone", ""), here().country)
    rules.send_again(task, email, phone, intent=read_intent("tasks.send"), by=me())
    return _settled(_("On its way"), _("If it fails again, it shows here again."))


@bp.post("/<int:task_id>/retry")
@staff_can("release_orders")
def create_retry(task_id: int) -> Any:
    rules.take_in_again(_task(task_id), intent=read_intent("tasks.retry"), by=me())
    return _settled(_("Trying again"), _("If it fails again, it shows here again."))


@bp.post("/<int:task_id>/address")
@staff_can("correct_address")
def create_address(task_id: int) -> Any:
    done = rules.correct(_task(task_id), request.form, intent=read_intent("tasks.address"), by=me())
    if done["is_done"]:
        what = _("Its label is asked for again.") if done["asked"] else _("Nothing keeps it now.")
        return _settled(_("Address corrected"), what)
    say("note", _("Address corrected"), _("Something else still keeps it: read on."))
    return go(url_for("tasks.show_task", task_id=task_id))


def _settled(word: str, what: str = "") -> Any:
    say("ok", word, what)
    return go(url_for("tasks.show_tasks"))


def _scope() -> Scope:
    return task_scope(current_user.staff, here())


def _task(task_id: int) -> Task:
    return screens.find_task(task_id, _scope())


def _cases(show: str) -> screens.Cases:
    return screens.open_cases(_scope(), current_user.staff, show)
