"""Bringing something back: choose it, get a code for any counter, change it, call it off."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import g, request

from associate.web.access import link_holder, read_intent
from associate.web.said import say
from associate.words import _
from associate.workflows.pickup_link.forms import read_brings
from associate.workflows.pickup_link.routes.door import back, bp, counted, open_link, render
from associate.workflows.pickup_link.rules import returning as rules
from associate.workflows.pickup_link.screens import returning


@bp.get("/<token>/returning")
@link_holder
@counted
def ask_return(token: str) -> Any:
    page = open_link(token)
    return _ask(page) if page.can_return else back()


@bp.post("/<token>/returning")
@link_holder
@counted
def create_return(token: str) -> Any:
    page = open_link(token)
    typed = read_brings(request.form, g.order, [each.code for each in returning.reasons(g.store)])
    g.ask = partial(_ask, page, typed)
    try:
        rules.announce(g.order, typed, intent=read_intent("link.return"), by=g.actor)
    except rules.NotLikeThis as no:
        g.ask = partial(_ask, page, typed, no.problems)
        raise
    say("done", _("Noted"), returning.where_to())
    return back()


@bp.post("/<token>/returning/calling-off")
@link_holder
@counted
def create_return_calling_off(token: str) -> Any:
    open_link(token)
    rules.call_off(g.order, intent=read_intent("link.return_off"), by=g.actor)
    say("done", _("Called off"), _("That code opens nothing any more."))
    return back()


def _ask(
    page: Any,
    typed: Mapping[int, rules.Brings] | None = None,
    problems: Mapping[int, str] | None = None,
    status: int = 200,
    code: str = "",
) -> Any:
    context = {"page": page, "reasons": returning.reasons(g.store), "code": code}
    choices = returning.choices(g.order, g.actor, typed or {}, problems or {})
    return render("returning", status, choices=choices, **context) if choices else back()
