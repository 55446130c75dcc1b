"""“This got in my way”, from any page."""

from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from associate.core.events.task_words import OBSTACLES
from associate.web.access import me, read_intent, signed_in
from associate.web.htmx import go
from associate.web.paths import safe_path
from associate.web.said import say
from associate.words import _
from associate.workflows.tasks.routes.queue import bp
from associate.workflows.tasks.rules import obstacles


@bp.get("/in-my-way")
@signed_in
def show_obstacle() -> Any:
    page = safe_path(request.args.get("at", ""))
    return render_template("tasks/obstacle.html", causes=OBSTACLES, page=page)


@bp.post("/in-my-way")
@signed_in
def create_obstacle() -> Any:
    page, words = safe_path(request.form.get("page", "")), request.form.get("words", "")
    what, intent = request.form.get("what", ""), read_intent("tasks.obstacle")
    obstacles.say_so(what, words, page.partition("?")[0], current_user.store, intent=intent, by=me())
    say("ok", _("Passed on"), _("A manager sees it."))
    return go(page or url_for("today.show"))
