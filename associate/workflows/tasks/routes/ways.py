"""Where something missing comes from."""

from typing import Any

from flask import render_template, request, url_for

from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _
from associate.workflows.tasks.forms import read_way
from associate.workflows.tasks.routes.queue import bp, task_here
from associate.workflows.tasks.rules import ways as rules
from associate.workflows.tasks.screens.cases import one_case
from associate.workflows.tasks.screens.ways import ways_out


@bp.get("/<int:task_id>/ways")
@staff_can("resolve_tasks")
def show_ways(task_id: int) -> Any:
    task = task_here(task_id)
    return render_template("tasks/ways.html", case=one_case(task), ways=ways_out(task))


@bp.post("/<int:task_id>/ways")
@staff_can("resolve_tasks")
def create_way(task_id: int) -> Any:
    task = task_here(task_id)
    way = read_way(request.form, rules.line_of(task).fulfillment.store)
    done = rules.take(task, way, intent=read_intent("tasks.way"), by=me())
    say("ok", _("Decided"), done["what"])
    return go(url_for("tasks.show_tasks"))


@bp.post("/<int:task_id>/others")
@staff_can("adjust_stock")
def reject_others(task_id: int) -> Any:
    done = rules.reject_others(task_here(task_id), intent=read_intent("tasks.others"), by=me())
    say("ok", _("Rejected too"), done["what"])
    return go(url_for("tasks.show_tasks"))
