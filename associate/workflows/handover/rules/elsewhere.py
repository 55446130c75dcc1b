"""Their order waits in another store: whoever shows the customer’s own code may have it made here instead."""

from collections.abc import Iterator

from associate.clock import now
from associate.core.acts.move_pickup import lacks, move_pickup, must_be_movable, still_wanted
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.stores.closing import takes_work
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _
from associate.workflows.handover.rules.finding import find_by_scan
from associate.workflows.handover.rules.opening import open_handover_of


def make_here(raw: str, *, store: Store, key: str, intent: Intent, by: Actor) -> str:
    """The number it has here. What was picked there waits to be put back there.

    Raises what find_by_scan raises, Refused("show_code") for anything but the customer’s own code,
    "here_already", and what must_be_makeable and move_pickup raise.
    """
    found = find_by_scan(raw, store=store, key=key)
    job = found.job
    with atomic(job.order, job):
        if (done := answered(intent)) is not None:
            return str(done["number"])
        if job.store_id == store.id:
            raise Refused("here_already", _("%(number)s is this store’s. Scan it again.", number=job.number))
        if found.qr is None:
            raise Refused(
                "show_code", _("Scan the QR code on the customer’s page. It shows that it’s theirs.")
            )
        must_be_makeable(job, store)
        return str(answer(intent, number=move_pickup(job, store, by=by).number)["number"])


def must_be_makeable(job: Fulfillment, store: Store) -> None:
    """Raises what must_be_movable raises, and Refused: "other_money", "takes_nothing", "being_served",
    "bag_missing", "no_stock"."""
    must_be_movable(job)
    for code, is_so, words in _reasons(job, store):
        if is_so:
            raise Refused(code, words)


def why_not(job: Fulfillment, store: Store) -> str:
    """Why it can’t be made here; "" where it can."""
    try:
        must_be_makeable(job, store)
    except (OutOfDate, Refused) as refused:
        return str(refused.message)
    return ""


def _reasons(job: Fulfillment, store: Store) -> Iterator[tuple[str, bool, str]]:
    """Cheapest first: what is in it is never named here."""
    there = job.store.name
    yield "other_money", store.currency != job.store.currency, _("This store sells in other money.")
    yield "takes_nothing", not takes_work(store, "pickup", now()), _("This store takes no pickups just now.")
    served = open_handover_of(job) is not None
    yield "being_served", served, _("Somebody serves it at %(store)s just now. Call there.", store=there)
    away = any(task_of(TaskKind.BAG_MISSING, str(bag.id)) for bag in job.open_bags)
    yield "bag_missing", away, _("A bag of it is being looked for at %(store)s. Call there.", store=there)
    yield "no_stock", bool(lacks(still_wanted(job), store)), _("This store hasn’t all of it on its shelves.")
