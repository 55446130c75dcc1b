"""A Square order in our words: https://developer.squareup.com/reference/square/objects/Order.

Amounts are integers of minor units already. `total_money` is of the sale; what was given back since is in
`net_amounts` and in `refunds`.
"""

from associate.core.orders.incoming import IncomingNothing, IncomingOrder
from associate.integrations.commerce.gifts import USUAL, GiftNames, gift_of
from associate.integrations.commerce.reading import Reading, nothing
from associate.integrations.commerce.square import lines, payment
from associate.integrations.commerce.square.fulfillments import Way, dispatches_of, way_of
from associate.integrations.commerce.square.person import address_of, contact_of
from associate.integrations.commerce.square.refund import refunds_of
from associate.integrations.commerce.totals import distinct, settled
from associate.outside.fields import Json, ident, is_true, mapped, moment, note, pairs, text
from associate.words import _


def read_order(
    order: Json, currency: str | None, gifts: GiftNames = USUAL
) -> IncomingOrder | IncomingNothing:
    if order.get("event_id") and order.get("type"):
        named = ident(mapped(order.get("data")).get("id"))
        return nothing("thin_event", _("This only says that order %(id)s changed.", id=named))
    external_id = ident(order.get("id"))
    if not external_id or not ("line_items" in order or "total_money" in order or "fulfillments" in order):
        return nothing("no_order", _("There is no order in this payload."))
    reading = Reading(mapped(order.get("total_money")).get("currency"), currency)
    return _order(external_id, order, reading, gifts)


def _order(external_id: str, order: Json, reading: Reading, gifts: GiftNames) -> IncomingOrder:
    placed_at = reading.when(order.get("created_at"))
    updated_at = moment(order.get("updated_at")) or placed_at
    way = way_of(order)
    bought = distinct(lines.read_lines(order, way.is_digital, reading))
    if way.problem and any(line.is_physical for line in bought):
        reading.trouble(way.problem.code, way.problem.message)
    total = payment.cents(order, "total_money", reading)
    fees = payment.cents(order, "total_service_charge_money", reading)
    rounding = payment.cents(mapped(order.get("rounding_adjustment")), "amount_money", reading)
    made = IncomingOrder(
        external_id=external_id,
        number=text(order.get("reference_id"), 50) or text(order.get("ticket_name"), 50) or external_id[:50],
        placed_at=placed_at,
        updated_at=updated_at,
        currency=reading.currency,
        tax_included=lines.is_tax_included(order),
        payment=payment.payment_of(order, total, reading),
        canceled_at=updated_at if order.get("state") == "CANCELED" else None,
        cancel_reason=text(way.details.get("cancel_reason")),
        closed_at=moment(order.get("closed_at")),
        contact=contact_of(order, way.recipient),
        shipping_address=address_of(way.recipient),
        method=way.method,
        location=ident(order.get("location_id")) or None,
        wanted_from=way.wanted_from,
        wanted_until=way.wanted_until,
        lines=bought,
        fees=fees + rounding,
        fees_tax=payment.fees_tax_of(order, bought, reading),
        tip=payment.cents(order, "total_tip_money", reading),
        total=total,
        tenders=payment.tenders_of(order, reading),
        refunds=refunds_of(order, reading),
        dispatches=dispatches_of(order),
        note=note(way.details.get("note") or way.details.get("shipping_note")),
        attributes=(*_curbside(way), *pairs(order.get("metadata"))),
        **gift_of([order.get("metadata")], gifts),
    )
    made = settled(made, is_stated=bool(mapped(order.get("total_money"))))
    return made.model_copy(update={"problems": (*reading.problems, *made.problems)})


def _curbside(way: Way) -> tuple[tuple[str, str], ...]:
    """Car and bay, as the customer typed them."""
    if not is_true(way.details.get("is_curbside_pickup")):
        return ()
    typed = text(mapped(way.details.get("curbside_pickup_details")).get("curbside_details"), 250)
    return (("curbside", typed or "yes"),)
