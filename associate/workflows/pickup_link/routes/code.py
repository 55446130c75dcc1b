"""After its time a link opens by a code: ask for one, type it."""

from typing import Any

from flask import current_app, g, request

from associate.web.access import link_holder, read_intent
from associate.web.said import say
from associate.words import _
from associate.workflows.pickup_link.routes.door import ask_code, back, bp, counted, find, let_in, meet
from associate.workflows.pickup_link.rules import door


@bp.post("/<token>/code")
@link_holder
@counted
def create_code(token: str) -> Any:
    if not _is_closed(token):
        return back()
    door.send_code(g.order, g.store, intent=read_intent("link.code"), by=g.actor)
    say("done", _("Sent"), _("The code is good for 15 minutes."))
    return back()


@bp.post("/<token>/code/opening")
@link_holder
@counted
def create_opening(token: str) -> Any:
    if not _is_closed(token):
        return back()
    door.let_in(g.order, request.form.get("code", ""), key=current_app.config["SECRET_KEY"], by=g.actor)
    let_in(token)
    return back()


def _is_closed(token: str) -> bool:
    """Then what is refused is said on the page that asks for the code."""
    g.ask = ask_code
    try:
        meet(find(token))
    except door.Closed as closed:
        meet(closed.order)
        return True
    return False
