"""What couldn’t be found here comes from another store: picked up there, or sent by one that has it."""

from collections.abc import Mapping, Sequence

from associate.clock import now
from associate.core.acts.addresses import read_address, write_down
from associate.core.acts.alerts import alert_shift
from associate.core.acts.cancel import cancel_fulfillment, free_empty_bags
from associate.core.acts.collect import finish_order
from associate.core.acts.instead import in_its_place
from associate.core.acts.preflight import look_ahead
from associate.core.acts.running import ended
from associate.core.acts.shorts import deciding, end_where_rest_is_gone, nothing_comes
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import MOVES, OPEN, State
from associate.core.inventory import ledger
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order
from associate.core.orders.queries import may_start
from associate.core.routing.assign import decide, free_job_numbers
from associate.core.routing.availability import Origin, Place, places_with
from associate.core.routing.promise import ready_by
from associate.core.stores.closing import takes_work
from associate.core.stores.methods import must_hand_out
from associate.core.stores.models import Store
from associate.core.tasks.models import Task
from associate.core.tasks.tasks import close_task
from associate.db import db
from associate.errors import Refused
from associate.words import _

LOOKED_AT = 50  # stores


def stores_with(line: FulfillmentLine, units: int) -> list[Place]:
    """Other stores that have all of it, the nearest to this one first."""
    here = line.fulfillment.store
    if line.variant.product.stopped or not line.variant.is_active:
        return []
    known = here.latitude is not None and here.longitude is not None
    origin = Origin((here.latitude or 0.0, here.longitude or 0.0)) if known else None
    found = places_with([line.variant], units, origin=origin, most=LOOKED_AT, stopped=set())
    return [place for place in found[line.variant_id] if place.has_enough and place.store.id != here.id]


def may_collect(place: Place) -> bool:
    return place.store.pickups and takes_work(place.store, Method.PICKUP.value, now())


def may_be_sent(line: FulfillmentLine, units: int, places: Sequence[Place]) -> bool:
    """Would the rules find a store that sends it? Where nobody said yet where to, a store of this country."""
    job = line.fulfillment
    if has_address(job.order):
        decision, _facts = decide(job.order, [(line.order_line, units)], without=[job.store.code])
        return len(decision.parts) == 1
    stores = [place.store for place in places if place.store.country == job.store.country]
    return any(store.ships and takes_work(store, Method.SHIP.value, now()) for store in stores)


def has_address(order: Order) -> bool:
    to = order.shipping_address or {}
    return bool(to.get("street") and to.get("city"))


def pick_up_at(task: Task, store: Store, *, by: Actor) -> Fulfillment:
    """It is set aside at `store` and picked up there. Raises Refused("no_stock") where somebody was faster,
    "no_pickups" where that store takes none just now."""
    must_hand_out(store)
    if not takes_work(store, Method.PICKUP.value, now()):
        raise Refused("no_pickups", _("%(store)s takes no pickups just now.", store=store.name))
    return comes_from(task, store, Method.PICKUP, by)


def send_it(task: Task, address: Mapping[str, str], *, by: Actor) -> Fulfillment:
    """The store that the routing rules choose sends it, to the address of the order or, where it has none, to
    this one. Raises Refused("no_store") and what read_address raises."""
    with deciding(task, by) as (line, job):
        order, units = job.order, task.facts["units"]
        _know_address(order, address, by)
        decision, facts = decide(order, [(line.order_line, units)], without=[job.store.code])
        if len(decision.parts) != 1:
            raise Refused("no_store", _("No store can send it just now. Choose something else."))
        store = next(each for each in facts.stores if each.code == decision.parts[0].store)
        new = comes_from(task, store, Method.SHIP, by)
        look_ahead(new, by=by)
        return new


def comes_from(task: Task, store: Store, method: Method, by: Actor) -> Fulfillment:
    """A job of its own at `store` for what is missing. Raises Refused("no_stock"), and nothing is changed."""
    with deciding(task, by) as (short, job), db.session.begin_nested():
        cash = method == Method.PICKUP and store.cash_on_pickup
        if job.hold or not may_start(job.order, cash_on_pickup=cash):
            raise Refused("being_checked", _("Its money has to be safe first. Choose something else."))
        units = task.facts["units"]
        new = Fulfillment(
            number=free_job_numbers(job.order, 1)[0],
            order_id=job.order_id,
            store_id=store.id,
            method=method,
            promise_at=ready_by(store, now(), method),
        )
        db.session.add(new)
        db.session.flush()
        line = in_its_place(short, units, new, short.variant)
        _set_aside(line, store, by)
        told = {"line": short.id, "units": units, "store": store.code, "method": method.value}
        record("line.moved", about=job, by=by, **told, number=new.number)
        record("fulfillment.released", about=new, by=by, number=new.number, units=units)
        alert_shift("new_order", new, cause=new.ref)
        close_task(task, "moved", by=by)
        _let_go(job, new, by)
        finish_order(job.order, by=by)  # open again, where all else of it was done
        return new


def _set_aside(line: FulfillmentLine, store: Store, by: Actor) -> None:
    try:
        ledger.reserve(ledger.level_of(store.id, line.variant_id), line.wanted, line_id=line.id, by=by)
    except Refused:
        words = _("%(store)s hasn’t got it any more. Choose something else.", store=store.name)
        raise Refused("no_stock", words) from None


def _let_go(job: Fulfillment, new: Fulfillment, by: Actor) -> None:
    """With nothing left of it here the other store’s job takes its place."""
    db.session.flush()
    end_where_rest_is_gone(job, by=by)
    if job.state not in OPEN or not nothing_comes(job):
        return
    if State.REROUTED not in MOVES[job.state]:
        cancel_fulfillment(job, by=by, reason="short")
        return
    move(job, State.REROUTED, by=by)
    job.owner_id = None
    free_empty_bags(job)
    ended([job], by=by)
    if new.method == Method.PICKUP:
        job.order.store_id = new.store_id


def _know_address(order: Order, told: Mapping[str, str], by: Actor) -> None:
    if not has_address(order):
        write_down(order, read_address(told), by=by)
