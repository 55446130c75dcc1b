"""Follow what changed on the platform after a store was given the order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from associate.clock import now
from associate.core.acts.added import Added, add_units, ask_about_added, asked_before
from associate.core.acts.cancel import cancel_fulfillment, free_empty_bags, take_off, take_out
from associate.core.acts.collect import finish_order
from associate.core.acts.elsewhere import note_dispatches
from associate.core.acts.holds import gate
from associate.core.acts.parcels import follow_parcels
from associate.core.acts.preflight import look_ahead
from associate.core.acts.shorts import end_where_rest_is_gone, nothing_comes, settle_pick
from associate.core.acts.unpacking import follow_goods
from associate.core.acts.variants import know_variants
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import ON_THE_FLOOR, OPEN, State
from associate.core.inventory import ledger
from associate.core.orders.incoming import IncomingOrder, Method
from associate.core.orders.models import Order, OrderLine, OrderState
from associate.core.orders.queries import way_was_chosen
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_task, was_done
from associate.db import atomic

Units = Mapping[str, int]
"""A line's id on the platform → units."""


def follow(order: Order, told: IncomingOrder, before: Units, *, store: Store | None, by: Actor) -> None:
    """Bring the store's job in line with a newer telling. The picker learns of it at the next touch.

    `before`: what was still to hand out by the telling before this one. `store`: where the customer means to
    collect, as far as this telling names a store we know.
    """
    if told.canceled_at:
        return
    jobs = [job for job in fulfillments_of(order.id) if job.state in OPEN]
    if order.state == OrderState.DONE:
        ask_about_added(order, _grown(order, before), by=by)
    if order.state != OrderState.OPEN:
        return
    with atomic(*jobs):
        another_way = order.method is not None and any(
            job.method != order.method for job in jobs if not job.is_instead
        )
        if another_way and _leaves_the_floor(order, jobs, store, by):
            return
        for job in jobs:
            note_dispatches(job, told.dispatches, by=by)
            gate(job, by=by)
            _follow_lines(job, jobs, told, before, by)
            _follow_place(job, store, by)
            if job.method == Method.SHIP and job.state in OPEN:
                look_ahead(job, by=by)


def come_back(order: Order, *, by: Actor) -> None:
    """What was left to the platform is to be collected after all: it waits for its release again."""
    todo = any(line.is_physical and line.to_fulfill for line in order.lines)
    if order.state == OrderState.EXTERNAL and order.method != Method.SHIP and todo:
        order.state = OrderState.WAITING
        record("order.came_back", about=order, by=by, method=order.method)


def _leaves_the_floor(order: Order, jobs: list[Fulfillment], store: Store | None, by: Actor) -> bool:
    """It leaves the shop another way now: the floor lets go of it. What a customer may be on the way for, or
    what a person here has decided, is a person's to sort out."""
    ships = order.method == Method.SHIP
    if way_was_chosen(order) or any(job.state not in ON_THE_FLOOR for job in jobs):
        facts = {"ships": True} if ships else {"store": store.name if store else ""}
        for job in jobs:
            _ask_once(job, "ships" if ships else "picked_up", by, **facts)
        return False
    for job in jobs:
        cancel_fulfillment(job, by=by, reason="ships" if ships else "picked_up_instead")
    if order.channel.ships_from_stores or not ships:
        order.state = OrderState.WAITING  # its release follows
        order.store_id = None if ships or not store else store.id
        return True
    order.state = OrderState.EXTERNAL
    record("order.external", about=order, by=by, method=order.method)
    return True


def _follow_place(job: Fulfillment, store: Store | None, by: Actor) -> None:
    """Never silently elsewhere: a customer who chose another store in the web shop is a manager's to help."""
    if job.method != Method.PICKUP or job.is_instead:
        return
    if store is not None and store.id != job.store_id and not way_was_chosen(job.order):
        _ask_once(job, f"store:{store.id}", by, store=store.name)


def _ask_once(job: Fulfillment, key: str, by: Actor, **facts: Any) -> None:
    key = f"{job.id}:{key}"
    if not was_done(TaskKind.CHANGED_LATE, key):
        known = {"order_id": job.order_id, "store_id": job.store_id, "about": job.ref, **facts}
        open_task(TaskKind.CHANGED_LATE, key, by=by, **known)


def _follow_lines(
    job: Fulfillment, jobs: list[Fulfillment], told: IncomingOrder, before: Units, by: Actor
) -> None:
    """What there is less of is taken off, what there is more of is set aside and picked too.

    `jobs` are all that are open: what one of them does for a line, no other does again.
    """
    alive, asked = _alive(told), asked_before(job)
    ours: dict[int, list[FulfillmentLine]] = {}
    for line in job.lines:
        ours.setdefault(line.order_line_id, []).append(line)
    know_variants(job.order, (row for row in job.order.lines if row.is_physical and row.to_fulfill))
    fewer: list[tuple[list[FulfillmentLine], int]] = []
    added: list[Added] = []
    for row in sorted(job.order.lines, key=lambda row: (row.variant_id or 0, row.id)):
        lines, units = ours.get(row.id, []), alive[row.external_id]
        more = units - sum(
            _expected(each) for one in jobs for each in one.lines if each.order_line_id == row.id
        )
        if lines and more < 0:
            fewer.append((lines, -more))
        elif row.is_physical:
            # only what the platform added since: units of a short or a refusal stay on its list as they were
            more = min(more, _growth(row, before) + asked.get(row.external_id, 0))
            same = next((line for line in lines if line.variant_id == row.variant_id), None)
            added += [Added(row, same, more)] if more > 0 else []
    _lock(job, [line for lines, _units in fewer for line in lines], added)
    for lines, units in fewer:
        _reduce_all(lines, units, by)
    ask_about_added(job.order, add_units(job, added, by=by), job=job, by=by)
    settle(job, by=by)


def _lock(job: Fulfillment, fewer: Sequence[FulfillmentLine], added: Sequence[Added]) -> None:
    """All levels that change, in the one order: a set takes several of them together."""
    variants = {line.variant_id for line in fewer} | {each.row.variant_id or 0 for each in added} - {0}
    if len(variants) > 1:
        ledger.lock(ledger.levels_for({(job.store_id, each) for each in variants}).values())


def _alive(told: IncomingOrder) -> Counter[str]:
    """Units of each line that the platform still counts on, gone by its own hand or not."""
    alive = Counter({line.external_id: line.to_fulfill for line in told.lines})
    for dispatch in told.dispatches:
        if not dispatch.is_canceled:
            alive.update(dict(dispatch.lines))
    return alive


def _grown(order: Order, before: Units) -> list[tuple[OrderLine, int]]:
    physical = [row for row in order.lines if row.is_physical]
    return [(row, more) for row in physical if (more := _growth(row, before))]


def _growth(row: OrderLine, before: Units) -> int:
    return max(0, row.to_fulfill - before.get(row.external_id, 0))


def settle(fulfillment: Fulfillment, *, by: Actor) -> None:
    """What a change of quantities means for the job: more to fetch, nothing left to fetch, pack or give."""
    follow_goods(fulfillment, by=by)
    if fulfillment.state in (State.PICKED, State.WAITING) and not fulfillment.is_settled:
        move(fulfillment, State.PICKING, by=by)
        fulfillment.owner_id = None  # whoever scans next has it
    end_where_rest_is_gone(fulfillment, by=by)
    if fulfillment.state == State.COLLECTED:
        finish_order(fulfillment.order, by=by)
        return
    if fulfillment.state == State.PART_COLLECTED and not any(
        line.to_hand_over or line.left for line in fulfillment.lines
    ):
        move(fulfillment, State.COLLECTED, by=by, reason="nothing_left")
        fulfillment.collected_at = now()
        finish_order(fulfillment.order, by=by)
    elif nothing_comes(fulfillment):
        move(fulfillment, State.CANCELED, by=by, reason="nothing_left")
        fulfillment.owner_id = None
        free_empty_bags(fulfillment)
        finish_order(fulfillment.order, by=by)
    else:
        settle_pick(fulfillment, by=by)
        follow_parcels(fulfillment, by=by)


def _expected(line: FulfillmentLine) -> int:
    """Units this store still means to hand out, or did."""
    return line.wanted - line.canceled - line.short - line.refused


def _reduce_all(lines: list[FulfillmentLine], excess: int, by: Actor) -> None:
    """What came instead is taken off first. All of the excess is written down with one of them at least."""
    for line in reversed(lines):
        here = min(excess, line.left + line.to_hand_over)
        if here or (excess and line is lines[0]):
            _reduce(line, excess if line is lines[0] else here, by)
            excess -= here


def _reduce(line: FulfillmentLine, excess: int, by: Actor) -> None:
    unpicked = min(excess, line.left)
    take_off(line, unpicked, by=by)
    take_out(line, min(excess - unpicked, line.to_hand_over), why="canceled", by=by)
    record("line.reduced", about=line.fulfillment, by=by, line=line.id, units=excess)
