"""Scan each bag that goes. Another order's bag stops here."""

from typing import Any

from associate.core.catalog.codes import read_code
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Bag, Fulfillment, Handover, HandoverBag
from associate.core.fulfillment.queries import open_bag
from associate.core.fulfillment.recalled import must_hold_nothing_recalled
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks
from associate.db import db
from associate.errors import Refused
from associate.words import _
from associate.workflows.handover.rules.counter import (
    at_the_counter,
    must_be_free,
    must_be_known,
    must_be_open,
)
from associate.workflows.handover.rules.shares import share_of


def scan_bag(handover: Handover, raw: str, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """A bag is at the counter. Answers {tag, is_new}.

    Raises Refused with "other_order", "unknown_bag", "on_hold", "not_verified".
    """
    with at_the_counter(handover) as jobs:
        if (done := answered(intent)) is not None:
            return done
        must_be_open(handover)
        must_be_known(handover, jobs)
        bag = _find(handover, jobs, raw)
        must_be_free(bag.fulfillment)
        must_stay_behind(handover, bag.fulfillment)
        is_new = _note(handover, bag)
        if is_new:
            record("bag.at_counter", about=bag, by=by, handover=handover.id)
            close_tasks(TaskKind.BAG_MISSING, str(bag.id), "found at the counter", by=by)
        return answer(intent, tag=bag.tag, is_new=is_new)


def must_stay_behind(handover: Handover, job: Fulfillment) -> None:
    """Only without what is recalled does an order go. Raises Refused: "stop_sale", "look_at_lot"."""
    must_hold_nothing_recalled(job, {line.id: share_of(line, handover).going for line in job.lines})


def row_of(handover: Handover, bag: Bag) -> HandoverBag | None:
    return next((row for row in handover.bags if row.bag_id == bag.id), None)


def bags_of(jobs: list[Fulfillment]) -> list[Bag]:
    return [bag for job in jobs for bag in job.open_bags]


def unaccounted(handover: Handover, jobs: list[Fulfillment]) -> list[Bag]:
    """Bags that are neither scanned nor declared missing."""
    return [bag for bag in bags_of(jobs) if row_of(handover, bag) is None]


def _note(handover: Handover, bag: Bag) -> bool:
    row = row_of(handover, bag)
    if row is not None and row.how == "scanned":
        return False
    if row is None:
        handover.bags.append(HandoverBag(bag_id=bag.id))
    else:
        row.how = "scanned"  # it was found after all
        handover.kept_back = {key: lines for key, lines in handover.kept_back.items() if key != str(bag.id)}
    return True


def _find(handover: Handover, jobs: list[Fulfillment], raw: str) -> Bag:
    code = read_code(raw)
    mine = next((bag for bag in bags_of(jobs) if bag.tag == code.key), None)
    if mine is not None:
        return mine
    other = open_bag(db.session.get_one(Store, handover.store_id), code.key)
    if other is None:
        raise Refused(
            "unknown_bag", _("Nothing here has the tag %(tag)s. Scan the tag on the bag.", tag=code.key[:8])
        )
    place = other.location.label if other.location else _("its place")
    number = other.fulfillment.number
    raise Refused(
        "other_order",
        _("Bag %(tag)s is %(number)s’s. Put it back: %(place)s.", tag=other.tag, number=number, place=place),
    )
