"""The queue, one task of it, and whose it is."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_login import current_user

from associate.core.stores.scope import Scope
from associate.core.tasks.models import Task, TaskKind
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import fragment_or_redirect, go, page_or_fragment
from associate.web.polls import is_shown
from associate.web.said import say
from associate.words import _
from associate.workflows.tasks.forms import Filters, read_filters, read_number, read_until
from associate.workflows.tasks.rules import lost_bags, owning
from associate.workflows.tasks.screens import cases, one
from associate.workflows.tasks.screens.complaints import made_good_by
from associate.workflows.tasks.screens.queue import Queue, queue, queue_version, scope_for

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.get("")
@staff_can("see_tasks")
def show_tasks() -> Any:
    filters = read_filters(request.args)
    scope = scope_for(current_user.staff, current_user.store, filters.store)
    version = queue_version(scope)
    if is_shown(version):
        return Response(status=204)
    shown = queue(scope, current_user.staff, filters, version)
    return page_or_fragment("tasks/page.html", "tasks/_cases.html", queue=shown)


@bp.get("/<int:task_id>")
@staff_can("see_tasks")
def show_task(task_id: int) -> Any:
    task = seen_task(task_id)
    case, is_here = cases.one_case(task), one.is_at(task, current_user.store)
    lines = one.wanted_and_free(case.order) if case.order and task.kind == TaskKind.NO_STOCK else []
    known = {"stores": one.stores(), "stock_lines": lines, "done": one.done_by(task), "is_here": is_here}
    about = {"people": one.people_for(task, current_user.staff), "names": one.names_in(task)}
    about |= {"ways": lost_bags.ways_of(task), **made_good_by(task, current_user.staff)}
    coming = one.coming_for(case.order) if lines else []
    return render_template("tasks/task.html", case=case, coming=coming, **known, **about)


@bp.post("/<int:task_id>/owner")
@staff_can("see_tasks")
def own_task(task_id: int) -> Any:
    staff = current_user.staff if request.form.get("owner") == "me" else None
    owning.own(seen_task(task_id), staff, intent=read_intent("tasks.own"), by=me())
    say("ok", _("It’s yours") if staff else _("Let go"))
    shown, filters = _queue_after()
    then = url_for("tasks.show_tasks", **filters.args)
    return fragment_or_redirect("tasks/_work.html", then=then, queue=shown)


@bp.post("/<int:task_id>/gifts")
@staff_can("resolve_tasks")
def create_gift(task_id: int) -> Any:
    staff, words = one.staff_by_id(read_number(request.form.get("to", ""))), request.form.get("words", "")
    owning.give(seen_task(task_id), staff, words, intent=read_intent("tasks.give"), by=me())
    return _back_to_task(task_id, _("Given"))


@bp.post("/<int:task_id>/return")
@staff_can("see_tasks")
def create_return(task_id: int) -> Any:
    owning.give_back(seen_task(task_id), intent=read_intent("tasks.give_back"), by=me())
    return _back_to_task(task_id, _("Given back"))


@bp.post("/<int:task_id>/snooze")
@staff_can("resolve_tasks")
def create_snooze(task_id: int) -> Any:
    task, words = seen_task(task_id), request.form.get("words", "")
    until = read_until(request.form.get("until", ""), request.form.get("at", ""), current_user.store)
    owning.put_off(task, until, words, intent=read_intent("tasks.put_off"), by=me())
    return _back_to_task(task_id, _("Put off"))


@bp.post("/<int:task_id>/waking")
@staff_can("resolve_tasks")
def create_waking(task_id: int) -> Any:
    owning.wake(seen_task(task_id), intent=read_intent("tasks.wake"), by=me())
    return _back_to_task(task_id, _("It waits again"))


def seen_task(task_id: int) -> Task:
    """One that is in sight, which for roles that span stores is each. Raises Missing."""
    everywhere = Scope(store_id=None, everywhere=True)
    spans = current_user.staff.can("choose_store")
    return one.find_task(task_id, everywhere if spans else scope_for(current_user.staff, here()))


def task_here(task_id: int) -> Task:
    """One to settle: where it waits, or of no store. Raises Missing."""
    return one.find_task(task_id, scope_for(current_user.staff, here()))


def _queue_after() -> tuple[Queue, Filters]:
    """The list as it was asked for when somebody tapped on it."""
    filters = read_filters(request.args)
    scope = scope_for(current_user.staff, current_user.store, filters.store)
    return queue(scope, current_user.staff, filters, queue_version(scope)), filters


def _back_to_task(task_id: int, word: str) -> Any:
    say("ok", word)
    return go(url_for("tasks.show_task", task_id=task_id))
