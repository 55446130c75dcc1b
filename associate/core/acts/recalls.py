"""Stop the sale of something in all stores, and let it go on."""

from collections import defaultdict

import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.models import Product, Variant
from associate.core.catalog.stop_sales import StopSale, Verdict, is_stopped, keep_in_mind, open_stops
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.recalled import say_looked, verdict_on
from associate.core.fulfillment.states import OPEN
from associate.core.inventory.untold import tell_of_product
from associate.core.orders.cards import mask_cards
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task, task_of
from associate.db import db, touch
from associate.errors import OutOfDate, Refused
from associate.words import _

LEAST = 3  # letters of a reason


def stop_selling(product: Product, reason: str, *, lot: str = "", serial: str = "", by: Actor) -> StopSale:
    """Inside atomic(product): from now the next scan of it stops; stores with some of it in bags have a task.

    Raises Refused: "no_reason", "stopped_already".
    """
    lot, serial = lot.strip()[:20], serial.strip()[:20]
    if any((stop.lot, stop.serial) == (lot, serial) for stop in open_stops([product.id])):
        raise Refused("stopped_already", _("That is stopped already."))
    stop = StopSale(product_id=product.id, lot=lot, serial=serial, reason=_reason(reason), created_by=by.ref)
    db.session.add(stop)
    db.session.flush()
    record("recall.begun", about=stop, by=by, product=product.id, lot=lot, serial=serial)
    _keep_in_mind(product)
    look_for_bags(stop, by=by)
    return stop


def end_stop(stop: StopSale, why: str, *, by: Actor) -> None:
    """Inside atomic(stop.product, stop): it may be sold again.

    Raises Refused("no_reason"), OutOfDate("ended_already").
    """
    if stop.ended_at:
        raise OutOfDate("ended_already", _("It was let go on already."))
    stop.ended_why = _reason(why)
    stop.ended_at, stop.ended_by = now(), by.ref
    record("recall.ended", about=stop, by=by, product=stop.product_id)
    for store_id in db.session.scalars(sa.select(Store.id)):
        close_tasks(TaskKind.STOP_SALE, _key(stop, store_id), "ended", by=by)
    db.session.flush()
    _keep_in_mind(stop.product)


def looked_into(stop: StopSale, job: Fulfillment, *, by: Actor) -> None:
    """Inside atomic(job): its bags hold another lot than the one recalled.

    Raises Refused("whole_product"), OutOfDate("not_in_bags").
    """
    if stop.is_whole:
        raise Refused("whole_product", _("All of it is recalled, whatever the lot. Take it out."))
    if not any(line_id for line_id, verdict in verdicts_of(stop, job).items() if verdict == Verdict.LOOK):
        raise OutOfDate("not_in_bags", _("There’s nothing in it to look at any more."))
    say_looked(stop, job, by=by)
    db.session.flush()
    look_for_bags(stop, by=by)


def look_for_bags(stop: StopSale, *, by: Actor) -> None:
    """Open or bring up to date the task of each store that has some of it picked; close the others."""
    found = jobs_holding(stop)
    by_store: dict[int, list[Fulfillment]] = defaultdict(list)
    for job in found:
        by_store[job.store_id].append(job)
    for store_id in db.session.scalars(sa.select(Store.id).order_by(Store.id)):
        if jobs := by_store.get(store_id):
            _open(stop, store_id, jobs, by)
        elif task_of(TaskKind.STOP_SALE, _key(stop, store_id)):
            close_tasks(TaskKind.STOP_SALE, _key(stop, store_id), "nothing left", by=by)


def jobs_holding(stop: StopSale, store_id: int | None = None) -> list[Fulfillment]:
    """Open jobs with units picked and still here that are recalled, or have to be looked at; by promise."""
    line = FulfillmentLine
    here = line.picked - line.handed_over - line.refused > 0
    find = sa.select(Fulfillment).join(line, line.fulfillment_id == Fulfillment.id)
    find = find.join(Variant, Variant.id == line.variant_id)
    find = find.where(Variant.product_id == stop.product_id, here, Fulfillment.state.in_(OPEN))
    if store_id is not None:
        find = find.where(Fulfillment.store_id == store_id)
    jobs = db.session.scalars(find.order_by(Fulfillment.promise_at, Fulfillment.id)).unique().all()
    return [job for job in jobs if set(verdicts_of(stop, job).values()) - {Verdict.FINE}]


def verdicts_of(stop: StopSale, job: Fulfillment) -> dict[int, Verdict]:
    """Line id → what is to be thought of the units that are here."""
    return {
        line.id: verdict_on(stop, line)
        for line in job.lines
        if line.to_hand_over and line.variant.product_id == stop.product_id
    }


def _open(stop: StopSale, store_id: int, jobs: list[Fulfillment], by: Actor) -> None:
    open_task(
        TaskKind.STOP_SALE,
        _key(stop, store_id),
        by=by,
        store_id=store_id,
        about=stop.ref,
        stop=stop.id,
        title=stop.product.title,
        lot=stop.lot or stop.serial,
        bags=[bag.tag for job in jobs for bag in job.open_bags],
        orders=[job.number for job in jobs],
    )


def _key(stop: StopSale, store_id: int) -> str:
    return f"{stop.id}:{store_id}"


def _reason(text: str) -> str:
    text = mask_cards("".join(c for c in text if c.isprintable()).strip())[:200]
    if len(text) < LEAST:
        raise Refused("no_reason", _("Say why, in a few words."))
    return text


def _keep_in_mind(product: Product) -> None:
    """Every store’s screens show another figure; the world hears of it where all of it stops or goes on."""
    before = is_stopped(product)
    keep_in_mind(product)
    if is_stopped(product) != before:
        tell_of_product(product.id)
    for store_id in db.session.scalars(sa.select(Store.id)):
        touch(store_id)
