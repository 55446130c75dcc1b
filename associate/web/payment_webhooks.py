"""Where whoever holds the money tells that something happened. Signed over the raw body, or not believed."""

from flask import Blueprint, Response, abort, request

from associate.core.events.nudge import nudge
from associate.jobs.payment_news import account_called, hear, is_signed
from associate.web.access import signed
from associate.web.limits import WRONG_SIGNATURE, limiter, too_many
from associate.web.security import csrf

bp = Blueprint("payment_webhooks", __name__, url_prefix="/webhooks/payments")
limiter.exempt(bp)
csrf.exempt(bp)


@bp.post("/<key>")
@signed
def create_news(key: str) -> Response:
    """200 once it is kept, and when it was before; 401 unsigned, 429 too often; 404 for no such account."""
    account = account_called(key)
    if account is None:
        abort(404)
    raw = request.get_data()
    if not is_signed(account, raw, request.headers):
        return _wrongly_signed(account.id)
    if hear(account, raw):
        nudge()
    return Response(status=200)


def _wrongly_signed(account_id: int) -> Response:
    """It is looked at before it is counted: what is signed right passes, whatever else its address sends."""
    if too_many(WRONG_SIGNATURE, f"payments:{account_id}"):
        return Response("Too many wrong signatures.", 429, {"Retry-After": "60"})
    return Response("The signature doesn’t match.", 401)
