"""A closed parcel as the carrier port knows it, and back from what was written down of it."""

from dataclasses import asdict
from datetime import date
from typing import Any

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.worth import unit_value
from associate.core.shipping.borders import crosses
from associate.core.shipping.calls import CarrierCall, buy_key
from associate.core.shipping.models import Parcel, ParcelLine
from associate.core.shipping.queries import units_before
from associate.core.stores.hours import local_day, next_open_span
from associate.core.stores.models import Store
from associate.integrations.carriers.port import Address, Declared, Package, Rate, Shipment

LONGEST_DESCRIPTION = 100  # characters of a thing on a customs form
Request = dict[str, Any]
"""What is asked for, as JSON: frozen with the intent, so that every try asks for the same."""


def shipment_of(parcel: Parcel) -> Shipment:
    """As it stands now. A parcel that was never closed has no size: the caller looked."""
    job = parcel.fulfillment
    sides = (parcel.length_mm or 0, parcel.width_mm or 0, parcel.height_mm or 0)
    box = parcel.box.code if parcel.box else ""
    return Shipment(
        key=buy_key(parcel),
        sender=sender_of(parcel.store),
        recipient=_recipient(parcel),
        package=Package(*sides, parcel.weight_g or 0, box),
        reference=job.order.number,
        ship_date=ship_date(parcel.store),
        currency=parcel.store.currency,
        declared=declared(parcel) if goes_abroad(job) else (),
        signer=parcel.store.name,
    )


def goes_abroad(job: Fulfillment) -> bool:
    """Customs look at what it sends."""
    store = job.store
    sender = {"country": store.country, "region": store.region, "postcode": store.postcode}
    return crosses(sender, job.order.shipping_address or {})


def unknown_to_customs(parcel: Parcel) -> list[str]:
    """SKUs in it that customs would ask about: their HS code or origin isn’t known. None where it crosses no
    border."""
    if not goes_abroad(parcel.fulfillment):
        return []
    return [each.line.variant.sku for each in parcel.lines if not each.line.variant.is_declarable]


def declared(parcel: Parcel) -> tuple[Declared, ...]:
    """What lies in it, as customs want it: each kind of thing, and what the customer paid for it."""
    return tuple(_declared(lies) for lies in parcel.lines)


def _declared(lies: ParcelLine) -> Declared:
    variant = lies.line.variant
    return Declared(
        description=variant.product.title[:LONGEST_DESCRIPTION],
        quantity=lies.quantity,
        value=unit_value(lies.line.order_line, lies.quantity, units_before(lies)),
        currency=lies.line.fulfillment.order.currency,
        weight_g=(variant.weight_g or 0) * lies.quantity,
        origin=variant.origin,
        hs_code=variant.hs_code,
        sku=variant.sku,
    )


def sender_of(store: Store) -> Address:
    return Address(
        name=store.name,
        company="",
        line1=store.street,
        line2="",
        city=store.city,
        region=store.region,
        postcode=store.postcode,
        country=store.country,
        phone=store.phone,
        email="",
        is_residential=False,
        latitude=store.latitude,
        longitude=store.longitude,
    )


def _recipient(parcel: Parcel) -> Address:
    order = parcel.fulfillment.order
    to = order.shipping_address or {}
    whole = f"{order.first_name} {order.last_name}".strip()
    return Address(
        name=str(to.get("name") or whole),
        company=str(to.get("company") or ""),
        line1=str(to.get("street") or ""),
        line2=str(to.get("street2") or ""),
        city=str(to.get("city") or ""),
        region=str(to.get("region") or ""),
        postcode=str(to.get("postcode") or ""),
        country=str(to.get("country") or ""),
        phone=str(to.get("phone") or order.phone),
        email=order.email,
    )


def ship_date(store: Store) -> date:
    """Today while the store is open or will be; else the next day it is."""
    span = next_open_span(store, now())
    return local_day(store, span[0]) if span else local_day(store, now())


def as_request(shipment: Shipment, rate: Rate | None = None) -> Request:
    told = asdict(shipment)
    told["ship_date"] = shipment.ship_date.isoformat()
    return {"shipment": told, "rate": asdict(rate) if rate else None}


def asked_for(call: CarrierCall) -> tuple[Shipment, Rate | None]:
    """What a call that isn’t over asks for."""
    rate = call.request["rate"]
    return read_shipment(call.request["shipment"]), Rate(**rate) if rate else None


def read_shipment(told: Request) -> Shipment:
    """As it was written down: also what a label that we draw ourselves is drawn from (`Label.drawing`)."""
    told = dict(told)
    told["sender"], told["recipient"] = Address(**told["sender"]), Address(**told["recipient"])
    told["package"] = Package(**told["package"])
    told["declared"] = tuple(Declared(**each) for each in told.get("declared", ()))
    told["ship_date"] = date.fromisoformat(told["ship_date"])
    return Shipment(**told)
