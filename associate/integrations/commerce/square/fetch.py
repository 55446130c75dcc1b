"""Square only rings: its event names an order and a version, and the order itself is asked for.

GET /v2/orders/<id> (https://developer.squareup.com/reference/square/orders-api/retrieve-order).
"""

import re

import httpx2

from associate.integrations.commerce.calling import base_of, call, refused, token_of, unknown
from associate.integrations.commerce.outgoing import Outcome, Settings
from associate.integrations.commerce.port import Doorbell, Fetched
from associate.outside.fields import ident, mapped, moment, whole
from associate.words import _

API_VERSION = "2026-01-22"
_KINDS = ("order_created", "order_updated", "order_fulfillment_updated")


def doorbell(payload: object) -> Doorbell | None:
    """Whose bell it is; None for an order that came whole."""
    told = mapped(mapped(mapped(payload).get("data")).get("object"))
    named = next((mapped(told[kind]) for kind in _KINDS if isinstance(told.get(kind), dict)), {})
    order = ident(named.get("order_id"))
    changed_at = moment(named.get("updated_at") or named.get("created_at"))
    return Doorbell(order, whole(named.get("version")), changed_at) if order else None


def fetch_order(bell: Doorbell, *, settings: Settings, client: httpx2.Client | None) -> Fetched:
    """The order as it is now. One that is older than the bell is no answer yet: it comes from another
    copy."""
    base = base_of(settings)
    address = f"{base}/v2/orders/{bell.order}" if base and re.fullmatch(r"[\w-]{1,80}", bell.order) else None
    version = str(settings.get("api_version") or API_VERSION)
    headers = {"Authorization": f"Bearer {token_of(settings)}", "Square-Version": version}
    reply = call("GET", address, settings=settings, headers=headers, client=client)
    if reply.answer.outcome != Outcome.DONE:
        return Fetched(reply.answer)
    order = mapped(mapped(reply.body).get("order"))
    if ident(order.get("id")) != bell.order:
        return Fetched(refused(_("The answer holds another order.")))
    if whole(order.get("version")) < bell.version:
        return Fetched(unknown(_("The order isn’t there in its new version yet.")))
    return Fetched(reply.answer, reply.body)
