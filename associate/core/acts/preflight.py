"""When an order to be sent comes to a store: what would keep its parcel from leaving is asked about now."""

from associate.core.acts.shipments import goes_abroad
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.shipping.box_hints import size_of
from associate.core.shipping.preflight import Item, find
from associate.core.shipping.queries import accounts_of, boxes
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task, task_of
from associate.db import db


def look_ahead(job: Fulfillment, *, by: Actor) -> None:
    """Inside atomic(order): open, bring up to date or close the job’s task. Picking goes on meanwhile.

    A store that has no carrier account sends nothing by us: nobody is asked.
    """
    db.session.flush()
    if not accounts_of(job.store_id):
        return
    items = [
        Item(
            line.variant.sku,
            size_of(line),
            line.variant.weight_g,
            line.variant.product.is_foldable,
            line.variant.is_declarable,
        )
        for line in job.lines
        if line.wanted - line.canceled - line.short
    ]
    order, spaces = job.order, [box.space for box in boxes()]
    abroad = goes_abroad(job)
    found = find(order.shipping_address, order.phone, items, spaces, has_customs=abroad)
    if not found:
        close_tasks(TaskKind.SHIP_PREFLIGHT, str(job.id), "nothing to say any more", by=by)
        return
    findings = [{"doubt": each.doubt.value, **each.facts} for each in found]
    known = task_of(TaskKind.SHIP_PREFLIGHT, str(job.id))
    if known is not None and known.facts["findings"] == findings:
        return
    record("fulfillment.looked_ahead", about=job, by=by, doubts=[each.doubt.value for each in found])
    open_task(
        TaskKind.SHIP_PREFLIGHT,
        str(job.id),
        by=by,
        store_id=job.store_id,
        order_id=job.order_id,
        about=job.ref,
        number=job.number,
        findings=findings,
    )
