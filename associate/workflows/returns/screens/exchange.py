"""What may be taken instead, and what of it is chosen."""

from dataclasses import dataclass
from functools import cached_property

from associate.core.acts.addresses import as_shown
from associate.core.acts.exchanging.choosing import Choice, choices_for
from associate.core.acts.exchanging.paying import asked, paid
from associate.core.acts.returning.exchange import slips_of
from associate.core.acts.returning.reckoning import Bill
from associate.core.catalog.search import variants_meant
from associate.core.fulfillment.qr import Drawing, draw
from associate.core.payments.calls import PaymentCall
from associate.core.payments.models import counter_account
from associate.core.returns.models import Return, ReturnLine, ReturnState, ReturnTake
from associate.core.stores.models import Store

SHOWN = 8  # products of a search


@dataclass(frozen=True)
class Taking:
    """What they take instead, and what is to be paid for it or handed back at the till."""

    return_: Return
    bill: Bill

    @property
    def takes(self) -> list[ReturnTake]:
        return self.return_.takes

    def cost_of(self, take: ReturnTake) -> int | None:
        """Minor units; as settled, once it is."""
        if self.return_.state == ReturnState.DONE:
            return take.total
        return self.bill.costs[take.id].total if take.id in self.bill.costs else None

    @property
    def is_sent(self) -> bool:
        return any(take.store_id != self.return_.store_id for take in self.takes)

    @property
    def address(self) -> dict[str, str] | None:
        order = self.return_.order
        return self.return_.send_to or (as_shown(order) if order and order.shipping_address else None)

    @cached_property
    def paid(self) -> int:
        return paid(self.return_)

    @cached_property
    def missing(self) -> int:
        """What is to be paid before they can go, in minor units."""
        return max(0, self.bill.to_pay - self.paid)

    @cached_property
    def open_calls(self) -> list[PaymentCall]:
        """Pages to pay on, and slips that a till still has to scan."""
        return [*(call for call in asked(self.return_) if not call.is_slip), *slips_of(self.return_)]

    @property
    def is_asked(self) -> bool:
        """They know already how to pay it."""
        return any(call.amount == self.missing for call in self.open_calls)

    @cached_property
    def offers_page(self) -> bool:
        return counter_account() is not None

    def code(self, call: PaymentCall) -> Drawing:
        return draw(call.url)


@dataclass(frozen=True)
class Offer:
    """For one unit, or beside all of them. `found` are the products of a search."""

    unit: ReturnLine | None
    choices: list[Choice]
    text: str = ""

    @property
    def thing(self) -> str:
        if self.unit is None:
            return ""
        return self.unit.variant.product.title if self.unit.variant else ""


def offer(return_: Return, unit: ReturnLine | None, store: Store, text: str) -> Offer:
    """The sizes and colors of what comes back; with a `text`, of what is found by it."""
    text = text.strip()[:80]
    if text:
        products = dict.fromkeys(variant.product_id for variant in variants_meant(text, most=SHOWN))
        return Offer(unit, [each for product in products for each in choices_for(product, store)], text)
    own = unit.variant.product_id if unit and unit.variant else None
    return Offer(unit, choices_for(own, store) if own else [])
