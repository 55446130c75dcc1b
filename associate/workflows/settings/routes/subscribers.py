"""Webhooks to others: who is told what, with a secret that is shown once."""

from typing import Any

from flask import current_app, render_template, request, url_for

from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.said import say
from associate.workflows.settings.forms.draft import Draft
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.forms.subscribers import read_span, read_subscriber
from associate.workflows.settings.routes.desk import bp, shown
from associate.workflows.settings.rules import subscribers as rules
from associate.workflows.settings.screens import subscribers


@bp.get("/webhooks")
@staff_can("channels")
def show_subscribers() -> Any:
    return render_template("settings/subscribers.html", **subscribers.overview())


@bp.get("/webhooks/new")
@staff_can("channels")
def show_new_subscriber() -> Any:
    return shown("subscriber_new", subscribers.open_subscriber(), **subscribers.options())


@bp.post("/webhooks/new")
@staff_can("channels")
def create_subscriber() -> Any:
    reader = Reader(request.form)
    wanted = read_subscriber(reader, is_local_ok=current_app.config["WEBHOOKS_TO_SELF"] == "yes")
    if reader.problems:
        draft = Draft(request.form, "new", problems=reader.problems, is_sent=True)
        return shown("subscriber_new", draft, **subscribers.options())
    made = rules.add(wanted, intent=read_intent("settings.subscriber"), by=me())
    return render_template("settings/subscriber_secret.html", subscriber=made, secret=made.secret)


@bp.get("/webhooks/<int:number>")
@staff_can("channels")
def show_subscriber(number: int) -> Any:
    page = subscribers.page_of(rules.subscriber_with(number))
    return render_template("settings/subscriber.html", **page)


@bp.get("/webhooks/<int:number>/secret")
@staff_can("channels")
def show_subscriber_secret(number: int) -> Any:
    found = rules.subscriber_with(number)
    return render_template("settings/subscriber_secret.html", subscriber=found, secret="")


@bp.post("/webhooks/<int:number>/secret")
@staff_can("channels")
def create_subscriber_secret(number: int) -> Any:
    found, intent = rules.subscriber_with(number), read_intent("settings.subscriber_secret")
    secret = rules.change_secret(found, intent=intent, by=me())
    return render_template("settings/subscriber_secret.html", subscriber=found, secret=secret)


@bp.post("/webhooks/<int:number>/switch")
@staff_can("channels")
def create_switch(number: int) -> Any:
    found, is_on = rules.subscriber_with(number), request.form.get("on") == "1"
    say(**rules.switch(found, is_on=is_on, intent=read_intent("settings.switch"), by=me()))
    return _back(number)


@bp.post("/webhooks/<int:number>/tests")
@staff_can("channels")
def create_test(number: int) -> Any:
    found = rules.subscriber_with(number)
    say(**rules.send_test(found, intent=read_intent("settings.test"), by=me()))
    return _back(number)


@bp.post("/webhooks/<int:number>/posts/<int:post>/resend")
@staff_can("channels")
def create_resend(number: int, post: int) -> Any:
    found, intent = rules.subscriber_with(number), read_intent("settings.resend")
    say(**rules.send_one_again(found, post, intent=intent, by=me()))
    return _back(number)


@bp.post("/webhooks/<int:number>/resends")
@staff_can("channels")
def create_resends(number: int) -> Any:
    found, (span, only_failed) = rules.subscriber_with(number), read_span(Reader(request.form))
    intent = read_intent("settings.resends")
    say(**rules.send_all_again(found, span, only_failed=only_failed, intent=intent, by=me()))
    return _back(number)


def _back(number: int) -> Any:
    return go(url_for("settings.show_subscriber", number=number))
