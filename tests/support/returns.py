"""A purchase as it stands after a refund, in figures; a return as its rows; and its words, added up."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from associate.clock import now
from associate.core.orders.models import Order
from associate.core.orders.models import Refund as RefundRow
from associate.core.payments.calls import PaymentCall, PaymentState, PaymentVerb
from associate.core.returns.answer import Kind, Payout, Refund, Way
from associate.core.returns.models import Return, ReturnKind, ReturnLine, ReturnState
from associate.core.returns.purchase import Credit, Line, Purchase, Tender
from associate.core.returns.reader import purchase_of
from associate.core.returns.refunds import refund
from associate.core.returns.told import RefundWords
from associate.core.returns.wanted import Wanted
from associate.db import atomic, db


def after(purchase: Purchase, wanted: Wanted, done: Refund) -> Purchase:
    return replace(
        purchase,
        lines=tuple(_line(line, wanted) for line in purchase.lines),
        tenders=tuple(_tender(tender, done) for tender in purchase.tenders),
        shipping=replace(purchase.shipping, gone=purchase.shipping.gone + done.sum_of(Kind.SHIPPING)),
        fees=tuple(replace(fee, gone=fee.gone + done.sum_of(Kind.FEE, fee.key)) for fee in purchase.fees),
        promotions=tuple(
            replace(each, clawed=each.clawed - done.sum_of(Kind.CLAWBACK, each.key))
            for each in purchase.promotions
        ),
    )


def _line(line: Line, wanted: Wanted) -> Line:
    units = [asked for asked in wanted.units if asked.line == line.key]
    gone = line.gone + sum(asked.units for asked in units)
    spared = line.spared + sum(asked.units for asked in units if asked.faulty or asked.exchange)
    drops = tuple(Credit(drop.amount, gone) for drop in wanted.drops if drop.line == line.key)
    return replace(line, gone=gone, spared=spared, credits=(*line.credits, *drops))


def _tender(tender: Tender, done: Refund) -> Tender:
    gone = sum(payout.amount for payout in done.payouts if payout.tender == tender.key)
    return replace(tender, refunded=tender.refunded + gone)


def closed_return(
    order: Order, wanted: Wanted, *, kind: ReturnKind = ReturnKind.RETURN, **more: Any
) -> tuple[Refund, Return]:
    """What the counter saw, and the return that it closed: a row for each of the lines asked for."""
    seen = refund(purchase_of(order), wanted)
    row = RefundRow(external_id=f"ours-{len(order.refunds)}", amount=more.get("actual", seen.total), at=now())
    row.is_ours = True
    row.to_credit = sum(each.amount for each in seen.payouts if each.way == Way.CREDIT)
    told = {"suggested": seen.suggested, "actual": seen.total, "parts": [part.row for part in seen.extras]}
    told |= {"state": ReturnState.DONE, "closed_at": now(), "opened_by": "tests", **more}
    closed = Return(kind=kind, store_id=order.store_id, currency=order.currency, refund=row, **told)
    closed.lines = [
        ReturnLine(order_line_id=line.line, amount=line.amount, parts=[part.row for part in line.parts])
        for line in seen.lines
    ]
    with atomic(order):
        row.order_id = closed.order_id = order.id
        db.session.add(closed)
    return seen, closed


def asks(closed: Return, payout: Payout, state: PaymentState = PaymentState.PENDING) -> None:
    """A payment of it, as it is asked of the tender’s provider."""
    what = {"verb": PaymentVerb.REFUND, "amount": payout.amount, "currency": closed.currency, "state": state}
    whose = {"order_id": closed.order_id, "tender_id": payout.tender, "refund_id": closed.refund_id}
    with atomic():
        db.session.add(PaymentCall(**what, **whose, by="tests"))


def read(figure: str) -> Decimal:
    """As somebody with a pencil reads it; “included” adds nothing."""
    digits = re.sub(r"[^\d.−]", "", figure)
    return Decimal(digits.replace("−", "-")) if digits else Decimal(0)


def adds_up(words: RefundWords) -> RefundWords:
    """What is printed, added up, is the total that is printed, in all of it and in each line."""
    assert sum(read(row.figure) for row in words.rows) == read(words.figure)
    assert sum(row.amount for row in words.rows) == words.total
    for line in words.lines:
        assert sum(read(row.figure) for row in line.rows) == read(line.figure)
    assert all(row.words and "None" not in f"{row}" and "%(" not in f"{row}" for row in words.rows)
    assert sum(read(row.figure) for row in words.payouts) == read(words.figure)
    return words
