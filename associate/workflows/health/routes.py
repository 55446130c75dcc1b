"""The page that says whether the system is well, and the buttons that mend what a manager can mend."""

from typing import Any

from flask import Blueprint, current_app, render_template, url_for
from flask_login import current_user

from associate.core.stores.scope import Scope, scope_of
from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _, ngettext
from associate.workflows.health import rules, screens

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("")
@staff_can("see_health")
def show_health() -> Any:
    return render_template("health/page.html", page=screens.page(_scope(), current_app.config))


@bp.post("/messages")
@staff_can("see_health")
def create_messages() -> Any:
    sent = rules.resend_failed(_scope(), intent=read_intent("health.messages"), by=me())["messages"]
    word = ngettext("%(num)d message is on its way", "%(num)d messages are on their way", sent)
    say("ok" if sent else "note", word if sent else _("Nothing to send again"))
    return go(url_for(".show_health"))


@bp.post("/webhooks")
@staff_can("see_health")
def create_webhooks() -> Any:
    taken = rules.take_in_failed(_scope(), intent=read_intent("health.webhooks"), by=me())["webhooks"]
    word = ngettext("%(num)d is taken in again", "%(num)d are taken in again", taken)
    say("ok" if taken else "note", word if taken else _("Nothing to take in again"))
    return go(url_for(".show_health"))


@bp.post("/checks")
@staff_can("see_health")
def create_check() -> Any:
    rules.ask_for_check(intent=read_intent("health.check"), by=me())
    say("ok", _("The books are being checked"), _("Look again in a minute."))
    return go(url_for(".show_health"))


def _scope() -> Scope:
    """A manager's own store; every store for people of several."""
    return scope_of(current_user.staff, current_user.store, everywhere=True)
