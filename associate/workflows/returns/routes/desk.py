"""One return: who brings it, and what it comes to."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from associate.core.acts.exchanging.paying import slips_of
from associate.core.acts.returning import opening, verifying
from associate.core.acts.returning.desk import must_be_open, return_here
from associate.core.fulfillment.proof_words import IDS
from associate.core.returns.models import Return
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import fragment_or_redirect, go, page_or_fragment
from associate.web.limits import CODE, FIND, limiter
from associate.web.said import say
from associate.words import _
from associate.workflows.returns import forms
from associate.workflows.returns.rules import choose_credit
from associate.workflows.returns.screens.desk import desk

bp = Blueprint("returns", __name__, url_prefix="/returns")


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"return_ids": IDS}


def _was_refused(response: Response) -> bool:
    return response.status_code >= 400


guessing = limiter.limit(CODE, key_func=lambda: me().ref, deduct_when=_was_refused)
"""Right answers cost nothing: a counter is busy. Wrong ones are counted by person."""


finding = limiter.limit(FIND, key_func=lambda: me().ref, exempt_when=lambda: not request.args.get("q"))
"""Every customer of every store can be found here: by who stands at the counter, not one after the other."""


@bp.get("/<int:number>")
@staff_can("take_returns")
def show(number: int) -> Any:
    at = desk(return_here(number, store=here()), by=me())
    return page_or_fragment("returns/page.html", "returns/_work.html", at=at)


@bp.post("/<int:number>/verification")
@staff_can("take_returns")
@guessing
def create_verification(number: int) -> Any:
    return_, proof = return_here(number, store=here()), forms.read_proof(request.form)
    verifying.verify(return_, proof, intent=read_intent("returns.verify"), by=me())
    say("ok", _("Verified"), _("Now scan what they bring."))
    return work(return_)


@bp.get("/<int:number>/gift")
@staff_can("take_returns")
def show_gift(number: int) -> Any:
    return_ = return_here(number, store=here())
    must_be_open(return_)
    return render_template("returns/gift.html", at=desk(return_, by=me()))


@bp.post("/<int:number>/gift")
@staff_can("take_returns")
def create_gift(number: int) -> Any:
    return_, names = return_here(number, store=here()), forms.read_person(request.form)
    opening.make_gift(return_, *names, intent=read_intent("returns.gift"), by=me())
    say("note", _("A gift"), _("They get store credit. Whoever bought it isn’t told."))
    return go(url_for(".show", number=number))


@bp.post("/<int:number>/credit")
@staff_can("take_returns")
def create_credit(number: int) -> Any:
    return_, names = return_here(number, store=here()), forms.read_person(request.form)
    wants = request.form.get("credit") == "yes"
    choose_credit(return_, wants, names, intent=read_intent("returns.credit"), by=me())
    return work(return_)


@bp.post("/<int:number>/leaving")
@staff_can("take_returns")
def create_leaving(number: int) -> Any:
    return_ = return_here(number, store=here())
    opening.leave(return_, intent=read_intent("returns.leave"), by=me())
    say("note", _("Closed"), _("Nothing came back, and nobody was refunded."))
    return go(url_for(".show", number=number) if slips_of(return_) else url_for(".show_find"))


def work(return_: Return) -> Any:
    at = desk(return_, by=me())
    return fragment_or_redirect("returns/_work.html", url_for(".show", number=return_.id), at=at)
