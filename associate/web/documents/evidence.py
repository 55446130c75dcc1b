"""Evidence files: made and signed when somebody asks, the same bytes to whoever asks again."""

from typing import Any

from flask import Response, current_app, url_for
from flask_login import current_user

from associate.core.acts.evidencing import evidence_seen, handover_seen, keep_evidence, return_seen
from associate.core.stores.scope import Scope, scope_of
from associate.documents.evidenced import Draft, of_handover, of_return
from associate.errors import Missing, OutOfDate
from associate.web.access import here, me, read_intent, staff_can
from associate.web.documents.desk import bp, sent
from associate.web.htmx import go
from associate.words import _


@bp.post("/handovers/<int:handover_id>/<number>/evidence")
@staff_can("see_orders")
def create_handover_evidence(handover_id: int, number: str) -> Any:
    intent, (handover, job) = read_intent("evidence.handover"), handover_seen(handover_id, number, _scope())
    try:
        draft = of_handover(handover, job, current_app.config["RETAILER"])
    except ValueError:
        raise OutOfDate("not_done", _("There’s nothing to prove before it is handed over.")) from None
    return _kept(draft, job.order, intent)


@bp.post("/returns/<int:number>/evidence")
@staff_can("see_orders")
def create_return_evidence(number: int) -> Any:
    intent, return_ = read_intent("evidence.return"), return_seen(number, _scope())
    try:
        draft = of_return(return_, current_app.config["RETAILER"])
    except ValueError:
        raise OutOfDate("not_done", _("There’s nothing to prove before this is settled.")) from None
    return _kept(draft, return_.order or return_.store, intent)


@bp.get("/evidence/<code>.pdf")
@staff_can("see_orders")
def show_evidence(code: str) -> Response:
    file = evidence_seen(code, _scope())
    if not file.body:
        raise Missing("let_go", _("This file was let go with the names in it. Make it anew on the order."))
    return sent(file.body, f"{file.code}.pdf")


def _kept(draft: Draft, of: Any, intent: Any) -> Any:
    kept = (draft.kind, draft.about, draft.sum, draft.drawn)
    code = keep_evidence(*kept, of=of, store=draft.store, intent=intent, by=me())
    return go(url_for(".show_evidence", code=code))


def _scope() -> Scope:
    """As on the order’s page: a store’s own, and everyone’s for people of several."""
    everywhere = current_user.staff.can("choose_store")
    return scope_of(current_user.staff, current_user.store if everywhere else here(), everywhere=True)
