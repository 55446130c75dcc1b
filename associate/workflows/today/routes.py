"""Where a working day starts."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user

from associate.core.stores.versions import store_version
from associate.web.access import here, signed_in, staff_can
from associate.web.htmx import page_or_fragment
from associate.web.polls import still_shown
from associate.workflows.today import screens

bp = Blueprint("today", __name__)


@bp.get("/")
@signed_in
def show() -> Any:
    if current_user.store is None:
        return redirect(url_for("login.show_person"), code=303)
    n = store_version(here().id)
    if same := still_shown(n, screens.today_version(n), step=60):
        return same
    shown = screens.today(here(), current_user.staff, screens.today_version(n))
    known = {"hours": screens.hours_now(here()), "now": screens.now(), "urgency": screens.urgency}
    return page_or_fragment("today/page.html", "today/_today.html", today=shown, **known)


@bp.get("/today/<name>")
@staff_can("see_queue")
def show_list(name: str) -> Any:
    if name not in screens.LISTS:
        abort(404)
    jobs = screens.jobs_in(here(), name)
    return render_template(
        "today/list.html", name=name, jobs=jobs[: screens.LONGEST], hidden=len(jobs[screens.LONGEST :])
    )
