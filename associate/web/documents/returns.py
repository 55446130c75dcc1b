"""What is printed at the returns counter: the receipt, and the slips that a till scans."""

from flask import Response, current_app

from associate.core.acts.returning.desk import return_here
from associate.core.payments.calls import PaymentCall
from associate.core.returns.models import ReturnState
from associate.db import db
from associate.documents.returns import receipt, till_slip
from associate.errors import Missing, OutOfDate
from associate.web.access import here, staff_can
from associate.web.documents.desk import bp, sent
from associate.words import _


@bp.get("/returns/<int:number>/receipt.pdf")
@staff_can("take_returns")
def show_receipt(number: int) -> Response:
    return_ = return_here(number, store=here())
    if return_.state != ReturnState.DONE:
        raise OutOfDate("not_done", _("There’s no receipt before this is settled."))
    return sent(receipt(return_, current_app.config["RETAILER"]), f"return-{return_.code}.pdf")


@bp.get("/slips/<int:call_id>.pdf")
@staff_can("take_returns")
def show_till_slip(call_id: int) -> Response:
    call = db.session.get(PaymentCall, call_id)
    if call is None or not call.is_slip or call.store_id != here().id:
        raise Missing("no_slip", _("There’s no such slip in this store."))
    return sent(till_slip(call, current_app.config["RETAILER"]), f"slip-{call.provider_ref}.pdf")
