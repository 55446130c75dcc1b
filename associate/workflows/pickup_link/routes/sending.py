"""Somebody else picks it up."""

from functools import partial
from typing import Any

from flask import current_app, g, request, url_for

from associate.web.access import link_holder, read_intent
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _
from associate.workflows.pickup_link.routes.door import back, bp, counted, jobs, open_part, render
from associate.workflows.pickup_link.rules import sending
from associate.workflows.pickup_link.screens.passes import somebody_sent


@bp.get("/<token>/people")
@link_holder
@counted
def ask_name(token: str) -> Any:
    part = open_part(token)
    return render("people", part=part) if part.can_come or part.sent else back()


@bp.post("/<token>/people")
@link_holder
@counted
def create_pass(token: str) -> Any:
    g.ask = partial(render, "people", part=open_part(token))
    name, key = request.form.get("name", ""), current_app.config["SECRET_KEY"]
    number = sending.send(jobs()[0], name, key=key, intent=read_intent("link.send"), by=g.actor)
    return go(url_for(".show_pass", token=token, number=number, part=request.args.get("part")))


@bp.get("/<token>/people/<int:number>")
@link_holder
@counted
def show_pass(token: str, number: int) -> Any:
    part = open_part(token)
    sent, code = somebody_sent(jobs()[0], number, current_app.config["SECRET_KEY"])
    return render("sent", part=part, sent=sent, code=code)


@bp.post("/<token>/people/<int:number>/revocation")
@link_holder
@counted
def create_revocation(token: str, number: int) -> Any:
    open_part(token)
    sending.take_back(jobs()[0], number, intent=read_intent("link.take_back"), by=g.actor)
    say("done", _("Taken back"), _("That code opens nothing any more."))
    return go(url_for(".ask_name", token=token, part=request.args.get("part")))
