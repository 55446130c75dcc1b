"""Sales of a till. A sale is a fact: it moves stock also where orders had spoken for it.

What nobody knows is kept with its receipt; its stock moves once a person has mapped it.
"""

from collections.abc import Sequence

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
from associate.core.catalog.queries import variants_for
from associate.core.events.record import Actor
from associate.core.inventory.models import Kind
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
    kept = write_down(
        channel,
        [as_order(sale) for _outcome, sale, _entry in new],
        by=by,
        variants=[{place: variant for place, variant in enumerate(own) if variant} for own in known],
        more=[{"state": OrderState.DONE, "store_id": stores[sale.store]} for _outcome, sale, _entry in new],
    )
    belong_to({entry: order.id for (_outcome, _sale, entry), order in zip(new, kept, strict=True)})
    units = []
    for (outcome, sale, entry), order, own in zip(new, kept, known, strict=True):
        units += _units(sale, own, stores[sale.store], entry)
        outcome.unmapped = _ask(channel, sale, own, order, stores[sale.store], by)
    move(units, Kind.SOLD, by=by)


def _units(sale: Sale, variants: list[int | None], store_id: int, entry: int) -> list[Units]:
    return [
        Units(store_id, variant, -line.quantity, f"till_entry:{entry}")
        for line, variant in zip(sale.lines, variants, strict=True)
        if variant and line.is_physical
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
