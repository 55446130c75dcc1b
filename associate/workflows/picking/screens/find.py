"""Where a scan on the queue leads."""

from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.catalog.codes import Code, read_code
from associate.core.catalog.models import Variant
from associate.core.catalog.queries import variant_by_code
from associate.core.fulfillment.bags import is_put_down
from associate.core.fulfillment.links import pass_by_qr
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import open_bag, open_here
from associate.core.fulfillment.states import AT_THE_BENCH, WITH_CUSTOMER_TO_COME, State
from associate.core.fulfillment.urgency import is_put_off, turn
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import db
from associate.errors import Missing, Refused
from associate.words import _


@dataclass(frozen=True)
class Found:
    """A job to open here, or something that the counter, or the pack bench, knows what to do with."""

    number: str = ""
    at_counter: bool = False
    at_bench: bool = False


def find(store: Store, me: Staff, raw: str) -> Found:
    """Raises Refused: no_job_needs_it, other_store; Missing("unknown_code"); and what read_code raises."""
    code = read_code(raw)
    if variant := variant_by_code(code):
        return Found(_first_that_needs(variant, store, me).number)
    if code.kind == "PUP" and (job := _by_pass(code)):
        return _at(job, store)
    if job := _by_bag(store, code) or _by_number(store, code):
        return _at(job, store)
    raise Missing("unknown_code", _("Nobody here knows that code. Scan an order, a bag or an item."))


def _at(job: Fulfillment, store: Store) -> Found:
    if job.store_id != store.id:
        raise Refused("other_store", _("That order waits in %(store)s.", store=job.store.name))
    at_bench = is_put_down(job) or job.state in AT_THE_BENCH
    return Found(job.number, at_counter=job.state in WITH_CUSTOMER_TO_COME, at_bench=at_bench)


def _by_pass(code: Code) -> Fulfillment | None:
    found = pass_by_qr(code.value)
    return db.session.get(Fulfillment, found.fulfillment_id) if found else None


def _by_bag(store: Store, code: Code) -> Fulfillment | None:
    bag = open_bag(store, code.key) if code.kind in ("", "BAG") else None
    return bag.fulfillment if bag else None


def _by_number(store: Store, code: Code) -> Fulfillment | None:
    if code.kind not in ("", "ORD"):
        return None
    number = sa.func.upper(Fulfillment.number)
    return db.session.scalar(
        sa.select(Fulfillment).where(Fulfillment.store_id == store.id, number == code.value.upper())
    )


def _first_that_needs(variant: Variant, store: Store, me: Staff) -> Fulfillment:
    """One's own job first, then the earliest promise that nobody has."""
    jobs = [job for job in open_here(store, State.RELEASED, State.PICKING) if _needs(job, variant)]
    free = [job for job in jobs if job.owner_id in (None, me.id)]
    if not free:
        words = _(
            "That’s the %(name)s, %(sku)s. No order here waits for it.", name=variant.name, sku=variant.sku
        )
        raise Refused("no_job_needs_it", words)
    return min(free, key=lambda job: (job.owner_id != me.id, *turn(job), job.promise_at, job.id))


def _needs(job: Fulfillment, variant: Variant) -> bool:
    return not (job.hold or is_put_off(job)) and any(
        line.left and line.variant_id == variant.id for line in job.lines
    )
