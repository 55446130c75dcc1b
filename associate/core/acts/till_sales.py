"""Sales of a till. A sale is a fact: it moves stock also where orders had spoken for it.

What nobody knows is kept with its receipt; its stock moves once a person has mapped it.
"""

from collections.abc import Mapping, Sequence

from associate.core.acts.kits import may_be_set
from associate.core.acts.till_claims import (
    belong_to,
    claim,
    give_back,
    orders_by_receipt,
    refuse_unfit,
    store_ids,
)
from associate.core.acts.till_mapping import ask_to_map
from associate.core.acts.till_stock import Units, move
from associate.core.catalog.channels import Channel
from associate.core.catalog.kits import KitPart, parts_of
from associate.core.catalog.queries import variants_for
from associate.core.events.record import Actor
from associate.core.inventory.models import Kind
from associate.core.orders.incoming import IncomingOrder
from associate.core.orders.kits import as_parts, open_order
from associate.core.orders.models import OrderState
from associate.core.orders.receipts import Outcome, Sale, as_order
from associate.core.orders.till import TillKind
from associate.core.orders.write_down import Kept, write_down
from associate.db import atomic
from associate.words import _


def take_sales(channel: Channel, sales: Sequence[Sale], *, by: Actor) -> list[Outcome]:
    """Take these receipts in; one outcome for each, in their order.

    The same receipt again is known and changes nothing; told with other content it is refused, as is one of
    a store nobody knows. No refusal stops another receipt.
    """
    outcomes = [Outcome(sale.receipt) for sale in sales]
    with atomic():
        stores = store_ids()
        refuse_unfit(sales, outcomes, stores)
        new = claim(channel, TillKind.SALE, sales, outcomes, stores)
        new = _without_other_orders(channel, new, outcomes)
        if new:
            _take(
                channel, [(outcomes[place], sales[place], entry) for place, entry in new.items()], stores, by
            )
        numbers = orders_by_receipt(channel, [each.receipt for each in outcomes if not each.code])
        for outcome in outcomes:
            outcome.order = None if outcome.code else numbers[outcome.receipt][1]
    return outcomes


def _without_other_orders(channel: Channel, new: dict[int, int], outcomes: list[Outcome]) -> dict[int, int]:
    """A channel may send orders too: one that bears the number of a receipt is not that sale."""
    others = orders_by_receipt(channel, [outcomes[place].receipt for place in new])
    taken = {place: entry for place, entry in new.items() if outcomes[place].receipt in others}
    for place in taken:
        outcomes[place].refuse("order_exists", _("There’s an order with the number of this receipt."))
    give_back(list(taken.values()))
    return {place: entry for place, entry in new.items() if place not in taken}


def _take(channel: Channel, new: list[tuple[Outcome, Sale, int]], stores: dict[str, int], by: Actor) -> None:
    found = iter(variants_for(channel, [line for _outcome, sale, _entry in new for line in sale.lines]))
    known = [[next(found) for _line in sale.lines] for _outcome, sale, _entry in new]
    kits = parts_of({each for own in known for each in own if each})
    orders = [_order(sale, own, kits) for (_outcome, sale, _entry), own in zip(new, known, strict=True)]
    variants = [_variants(order, own) for order, own in zip(orders, known, strict=True)]
    kept = write_down(
        channel,
        orders,
        by=by,
        variants=variants,
        more=[{"state": OrderState.DONE, "store_id": stores[sale.store]} for _outcome, sale, _entry in new],
    )
    belong_to({entry: order.id for (_outcome, _sale, entry), order in zip(new, kept, strict=True)})
    units = []
    for (outcome, sale, entry), order, own, mine in zip(new, kept, known, variants, strict=True):
        units += _units(order.told, mine, stores[sale.store], entry)
        outcome.unmapped = _ask(channel, sale, own, order, stores[sale.store], by)
    move(units, Kind.SOLD, by=by)


def _order(sale: Sale, variants: list[int | None], kits: Mapping[int, Sequence[KitPart]]) -> IncomingOrder:
    """A set as the parts it has now: whatever comes back of this receipt later is these."""
    told = as_order(sale)
    sold = {
        line.external_id: as_parts(kits[variant])
        for line, variant in zip(told.lines, variants, strict=True)
        if variant is not None and variant in kits and may_be_set(line)
    }
    return open_order(told, sold)


def _variants(order: IncomingOrder, known: list[int | None]) -> dict[int, int]:
    """By place in the order."""
    by_line = {str(place): variant for place, variant in enumerate(known, 1)}
    found = (line.kit.variant_id if line.kit else by_line[line.external_id] for line in order.lines)
    return {place: variant for place, variant in enumerate(found) if variant}


def _units(order: IncomingOrder, variants: dict[int, int], store_id: int, entry: int) -> list[Units]:
    return [
        Units(store_id, variants[place], -line.quantity, f"till_entry:{entry}")
        for place, line in enumerate(order.lines)
        if place in variants and line.is_physical
    ]


def _ask(
    channel: Channel, sale: Sale, variants: list[int | None], order: Kept, store_id: int, by: Actor
) -> list[str]:
    unknown = [
        line
        for line, variant in zip(sale.lines, variants, strict=True)
        if variant is None and line.is_physical
    ]
    for line in unknown:
        ask_to_map(channel, line, order_id=order.id, store_id=store_id, by=by)
    return [line.sku or line.gtin for line in unknown]
