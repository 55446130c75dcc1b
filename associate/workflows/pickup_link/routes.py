"""The customer's page. Whoever holds the link sees one order and may cancel it; a wrong one shows nothing."""

import secrets
from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, render_template, request, url_for
from flask_babel import get_locale
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, TooManyRequests

from associate.core.acts.going_back import would_go_back
from associate.db import db
from associate.errors import Missing, Refused
from associate.jobs.outlets import can_text
from associate.web.access import link_holder, read_intent
from associate.web.errors import SENTENCES, STATUS
from associate.web.htmx import go, wants_fragment
from associate.web.limits import LINK, WRONG_LINK, limiter, too_many
from associate.web.said import say
from associate.words import _
from associate.workflows.pickup_link import rules, screens

bp = Blueprint("pickup_link", __name__, url_prefix="/p")


def counted(view: Any) -> Any:
    """One budget for all pages of links; those that open nothing have a smaller one, in gone()."""
    return limiter.shared_limit(LINK, "link")(view)


@bp.get("/<token>")
@link_holder
@counted
def show(token: str) -> Any:
    page = _open(token)
    if wants_fragment() and request.args.get("v") == page.version:
        return Response(status=204)
    return _render("_state" if wants_fragment() else "page", page=page)


@bp.get("/<token>/cancellation")
@link_holder
@counted
def ask_cancellation(token: str) -> Any:
    page, command_id = _open(token), secrets.token_urlsafe(16)
    return _render("cancellation", page=page, money=would_go_back(g.order), command_id=command_id)


@bp.post("/<token>/cancellation")
@link_holder
@counted
def create_cancellation(token: str) -> Any:
    _open(token)
    rules.cancel(g.order, intent=read_intent("link.cancel"), by=g.actor)
    say("done", _("Canceled"), _("We stopped working on it."))
    return go(url_for(".show", token=token))


@bp.get("/<token>/messages")
@link_holder
@counted
def ask_medium(token: str) -> Any:
    return _render("messages", page=_open(token), ids=[secrets.token_urlsafe(16) for _each in range(2)])


@bp.post("/<token>/messages")
@link_holder
@counted
def choose_medium(token: str) -> Any:
    _open(token)
    medium = request.form.get("medium", "")
    rules.choose_medium(g.order, g.store, medium, intent=read_intent("link.medium"), by=g.actor)
    say("done", _("Noted"), _("We text you.") if medium == "sms" else _("We email you."))
    return go(url_for(".show", token=token))


@bp.errorhandler(Missing)
def gone(error: Missing) -> Any:
    """Wrong, revoked or expired: one page for all. A page that was open when its time came opens anew."""
    if too_many(WRONG_LINK, "wrong_link"):
        return http(TooManyRequests())
    answer = _render("gone", status=404)
    if wants_fragment():
        answer.headers["HX-Redirect"] = request.path
    return answer


@bp.errorhandler(Refused)
def refused(error: Refused) -> Any:
    """The sentence, on the page it is about, as it is by now."""
    db.session.rollback()
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    say("wrong", _("That didn’t go through"), error.message)
    return _render("page", status=status, page=_shown(), code=error.code)


@bp.errorhandler(CSRFError)
@bp.errorhandler(HTTPException)
def http(error: HTTPException) -> Any:
    """Too many tries, a page too old to send: in the customer's look, not the shop's."""
    status = error.code or 500
    sentence = SENTENCES.get(status, SENTENCES[500])
    return _render("sorry", status=status, code=f"http_{status}", sentence=sentence)


def _open(token: str) -> screens.Page:
    """Find the order, and speak its store's language and clock from here on."""
    g.order = rules.order_of_link(token)
    g.store, g.actor = screens.store_of(g.order), rules.holder_of(g.order)
    return _shown()


def _shown() -> screens.Page:
    config = current_app.config
    return screens.show_order(g.order, key=config["SECRET_KEY"], texts=can_text(config))


def _render(name: str, status: int = 200, **context: Any) -> Response:
    link = request.view_args and request.view_args.get("token")
    html = render_template(
        f"pickup_link/{name}.html",
        shop=current_app.config["RETAILER"],
        link=link and url_for(".show", token=link),
        lang=str(get_locale() or "en").replace("_", "-"),
        **context,
    )
    return make_response(html, status)
