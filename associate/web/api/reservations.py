"""Reservations: put aside unpaid, for a while."""

from flask import Response

from associate.core.acts.reserve import reserve_and_collect
from associate.core.catalog.models import Variant
from associate.core.fulfillment.queries import fulfillments_of
from associate.web.access import token_can
from associate.web.api.answers import created
from associate.web.api.door import api, own_channel
from associate.web.api.finding import store_named, variant_named
from associate.web.api.idempotency import once
from associate.web.api.shapes.availability import ReservationSent, ReservationShape, reservation_shape
from associate.web.api.shapes.orders_in import contact_of
from associate.web.api.tags import AVAILABILITY


@api.post("/reservations", tags=[AVAILABILITY], responses={201: ReservationShape})
@token_can("reservations:write")
@once
def create_reservation(body: ReservationSent) -> Response:
    """Put things aside

    For somebody who pays when they collect, at a store that takes payment at pickup. All of it or nothing,
    within what is available to promise. It is held for the store’s hours (48 unless it chose others);
    then it is canceled and its stock is free again.
    """
    channel, store = own_channel(), store_named(body.store)
    wants: dict[Variant, int] = {}
    for position, line in enumerate(body.lines):
        variant = variant_named(line.sku, line.gtin, field=f"#/lines/{position}")
        wants[variant] = wants.get(variant, 0) + line.quantity
    contact = contact_of(body.contact)
    order = reserve_and_collect(channel, store, wants, contact, external_id=body.reference, note=body.note)
    jobs = fulfillments_of(order.id)
    shape = reservation_shape(order, store.code, jobs[0].promise_at if jobs else None)
    return created(shape, f"/api/v1/orders/{order.number}")
