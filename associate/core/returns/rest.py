"""Until when the rest of an order may come back, for whoever brought some of it."""

from datetime import date

from associate.clock import now
from associate.core.orders.models import Order, OrderLine
from associate.core.returns.eligibility import Facts, closes_on
from associate.core.returns.left import left_to_return
from associate.core.returns.policy import day_in, terms_for
from associate.core.returns.went import Went, went_of
from associate.core.stores.models import Store


def rest_until(order: Order, store: Store) -> date | None:
    """The last day on which all of the rest comes back, by this store's rules.

    None where nothing is left, or something of it doesn't come back, or no more: no day is true then.
    """
    out, went, today = left_to_return(order), went_of(order), day_in(store, now())
    kept = [line for line in order.lines if out.get(line.id, 0) > 0]
    days = [_until(line, went.get(line.id, Went()), store, today) for line in kept]
    known = [day for day in days if day and day >= today]
    return min(known) if known and len(known) == len(days) else None


def _until(line: OrderLine, went: Went, store: Store, today: date) -> date | None:
    terms = terms_for(line.variant.product if line.variant else None, store=store, order=line.order)
    is_goods = line.is_physical and not line.is_gift_card
    if not (is_goods and terms.returnable) or terms.final_sale or terms.hygiene:
        return None
    had, sent = (day_in(store, at) if at else None for at in (went.had_at, went.sent_at))
    return closes_on(Facts(today=today, had_on=had, sent_on=sent), terms)
