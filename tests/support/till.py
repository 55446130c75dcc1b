"""A till of Mill Quay, and what it tells."""

from typing import Any

from associate.clock import now
from associate.core.acts.till import take_returns, take_sales
from associate.core.catalog.channels import Channel, Platform
from associate.core.catalog.models import Variant
from associate.core.events.record import Actor
from associate.core.orders.receipts import Outcome, ReturnedLine, Sale, SoldLine, TakenBack
from associate.db import atomic, db


def till_channel(key: str = "till", prefix: str = "T") -> Channel:
    with atomic():
        channel = Channel(
            key=key,
            platform=Platform.TILL,
            name="Tills",
            prefix=prefix,
            secret="hush",
            settings={"currency": "EUR"},
        )
        db.session.add(channel)
    return channel


class Till:
    def __init__(self) -> None:
        self.channel, self.began = till_channel(), now()

    @property
    def by(self) -> Actor:
        return Actor(self.channel.ref)

    def sells(self, *sales: Sale) -> list[Outcome]:
        return take_sales(self.channel, sales, by=self.by)

    def takes_back(self, *returns: TakenBack) -> list[Outcome]:
        return take_returns(self.channel, returns, by=self.by)

    def sale(self, receipt: str, *items: tuple[Variant | str, int], **fields: Any) -> Sale:
        """A receipt of Mill Quay; a text stands for a SKU that the till made up."""
        lines = tuple(_line(thing, units) for thing, units in items)
        known = {"store": "MQ", "at": self.began, "currency": "EUR", "total": sum(it.total for it in lines)}
        return Sale(receipt=receipt, lines=lines, **{**known, **fields})

    def back(
        self, receipt: str, of: str | None, *items: tuple[Variant | str, int], **fields: Any
    ) -> TakenBack:
        held = fields.pop("is_held", False)
        lines = tuple(ReturnedLine(sku=_sku(it), quantity=units, is_held=held) for it, units in items)
        known = {"store": "MQ", "at": self.began, "currency": "EUR", "amount": 0}
        return TakenBack(receipt=receipt, of=of, lines=lines, **{**known, **fields})


def _sku(thing: Variant | str) -> str:
    return thing if isinstance(thing, str) else thing.sku


def _line(thing: Variant | str, units: int) -> SoldLine:
    price = 500 if isinstance(thing, str) else thing.price
    return SoldLine(sku=_sku(thing), title="Something", quantity=units, unit_price=price, total=price * units)
