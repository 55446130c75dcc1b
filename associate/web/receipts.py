"""Where Twilio tells what became of a text, and what a customer answered. Signed, or not believed."""

from flask import Blueprint, Response, abort, current_app, request

from associate.jobs.outlets import twilio
from associate.jobs.receipts import take_status, take_word
from associate.web.access import signed
from associate.web.limits import limiter
from associate.web.security import csrf

bp = Blueprint("receipts", __name__, url_prefix="/webhooks/messages")
limiter.exempt(bp)
csrf.exempt(bp)


@bp.post("/<int:delivery_id>")
@signed
def create_receipt(delivery_id: int) -> Response:
    """204 when it is noted, or nothing to note; 401 unsigned; 404 where texts don't go by Twilio."""
    _must_be_twilio()
    take_status(delivery_id, request.form.get("MessageStatus", ""), request.form.get("ErrorCode", ""))
    return Response(status=204)


@bp.post("")
@signed
def create_word() -> Response:
    """What a customer wrote back. The answer is an empty one (TwiML), so that nothing is sent."""
    _must_be_twilio()
    take_word(request.form.get("From", ""), request.form.get("OptOutType") or request.form.get("Body", ""))
    return Response("<Response/>", mimetype="text/xml")


def _must_be_twilio() -> None:
    """Over the address as the world has it, and every field that was sent."""
    account = twilio(current_app.config)
    if account is None:
        abort(404)
    url = current_app.config["BASE_URL"].rstrip("/") + request.path
    if not account.is_signed(url, request.form.to_dict(), request.headers.get("X-Twilio-Signature", "")):
        abort(Response("The signature doesn’t match.", 401))
