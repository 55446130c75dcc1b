"""A shipment as Shippo wants it: it takes our millimeters and grams as they are."""

import hashlib

from associate.integrations.carriers.addresses import told_of
from associate.integrations.carriers.port import Address, Package, Settings, Shipment

FORMATS = {"pdf": "PDF_4x6", "zpl": "ZPLII", "png": "PNG"}
LONGEST_KEY = 100  # characters of `metadata`


def shipment(sent: Shipment, settings: Settings) -> dict[str, object]:
    """Of a return they want the way there, and turn it around themselves."""
    there, back = (sent.recipient, sent.sender) if not sent.is_return else (sent.sender, sent.recipient)
    extra: dict[str, object] = {
        "reference_1": sent.reference,
        **({"is_return": True} if sent.is_return else {}),
    }
    told: dict[str, object] = {
        "address_to": address(there),
        "address_from": address(back),
        "parcels": [parcel(sent.package)],
        "shipment_date": sent.ship_date.isoformat() + "T12:00:00Z",
        "metadata": short(sent.key),
        "extra": extra,
        "async": False,
    }
    if accounts := settings.get("carrier_accounts"):
        told["carrier_accounts"] = accounts
    return told


def address(of: Address) -> dict[str, object]:
    told = told_of(of)
    return told if of.is_residential is None else {**told, "is_residential": of.is_residential}


def parcel(of: Package) -> dict[str, str]:
    return {
        "length": str(of.length_mm),
        "width": str(of.width_mm),
        "height": str(of.height_mm),
        "distance_unit": "mm",
        "weight": str(of.weight_g),
        "mass_unit": "g",
    }


def label_format(settings: Settings) -> str:
    return FORMATS.get(str(settings.get("label")), "PDF_4x6")


def short(key: str) -> str:
    """Our key as their `metadata`; one that is too long becomes its hash."""
    return key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()
