"""They left with the wrong bag."""

from typing import Any

import sqlalchemy as sa
from flask import render_template, request, url_for
from flask_login import current_user

from associate.core.events.commands import Intent
from associate.core.fulfillment.models import Handover
from associate.core.stores.models import Store
from associate.db import db
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _
from associate.workflows.handover.routes.counter import bp, secret_key
from associate.workflows.handover.rules import wrong_bags
from associate.workflows.handover.rules.counter import handover_here, jobs_of
from associate.workflows.handover.rules.undo import must_be_done
from associate.workflows.handover.screens.wrong_bags import wrong_bag


@bp.get("/<int:number>/wrong-bag")
@staff_can("hand_over")
def show_wrong_bag_report(number: int) -> Any:
    handover = handover_here(number, store=here())
    must_be_done(handover)
    return render_template("handover/wrong_bag_report.html", handover=handover, jobs=jobs_of(handover))


@bp.post("/<int:number>/wrong-bag")
@staff_can("hand_over")
def create_wrong_bag(number: int) -> Any:
    handover, intent = handover_here(number, store=here()), read_intent("handover.wrong_bag")
    task_id = _report(handover, intent)
    say("note", _("Stopped"), _("Nobody hands over, takes back or returns it until it’s settled."))
    return go(url_for(".show_wrong_bag", case_id=task_id))


@bp.get("/wrong-bags/<int:case_id>")
@staff_can("hand_over")
def show_wrong_bag(case_id: int) -> Any:
    case = wrong_bag(wrong_bags.case_here(case_id, store=here()))
    return render_template("handover/wrong_bag.html", case=case)


@bp.post("/wrong-bags/<int:case_id>/owner")
@staff_can("hand_over")
def create_bag_owner(case_id: int) -> Any:
    task, code = wrong_bags.case_here(case_id, store=here()), request.form.get("code", "")[:60]
    wrong_bags.name_owner(task, code, intent=read_intent("handover.bag_owner"), by=me())
    return _shown(case_id, _("Stopped too"), _("Its customer is asked to wait."))


@bp.post("/wrong-bags/<int:case_id>/plan")
@staff_can("resolve_tasks")
def create_bag_plan(case_id: int) -> Any:
    task, plan = wrong_bags.case_here(case_id, store=here()), request.form.get("plan", "")
    intent = read_intent("handover.bag_plan")
    wrong_bags.agree(task, plan, current_user.staff, intent=intent, by=me())
    return _shown(case_id, _("It’s yours"), _("Settle each order here once it’s so."))


@bp.post("/wrong-bags/<int:case_id>/orders/<order>/outcome")
@staff_can("resolve_tasks")
def create_bag_outcome(case_id: int, order: str) -> Any:
    task, form = wrong_bags.case_here(case_id, store=here()), request.form
    store = db.session.scalar(sa.select(Store).filter_by(code=form.get("at", "")))
    intent = read_intent("handover.bag_outcome")
    wrong_bags.settle(task, order, form.get("how", ""), store, form, intent=intent, by=me())
    return _shown(case_id, _("Settled"), _("%(number)s goes on.", number=order))


@bp.post("/wrong-bags/<int:case_id>/orders/<order>/return")
@staff_can("resolve_tasks")
def create_bag_back(case_id: int, order: str) -> Any:
    task = wrong_bags.case_here(case_id, store=here())
    wrong_bags.came_back(task, order, intent=read_intent("handover.bag_back"), by=me())
    return _shown(case_id, _("Back on the books"), _("Its goods wait to be put back."))


def _report(handover: Handover, intent: Intent) -> int:
    form = request.form
    number = form.get("order", "")[:64]
    if form.get("what") == "person":
        return wrong_bags.report_stranger(handover, number, key=secret_key(), intent=intent, by=me())
    return wrong_bags.report_other(handover, number, form.get("code", "")[:60], intent=intent, by=me())


def _shown(case_id: int, word: str, what: str) -> Any:
    say("ok", word, what)
    return go(url_for(".show_wrong_bag", case_id=case_id))
