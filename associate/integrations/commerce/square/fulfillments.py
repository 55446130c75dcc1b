"""A Square order's fulfillments: by what method it leaves, when it is wanted, and what has left already.

https://developer.squareup.com/reference/square/objects/Fulfillment. SHIPMENT and DELIVERY both go to the
customer. DIGITAL is of older orders: nothing leaves.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from associate.core.orders.incoming import IncomingDispatch, Method, Problem
from associate.outside.fields import Json, ident, listed, mapped, moment, plain
from associate.words import _

_METHODS = {"PICKUP": Method.PICKUP, "SHIPMENT": Method.SHIP, "DELIVERY": Method.SHIP}
_DETAILS = {"PICKUP": "pickup_details", "SHIPMENT": "shipment_details", "DELIVERY": "delivery_details"}
_OFF = {"CANCELED", "FAILED"}
_DURATION = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?")


@dataclass(frozen=True)
class Way:
    method: Method | None = None
    details: Json = field(default_factory=dict)
    wanted_from: datetime | None = None
    wanted_until: datetime | None = None
    is_digital: bool = False
    problem: Problem | None = None

    @property
    def recipient(self) -> Json:
        return mapped(self.details.get("recipient"))


def way_of(order: Json) -> Way:
    given = listed(order.get("fulfillments"))
    live = [item for item in given if plain(item.get("state")) not in _OFF] or given
    methods = {method for item in live if (method := _METHODS.get(plain(item.get("type"))))}
    if len(methods) > 1:
        return Way(
            problem=Problem(
                code="method_mixed",
                message=_("Part of this order is collected and part is shipped. Split it by hand."),
            )
        )
    if methods:
        return _way(methods.pop(), live)
    if live and all(item.get("type") == "DIGITAL" for item in live):
        return Way(is_digital=True)
    return Way(
        problem=Problem(
            code="method_unclear",
            message=_("The shop doesn’t say whether this order is collected or shipped."),
        )
    )


def _way(method: Method, live: list[Json]) -> Way:
    first = next(item for item in live if plain(item.get("type")) in _METHODS)
    details = mapped(first.get(_DETAILS[plain(first.get("type"))]))
    start = moment(details.get("pickup_at"))
    lasts = _duration(details.get("pickup_window_duration"))
    return Way(method, details, start, start + lasts if start and lasts else None)


def _duration(value: object) -> timedelta | None:
    """An RFC 3339 duration without months or years; None for others."""
    found = _DURATION.fullmatch(plain(value))
    if not found or not any(found.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def handed_out(order: Json, line_id: str, quantity: int) -> int:
    """Units of a line that completed fulfillments took along."""
    return sum(dict(_lines(order, item, {line_id: quantity})).get(line_id, 0) for item in _completed(order))


def dispatches_of(order: Json) -> tuple[IncomingDispatch, ...]:
    wanted = {ident(raw.get("uid")): _whole(raw.get("quantity")) for raw in listed(order.get("line_items"))}
    found = {ident(item.get("uid")): item for item in _completed(order) if ident(item.get("uid"))}
    return tuple(
        IncomingDispatch(
            external_id=own_id,
            location=ident(order.get("location_id")) or None,
            lines=_lines(order, item, wanted),
        )
        for own_id, item in found.items()
    )


def _completed(order: Json) -> list[Json]:
    return [item for item in listed(order.get("fulfillments")) if item.get("state") == "COMPLETED"]


def _lines(order: Json, item: Json, wanted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """(line, units) of one fulfillment: its entries, or all lines where it lists none."""
    entries = [
        (ident(entry.get("line_item_uid")), _whole(entry.get("quantity")))
        for entry in listed(item.get("entries"))
    ]
    taken = dict(entries) if entries else wanted
    return tuple((line, count) for line, count in taken.items() if line in wanted and count > 0)


def _whole(value: object) -> int:
    """A quantity as Square writes it, "2" or "1.5", rounded up to whole units."""
    found = re.fullmatch(r"(\d{1,6})(?:\.(\d{1,10}))?", plain(value))
    return int(found.group(1)) + bool((found.group(2) or "").strip("0")) if found else 0
