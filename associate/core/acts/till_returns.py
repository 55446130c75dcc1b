"""What a till took back: against its receipt never more than was sold on it, or without one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from associate.bulk import insert_all
from associate.core.acts.till_claims import belong_to, claim, give_back, refuse_unfit, store_ids
from associate.core.acts.till_stock import Units, ask_about_held, move
from associate.core.catalog.channels import Channel
from associate.core.catalog.queries import variants_for
from associate.core.catalog.stop_sales import variants_stopped
from associate.core.events.record import Actor, Entry, record_all
from associate.core.inventory.models import Kind
from associate.core.orders.incoming import Payment
from associate.core.orders.models import Order, OrderLine, Refund
from associate.core.orders.receipts import Outcome, ReturnedLine, TakenBack
from associate.core.orders.till import TillEntry, TillKind, refund_id_of
from associate.db import atomic, db, lock_rows
from associate.words import _

Known = list[int | None]


class TooMany(Exception):
    """More came back than is left of the receipt: `units` of it are."""

    def __init__(self, line: ReturnedLine, units: int) -> None:
        super().__init__(units)
        self.line, self.units = line, units


@dataclass
class Receipt:
    """What was sold on a receipt and hasn't come back: units by line, and money in minor units."""

    order_id: int
    number: str
    currency: str
    money: int
    lines: list[OrderLine] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)  # by the line's external id

    def take(self, line: ReturnedLine, variant: int | None) -> list[tuple[str, int, int | None]]:
        """(line, units, its variant) that make up what came back; raises TooMany when fewer are left."""
        wanted, parts = line.quantity, list[tuple[str, int, int | None]]()
        for set_ in self._sets(variant):
            sets = min(wanted, *(self.left[each.external_id] // each.kit_units for each in set_))
            parts += [(each.external_id, sets * each.kit_units, each.variant_id) for each in set_ if sets]
            wanted -= sets
        for sold in self.lines:
            units = min(wanted, self.left[sold.external_id]) if _is(sold, line, variant) else 0
            if units:
                parts.append((sold.external_id, units, sold.variant_id))
                wanted -= units
        if wanted:
            raise TooMany(line, line.quantity - wanted)
        for external_id, units, _variant in parts:
            self.left[external_id] -= units
        return parts

    def _sets(self, variant: int | None) -> list[list[OrderLine]]:
        """Where it was sold as a set: the parts of each, as they were when it was sold."""
        found: dict[str, list[OrderLine]] = {}
        for sold in self.lines:
            if sold.kit_id and sold.kit_id == variant:
                found.setdefault(sold.kit_key, []).append(sold)
        return list(found.values())


@dataclass
class Taken:
    """One return that is good: what goes where."""

    told: TakenBack
    entry: int
    store_id: int
    receipt: Receipt | None
    parts: list[tuple[str, int, int | None]] = field(default_factory=list)
    units: list[Units] = field(default_factory=list)
    held: list[Units] = field(default_factory=list)
    held_later: Counter[str] = field(default_factory=Counter)  # by the line of what nobody knows yet


def take_returns(channel: Channel, returns: Sequence[TakenBack], *, by: Actor) -> list[Outcome]:
    """Take these returns in; one outcome for each, in their order. Refusals as take_sales, and where more
    comes back than was sold, or something that nobody knows without a receipt."""
    outcomes = [Outcome(each.receipt) for each in returns]
    with atomic():
        stores = store_ids()
        refuse_unfit(returns, outcomes, stores)
        new = claim(channel, TillKind.RETURN, returns, outcomes, stores)
        receipts = _receipts(channel, {returns[place].of for place in new} - {None})
        variants = _variants(channel, [returns[place] for place in new])
        stopped = set(db.session.scalars(variants_stopped()))
        good = []
        for (place, entry), known in zip(new.items(), variants, strict=True):
            told = returns[place]
            taken = Taken(told, entry, stores[told.store], receipts.get(told.of or ""))
            if _fits(taken, known, stopped, outcomes[place]):
                outcomes[place].order = taken.receipt.number if taken.receipt else None
                good.append(taken)
        give_back([entry for place, entry in new.items() if outcomes[place].code])
        _write(good, by)
    return outcomes


def _fits(taken: Taken, variants: Known, stopped: set[int], outcome: Outcome) -> bool:
    _look(taken, variants, outcome)
    if outcome.code:
        return False
    receipt = taken.receipt
    before = Counter(receipt.left) if receipt else Counter[str]()
    try:
        for line, variant in zip(taken.told.lines, variants, strict=True):
            _add(taken, line, variant, stopped)
    except TooMany as left:
        sentence = _("Only %(n)d of %(code)s are left of this receipt.", n=left.units, code=_code(left.line))
        outcome.refuse("too_many", sentence)
        if receipt:
            receipt.left = before
        return False
    if receipt:
        receipt.money -= taken.told.amount
    return True


def _look(taken: Taken, variants: Known, outcome: Outcome) -> None:
    """All but the units: is its receipt known, its money right, and what came back without one?"""
    told, receipt = taken.told, taken.receipt
    if told.of is not None and receipt is None:
        outcome.refuse("no_receipt", _("Nobody knows the receipt %(receipt)s.", receipt=told.of))
    elif receipt is None and None in variants:
        code = next(_code(line) for line, known in zip(told.lines, variants, strict=True) if known is None)
        outcome.refuse("unknown_product", _("Nobody knows %(code)s, and there’s no receipt.", code=code))
    elif receipt and told.currency != receipt.currency:
        outcome.refuse("other_currency", _("It was sold in %(currency)s.", currency=receipt.currency))
    elif receipt and told.amount > receipt.money:
        outcome.refuse("too_much_money", _("More money than is left of this receipt."))


def _add(taken: Taken, line: ReturnedLine, variant: int | None, stopped: set[int]) -> None:
    parts = taken.receipt.take(line, variant) if taken.receipt else [("", line.quantity, variant)]
    taken.parts += parts
    for external_id, units, thing in parts:
        if thing is None:
            taken.held_later[external_id] += units if line.is_held else 0
        else:  # of what nobody knows the stock moves once it is mapped
            moved = Units(taken.store_id, thing, units, f"till_entry:{taken.entry}")
            taken.units.append(moved)
            if line.is_held or thing in stopped:
                taken.held.append(moved)


def _write(good: list[Taken], by: Actor) -> None:
    of_receipts = [taken for taken in good if taken.receipt]
    insert_all(Refund, [_refund(taken) for taken in of_receipts])
    belong_to({taken.entry: taken.receipt.order_id for taken in of_receipts if taken.receipt})
    _note_payment(of_receipts)
    record_all("order.refunded", [_told(taken) for taken in of_receipts], by=by)
    record_all("till.returned", [_told(taken) for taken in good if not taken.receipt], by=by)
    held = [each for taken in good for each in taken.held]
    move([each for taken in good for each in taken.units], Kind.RETURNED, by=by, held=held)
    ask_about_held(held, by=by)


def _refund(taken: Taken) -> dict[str, object]:
    assert taken.receipt is not None
    lines: Counter[str] = Counter()
    for external_id, units, _variant in taken.parts:
        lines[external_id] += units
    return {
        "order_id": taken.receipt.order_id,
        "external_id": refund_id_of(taken.told.receipt),
        "amount": taken.told.amount,
        "at": taken.told.at,
        "reason": taken.told.reason,
        "lines": [list(each) for each in lines.items()],
    }


def _note_payment(of_receipts: list[Taken]) -> None:
    """A receipt is refunded in whole once none of its money is left."""
    for payment, is_whole in ((Payment.REFUNDED, True), (Payment.PARTIALLY_REFUNDED, False)):
        ids = [
            taken.receipt.order_id
            for taken in of_receipts
            if taken.receipt and (taken.receipt.money <= 0) == is_whole
        ]
        changed = sa.update(Order).where(Order.id.in_(ids)).values(payment=payment)
        db.session.execute(changed, execution_options={"synchronize_session": False})


def _told(taken: Taken) -> Entry:
    about = f"order:{taken.receipt.order_id}" if taken.receipt else f"till_entry:{taken.entry}"
    units = sum(line.quantity for line in taken.told.lines)
    facts: dict[str, Any] = {
        "amount": taken.told.amount,
        "currency": taken.told.currency,
        "units": units,
        "till": True,
    }
    if any(taken.held_later.values()):  # who maps the thing holds them
        facts |= {"receipt": taken.told.receipt, "held": dict(+taken.held_later)}
    return Entry(about, taken.receipt.order_id if taken.receipt else None, taken.store_id, facts)


def _receipts(channel: Channel, names: set[str | None]) -> dict[str, Receipt]:
    """Locked by rising order, so that two returns on one receipt count each other."""
    find = sa.select(TillEntry.order_id).filter_by(channel_id=channel.id, kind=TillKind.SALE)
    ids = list(db.session.scalars(find.where(TillEntry.receipt.in_(names))))
    lock_rows(Order, [id_ for id_ in ids if id_])
    orders = db.session.execute(
        sa.select(Order.id, Order.external_id, Order.number, Order.currency, Order.total).where(
            Order.id.in_(ids)
        )
    ).all()
    found = {row.id: Receipt(row.id, row.number, row.currency, row.total) for row in orders}
    lines = sa.select(OrderLine).where(OrderLine.order_id.in_(ids)).options(sa.orm.lazyload("*"))
    for line in db.session.scalars(lines.order_by(OrderLine.position)):
        found[line.order_id].lines.append(line)
        found[line.order_id].left[line.external_id] = line.quantity
    for refund in db.session.scalars(sa.select(Refund).where(Refund.order_id.in_(ids))):
        found[refund.order_id].money -= refund.amount
        for external_id, units in refund.lines:
            found[refund.order_id].left[external_id] -= units
    return {row.external_id: found[row.id] for row in orders}


def _variants(channel: Channel, returns: list[TakenBack]) -> list[Known]:
    found = iter(variants_for(channel, [line for told in returns for line in told.lines]))
    return [[next(found) for _line in told.lines] for told in returns]


def _is(sold: OrderLine, line: ReturnedLine, variant: int | None) -> bool:
    if variant is not None and sold.variant_id is not None:
        return sold.variant_id == variant
    return sold.sku == line.sku if line.sku else sold.gtin == line.gtin


def _code(line: ReturnedLine) -> str:
    return line.sku or line.gtin
