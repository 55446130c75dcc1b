"""The list, one task of it, and whose it is."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_login import current_user

from associate.core.stores.scope import Scope
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.scope import task_scope
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import fragment_or_redirect, page_or_fragment
from associate.web.polls import is_shown
from associate.web.said import say
from associate.words import _
from associate.workflows.tasks.rules import owning
from associate.workflows.tasks.screens import cases, one
from associate.workflows.tasks.screens.queue import Cases, open_cases, tasks_version

bp = Blueprint("tasks", __name__, url_prefix="/tasks")


@bp.get("")
@staff_can("see_tasks")
def show_tasks() -> Any:
    if is_shown(tasks_version(_scope())):
        return Response(status=204)
    return page_or_fragment(
        "tasks/page.html", "tasks/_cases.html", cases=_cases(request.args.get("show", ""))
    )


@bp.get("/<int:task_id>")
@staff_can("see_tasks")
def show_task(task_id: int) -> Any:
    case = cases.one_case(task_here(task_id))
    lines = one.wanted_and_free(case.order) if case.order and case.task.kind == TaskKind.NO_STOCK else []
    coming = one.coming_for(case.order) if lines else []
    done = one.done_by(case.task)
    known = {"stores": one.stores(), "stock_lines": lines, "coming": coming, "done": done}
    return render_template("tasks/task.html", case=case, **known)


@bp.post("/<int:task_id>/owner")
@staff_can("resolve_tasks")
def own_task(task_id: int) -> Any:
    staff = current_user.staff if request.form.get("owner") == "me" else None
    owning.own(task_here(task_id), staff, intent=read_intent("tasks.own"), by=me())
    show = request.form.get("show", "")
    say("ok", _("It’s yours") if staff else _("Let go"))
    return fragment_or_redirect(
        "tasks/_work.html", then=url_for("tasks.show_tasks", show=show), cases=_cases(show)
    )


def task_here(task_id: int) -> Task:
    return one.find_task(task_id, _scope())


def _scope() -> Scope:
    return task_scope(current_user.staff, here())


def _cases(show: str) -> Cases:
    return open_cases(_scope(), current_user.staff, show)
