"""The corners of the stock room: each with its sentence and the number that calls for somebody."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.catalog.stop_sales import open_stops
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import to_pack
from associate.core.inventory.counts import Count, open_counts
from associate.core.inventory.models import PutBack
from associate.core.inventory.transfers import to_receive, to_ship
from associate.core.shipping.queries import to_send
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import db
from associate.words import later


@dataclass(frozen=True)
class Corner:
    """One place to go. `waiting` counts what waits there in this store."""

    endpoint: str
    icon: str
    label: object
    sentence: object
    permission: str
    waiting: int = 0


def _put_backs(store: Store) -> int:
    waiting = sa.select(sa.func.count()).where(PutBack.store_id == store.id, PutBack.done_at.is_(None))
    return db.session.scalar(waiting) or 0


def _to_pack(store: Store) -> int:
    return db.session.scalar(sa.select(sa.func.count(Fulfillment.id)).where(to_pack(store.id))) or 0


def _counts(store: Store) -> int:
    return db.session.scalar(sa.select(sa.func.count(Count.id)).where(open_counts(store.id))) or 0


def _transfers(store: Store) -> int:
    return to_ship(store.id) + to_receive(store.id)


def _recalls(_store: Store) -> int:
    return len(open_stops())


def _nothing(_store: Store) -> int:
    return 0


CORNERS: tuple[tuple[Corner, Callable[[Store], int]], ...] = (
    (
        Corner(
            "lookup.show_lookup",
            "search",
            later("Look it up"),
            later("Scan anything: price, place, how many are free, who else has it."),
            "see_stock",
        ),
        _nothing,
    ),
    (
        Corner(
            "putback.show_list",
            "shelf",
            later("Put back"),
            later("What goes nowhere, back on its shelf."),
            "put_back",
        ),
        _put_backs,
    ),
    (
        Corner(
            "bag_walks.show_walks",
            "tag",
            later("Bag walk"),
            later("Along the racks: missing bags, left over ones, those in the wrong place."),
            "stage",
        ),
        _nothing,
    ),
    (
        Corner(
            "returns.show_find",
            "returns",
            later("Returns"),
            later("What customers bring back, of any store and channel."),
            "take_returns",
        ),
        _nothing,
    ),
    (
        Corner(
            "packing.show_bench",
            "tote",
            later("Pack bench"),
            later("What is sent by a carrier: into its box, and its label on."),
            "pack",
        ),
        _to_pack,
    ),
    (
        Corner(
            "manifests.show_manifests",
            "truck",
            later("Carriers"),
            later("Close the day’s parcels and hand them to the driver."),
            "close_manifest",
        ),
        to_send,
    ),
    (
        Corner(
            "counts.show_counts",
            "check-round",
            later("Counts"),
            later("Count what lies on the shelf, and set the books right."),
            "count_stock",
        ),
        _counts,
    ),
    (
        Corner(
            "transfers.show_transfers",
            "truck",
            later("Transfers"),
            later("Ask another store for goods, send some, receive some."),
            "move_stock",
        ),
        _transfers,
    ),
    (
        Corner(
            "reorder.show_reorder",
            "down",
            later("Reorder"),
            later("What runs low, and how many more to order."),
            "adjust_stock",
        ),
        _nothing,
    ),
    (
        Corner(
            "recalls.show_recalls",
            "stop",
            later("Recalls"),
            later("What may not leave the store, and the bags that hold it."),
            "see_stock",
        ),
        _recalls,
    ),
)
"""In the order of the page. Whoever builds another corner adds its line here."""


def corners(store: Store, staff: Staff) -> list[Corner]:
    """What this person's role opens."""
    return [
        Corner(**{**corner.__dict__, "waiting": count(store)})
        for corner, count in CORNERS
        if staff.can(corner.permission)
    ]
