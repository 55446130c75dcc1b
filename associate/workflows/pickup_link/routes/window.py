"""When they mean to come, and the file for their calendar."""

from functools import partial
from typing import Any

from flask import Response, current_app, g, request

from associate.core.routing.windows import windows
from associate.documents.calendar import write_calendar
from associate.web.access import link_holder, read_intent
from associate.web.said import say
from associate.words import _
from associate.workflows.pickup_link.forms import read_start
from associate.workflows.pickup_link.routes.door import back, bp, counted, jobs, open_part, render
from associate.workflows.pickup_link.rules import window
from associate.workflows.pickup_link.screens.dates import by_day, pickup_date


@bp.get("/<token>/window")
@link_holder
@counted
def ask_window(token: str) -> Any:
    part = open_part(token)
    return _ask(part) if part.can_come else back()


@bp.post("/<token>/window")
@link_holder
@counted
def choose_window(token: str) -> Any:
    g.ask = partial(_ask, open_part(token))
    window.choose(jobs()[0], read_start(request.form), intent=read_intent("link.window"), by=g.actor)
    say("done", _("Noted"), _("Your time is on this page. You can change it."))
    return back()


@bp.get("/<token>/pickup.ics")
@link_holder
@counted
def show_calendar(token: str) -> Any:
    part = open_part(token)
    if not part.can_come:
        return back()
    host = request.host.partition(":")[0]
    date = pickup_date(jobs()[0], shop=current_app.config["RETAILER"], host=host)
    answer = Response(write_calendar(**vars(date)), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="pickup.ics"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _ask(part: Any, status: int = 200, code: str = "") -> Any:
    days = by_day(windows(jobs()[0]), g.store)
    return render("window", status, part=part, days=days, code=code)
