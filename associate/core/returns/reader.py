"""An order of ours as the refund math reads it: the one place where rows become its figures."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

import sqlalchemy as sa

from associate.core.fulfillment.models import FulfillmentLine
from associate.core.orders.incoming import Payment
from associate.core.orders.models import Order, OrderLine, RefundState
from associate.core.payments.calls import PaymentCall, PaymentState, PaymentVerb, sum_of
from associate.core.payments.owed import owed_by_tasks
from associate.core.returns.earlier import Earlier, earlier_returns
from associate.core.returns.purchase import (
    Adjustment,
    Credit,
    Fee,
    Line,
    Promotion,
    Purchase,
    Shipping,
    Tax,
    Tender,
)
from associate.db import db
from associate.money import units_of

DUTIES, TIP, FEES = "duties", "tip", "fees"
"""The keys of what an order keeps beside goods and shipping, as Purchase.fees has them."""

UNNAMED = 0
"""The key of the one tender of an order that was paid, nobody says by what."""

_TAKEN = (Payment.PAID, Payment.PARTIALLY_REFUNDED, Payment.REFUNDED)


@dataclass(frozen=True)
class Discrepancy:
    """A platform's refund whose money isn't what its units were worth. Both stand; neither is corrected."""

    refund_id: str
    amount: int
    worth: int


def purchase_of(
    order: Order,
    *,
    besides: int | None = None,
    promotions: tuple[Promotion, ...] = (),
    standard_shipping: int | None = None,
) -> Purchase:
    """The order, less what our returns, our cancels and shorts, and the platform's refunds took of it.

    Money that open tasks owe counts as gone. A line of a negative price is a discount on the others.
    `besides` is the id of the return that is being reckoned, `standard_shipping` what the cheapest ordinary
    delivery would have cost, where the shop says so.
    """
    earlier = earlier_returns(order.id, besides)
    goods = [line for line in order.lines if line.total >= 0]
    discounts = [Adjustment(line.name, line.total) for line in order.lines if line.total < 0]
    rest = [Adjustment("", order.adjustment)] if order.adjustment else []
    on_top = 0 if order.tax_included else 1
    refunded = _by_tender(order)
    return Purchase(
        order.currency,
        lines=_lines(order, goods, earlier),
        tenders=_tenders(order, refunded),
        shipping=Shipping(
            order.shipping + on_top * order.shipping_tax,
            order.shipping_tax,
            earlier.shipping,
            standard_shipping,
        ),
        fees=tuple(
            Fee(key, total, tax, earlier.fees[key])
            for key, total, tax in (
                (FEES, order.fees + on_top * order.fees_tax, order.fees_tax),
                (DUTIES, order.duties, 0),
                (TIP, order.tip, 0),
            )
            if total > 0
        ),
        adjustments=(*discounts, *rest),
        promotions=tuple(replace(each, clawed=earlier.clawed[each.key]) for each in promotions),
        refunded_elsewhere=_elsewhere(order, refunded) + earlier.spent,
    )


def discrepancies(order: Order) -> tuple[Discrepancy, ...]:
    """Refunds of the platform that name units and another sum than those were worth, shipping left aside."""
    lines = {line.external_id: line for line in order.lines}
    gone: Counter[str] = Counter()
    found = []
    for refund in order.refunds:
        worth = 0
        for external_id, units in refund.lines:
            if line := lines.get(external_id):
                worth += units_of(line.total, line.quantity, gone[external_id], units)
                gone[external_id] += units
        if worth and worth != refund.amount and not refund.is_ours:
            found.append(Discrepancy(refund.external_id, refund.amount, worth))
    return tuple(found)


def _lines(order: Order, goods: list[OrderLine], earlier: Earlier) -> tuple[Line, ...]:
    told = _told(order)
    short, dropped, cheaper = _by_jobs(goods)
    lines = []
    for line in goods:
        # the same unit is often told by both: a person refunds at the platform what our job lacks
        before = max(told[line.external_id], short[line.id] + dropped[line.id])
        gone = min(line.quantity, before + earlier.units[line.id])
        spared = min(gone, short[line.id] + earlier.spared[line.id])
        taxes = (Tax("", line.tax, on_top=not order.tax_included),) if line.tax else ()
        lines.append(
            Line(
                line.id,
                line.quantity,
                line.unit_price,
                line.total,
                line.discount,
                taxes,
                gone,
                spared,
                (*cheaper[line.id], *earlier.credits[line.id]),
                line.is_physical,
            )
        )
    return tuple(lines)


def _told(order: Order) -> Counter[str]:
    """Units that the platform refunded by its own hand, by the line's external id."""
    told: Counter[str] = Counter()
    for refund in order.refunds:
        if not refund.is_ours:
            for external_id, units in refund.lines:
                told[external_id] += units
    return told


def _by_jobs(
    goods: list[OrderLine],
) -> tuple[Counter[int], Counter[int], dict[int, tuple[Credit, ...]]]:
    """By line id: units that our stores were short of, those refused or canceled for good, and what cheaper
    substitutes gave back.

    What one store sends on to another is canceled there and wanted here, so it isn't gone.
    """
    row = FulfillmentLine
    back = row.cheaper_by * row.handed_over // sa.func.nullif(row.wanted, 0)
    figures = (sa.func.sum(each) for each in (row.short, row.refused, row.canceled, row.wanted, back))
    find = sa.select(row.order_line_id, *figures).where(row.order_line_id.in_([line.id for line in goods]))
    units = {line.id: line.quantity for line in goods}
    short: Counter[int] = Counter()
    dropped: Counter[int] = Counter()
    cheaper: defaultdict[int, tuple[Credit, ...]] = defaultdict(tuple)
    for line_id, *sums in db.session.execute(find.group_by(row.order_line_id)):
        missing, refused, canceled, wanted, credit = (int(each or 0) for each in sums)
        cheaper[line_id] = (Credit(credit, 0),) if credit else ()
        nobodys = max(0, units[line_id] - (wanted - canceled))
        short[line_id], dropped[line_id] = missing, refused + min(canceled, nobodys)
    return short, dropped, cheaper


def _tenders(order: Order, refunded: Counter[int]) -> tuple[Tender, ...]:
    """By the id of its row. A platform that names none has still been paid where it says that it was. What it
    voids is its own money: what we charged beside it is there still."""
    charged, is_void = _charged(order), order.payment == Payment.VOIDED
    found = []
    if not is_void and not {row.id for row in order.tenders} - charged:
        captured = order.total if order.payment in _TAKEN else 0
        authorized = order.total if order.payment == Payment.AUTHORIZED else 0
        found.append(Tender(UNNAMED, "other", captured=captured, authorized=authorized))
    for row in [row for row in order.tenders if not is_void or row.id in charged]:
        held = row.amount - sum_of(row.id, PaymentVerb.RELEASE)
        captured, authorized = (row.amount, 0) if row.is_captured else (0, held)
        found.append(Tender(row.id, row.kind, captured, refunded[row.id], authorized, row.last4))
    return tuple(found)


def _charged(order: Order) -> set[int]:
    """Tenders that we charged ourselves, beside what the order was paid with."""
    find = sa.select(PaymentCall.tender_id).where(
        PaymentCall.order_id == order.id, PaymentCall.verb == PaymentVerb.CHARGE
    )
    return {tender_id for tender_id in db.session.scalars(find) if tender_id is not None}


def _by_tender(order: Order) -> Counter[int]:
    """What of the order's refunds was asked of which tender, by the id of its row."""
    sums = sa.select(PaymentCall.tender_id, sa.func.sum(PaymentCall.amount)).where(
        PaymentCall.order_id == order.id,
        PaymentCall.verb == PaymentVerb.REFUND,
        PaymentCall.state.not_in((PaymentState.REFUSED, PaymentState.WITHDRAWN)),
        PaymentCall.refund_id.in_([each.id for each in order.refunds if each.state != RefundState.FAILED]),
    )
    rows = db.session.execute(sums.group_by(PaymentCall.tender_id))
    return Counter({tender_id: int(amount) for tender_id, amount in rows if tender_id is not None})


def _elsewhere(order: Order, refunded: Counter[int]) -> int:
    """Money that went back, nobody says by which tender, and what open tasks owe."""
    if order.payment == Payment.REFUNDED:
        charged = _charged(order)
        return max(order.total, sum(each.amount for each in order.tenders if each.id not in charged))
    sent = sum(each.amount for each in order.refunds if each.state != RefundState.FAILED)
    return max(0, sent - refunded.total()) + owed_by_tasks(order.id)
