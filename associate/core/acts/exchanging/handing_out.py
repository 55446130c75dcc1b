"""What is taken in exchange becomes an order of its own: handed out here, or sent by whoever has it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.cancel import cancel_fulfillment
from associate.core.acts.collect import collect, uncollect
from associate.core.acts.exchanging.paying import give_back_paid, over_of
from associate.core.acts.refunding import refund_for
from associate.core.acts.route import ship_from_stores
from associate.core.catalog.channels import Channel, Platform
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import HERE, State
from associate.core.inventory import ledger
from associate.core.orders.incoming import Address, Contact, IncomingLine, IncomingOrder, Method, Payment
from associate.core.orders.models import Order, OrderState, RefundState, Tender
from associate.core.orders.write_down import write_down
from associate.core.payments.owed import owed_by_tasks
from associate.core.returns.answer import Payout, Way
from associate.core.returns.models import Return, ReturnState, ReturnTake
from associate.core.returns.new_goods import Cost
from associate.core.routing.assign import free_job_numbers
from associate.core.stores.models import Store
from associate.db import db, insert_into
from associate.errors import OutOfDate, Refused
from associate.words import _

COUNTER = "counter"
"""The channel of what was sold over the counter in exchange. No platform knows of it."""

Line = tuple[int, int, Cost]
"""(variant id, store id, what one unit costs): alike takes are one line."""


def hand_out(
    return_: Return,
    costs: Mapping[int, Cost],
    payouts: Iterable[Payout],
    *,
    address: dict[str, Any] | None = None,
    by: Actor,
) -> Order:
    """Inside atomic(order, return): the new order, paid by the exchange; what is added to it is paying.py’s.

    What lies here goes with the customer at once; what lies elsewhere is reserved there and sent. The caller
    locked the levels of both sides. Raises Refused("no_stock" | "no_address").
    """
    lines = _lines(return_.takes, costs)
    here = {place: units for place, units in lines.items() if place[1] == return_.store_id}
    is_sent = len(here) < len(lines)
    if is_sent and not address:
        raise Refused("no_address", _("Say where it should be sent."))
    order = _write_down(return_, lines, is_sent, address, by)
    _pay(order, payouts)
    if is_sent:
        _send(order, {place[1] for place in lines if place not in here}, by)
    if here:
        _give(order, return_, by)
    for take in return_.takes:
        take.total, take.tax = costs[take.id].total, costs[take.id].tax
    return_.exchange_id = order.id
    record("order.exchanged", about=order, by=by, of=return_.order_id, total=order.total)
    return order


def take_back(order: Order, return_: Return, *, by: Actor) -> None:
    """Inside atomic(order, jobs): the exchange never was: what was handed out waits to be shelved, nothing is
    sent, and what was added to it goes back.

    Raises OutOfDate: "sent_already" for what left by carrier, "money_went" where money of it is back already.
    """
    _must_be_whole(order, return_)
    for job in fulfillments_of(order.id):
        if job.state in (State.MANIFESTED, State.SHIPPED, State.DELIVERED):
            raise OutOfDate("sent_already", _("Some of it was sent already. Take that back as a return."))
        if job.state == State.COLLECTED:
            ledger.reverse(_cause(return_, job), by=by)
            units = {line.id: line.handed_over for line in job.lines}
            uncollect(job, units, {}, cause=return_.ref, back_to=State.READY, by=by)
        if job.state in HERE:
            cancel_fulfillment(job, by=by, reason="exchange_undone")
    give_back_paid(return_, order, by=by)
    for tender in order.tenders:
        tender.amount = 0 if tender.of_id else tender.amount  # the first order has its money again
    order.state, order.canceled_at = OrderState.CANCELED, now()
    order.payment = Payment.REFUNDED if order.refunds else Payment.VOIDED
    record("order.canceled", about=order, by=by, reason="exchange_undone")


def _must_be_whole(order: Order, return_: Return) -> None:
    """None of it came back as money or for something else: that was the money of the first order."""
    brought = sa.select(Return.id).filter_by(order_id=order.id, state=ReturnState.DONE).limit(1)
    over = refund_for(order, over_of(return_))
    refunds = [each for each in order.refunds if each.state != RefundState.FAILED and each is not over]
    if refunds or owed_by_tasks(order.id) or db.session.scalar(brought):
        raise OutOfDate(
            "money_went", _("Some of %(number)s came back already. Undo that first.", number=order.number)
        )


def _lines(takes: Iterable[ReturnTake], costs: Mapping[int, Cost]) -> dict[Line, int]:
    lines: defaultdict[Line, int] = defaultdict(int)
    for take in takes:
        lines[take.variant_id, take.store_id, costs[take.id]] += 1
    return dict(lines)


def _write_down(
    return_: Return, lines: dict[Line, int], is_sent: bool, address: dict[str, Any] | None, by: Actor
) -> Order:
    of = return_.order
    assert of is not None
    variants = {take.variant_id: take.variant for take in return_.takes}
    told = IncomingOrder(
        external_id=return_.code,
        number=return_.code,
        placed_at=now(),
        updated_at=now(),
        currency=return_.currency,
        tax_included=of.tax_included,
        payment=Payment.PAID,
        contact=_contact(return_, of),
        method=Method.SHIP if is_sent else Method.PICKUP,
        shipping_address=Address(**address) if address else None,
        lines=tuple(
            IncomingLine(
                external_id=f"{return_.code}-{place}",
                sku=variants[variant].sku,
                title=variants[variant].product.title,
                options=variants[variant].traits,
                quantity=units,
                to_fulfill=0 if store == return_.store_id else units,
                unit_price=cost.total - (0 if of.tax_included else cost.tax),
                tax=cost.tax * units,
                total=cost.total * units,
            )
            for place, ((variant, store, cost), units) in enumerate(lines.items(), 1)
        ),
        total=sum(cost.total * units for (_variant, _store, cost), units in lines.items()),
    )
    more = {"customer_id": return_.customer_id, "store_id": return_.store_id}
    known = [{place: variant for place, (variant, _store, _cost) in enumerate(lines)}]
    (kept,) = write_down(_counter(), [told], by=by, variants=known, more=[more])
    return db.session.get_one(Order, kept.id)


def _contact(return_: Return, of: Order) -> Contact:
    """Of whoever brought it: of a gift that isn’t who bought it."""
    who = return_.customer if return_.customer_id not in (None, of.customer_id) else of
    if who is None:
        return Contact()
    names = ("first_name", "last_name", "email", "phone", "locale")
    return Contact(**{name: getattr(who, name) for name in names})


def _counter() -> Channel:
    made = insert_into(Channel).values(
        key=COUNTER, platform=Platform.API, name="Counter", prefix="EX", secret="", ships_from_stores=True
    )
    db.session.execute(made.on_conflict_do_nothing())
    return db.session.scalars(sa.select(Channel).filter_by(key=COUNTER)).one()


def _pay(order: Order, payouts: Iterable[Payout]) -> None:
    """By the tenders of the first order, which this one’s point at: a refund of it goes back there."""
    spent = [payout for payout in payouts if payout.way == Way.EXCHANGE]
    of = {tender.id: tender for tender in _tenders(payout.tender for payout in spent)}
    for payout in spent:
        tender = of.get(payout.tender) if isinstance(payout.tender, int) else None
        copied = ("external_id", "gateway", "last4")
        order.tenders.append(
            Tender(
                kind=payout.kind,
                amount=payout.amount,
                is_captured=True,
                of_id=tender.id if tender else None,
                **({name: getattr(tender, name) for name in copied} if tender else {}),
            )
        )
    db.session.flush()


def _tenders(keys: Iterable[object]) -> Iterable[Tender]:
    ids = [key for key in keys if isinstance(key, int)]
    return db.session.scalars(sa.select(Tender).where(Tender.id.in_(ids)))


def _give(order: Order, return_: Return, by: Actor) -> None:
    """A job that begins and ends at the counter: nobody picks it, its stock leaves with the customer."""
    assert return_.store_id is not None
    order.state = OrderState.OPEN
    job = Fulfillment(
        number=free_job_numbers(order, 1)[0],
        order_id=order.id,
        store_id=return_.store_id,
        method=Method.PICKUP,
        promise_at=now(),
        lines=[
            FulfillmentLine(order_line_id=line.id, variant_id=line.variant_id, wanted=line.quantity)
            for line in order.lines
            if not line.to_fulfill
        ],
    )
    db.session.add(job)
    db.session.flush()
    places = {(return_.store_id, line.variant_id) for line in job.lines}
    levels = ledger.levels_at(places)
    for line in sorted(job.lines, key=lambda line: (line.variant_id, line.id)):
        level = levels.get((return_.store_id, line.variant_id))
        if level is None:
            raise Refused("no_stock", _("None of the %(name)s is left here.", name=line.variant.name))
        ledger.reserve(level.id, line.wanted, line_id=line.id, by=by)
        line.picked = line.wanted
    db.session.flush()
    record("fulfillment.released", about=job, by=by, number=job.number, units=job.units_wanted)
    collect(job, {line.id: line.wanted for line in job.lines}, cause=_cause(return_, job), by=by)


def _cause(return_: Return, job: Fulfillment) -> str:
    return f"{return_.ref}:{job.ref}"


def _send(order: Order, stores: set[int], by: Actor) -> None:
    """By the store that was named; where several were, the rules choose as for any other order."""
    named = db.session.get_one(Store, stores.pop()) if len(stores) == 1 else None
    ship_from_stores(order, store=named.code if named else "", by=by)
