"""The page itself, the order's cancellation, and where messages go."""

import secrets
from typing import Any

from flask import Response, current_app, g, request

from associate.core.acts.going_back import would_go_back
from associate.web.access import link_holder, read_intent
from associate.web.htmx import wants_fragment
from associate.web.said import say
from associate.words import _
from associate.workflows.pickup_link.routes.door import back, bp, counted, find, open_link, open_page, render
from associate.workflows.pickup_link.rules import link
from associate.workflows.pickup_link.screens.current import Current, last_heard


@bp.get("/<token>")
@link_holder
@counted
def show(token: str) -> Any:
    order, version = find(token), request.args.get("v", "") if wants_fragment() else None
    heard, pages = last_heard(order.id), current_app.extensions.setdefault("link_pages", Current())
    if version and pages.is_still(order.id, version, heard):
        return Response(status=204)
    page = open_page(order)
    pages.note(order.id, page.version, heard)
    if version == page.version:
        return Response(status=204)
    return render("page" if version is None else "_state", page=page)


@bp.get("/<token>/cancellation")
@link_holder
@counted
def ask_cancellation(token: str) -> Any:
    page, command_id = open_link(token), secrets.token_urlsafe(16)
    return render("cancellation", page=page, money=would_go_back(g.order), command_id=command_id)


@bp.post("/<token>/cancellation")
@link_holder
@counted
def create_cancellation(token: str) -> Any:
    open_link(token)
    link.cancel(g.order, intent=read_intent("link.cancel"), by=g.actor)
    say("done", _("Canceled"), _("We stopped working on it."))
    return back()


@bp.get("/<token>/messages")
@link_holder
@counted
def ask_medium(token: str) -> Any:
    return render("messages", page=open_link(token), ids=[secrets.token_urlsafe(16) for _each in range(2)])


@bp.post("/<token>/messages")
@link_holder
@counted
def choose_medium(token: str) -> Any:
    open_link(token)
    medium = request.form.get("medium", "")
    link.choose_medium(g.order, g.store, medium, intent=read_intent("link.medium"), by=g.actor)
    say("done", _("Noted"), _("We text you.") if medium == "sms" else _("We email you."))
    return back()
