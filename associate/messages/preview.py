"""A message before it is sent: with a made-up order, for whoever writes its words."""

from typing import NamedTuple

from associate.clock import now
from associate.core.catalog.models import Product, Variant
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import State
from associate.core.orders.models import Order, OrderLine
from associate.core.returns.answer import Kind, Part
from associate.core.returns.models import Return, ReturnLine
from associate.core.returns.telling import RETURNED
from associate.core.returns.wanted import Why
from associate.core.stores.hours import held_until
from associate.core.stores.models import Store
from associate.messages.compose import compose
from associate.messages.kinds import MOST_SEGMENTS
from associate.messages.own_words import Text
from associate.messages.sms import Segments, segments
from associate.words import _

CODE = "4F7K2M"
TOKEN = "Xm2c9Qe7Lr4TzA8vKp1wBg"  # as long as a real one


class Preview(NamedTuple):
    text: Text
    segments: Segments | None  # of a text message
    warning: str  # "" when there is nothing to say


def preview(
    kind: str, medium: str, *, store: Store, base_url: str, language: str, own: Text | None = None
) -> Preview:
    """What a customer would get, from the store's kept words, or from the draft `own`."""
    order, job = sample(store)
    link = f"{base_url.rstrip('/')}/p/{TOKEN}"
    back = returned_sample(job) if kind == RETURNED else None
    about = {"order": order, "job": job, "store": store, "link": link, "returned": back, "code": CODE}
    text = compose(kind, medium, **about, language=language, own=own)
    if medium != "sms":
        return Preview(text, None, "")
    counted = segments(text.body)
    return Preview(text, counted, _warning(counted))


def sample(store: Store) -> tuple[Order, Fulfillment]:
    """An order that is in no database."""
    product = Product(title=_("Rain jacket"), tags=[])
    variant = Variant(product=product, sku="SAMPLE", size="M", color=_("Green"), price=8900, currency="EUR")
    line = FulfillmentLine(
        order_line=OrderLine(title=product.title, quantity=1),
        variant=variant,
        wanted=1,
        picked=1,
        short=0,
        canceled=0,
        handed_over=0,
        refused=0,
        returned=0,
    )
    order = Order(number="1001", first_name="Maya", locale=store.locale, currency=store.currency, total=8900)
    job = Fulfillment(number="1001", order=order, state=State.READY, lines=[line], promise_at=now())
    job.ready_at, job.hold_until = now(), held_until(store, now())
    return order, job


def returned_sample(job: Fulfillment) -> Return:
    """All of it came back by choice, so that its delivery stays paid."""
    price = job.order.total
    part, stays = Part(Kind.PRICE, price, units=1, of=price), Part(Kind.SHIPPING, 0, of=495, why=Why.CHOICE)
    line = ReturnLine(variant=job.lines[0].variant, amount=price, parts=[part.row])
    return Return(currency=job.order.currency, lines=[line], parts=[stays.row], why_differs="")


def _warning(counted: Segments) -> str:
    if counted.parts <= MOST_SEGMENTS:
        return ""
    if counted.is_gsm7:
        return str(_("This takes %(n)s text messages. Shorten it to two.", n=counted.parts))
    return str(
        _(
            "This takes %(n)s text messages, because of a letter or sign that phones send at double size.",
            n=counted.parts,
        )
    )
