"""How a WooCommerce order leaves the shop: `shipping_lines[].method_id`, WooCommerce's own identifier.

`local_pickup` is the classic method, `pickup_location` that of the block checkout; every other id carries
the goods to the customer. Titles are the merchant's wording and say nothing.
"""

from associate.core.orders.incoming import Method, Problem
from associate.outside.fields import Json, listed, plain, text
from associate.words import _

_PICKUP = {"local_pickup", "pickup_location", "legacy_local_pickup"}

Found = tuple[Method | None, str | None, Problem | None]


def way_of(order: Json) -> Found:
    """(method, the place's name where the checkout kept it, what is unclear)."""
    shipping = [(_method_id(line), line) for line in listed(order.get("shipping_lines"))]
    methods = {Method.PICKUP if kind in _PICKUP else Method.SHIP for kind, _line in shipping if kind}
    if len(methods) > 1:
        return (
            None,
            None,
            Problem(
                code="method_mixed",
                message=_("Part of this order is collected and part is shipped. Split it by hand."),
            ),
        )
    if not methods:
        return (
            None,
            None,
            Problem(
                code="method_unclear",
                message=_("The shop doesn’t say whether this order is collected or shipped."),
            ),
        )
    places = {place for _kind, line in shipping if (place := _place(line))}
    return methods.pop(), places.pop() if len(places) == 1 else None, None


def _method_id(line: Json) -> str:
    """ "flat_rate:25" is the method flat_rate, in its 25th setting."""
    return plain(line.get("method_id") or "").partition(":")[0].lower()


def _place(line: Json) -> str:
    return next(
        (
            text(item.get("value"), 80)
            for item in listed(line.get("meta_data"))
            if item.get("key") == "pickup_location"
        ),
        "",
    )
