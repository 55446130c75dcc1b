"""Give orders that passed the gate to their stores: one or a hundred, in the same few statements."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa

from associate.bulk import insert_for_ids
from associate.clock import now
from associate.core.acts.alerts import alert_shift_of_jobs
from associate.core.events.record import Actor, Entry, record_all
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.inventory import ledger
from associate.core.inventory.ledger import Level, Place
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order, OrderState
from associate.core.routing.promise import promises_of
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Refused


@dataclass(eq=False)
class Wish:
    """One order that wants to be collected at `store`: (variant id, units) of each line.

    Its ids may be filled in as late as by `write`, once it is known that the store has everything.
    """

    store: Store
    wanted: list[tuple[int, int]]
    placed_at: datetime
    order_id: int = 0
    order_number: str = ""
    line_ids: list[int] = field(default_factory=list)  # of the order's lines, beside `wanted`
    job_id: int = 0

    @property
    def places(self) -> list[Place]:
        return [(self.store.id, variant_id) for variant_id, _units in self.wanted]


W = TypeVar("W", bound=Wish)


def give(wishes: Sequence[W], *, by: Actor, write: Callable[[list[W]], None] | None = None) -> list[W]:
    """Inside atomic(): a job at its store for each order that can be served whole, first placed first.

    Those that are served come back with their `job_id`; of the others nothing was changed. `write` keeps the
    orders themselves where they are new. What is free is read first and taken last, so that nobody waits for
    us; when somebody took it meanwhile, all is done again with the levels locked.
    """
    try:
        with db.session.begin_nested():
            return _give(wishes, by, write, locked=False)
    except Refused:
        with db.session.begin_nested():
            return _give(wishes, by, write, locked=True)


def _give(
    wishes: Sequence[W], by: Actor, write: Callable[[list[W]], None] | None, *, locked: bool
) -> list[W]:
    levels = ledger.levels_at({place for wish in wishes for place in wish.places}, locked=locked)
    served = who_is_served(wishes, {place: level.free for place, level in levels.items()})
    if served:
        if write:
            write(served)
        _make_jobs(served, levels, by)
    return served


def who_is_served(wishes: Sequence[W], free: Mapping[Place, int]) -> list[W]:
    """First placed, first served, each whole or not at all."""
    left, served = dict(free), []
    for wish in sorted(wishes, key=lambda wish: wish.placed_at):
        after = dict(left)
        for place, (_variant, units) in zip(wish.places, wish.wanted, strict=True):
            after[place] = after.get(place, 0) - units
        if all(after[place] >= 0 for place in wish.places):
            left = after
            served.append(wish)
    return served


def _make_jobs(served: Sequence[Wish], levels: dict[Place, Level], by: Actor) -> None:
    numbers = _free_numbers(served)
    jobs = [
        {
            "number": number,
            "order_id": wish.order_id,
            "store_id": wish.store.id,
            "method": Method.PICKUP,
            "promise_at": promise_at,
        }
        for wish, number, promise_at in zip(served, numbers, _promises(served), strict=True)
    ]
    for wish, job_id in zip(served, insert_for_ids(Fulfillment, jobs, "order_id"), strict=True):
        wish.job_id = job_id
    opened = sa.update(Order).where(Order.id.in_([wish.order_id for wish in served]))
    db.session.execute(opened.values(state=OrderState.OPEN), execution_options={"synchronize_session": False})
    _tell(served, numbers, by)
    _set_aside(served, levels, by)


def _promises(served: Sequence[Wish]) -> list[datetime]:
    """For each of them; those of one store are worked off one after another."""
    stores = {wish.store.id: wish.store for wish in served}
    orders = Counter(wish.store.id for wish in served)
    known = promises_of(list(stores.values())).items()
    moments = {key: iter(promise.several(now(), orders[key])) for key, promise in known}
    return [next(moments[wish.store.id]) for wish in served]


def _set_aside(served: Sequence[Wish], levels: dict[Place, Level], by: Actor) -> None:
    parts = [
        (wish, order_line_id, place, units)
        for wish in served
        for order_line_id, place, (_variant, units) in zip(
            wish.line_ids, wish.places, wish.wanted, strict=True
        )
    ]
    lines = [
        {"fulfillment_id": wish.job_id, "order_line_id": line, "variant_id": place[1], "wanted": units}
        for wish, line, place, units in parts
    ]
    line_ids = insert_for_ids(FulfillmentLine, lines, "order_line_id")
    ledger.reserve_all(
        [
            (levels[place], units, line_id)
            for (_wish, _line, place, units), line_id in zip(parts, line_ids, strict=True)
        ],
        by=by,
    )


def _tell(served: Sequence[Wish], numbers: list[str], by: Actor) -> None:
    entries = [
        Entry(
            f"fulfillment:{wish.job_id}",
            wish.order_id,
            wish.store.id,
            {"number": number, "units": sum(units for _variant, units in wish.wanted)},
        )
        for wish, number in zip(served, numbers, strict=True)
    ]
    record_all("fulfillment.released", entries, by=by)
    for store in {wish.store for wish in served}:
        jobs = [(wish.job_id, wish.order_id) for wish in served if wish.store is store]
        alert_shift_of_jobs("new_order", store.id, jobs)


def _free_numbers(wishes: Sequence[Wish]) -> list[str]:
    """ "HW-1001"; "HW-1001-2" for an order that the floor had before and gets again."""
    count = sa.select(Fulfillment.order_id, sa.func.count()).group_by(Fulfillment.order_id)
    found = count.where(Fulfillment.order_id.in_([wish.order_id for wish in wishes]))
    before = dict(db.session.execute(found).all())
    return [
        f"{wish.order_number}-{before[wish.order_id] + 1}" if wish.order_id in before else wish.order_number
        for wish in wishes
    ]
