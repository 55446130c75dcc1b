"""A shop whose stores send parcels themselves."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from associate.core.acts.intake import take_in
from associate.core.catalog.models import Variant
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind
from associate.core.orders.incoming import Address, Method
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.db import atomic, db
from tests.support.shop import Shop, look_again

PORTLAND, BEND, BOSTON = "97211", "97701", "02108"


class Parcels:
    """Mill Quay and Castle Row stand in Portland and in Bend, and our stores send the web shop's parcels."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        with atomic():
            shop.web.ships_from_stores = True
            self.moves(shop.mill_quay, 45.5590, -122.6466)
            self.moves(shop.castle_row, 44.0582, -121.3153)

    def moves(self, store: Store, latitude: float, longitude: float) -> None:
        store.latitude, store.longitude, store.country = latitude, longitude, "US"

    def sets(self, record: Any, **columns: Any) -> None:
        with atomic(record):
            for name, value in columns.items():
                setattr(record, name, value)

    def order(
        self,
        *items: tuple[Variant, int],
        number: str = "1001",
        postcode: str = PORTLAND,
        street: str = "1 Ferry Street",
        at: datetime | None = None,
        **fields: Any,
    ) -> Order:
        """An order to be sent to this address, released as the rules say."""
        told = self.tells(*items, number=number, postcode=postcode, street=street, at=at, **fields)
        return take_in(self.shop.web, told)

    def tells(
        self,
        *items: Any,
        number: str,
        postcode: str = PORTLAND,
        street: str = "1 Ferry Street",
        **fields: Any,
    ):  # type: ignore[no-untyped-def]
        to = Address(name="Maya Rosen", street=street, postcode=postcode, city="Portland", country="US")
        known = {"method": Method.SHIP, "location": None, "shipping_address": to}
        return self.shop.tells(*items, number=number, **{**known, **fields})

    def empties(self, store: Store, variant: Variant, left: int = 0) -> None:
        """Only so many of it are in that store."""
        level_id = ledger.level_of(store.id, variant.id)
        on_hand, _reserved, _held = self.shop.level(variant, store)
        with atomic():
            ledger.adjust(level_id, left - on_hand, Kind.ADJUSTED, cause="test", by=SYSTEM)


def went(order: Order) -> list[tuple[str, str, str]]:
    """(number, store, state) of the order's jobs."""
    look_again()
    find = sa.select(Fulfillment.number, Store.code, Fulfillment.state).join(
        Store, Store.id == Fulfillment.store_id
    )
    rows = db.session.execute(find.where(Fulfillment.order_id == order.id).order_by(Fulfillment.id))
    return [(number, code, state.value) for number, code, state in rows]
