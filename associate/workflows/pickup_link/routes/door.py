"""The way in: who holds a link, what a wrong one meets, and how a refusal looks on a customer's phone."""

from functools import partial
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import get_locale
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, TooManyRequests

from associate.clock import now
from associate.core.acts.arrivals import visit_of
from associate.core.customers.addresses import masked
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import State
from associate.core.fulfillment.telling import ways_to
from associate.core.fulfillment.visits import Visit
from associate.core.orders.models import Order
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
from associate.workflows.pickup_link.rules import coming, door, link
from associate.workflows.pickup_link.screens import page as screens
from associate.workflows.pickup_link.screens.parts import Part

bp = Blueprint("pickup_link", __name__, url_prefix="/p")
DOORS = "doors"  # of the session: which links a code opened, and until when


def counted(view: Any) -> Any:
    """One budget for all pages of a link; those that open nothing have a smaller one by address, in gone().
    By link, since everybody on a store’s Wi-Fi has one address."""
    return limiter.shared_limit(LINK, "link", key_func=lambda: token_hash(str(request.view_args)))(view)


def open_link(token: str) -> screens.Page:
    """Find the order, and speak its store's language and clock from here on."""
    return open_page(find(token))


def find(token: str) -> Order:
    return door.order_of(token, is_let_in=is_let_in(token))


def open_page(order: Order) -> screens.Page:
    meet(order)
    return shown()


def meet(order: Order) -> None:
    g.order = order
    g.store, g.actor = screens.store_of(order), link.holder_of(order)


def is_let_in(token: str) -> bool:
    """Did this browser open it with a code a short while ago?"""
    return float(session.get(DOORS, {}).get(token_hash(token), 0)) > now().timestamp()


def let_in(token: str) -> None:
    others = {key: until for key, until in session.get(DOORS, {}).items() if until > now().timestamp()}
    session[DOORS] = {**others, token_hash(token): (now() + door.STAYS_OPEN).timestamp()}


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
    if "order" in g and name != "door" and not wants_fragment():
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


@bp.errorhandler(door.Closed)
def closed(error: door.Closed) -> Any:
    """A day after its end: a code opens it. A page that was open when its time came opens anew."""
    meet(error.order)
    answer = ask_code()
    if wants_fragment():
        answer.headers["HX-Redirect"] = request.path
    return answer


def ask_code(status: int = 200, code: str = "") -> Response:
    """What the page of an order says of itself before anybody is let in: no number, no name, no things."""
    way = next((way for way in ways_to(g.order, g.store)), None)
    to = masked(*way) if way else ""
    is_sent = door.sent_code(g.order) is not None
    return render("door", status, medium=way.medium if way else "", to=to, is_sent=is_sent, code=code)


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
