"""What may be taken instead, and what of it is chosen, as a screen shows it."""

from dataclasses import dataclass
from functools import cached_property

from associate.core.acts.addresses import as_shown
from associate.core.acts.exchanging.choosing import Choice, choices_for
from associate.core.acts.exchanging.paying import asked, paid, slips_of
from associate.core.acts.returning.reckoning import Bill
from associate.core.catalog.models import Variant
from associate.core.catalog.search import variants_meant
from associate.core.fulfillment.qr import Drawing, draw
from associate.core.payments.calls import PaymentCall
from associate.core.payments.models import counter_account
from associate.core.returns.models import Return, ReturnKind, ReturnState, ReturnTake
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
        """Of who bought it only where they bring it: whoever got a gift isn’t told where they live."""
        order = self.return_.order if self.return_.kind == ReturnKind.RETURN else None
        return self.return_.send_to or (as_shown(order) if order and order.shipping_address else None)

    @property
    def is_beside(self) -> bool:
        """Nothing stays here for it."""
        return bool(self.takes) and not self.return_.lines

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
    """For one thing, or beside all of them. `number` is what its form calls it; with a `text` the choices are
    the products of a search."""

    choices: list[Choice]
    thing: str = ""
    number: int = 0
    text: str = ""


def offer(swapped: Variant | None, store: Store, text: str, *, number: int = 0) -> Offer:
    """The sizes and colors of what isn’t kept; with a `text`, of what is found by it."""
    text, thing = text.strip()[:80], swapped.product.title if swapped else ""
    if text:
        products = dict.fromkeys(variant.product_id for variant in variants_meant(text, most=SHOWN))
        found = [each for product in products for each in choices_for(product, store)]
    else:
        found = choices_for(swapped.product_id, store) if swapped else []
    return Offer(found, thing, number, text)
