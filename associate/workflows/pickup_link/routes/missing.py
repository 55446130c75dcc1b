"""Something couldn’t be found: take this instead, get it there, have it sent, or do without."""

from functools import partial
from typing import Any

from flask import g, request

from associate.web.access import link_holder, read_intent
from associate.web.said import say
from associate.words import _
from associate.workflows.pickup_link.forms import read_choice, read_vote
from associate.workflows.pickup_link.routes.door import back, bp, counted, open_link, render
from associate.workflows.pickup_link.rules import missing as rules
from associate.workflows.pickup_link.screens.missing import missing_of


@bp.get("/<token>/missing")
@link_holder
@counted
def ask_missing(token: str) -> Any:
    open_link(token)
    asked = missing_of(g.order)
    return _ask(asked) if asked else back()


@bp.post("/<token>/missing")
@link_holder
@counted
def choose_missing(token: str) -> Any:
    open_link(token)
    vote = rules.vote_of(g.order, read_vote(request.form))
    asked = missing_of(g.order)
    g.ask = partial(_ask, asked) if asked else None
    choice = read_choice(request.form, vote)
    rules.choose(g.order, vote, choice, intent=read_intent("link.missing"), by=g.actor)
    say("done", _("Noted"), _said(choice.way))
    return back()


def _ask(asked: Any, status: int = 200, code: str = "") -> Any:
    return render("missing", status, asked=asked, code=code)


def _said(way: str) -> str:
    words = {
        "substitute": _("We pick it now. You pay no more for it."),
        "store": _("It’s set aside for you there. We write when it’s ready."),
        "ship": _("We send it to you. We write when it’s on its way."),
        "cancel": _("We leave it out."),
    }
    return words.get(way, "")
