"""What became of an order, told to WooCommerce: a status, and what it has no word for as data of the
order."""

import httpx2

from associate.integrations.commerce.outgoing import DONE, Answer, OrderNews, Outcome, RefundNews, Settings
from associate.integrations.commerce.woocommerce.rest import rest
from associate.money import to_major
from associate.outside.fields import listed, plain

READY, TRACKING, KEY = "_associate_ready", "_associate_tracking", "_associate_key"
STATUS = {"fulfilled": "completed", "canceled": "cancelled"}


def tell_fulfillment(
    news: OrderNews, *, key: str, settings: Settings, client: httpx2.Client | None = None
) -> Answer:
    """To set the same status or the same data again changes nothing: it needs no key. It knows no order that
    left in part."""
    told: dict[str, object] = {}
    if news.step == "ready":
        told["meta_data"] = [{"key": READY, "value": "yes"}]
    elif news.is_all or news.step == "canceled":
        told["status"] = STATUS[news.step]
    if news.tracking:
        told["meta_data"] = [{"key": TRACKING, "value": {k: v for k, v in vars(news.tracking).items() if v}}]
    if not told or not news.order.isdigit():
        return DONE
    return rest("PUT", f"orders/{news.order}", settings=settings, client=client, json=told).answer


def tell_refund(
    news: RefundNews, *, key: str, settings: Settings, client: httpx2.Client | None = None
) -> Answer:
    """As money that went back outside of the shop. It is looked for first: WooCommerce knows no idempotency
    key."""
    path = f"orders/{news.order}/refunds"
    known = rest("GET", path, settings=settings, client=client, per_page=100)
    if known.answer.outcome != Outcome.DONE:
        return known.answer
    for refund in listed(known.body):
        if any(
            each.get("key") == KEY and plain(each.get("value")) == key
            for each in listed(refund.get("meta_data"))
        ):
            return DONE
    told = {
        "amount": str(to_major(news.amount, news.currency)),
        "reason": f"{news.note} [{key}]".strip(),  # an order tells its refunds by reason alone
        "api_refund": False,
        "meta_data": [{"key": KEY, "value": key}],
    }
    return rest("POST", path, settings=settings, client=client, json=told).answer
