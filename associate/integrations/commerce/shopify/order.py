"""A Shopify order, as webhooks and the REST Admin API write it, in our words.

https://shopify.dev/docs/api/admin-rest/latest/resources/order. Amounts are read in the shop's currency;
what the customer saw in another one (`presentment_currency`) changes nothing here.
"""

from collections.abc import Mapping

from associate.core.orders.incoming import IncomingLine, IncomingNothing, IncomingOrder
from associate.integrations.commerce.gifts import USUAL, GiftNames, gift_of
from associate.integrations.commerce.reading import Reading, nothing
from associate.integrations.commerce.shopify import money, notices, payment, person
from associate.integrations.commerce.shopify.lines import read_lines
from associate.integrations.commerce.shopify.methods import Way, way_of
from associate.integrations.commerce.totals import distinct, settled
from associate.outside.fields import (
    Json,
    ident,
    is_true,
    listed,
    moment,
    note,
    pairs,
    plain,
    text,
)
from associate.words import _


def read_order(
    order: Json, currency: str | None, gifts: GiftNames = USUAL
) -> IncomingOrder | IncomingNothing:
    """The order, or why this is none: a deletion, an edit's list of changes, something else."""
    external_id = ident(order.get("id"))
    if set(order) == {"id"} and external_id:
        return nothing("order_deleted", _("The shop deleted order %(id)s.", id=external_id))
    if "order_edit" in order:
        return nothing("thin_event", _("This tells of an edit; the order itself follows."))
    if not external_id or not _looks_like_an_order(order):
        return nothing("no_order", _("There is no order in this payload."))
    return _order(external_id, order, Reading(order.get("currency"), currency), gifts)


def _looks_like_an_order(order: Json) -> bool:
    if "order_id" in order:  # a fulfillment, a refund or a fulfillment order
        return False
    return isinstance(order.get("line_items"), list) or "financial_status" in order or "total_price" in order


def _order(external_id: str, order: Json, reading: Reading, gifts: GiftNames) -> IncomingOrder:
    placed_at = reading.when(order.get("created_at"), order.get("processed_at"))
    lines = distinct(read_lines(order, reading))
    way = _way(order, lines, reading)
    total = reading.money(order.get("total_price"), "total_price")
    paid = payment.payment_of(order, total)
    made = IncomingOrder(
        external_id=external_id,
        number=_number(order, external_id),
        placed_at=placed_at,
        updated_at=moment(order.get("updated_at")) or placed_at,
        currency=reading.currency,
        tax_included=is_true(order.get("taxes_included")),
        payment=paid,
        pays_on_pickup=payment.pays_on_pickup(order, paid),
        canceled_at=moment(order.get("cancelled_at")),
        cancel_reason=text(order.get("cancel_reason")),
        closed_at=moment(order.get("closed_at")),
        contact=person.contact_of(order),
        shipping_address=person.address_of(order.get("shipping_address")),
        billing_address=person.address_of(order.get("billing_address")),
        method=way.method,
        location=way.location,
        wanted_from=way.wanted_from,
        wanted_until=way.wanted_until,
        lines=lines,
        tenders=payment.tenders_of(order, total, paid, reading),
        refunds=notices.refunds_of(order, reading),
        dispatches=notices.dispatches_of(order),
        note=note(order.get("note")),
        attributes=pairs(order.get("note_attributes")),
        total=total,
        **gift_of((order.get("note_attributes"), *_properties(order)), gifts),
        **_beside_the_lines(order, reading),
    )
    made = settled(made, is_stated=plain(order.get("total_price")) != "")
    return made.model_copy(update={"problems": (*reading.problems, *made.problems)})


def _properties(order: Json) -> list[object]:
    """Of each line. A gift card has its own message, for its own email."""
    lines = listed(order.get("line_items"))
    return [line.get("properties") for line in lines if not is_true(line.get("gift_card"))]


def _beside_the_lines(order: Json, reading: Reading) -> Mapping[str, int]:
    shipping, shipping_tax = money.shipping_of(order, reading)
    return {
        "shipping": shipping,
        "shipping_tax": shipping_tax,
        "fees": money.fees_of(order, reading),
        "tip": money.tip_of(order, reading),
        "duties": money.duties_of(order, reading),
    }


def _way(order: Json, lines: tuple[IncomingLine, ...], reading: Reading) -> Way:
    """How it leaves the shop. An order without a physical line leaves no shop, so nothing is unclear."""
    way = way_of(order.get("fulfillment_orders"))
    is_till_sale = order.get("source_name") == "pos" and not any(line.to_fulfill for line in lines)
    if way.problem and any(line.is_physical for line in lines) and not is_till_sale:
        reading.trouble(way.problem.code, way.problem.message)
    return way


def _number(order: Json, external_id: str) -> str:
    """ "#1001" is 1001 with decoration; "EN1001-A" is the shop's own wording and stays."""
    name = text(order.get("name"), 50).lstrip("#").strip()
    return name or text(order.get("order_number"), 50) or external_id[:50]
