"""A small retailer to test in: two stores, a few things on the shelf, people with names and roles."""
from datetime import UTC, datetime, time

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.intake import take_in
from associate.core.catalog.channels import Channel, Platform
from associate.core.catalog.codes import gtin14
from associate.core.catalog.models import Product, Variant
from associate.core.events.models import Delivery, Event
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.core.orders.incoming import Contact, IncomingLine, IncomingOrder, IncomingTender, Method, Payment
from associate.core.orders.models import Order
from associate.core.stores.models import Location, LocationKind, OpeningHours, Store, StoreVersion
from associate.core.stores.staff import Role, Staff
from associate.core.tasks.models import Task
from associate.db import atomic, db
from associate.web.login import passwords

PASSWORD = "a sentence for tests"
HASH = passwords.hash(PASSWORD)


class Shop:
    """Mill Quay in Dublin and Castle Row in Edinburgh sell a jacket, a kettle, oat milk and wine."""

    def __init__(self) -> None:
        with atomic():
            self.mill_quay = self._store("MQ", "Mill Quay", "Europe/Dublin", "EUR", "IE")
            self.castle_row = self._store("CR", "Castle Row", "Europe/London", "EUR", "GB")
            self.web = self._channel("web", "HW")
            self.jacket = self._variant("HW-RJ-204-M", "96385074", "Harbor rain jacket", 8900, size="M", color="Moss")
            self.kettle = self._variant("HW-EK-15", "4006381333931", "Enamel kettle 1.5 L", 4250, color="Cream")
            self.milk = self._variant("HW-OM-1", "036000291452", "Oat milk 1 L", 250)
            self.wine = self._variant("HW-PN-75", "5901234123457", "Pinot noir 750 ml", 1450, min_age=18)
            for store in (self.mill_quay, self.castle_row):
                for number, variant in enumerate((self.jacket, self.kettle, self.milk, self.wine)):
                    self._place(store, f"B-{number + 1}", LocationKind.SHELF, number)
                    self.stocks(variant, 20, store=store, place=f"B-{number + 1}")
                for number in (1, 2, 3):
                    self._place(store, f"R-{number}", LocationKind.STAGING, 50 + number, name=f"Rack R-{number}")
            self.ana = self._person("Ana Duarte", Role.ASSOCIATE, self.mill_quay)
            self.priya = self._person("Priya Nair", Role.ASSOCIATE, self.mill_quay)
            self.marcus = self._person("Marcus Bell", Role.LEAD, self.mill_quay)
            self.helen = self._person("Helen Marsh", Role.MANAGER, self.mill_quay)
            self.charlie = self._person("Charlie Voss", Role.ASSOCIATE, self.castle_row)
            self.rosa = self._person("Rosa Lind", Role.REGIONAL, None)
            self.sam = self._person("Sam Ortiz", Role.SERVICE, None)
            self.ada = self._person("Ada Byrne", Role.ADMIN, None)

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
        told = self.tells(*items, number=number, payment=payment, method=method, location=location, first=first, last=last, customer=customer, at=at)
        return take_in(self.web, told)

    def tells(self, *items: tuple[Variant, int], number: str, at: datetime | None = None, first: str = "Maya", last: str = "Rosen", customer: str | None = "c-maya", location: str | None = "mq", **fields: object) -> IncomingOrder:
        lines = tuple(
            IncomingLine(external_id=f"{number}-{i}", sku=variant.sku, title=variant.product.title, quantity=n,
                         to_fulfill=n, unit_price=variant.price, total=variant.price * n)
            for i, (variant, n) in enumerate(items, 1)
        )
        total = sum(line.total for line in lines)
        known = {
            "external_id": f"ext-{number}", "number": number, "placed_at": at or now(), "updated_at": at or now(),
            "currency": "EUR", "tax_included": True, "payment": Payment.PAID, "method": Method.PICKUP,
            "location": location, "lines": lines, "total": total,
            "contact": Contact(external_id=customer, first_name=first, last_name=last, email=f"{first.lower()}@mail.example", phone="+353855550118"),
            "tenders": (IncomingTender(kind="card", gateway="card", amount=total, is_captured=True, last4="4417"),),
        }
        return IncomingOrder(**{**known, **fields})

    def job(self, order: Order) -> Fulfillment:
        db.session.expire_all()
        return db.session.scalars(sa.select(Fulfillment).filter_by(order_id=order.id)).one()

    def stocks(self, variant: Variant, units: int, *, store: Store | None = None, place: str | None = None) -> int:
        store = store or self.mill_quay
        with atomic():
            level_id = ledger.level_of(store.id, variant.id)
            ledger.receive(level_id, units, cause="test", by=SYSTEM)
            level = db.session.get_one(StockLevel, level_id)
            if place:
                level.location_id = db.session.scalar(sa.select(Location.id).filter_by(store_id=store.id, code=place))
        return level_id

    def level(self, variant: Variant, store: Store | None = None) -> tuple[int, int, int]:
        """(on hand, reserved, held) as the database has them now."""
        db.session.expire_all()
        found = db.session.scalars(sa.select(StockLevel).filter_by(store_id=(store or self.mill_quay).id, variant_id=variant.id)).one()
        return found.on_hand, found.reserved, found.held

    def diary(self, about: object) -> list[str]:
        return list(db.session.scalars(sa.select(Event.kind).filter_by(about=about.ref).order_by(Event.id)))

    def tasks(self) -> list[str]:
        return [kind.value for kind in db.session.scalars(sa.select(Task.kind).where(Task.done_at.is_(None)).order_by(Task.id))]

    def messages(self) -> list[str]:
        return list(db.session.scalars(sa.select(Delivery.kind).order_by(Delivery.id)))

    def _store(self, code: str, name: str, zone: str, currency: str, country: str) -> Store:
        always = [OpeningHours(weekday=day, opens=time(0, 0), closes=time(23, 59)) for day in range(7)]
        store = Store(code=code, name=name, zone=zone, currency=currency, country=country, city=name, street="14 Mill Quay", hours=always)
        db.session.add(store)
        db.session.flush()
        db.session.add(StoreVersion(store_id=store.id))
        return store

    def _channel(self, key: str, prefix: str) -> Channel:
        channel = Channel(key=key, platform=Platform.SHOPIFY, name="Web shop", prefix=prefix, secret="hush", locations={"mq": "MQ", "cr": "CR"}, settings={"currency": "EUR"})
        db.session.add(channel)
        db.session.flush()
        return channel

    def _variant(self, sku: str, gtin: str, title: str, price: int, *, size: str = "", color: str = "", min_age: int | None = None) -> Variant:
        variant = Variant(product=Product(title=title, min_age=min_age), sku=sku, gtin=gtin14(gtin), size=size, color=color, price=price, currency="EUR")
        db.session.add(variant)
        db.session.flush()
        return variant

    def _place(self, store: Store, code: str, kind: LocationKind, sequence: int, name: str = "") -> None:
        db.session.add(Location(store_id=store.id, code=code, scan_key=code.replace("-", ""), name=name, kind=kind, sequence=sequence))
        db.session.flush()

    def _person(self, name: str, role: Role, store: Store | None) -> Staff:
        first, last = name.split(" ")
        staff = Staff(email=f"{first.lower()}@shop.example", first_name=first, last_name=last, role=role, store=store, password_hash=HASH)
        db.session.add(staff)
        db.session.flush()
        return staff


ANY_TIME = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
