"""A small retailer to test in: two stores, a few things on the shelf, people with names and roles."""

from datetime import UTC, datetime

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.intake import take_in
from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Variant
from associate.core.events.models import Delivery, DeliveryState, Event
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.core.orders.incoming import (
    Contact,
    IncomingLine,
    IncomingOrder,
    IncomingTender,
    Method,
    Payment,
)
from associate.core.orders.models import Order
from associate.core.stores.models import Location, Store
from associate.core.stores.staff import Staff
from associate.core.tasks.models import Task
from associate.db import atomic, db
from tests.support.furnish import PASSWORD

__all__ = ["ANY_TIME", "PASSWORD", "Shop"]


class Shop:
    """Mill Quay in Dublin and Castle Row in Edinburgh sell a jacket, a kettle, oat milk and wine."""

    def __init__(self) -> None:
        """The shop that `furnish` put into this database."""
        self.mill_quay, self.castle_row = _found(Store.code, "MQ", "CR")
        (self.web,) = _found(Channel.key, "web")
        skus = ("HW-RJ-204-M", "HW-EK-15", "HW-OM-1", "HW-PN-75")
        self.jacket, self.kettle, self.milk, self.wine = _found(Variant.sku, *skus)
        names = ("Ana", "Priya", "Marcus", "Helen", "Charlie", "Rosa", "Sam", "Ada")
        self.ana, self.priya, self.marcus, self.helen, *others = _found(Staff.first_name, *names)
        self.charlie, self.rosa, self.sam, self.ada = others

    def has_order(
        self,
        *items: tuple[Variant, int],
        number: str = "1001",
        payment: Payment = Payment.PAID,
        method: Method | None = Method.PICKUP,
        location: str | None = "mq",
        first: str = "Maya",
        last: str = "Rosen",
        customer: str | None = "c-maya",
        at: datetime | None = None,
    ) -> Order:
        """An order told by the web channel; released when nothing stands in the way."""
        told = self.tells(
            *items,
            number=number,
            payment=payment,
            method=method,
            location=location,
            first=first,
            last=last,
            customer=customer,
            at=at,
        )
        return take_in(self.web, told)

    def tells(
        self,
        *items: tuple[Variant, int],
        number: str,
        at: datetime | None = None,
        first: str = "Maya",
        last: str = "Rosen",
        customer: str | None = "c-maya",
        location: str | None = "mq",
        **fields: object,
    ) -> IncomingOrder:
        lines = tuple(
            IncomingLine(
                external_id=f"{number}-{i}",
                sku=variant.sku,
                title=variant.product.title,
                quantity=n,
                to_fulfill=n,
                unit_price=variant.price,
                total=variant.price * n,
            )
            for i, (variant, n) in enumerate(items, 1)
        )
        total = sum(line.total for line in lines)
        known = {
            "external_id": f"ext-{number}",
            "number": number,
            "placed_at": at or now(),
            "updated_at": at or now(),
            "currency": "EUR",
            "tax_included": True,
            "payment": Payment.PAID,
            "method": Method.PICKUP,
            "location": location,
            "lines": lines,
            "total": total,
            "contact": Contact(
                external_id=customer,
                first_name=first,
                last_name=last,
                email=f"{first.lower()}@mail.example",
                phone="+353855550118",
            ),
            "tenders": (
                IncomingTender(kind="card", gateway="card", amount=total, is_captured=True, last4="4417"),
            ),
        }
        return IncomingOrder(**{**known, **fields})

    def job(self, order: Order) -> Fulfillment:
        look_again()
        return db.session.scalars(sa.select(Fulfillment).filter_by(order_id=order.id)).one()

    def stocks(
        self, variant: Variant, units: int, *, store: Store | None = None, place: str | None = None
    ) -> int:
        store = store or self.mill_quay
        with atomic():
            level_id = ledger.level_of(store.id, variant.id)
            ledger.receive(level_id, units, cause="test", by=SYSTEM)
            level = db.session.get_one(StockLevel, level_id)
            if place:
                level.location_id = db.session.scalar(
                    sa.select(Location.id).filter_by(store_id=store.id, code=place)
                )
        return level_id

    def level(self, variant: Variant, store: Store | None = None) -> tuple[int, int, int]:
        """(on hand, reserved, held) as the database has them now."""
        look_again()
        found = db.session.scalars(
            sa.select(StockLevel).filter_by(store_id=(store or self.mill_quay).id, variant_id=variant.id)
        ).one()
        return found.on_hand, found.reserved, found.held

    def diary(self, about: object) -> list[str]:
        look_again()
        return list(db.session.scalars(sa.select(Event.kind).filter_by(about=about.ref).order_by(Event.id)))

    def tasks(self) -> list[str]:
        look_again()
        return [
            kind.value
            for kind in db.session.scalars(
                sa.select(Task.kind).where(Task.done_at.is_(None)).order_by(Task.id)
            )
        ]

    def messages(self) -> list[str]:
        """What goes out or went out, oldest first; not what was taken back before."""
        going = sa.select(Delivery.kind).where(Delivery.state != DeliveryState.WITHDRAWN)
        return list(db.session.scalars(going.order_by(Delivery.id)))


ANY_TIME = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def look_again() -> None:
    """What other processes have written since is there to be read, and what was read before is forgotten."""
    db.session.rollback()
    db.session.expire_all()


def _found(word, *wanted: str):  # type: ignore[no-untyped-def]
    """Those with these words in this column, in this order, by one statement: every test begins with it."""
    rows = db.session.scalars(sa.select(word.class_).where(word.in_(wanted))).all()
    by_word = {getattr(row, word.key): row for row in rows}
    assert len(rows) == len(wanted) == len(by_word)
    return [by_word[each] for each in wanted]
