"""What ends a return: the refund, and taking it back."""

from typing import Any

from flask import render_template, request, url_for

from associate.core.acts.returning import settling, undoing
from associate.core.acts.returning.desk import must_be_open, return_here
from associate.core.returns.models import Return
from associate.web.access import here, me, read_intent, staff_can
from associate.web.approval import read_approval
from associate.web.filters import format_money
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _, language
from associate.workflows.returns import forms
from associate.workflows.returns.routes.desk import bp, work
from associate.workflows.returns.screens.desk import desk


@bp.get("/<int:number>/refund")
@staff_can("take_returns")
def show_refund(number: int) -> Any:
    """Another sum than the rules come to, or one that takes two people."""
    return_ = return_here(number, store=here())
    must_be_open(return_)
    return render_template("returns/refund.html", at=desk(return_, by=me()))


@bp.post("/<int:number>/refund")
@staff_can("take_returns")
def create_refund(number: int) -> Any:
    return_ = return_here(number, store=here())
    sums = forms.read_sums(request.form, return_.currency)
    agreed = read_approval("approve", return_, even_if_may="approver" in request.form)
    intent = read_intent("returns.refund")
    amount = settling.settle(return_, **sums._asdict(), approval=agreed, intent=intent, by=me())
    _say_done(return_, amount)
    return go(url_for(".show", number=number)) if "page" in request.form else work(return_)


@bp.post("/<int:number>/undo")
@staff_can("take_returns")
def create_undo(number: int) -> Any:
    return_ = return_here(number, store=here())
    agreed = read_approval("approve", return_) if undoing.is_late(return_) else None
    undoing.undo(return_, approval=agreed, intent=read_intent("returns.undo"), by=me())
    say("ok", _("Undone"), _("Give the things back."))
    return work(return_)


def _say_done(return_: Return, amount: int) -> None:
    money = format_money(amount, return_.currency, language())
    if return_.exchange is not None and not amount:
        say("done", _("Exchanged"), _("Saved."))
    elif return_.to_credit:
        say("done", _("%(sum)s as store credit", sum=money), _("Saved."))
    else:
        say("done", _("Refunded %(sum)s", sum=money), _("Saved."))
