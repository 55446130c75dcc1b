"""A shipment as EasyPost wants it: inches and ounces, our key as its `reference`."""

from datetime import date

from associate.clock import now
from associate.integrations.carriers.addresses import told_of
from associate.integrations.carriers.measures import inches, ounces
from associate.integrations.carriers.port import Address, Package, Settings, Shipment

FORMATS = {"pdf": "PDF", "zpl": "ZPL", "png": "PNG"}
PRINTED = 35  # characters of ours that fit on a label


def shipment(sent: Shipment, settings: Settings) -> dict[str, object]:
    """Of a return they want the way there, and turn it around themselves."""
    there, back = (sent.recipient, sent.sender) if not sent.is_return else (sent.sender, sent.recipient)
    told: dict[str, object] = {
        "to_address": address(there),
        "from_address": address(back),
        "parcel": parcel(sent.package),
        "reference": sent.key,
        "options": options(sent, settings),
    }
    if sent.is_return:
        told["is_return"] = True
    if accounts := settings.get("carrier_accounts"):
        told["carrier_accounts"] = accounts
    return told


def address(of: Address) -> dict[str, object]:
    known = {name: value for name, value in told_of(of).items() if value}
    return known if of.is_residential is None else {**known, "residential": of.is_residential}


def parcel(of: Package) -> dict[str, float]:
    """A tenth as a float is written as it is: 15.4 stays 15.4."""
    return {
        "length": float(inches(of.length_mm)),
        "width": float(inches(of.width_mm)),
        "height": float(inches(of.height_mm)),
        "weight": float(ounces(of.weight_g)),
    }


def options(sent: Shipment, settings: Settings) -> dict[str, object]:
    told: dict[str, object] = {
        "label_format": FORMATS.get(str(settings.get("label")), "PDF"),
        "label_size": "4x6",
        "print_custom_1": sent.reference[:PRINTED],
    }
    return {**told, "label_date": noon(sent.ship_date)} if sent.ship_date > now().date() else told


def noon(day: date) -> str:
    return f"{day.isoformat()}T12:00:00Z"
