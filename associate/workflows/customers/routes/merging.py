"""Two profiles, one person: looked at side by side, merged, and parted again."""

from typing import Any

from flask import render_template, request

from associate.core.customers.models import Merge
from associate.errors import Missing
from associate.web.access import me, read_intent, staff_can
from associate.web.said import say
from associate.words import _
from associate.workflows.customers.routes.card import back, bp, seen
from associate.workflows.customers.rules import merging
from associate.workflows.customers.screens.alike import reasons_for


@bp.get("/<key>/merge")
@staff_can("manage_customers")
def show_merge(key: str) -> Any:
    at, other = seen(key), seen(request.args.get("other", ""))
    reasons = reasons_for(at.customer, other.customer)
    return render_template("customers/merge.html", at=at, other=other, reasons=reasons)


@bp.post("/<key>/merges")
@staff_can("manage_customers")
def create_merge(key: str) -> Any:
    into, gone = seen(key).customer, seen(request.form.get("other", "")).customer
    why = request.form.get("reason", "")
    merging.merge(gone, into, why, intent=read_intent("customers.merge"), by=me())
    say("ok", _("One person now"), _("Their orders, points and credit count together."))
    return back(key)


@bp.get("/<key>/merges/<int:number>")
@staff_can("manage_customers")
def show_parting(key: str, number: int) -> Any:
    at = seen(key)
    return render_template("customers/part.html", at=at, **_merge(at, number))


@bp.post("/<key>/merges/<int:number>/parting")
@staff_can("manage_customers")
def create_parting(key: str, number: int) -> Any:
    said: Merge = _merge(seen(key), number)["merge"]
    merging.part(said, request.form.get("reason", ""), intent=read_intent("customers.part"), by=me())
    say("ok", _("Two again"), _("Each has what was theirs."))
    return back(key)


def _merge(at: Any, number: int) -> dict[str, Any]:
    found = next(((merge, gone) for merge, gone in at.merges if merge.id == number), None)
    if found is None:
        raise Missing("no_merge", _("They are two again already. Open the card anew."))
    return {"merge": found[0], "gone": found[1]}
