"""A purchase as it stands after a refund: what the rows of a return will say, in figures."""

from dataclasses import replace

from associate.core.returns.answer import Kind, Refund
from associate.core.returns.purchase import Credit, Line, Purchase, Tender
from associate.core.returns.wanted import Wanted


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
