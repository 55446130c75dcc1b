"""A WooCommerce order in our words.

https://woocommerce.github.io/woocommerce-rest-api-docs/#orders. Every amount of a line, of shipping and of
fees is stated without tax, whatever `prices_include_tax` says: that setting is about what the shop's pages
showed. So tax is always on top here, and `tax_included` is never true.
"""

from collections.abc import Mapping

from associate.core.orders.incoming import IncomingNothing, IncomingOrder
from associate.integrations.commerce.gifts import USUAL, GiftNames, gift_of
from associate.integrations.commerce.reading import Reading, nothing
from associate.integrations.commerce.totals import distinct, settled
from associate.integrations.commerce.woocommerce import lines, payment, person, refund
from associate.integrations.commerce.woocommerce.meta import shown_pairs
from associate.integrations.commerce.woocommerce.methods import way_of
from associate.integrations.commerce.woocommerce.rounding import without_rounding
from associate.outside.fields import Json, ident, listed, moment, note, plain, text
from associate.words import _

# GMT first; the second is of older versions; the third is the shop's own time, without a zone
_CREATED = ("date_created_gmt", "created_at", "date_created")
_MODIFIED = ("date_modified_gmt", "updated_at", "date_modified")


def read_order(
    order: Json, currency: str | None, gifts: GiftNames = USUAL
) -> IncomingOrder | IncomingNothing:
    external_id = ident(order.get("id"))
    if set(order) == {"id"} and external_id:
        return nothing("order_deleted", _("The shop deleted order %(id)s.", id=external_id))
    is_order = isinstance(order.get("line_items"), list) or "order_key" in order
    if not external_id or not is_order or "refunded_by" in order:
        return nothing("no_order", _("There is no order in this payload."))
    return _order(external_id, order, Reading(order.get("currency"), currency), gifts)


def _order(external_id: str, order: Json, reading: Reading, gifts: GiftNames) -> IncomingOrder:
    placed_at = reading.when(*(order.get(key) for key in _CREATED))
    updated_at = next(filter(None, (moment(order.get(key)) for key in _MODIFIED)), placed_at)
    status = payment.status_of(order, reading)
    bought = distinct(lines.read_lines(order, status, reading))
    method, location, problem = way_of(order)
    if problem and any(line.is_physical for line in bought):
        reading.trouble(problem.code, problem.message)
    total = reading.money(order.get("total"), "total")
    refunds = refund.refunds_of(order, updated_at, reading)
    paid = payment.payment_of(order, status, total, refunds)
    made = IncomingOrder(
        external_id=external_id,
        number=_number(order, external_id),
        placed_at=placed_at,
        updated_at=updated_at,
        currency=reading.currency,
        tax_included=False,
        payment=paid,
        pays_on_pickup=payment.pays_on_pickup(order, paid),
        canceled_at=updated_at if status in payment.CANCELED else None,
        closed_at=moment(order.get("date_completed_gmt")) or moment(order.get("completed_at")),
        contact=person.contact_of(order),
        shipping_address=person.address_of(order, "shipping"),
        billing_address=person.address_of(order, "billing"),
        method=method,
        location=location,
        lines=bought,
        total=total,
        tenders=payment.tenders_of(order, total, paid),
        refunds=refunds,
        note=note(order.get("customer_note") or order.get("note")),
        attributes=shown_pairs(order.get("meta_data")),
        **gift_of(_every_meta(order), gifts),
        **_beside_the_lines(order, reading),
    )
    made = settled(without_rounding(made), is_stated=plain(order.get("total")) != "")
    return made.model_copy(update={"problems": (*reading.problems, *made.problems)})


def _every_meta(order: Json) -> list[object]:
    """Of the order and its lines, also what isn’t for people to read: plugins keep a gift’s words there."""
    lines = listed(order.get("line_items"))
    return [order.get("meta_data"), *(line.get("meta_data", line.get("meta")) for line in lines)]


def _beside_the_lines(order: Json, reading: Reading) -> Mapping[str, int]:
    """A fee may be negative: that is how shops write a discount that is no coupon."""
    shipping, fees = listed(order.get("shipping_lines")), listed(order.get("fee_lines"))
    stated_tax = order.get("shipping_tax")
    return {
        "shipping": _sum(shipping, "total", reading),
        "shipping_tax": _sum(shipping, "total_tax", reading)
        if stated_tax is None
        else reading.money(stated_tax, "shipping_tax"),
        "fees": _sum(fees, "total", reading),
        "fees_tax": _sum(fees, "total_tax", reading),
    }


def _sum(items: list[Json], key: str, reading: Reading) -> int:
    return sum(reading.money(item.get(key), key) for item in items)


def _number(order: Json, external_id: str) -> str:
    given = text(order.get("number"), 50) or text(order.get("order_number"), 50)
    return given.lstrip("#").strip() or external_id[:50]
