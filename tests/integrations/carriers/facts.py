"""A parcel to send, and how these tests set up an account."""

from dataclasses import replace
from datetime import date

from associate.integrations.carriers.port import Address, Declared, Package, Shipment

STORE = Address(
    name="Hollis & Wren",
    company="Hollis & Wren",
    line1="12 Quay Street",
    line2="",
    city="San Francisco",
    region="CA",
    postcode="94107",
    country="US",
    phone="+14155550100",
    email="market@shop.example",
    is_residential=False,
    latitude=37.7665,
    longitude=-122.3957,
)
MAYA = Address(
    name="Maya Ortiz",
    company="",
    line1="48 Elm Road",
    line2="Apt 3",
    city="Redondo Beach",
    region="CA",
    postcode="90277",
    country="US",
    phone="+13105550118",
    email="maya@mail.example",
    is_residential=True,
    latitude=33.8301,
    longitude=-118.3850,
)
BOX = Package(length_mm=305, width_mm=229, height_mm=102, weight_g=436, box="M")
PARCEL = Shipment(
    key="label-7-1",
    sender=STORE,
    recipient=MAYA,
    package=BOX,
    reference="A-1001",
    ship_date=date(2026, 7, 21),
    currency="USD",
)
ABROAD = replace(
    PARCEL,
    recipient=replace(MAYA, city="Toronto", region="ON", postcode="M5V 1A1", country="CA"),
    declared=(Declared("Mug", 2, 3800, "USD", 400, "PT", "691200", "HW-M"),),
    signer="Hollis & Wren",
)
PDF = b"%PDF-1.7\n% a label\n%%EOF\n"
ZPL = b"^XA^FO20,20^FDA-1001^FS^XZ"


def to(email="maya@mail.example", *, key="label-7-1", **changes):
    """The parcel for somebody with this address."""
    return replace(PARCEL, key=key, recipient=replace(MAYA, email=email, **changes))
