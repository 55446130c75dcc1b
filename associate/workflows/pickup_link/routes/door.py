"""The way in: who holds a link, what a wrong one meets, and how a refusal looks on a customer's phone."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, render_template, request, url_for
from flask_babel import get_locale
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, TooManyRequests

from associate.core.acts.arrivals import visit_of
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.open_links import order_of_link
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import State
from associate.core.fulfillment.visits import Visit
from associate.db import db
from associate.errors import Missing, Refused
from associate.jobs.outlets import can_text
from associate.web.errors import SENTENCES, STATUS
from associate.web.htmx import go, wants_fragment
from associate.web.limits import LINK, WRONG_LINK, limiter, too_many
from associate.web.link_cookie import remember
from associate.web.said import say
from associate.web.tokens import token_hash
from associate.words import _
from associate.workflows.pickup_link.rules import coming, link
from associate.workflows.pickup_link.screens import page as screens
from associate.workflows.pickup_link.screens.parts import Part

bp = Blueprint("pickup_link", __name__, url_prefix="/p")


def counted(view: Any) -> Any:
    """One budget for all pages of a link; those that open nothing have a smaller one by address, in gone().
    By link, since everybody on a store’s Wi-Fi has one address."""
    return limiter.shared_limit(LINK, "link", key_func=lambda: token_hash(str(request.view_args)))(view)


def open_link(token: str) -> screens.Page:
    """Find the order, and speak its store's language and clock from here on."""
    g.order = order_of_link(token)
    g.store, g.actor = screens.store_of(g.order), link.holder_of(g.order)
    return shown()


def open_part(token: str) -> Part:
    """The part of the order that this is about: the one `part` names, else the one that is furthest."""
    page = open_link(token)
    mine = jobs()[0]
    g.store = mine.store
    return next(part for part in page.parts if part.number == mine.number)


def jobs() -> list[Fulfillment]:
    """What they come for; the first one is what the page is about."""
    found = [job for job in fulfillments_of(g.order.id) if job.state != State.REROUTED]
    return coming.jobs_at(g.order, request.args.get("part", ""), found)


def own_visit() -> Visit | None:
    return visit_of(jobs())


def shown() -> screens.Page:
    config = current_app.config
    return screens.show_order(g.order, key=config["SECRET_KEY"], texts=can_text(config))


def back() -> Any:
    return go(url_for("pickup_link.show", token=(request.view_args or {})["token"]))


def render(name: str, status: int = 200, **context: Any) -> Response:
    token = (request.view_args or {}).get("token")
    html = render_template(
        f"pickup_link/{name}.html",
        shop=current_app.config["RETAILER"],
        link=token and url_for("pickup_link.show", token=token),
        lang=str(get_locale() or "en").replace("_", "-"),
        **context,
    )
    answer = make_response(html, status)
    if "order" in g and not wants_fragment():
        remember(answer, str(token))
    return answer


@bp.errorhandler(Missing)
def gone(error: Missing) -> Any:
    """Wrong, revoked or expired: one page for all. A page that was open when its time came opens anew."""
    g.pop("order", None)
    if too_many(WRONG_LINK, "wrong_link"):
        return http(TooManyRequests())
    answer = render("gone", status=404)
    if wants_fragment():
        answer.headers["HX-Redirect"] = request.path
    return answer


@bp.errorhandler(Refused)
def refused(error: Refused) -> Any:
    """The sentence, on the page it is about, as it is by now."""
    db.session.rollback()
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    say("wrong", _("That didn’t go through"), error.message)
    ask = g.get("ask") or partial(render, "page", page=shown())
    return ask(status=status, code=error.code)


@bp.errorhandler(CSRFError)
@bp.errorhandler(HTTPException)
def http(error: HTTPException) -> Any:
    """Too many tries, a page too old to send: in the customer's look, not the shop's."""
    status = error.code or 500
    sentence = SENTENCES.get(status, SENTENCES[500])
    return render("sorry", status=status, code=f"http_{status}", sentence=sentence)
