"""Shopify passes on what privacy laws let people ask for: three topics that every app has to hear.

https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance
"""

from associate.core.orders.incoming import Asks, IncomingPersonal
from associate.outside.fields import Json, ident, mapped

_NAMES = {"orders_requested": Asks.HAND_OUT, "orders_to_redact": Asks.FORGET}
SHOP_ALONE = {"shop_id", "shop_domain"}
MOST = 1000  # orders that one names


def read_personal(body: Json) -> IncomingPersonal:
    """What is asked for shows in what the body names; shop/redact names nobody."""
    named = next((name for name in _NAMES if name in body), "")
    told = body.get(named)
    orders = tuple(filter(None, map(ident, told[:MOST]))) if isinstance(told, list) else ()
    customer = ident(mapped(body.get("customer")).get("id")) or None
    if body.keys() <= SHOP_ALONE:
        return IncomingPersonal(what=Asks.FORGET_SHOP)
    what = _NAMES.get(named) or (Asks.HAND_OUT if "data_request" in body else Asks.FORGET)
    return IncomingPersonal(what=what, customer_external_id=customer, orders=orders)


def is_personal(body: Json) -> bool:
    return bool(body.keys() & {*_NAMES, "data_request"}) or body.keys() == SHOP_ALONE
