"""Tell the world, in the deed's own transaction: one INSERT, and none where nobody listens.

What a fact says beyond its ids (numbers, lines, quantities) the worker puts in, once, before it goes out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from associate.bulk import insert_all
from associate.core.events.listening import somebody_listens
from associate.core.events.outbox import Outgoing
from associate.db import db

KINDS: dict[str, str] = {
    "order.placed": "order.placed",
    "order.changed": "order.changed",
    "order.routed": "order.routed",
    "order.parked": "order.parked",
    "order.external": "order.external",
    "order.came_back": "order.came_back",
    "order.canceled": "order.canceled",
    "order.refunded": "order.refunded",
    "return.done": "order.returned",
    "return.undone": "order.return_undone",
    "order.done": "order.done",
    "order.reopened": "order.reopened",
    "fulfillment.released": "order.released",
    "fulfillment.ready": "order.ready",
    "fulfillment.part_collected": "order.part_collected",
    "fulfillment.collected": "order.collected",
    "fulfillment.uncollected": "order.uncollected",
    "fulfillment.shipped": "order.shipped",
    "fulfillment.delivered": "order.delivered",
    "fulfillment.picking": "fulfillment.picking",
    "fulfillment.waiting": "fulfillment.waiting",
    "fulfillment.picked": "fulfillment.picked",
    "fulfillment.packing": "fulfillment.packing",
    "fulfillment.packed": "fulfillment.packed",
    "fulfillment.manifested": "fulfillment.manifested",
    "fulfillment.canceled": "fulfillment.canceled",
    "fulfillment.rerouted": "fulfillment.rerouted",
    "fulfillment.extended": "fulfillment.extended",
    "fulfillment.held": "fulfillment.held",
    "fulfillment.unheld": "fulfillment.unheld",
}
"""Kind in the journal → kind for the world. order.* is what a customer would ask about, fulfillment.* how far
a store’s work on it has come. What is not here stays in the house."""

STOCK = "stock.changed"
TEST = "test.sent"
PUBLIC = (*dict.fromkeys(KINDS.values()), STOCK)
"""What one can subscribe to."""

TOLD = ("amount", "elsewhere", "reason", "was", "why")
"""Of the journal's facts: codes and figures that may leave the house."""


def publish(kind: str, about: str, **facts: Any) -> None:
    """Inside atomic(): `kind` as the world knows it, `about` a ref. Facts hold ids, numbers, figures."""
    if somebody_listens():
        db.session.add(Outgoing(kind=kind, about=about, facts=facts))


def publish_all(kind: str, facts: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Inside atomic(): as publish, for many refs in one statement."""
    if facts and somebody_listens():
        insert_all(Outgoing, [{"kind": kind, "about": about, "facts": dict(each)} for about, each in facts])


def pass_on(
    kind: str,
    about: str,
    order_id: int | None,
    store_id: int | None,
    facts: Mapping[str, Any],
    *,
    by: str,
) -> None:
    """What the journal writes, to the world where it may know."""
    if public := KINDS.get(kind):
        publish(public, about, by=by, **_told(kind, order_id, store_id, facts))


def pass_on_all(kind: str, entries: Sequence[Any], *, by: str) -> None:
    """The same for many entries of one kind (record.Entry)."""
    if public := KINDS.get(kind):
        told = [(e.about, {"by": by, **_told(kind, e.order_id, e.store_id, e.facts)}) for e in entries]
        publish_all(public, told)


def _told(kind: str, order_id: int | None, store_id: int | None, facts: Mapping[str, Any]) -> dict[str, Any]:
    """With the step’s own name: its state may be over when the worker reads it."""
    known = {name: facts[name] for name in TOLD if facts.get(name) is not None}
    return {"event": kind, "order_id": order_id, "store_id": store_id, **known}
