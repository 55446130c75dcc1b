"""Stop the sale of something, say that a bag may go, let the sale go on."""

from typing import Any

import sqlalchemy as sa

from associate.core.acts import recalls
from associate.core.acts.recall_out import take_out_recalled
from associate.core.catalog.models import Variant
from associate.core.catalog.stop_sales import StopSale
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment
from associate.db import atomic, db
from associate.errors import Missing, Refused
from associate.words import _

Answer = dict[str, Any]


def stop(sku: str, reason: str, what: str, *, lot: str, serial: str, intent: Intent, by: Actor) -> Answer:
    """`what`: all, lot or serial of the product that this SKU is of. Answers with the recall's id.

    Raises Missing("no_such_product"), Refused: "no_mark", "no_reason", "stopped_already".
    """
    marks = {"lot": lot} if what == "lot" else {"serial": serial} if what == "serial" else {}
    if what not in ("all", "lot", "serial") or not all(mark.strip() for mark in marks.values()):
        raise Refused("no_mark", _("Say what is recalled: all of it, or the lot or serial on the label."))
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        variant = db.session.scalar(sa.select(Variant).filter_by(sku=sku))
        if variant is None:
            raise Missing("no_such_product", _("That product isn’t in the catalog any more."))
        with atomic(variant.product):
            made = recalls.stop_selling(variant.product, reason, **marks, by=by)
        return answer(intent, stop=made.id)


def say_looked(stop: StopSale, job: Fulfillment, *, intent: Intent, by: Actor) -> Answer:
    with atomic(job):
        if (done := answered(intent)) is not None:
            return done
        recalls.looked_into(stop, job, by=by)
        return answer(intent, number=job.number)


def take_out(stop: StopSale, job: Fulfillment, *, intent: Intent, by: Actor) -> Answer:
    """Answers with the units that were taken out, and what is owed for them in minor units."""
    with atomic(job.order, job):
        if (done := answered(intent)) is not None:
            return done
        units, amount = take_out_recalled(stop, job, by=by)
        return answer(intent, units=units, amount=amount)


def end(stop: StopSale, why: str, *, intent: Intent, by: Actor) -> Answer:
    with atomic(stop.product, stop):
        if (done := answered(intent)) is not None:
            return done
        recalls.end_stop(stop, why, by=by)
        return answer(intent, stop=stop.id)
