"""How a Shopify order leaves the shop: `fulfillment_orders[].delivery_method.method_type`, nothing else.

A shipping line's title is the merchant's free wording and says nothing.
https://shopify.dev/docs/api/admin-graphql/latest/enums/deliverymethodtype: PICK_UP is collected by the
customer. PICKUP_POINT is "delivered to a pickup point", a parcel shop: for us it ships, as LOCAL does.
NONE (not physical) and RETAIL (handed over at the till) leave nothing for the floor to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from associate.core.orders.incoming import Method, Problem
from associate.outside.fields import Json, ident, listed, mapped, moment, plain
from associate.words import _

_METHODS: Mapping[str, Method | None] = {
    "pick_up": Method.PICKUP,
    "shipping": Method.SHIP,
    "local": Method.SHIP,
    "pickup_point": Method.SHIP,
    "none": None,
    "retail": None,
}


@dataclass(frozen=True)
class Way:
    method: Method | None = None
    location: str | None = None
    wanted_from: datetime | None = None
    wanted_until: datetime | None = None
    problem: Problem | None = None


def way_of(fulfillment_orders: object) -> Way:
    """The one method of all fulfillment orders that count; a problem where there is none, or several."""
    live = [item for item in listed(fulfillment_orders) if item.get("status") != "cancelled"]
    typed = [(_type(item), item) for item in live]
    known = [(kind, item) for kind, item in typed if kind in _METHODS]
    ours = [(method, item) for kind, item in known if (method := _METHODS[kind])]
    methods = {method for method, _item in ours}
    if len(methods) > 1:
        return Way(
            problem=Problem(
                code="method_mixed",
                message=_("Part of this order is collected and part is shipped. Split it by hand."),
            )
        )
    if not methods:
        return Way() if known and len(known) == len(live) else Way(problem=unclear())
    if len(known) < len(live):
        return Way(problem=unclear())
    return _way(methods.pop(), [item for _method, item in ours])


def unclear() -> Problem:
    return Problem(
        code="method_unclear", message=_("The shop doesn’t say whether this order is collected or shipped.")
    )


def _way(method: Method, items: list[Json]) -> Way:
    places = {_location(item) for item in items} - {""}
    delivery = mapped(items[0].get("delivery_method"))
    is_pickup = method == Method.PICKUP
    return Way(
        method=method,
        location=places.pop() if len(places) == 1 else None,
        wanted_from=moment(delivery.get("min_delivery_date_time")) if is_pickup else None,
        wanted_until=moment(delivery.get("max_delivery_date_time")) if is_pickup else None,
        problem=_several() if len(places) > 1 else None,
    )


def _several() -> Problem:
    return Problem(code="location_mixed", message=_("This order leaves from several places."))


def _type(item: Json) -> str:
    return plain(mapped(item.get("delivery_method")).get("method_type") or "").lower().replace("-", "_")


def _location(item: Json) -> str:
    place = mapped(item.get("assigned_location"))
    return ident(item.get("assigned_location_id")) or ident(place.get("location_id"))
