"""An order of ours as the refund math reads it: the one place where rows become its figures."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from associate.core.fulfillment.models import FulfillmentLine
from associate.core.orders.incoming import Payment
from associate.core.orders.models import Order, OrderLine
from associate.core.orders.models import Tender as TenderRow
from associate.core.returns.purchase import (
    Adjustment,
    Credit,
    Fee,
    Key,
    Line,
    Promotion,
    Purchase,
    Shipping,
    Tax,
    Tender,
)
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_tasks_of
from associate.db import db
from associate.money import units_of

DUTIES, TIP, FEES = "duties", "tip", "fees"
"""The keys of what an order keeps beside goods and shipping, as Purchase.fees has them."""

_TAKEN = (Payment.PAID, Payment.PARTIALLY_REFUNDED, Payment.REFUNDED)


@dataclass(frozen=True)
class Earlier:
    """What our own returns of the order came to, by line id and tender key; whoever keeps them adds it up.

    `refund_ids` are the platform's ids of refunds that are ours: told back to us, they would count twice.
    """

    units: Mapping[int, int] = field(default_factory=dict)
    spared: Mapping[int, int] = field(default_factory=dict)
    credits: Mapping[int, tuple[Credit, ...]] = field(default_factory=dict)
    tenders: Mapping[Key, int] = field(default_factory=dict)
    fees: Mapping[Key, int] = field(default_factory=dict)
    shipping: int = 0
    refund_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Discrepancy:
    """A platform's refund whose money isn't what its units were worth. Both stand; neither is corrected."""

    refund_id: str
    amount: int
    worth: int


def purchase_of(
    order: Order,
    earlier: Earlier = Earlier(),
    *,
    promotions: tuple[Promotion, ...] = (),
    standard_shipping: int | None = None,
) -> Purchase:
    """The order, less what our returns, our cancels and shorts, and the platform's refunds took of it.

    Money that open tasks owe counts as gone. A line of a negative price is a discount on the others.
    `standard_shipping` is what the cheapest ordinary delivery would have cost, where the shop says so.
    """
    goods = [line for line in order.lines if line.total >= 0]
    discounts = [Adjustment(line.name, line.total) for line in order.lines if line.total < 0]
    rest = [Adjustment("", order.adjustment)] if order.adjustment else []
    on_top = 0 if order.tax_included else 1
    return Purchase(
        order.currency,
        lines=_lines(order, goods, earlier),
        tenders=_tenders(order, earlier),
        shipping=Shipping(
            order.shipping + on_top * order.shipping_tax,
            order.shipping_tax,
            earlier.shipping,
            standard_shipping,
        ),
        fees=tuple(
            Fee(key, total, tax, earlier.fees.get(key, 0))
            for key, total, tax in (
                (FEES, order.fees + on_top * order.fees_tax, order.fees_tax),
                (DUTIES, order.duties, 0),
                (TIP, order.tip, 0),
            )
            if total > 0
        ),
        adjustments=(*discounts, *rest),
        promotions=promotions,
        refunded_elsewhere=_elsewhere(order, earlier),
    )


def tender_key(tender: TenderRow, place: int) -> str:
    """Stays as it is when the platform tells the order again, which writes its tenders anew."""
    return tender.external_id or f"{tender.kind}/{place}"


def discrepancies(order: Order, ours: frozenset[str] = frozenset()) -> tuple[Discrepancy, ...]:
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
        if worth and worth != refund.amount and refund.external_id not in ours:
            found.append(Discrepancy(refund.external_id, refund.amount, worth))
    return tuple(found)


def _lines(order: Order, goods: list[OrderLine], earlier: Earlier) -> tuple[Line, ...]:
    told = _told(order, earlier)
    short, dropped = _by_jobs(goods)
    lines = []
    for line in goods:
        # the same unit is often told by both: a person refunds at the platform what our job lacks
        before = max(told[line.external_id], short[line.id] + dropped[line.id])
        gone = min(line.quantity, before + earlier.units.get(line.id, 0))
        spared = min(gone, short[line.id] + earlier.spared.get(line.id, 0))
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
                earlier.credits.get(line.id, ()),
                line.is_physical,
            )
        )
    return tuple(lines)


def _told(order: Order, earlier: Earlier) -> Counter[str]:
    """Units that the platform refunded by its own hand, by the line's external id."""
    told: Counter[str] = Counter()
    for refund in order.refunds:
        if refund.external_id not in earlier.refund_ids:
            for external_id, units in refund.lines:
                told[external_id] += units
    return told


def _by_jobs(goods: list[OrderLine]) -> tuple[Counter[int], Counter[int]]:
    """By line id: units that our stores were short of, and those refused or canceled for good.

    What one store sends on to another is canceled there and wanted here, so it isn't gone.
    """
    row = FulfillmentLine
    figures = (sa.func.sum(each) for each in (row.short, row.refused, row.canceled, row.wanted))
    find = sa.select(row.order_line_id, *figures).where(row.order_line_id.in_([line.id for line in goods]))
    units = {line.id: line.quantity for line in goods}
    short: Counter[int] = Counter()
    dropped: Counter[int] = Counter()
    for line_id, *sums in db.session.execute(find.group_by(row.order_line_id)):
        missing, refused, canceled, wanted = (int(each) for each in sums)
        nobodys = max(0, units[line_id] - (wanted - canceled))
        short[line_id], dropped[line_id] = missing, refused + min(canceled, nobodys)
    return short, dropped


def _tenders(order: Order, earlier: Earlier) -> tuple[Tender, ...]:
    """A platform that names no tender has still been paid, by something, where it says that it was."""
    if order.payment == Payment.VOIDED:
        return ()
    if not order.tenders:
        return _unnamed(order, earlier)
    found = []
    for place, row in enumerate(order.tenders):
        key = tender_key(row, place)
        captured, authorized = (row.amount, 0) if row.is_captured else (0, row.amount)
        gone = earlier.tenders.get(key, 0)
        found.append(Tender(key, row.kind, captured, gone, authorized, row.last4))
    return tuple(found)


def _unnamed(order: Order, earlier: Earlier) -> tuple[Tender, ...]:
    key = "other/0"
    captured = order.total if order.payment in _TAKEN else 0
    authorized = order.total if order.payment == Payment.AUTHORIZED else 0
    return (Tender(key, "other", captured, earlier.tenders.get(key, 0), authorized),)


def _elsewhere(order: Order, earlier: Earlier) -> int:
    """Money that the platform refunded, nobody says by which tender, and what open tasks owe."""
    if order.payment == Payment.REFUNDED:
        return max(order.total, sum(tender.amount for tender in order.tenders))
    sent = sum(each.amount for each in order.refunds if each.external_id not in earlier.refund_ids)
    owed = sum(task.facts["amount"] for task in open_tasks_of(order.id) if task.kind == TaskKind.REFUND)
    return sent + int(owed)
