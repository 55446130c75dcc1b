"""A return as it was closed, read back as the refund that it was: the same figures, out of its rows."""

import sqlalchemy as sa

from associate.core.orders.models import Order
from associate.core.payments.calls import PaymentCall, PaymentState, PaymentVerb
from associate.core.returns.answer import Kind, LineRefund, Part, Payout, Refund, Way
from associate.core.returns.models import Return, ReturnKind, ReturnLine
from associate.core.returns.payout_words import Tenders
from associate.core.returns.purchase import Key
from associate.core.returns.reader import UNNAMED
from associate.core.returns.told import Thing
from associate.db import db

_KEPT = {Kind.RESTOCKING, Kind.CLAWBACK, Kind.EXCHANGED, Kind.PRICE_DROP}
_SPENT = {Kind.EXCHANGED, Kind.NEW_GOODS}
_WAYS = {PaymentVerb.REFUND: Way.BACK, PaymentVerb.RELEASE: Way.RELEASE}
_CREDITED = {ReturnKind.GIFT, ReturnKind.NO_RECEIPT}


def refund_of(kept: Return) -> Refund:
    """Every unit is a line of its own. Where the sum that was given isn’t what its parts come to, the
    difference is a part too."""
    lines = tuple(_line(each) for each in kept.lines)
    extras = tuple(map(Part.of_row, kept.parts))
    suggested = sum(line.amount for line in lines) + sum(part.amount for part in extras)
    total = suggested if kept.actual is None else kept.actual
    if total != suggested:
        extras += (Part(Kind.GOODWILL if total > suggested else Kind.WITHHELD, total - suggested),)
    spent = -sum(part.amount for part in _parts(lines, extras) if part.kind in _SPENT)
    return Refund(
        kept.currency,
        lines,
        extras,
        suggested if kept.suggested is None else kept.suggested,
        total,
        _payouts(kept, total),
        exchanged=spent,
        reason=kept.why_differs,
    )


def things_of(kept: Return) -> dict[Key, Thing]:
    return {_key(each): _thing(each) for each in kept.lines}


def order_things(order: Order | None) -> dict[Key, Thing]:
    return {line.id: Thing(line.name, line.quantity) for line in order.lines} if order else {}


def order_tenders(order: Order | None) -> Tenders:
    return {each.id: each.last4 for each in order.tenders} if order else {}


def _key(line: ReturnLine) -> Key:
    return f"unit/{line.id}" if line.order_line_id is None else line.order_line_id


def _thing(line: ReturnLine) -> Thing:
    if line.order_line:
        return Thing(line.order_line.name, line.order_line.quantity)
    return Thing(line.variant.name if line.variant else "")


def _line(line: ReturnLine) -> LineRefund:
    """Without a receipt nothing explains a unit but what is given for it."""
    given = line.amount if line.price is None else line.price
    parts = tuple(map(Part.of_row, line.parts)) or (Part(Kind.PRICE, given or 0, units=1, of=given or 0),)
    worth = sum(part.amount for part in parts if part.kind not in _KEPT)
    return LineRefund(_key(line), int(any(part.units for part in parts)), worth, parts)


def _parts(lines: tuple[LineRefund, ...], extras: tuple[Part, ...]) -> tuple[Part, ...]:
    return (*(part for line in lines for part in line.parts), *extras)


def _payouts(kept: Return, total: int) -> tuple[Payout, ...]:
    """As asked of each tender; what nobody asked for by tender goes back the way it was paid."""
    asked = tuple(map(_payout, _calls(kept)))
    rest = total - sum(each.amount for each in asked)
    credit = min(max(0, rest), kept.refund.to_credit) if kept.refund else 0
    if kept.refund is None and (kept.to_credit or kept.kind in _CREDITED):
        credit = max(0, rest)
    others = ((Way.BACK, rest - credit), (Way.CREDIT, credit))
    return (*asked, *(Payout(UNNAMED, "other", way, part) for way, part in others if part > 0))


def _calls(kept: Return) -> list[PaymentCall]:
    if kept.refund_id is None:
        return []
    counts = PaymentCall.state.not_in((PaymentState.REFUSED, PaymentState.WITHDRAWN))
    mine = PaymentCall.refund_id == kept.refund_id
    find = sa.select(PaymentCall).where(mine, PaymentCall.verb.in_(_WAYS), counts)
    return list(db.session.scalars(find.order_by(PaymentCall.id)))


def _payout(call: PaymentCall) -> Payout:
    kind = call.tender.kind if call.tender else "other"
    tender: Key = UNNAMED if call.tender_id is None else call.tender_id
    return Payout(tender, kind, _WAYS[call.verb], call.amount)
