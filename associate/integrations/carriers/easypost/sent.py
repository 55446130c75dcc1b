"""A shipment as EasyPost wants it: inches and ounces, our key as its `reference`."""

from datetime import date

from associate.clock import now
from associate.integrations.carriers.addresses import told_of
from associate.integrations.carriers.measures import inches, net_ounces, ounces
from associate.integrations.carriers.port import Address, Package, Settings, Shipment
from associate.money import to_major

FORMATS = {"pdf": "PDF", "zpl": "ZPL", "png": "PNG"}
NO_EEI = "NOEEI 30.37(a)"  # nothing in it is worth more than 2,500 USD (15 CFR 30.37)
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
    if sent.declared:
        told["customs_info"] = customs(sent)
    if accounts := settings.get("carrier_accounts"):
        told["carrier_accounts"] = accounts
    return told


def address(of: Address) -> dict[str, object]:
    known = {name: value for name, value in told_of(of).items() if value}
    return known if of.is_residential is None else {**known, "residential": of.is_residential}


def customs(sent: Shipment) -> dict[str, object]:
    """https://docs.easypost.com/docs/customs-infos. Of a return the shop’s goods come back."""
    return {
        "contents_type": "returned_goods" if sent.is_return else "merchandise",
        "customs_certify": True,
        "customs_signer": sent.signer,
        "non_delivery_option": "return",
        "restriction_type": "none",
        "eel_pfc": NO_EEI,
        "customs_items": [
            {
                "description": each.description,
                "quantity": each.quantity,
                "value": float(to_major(each.value, each.currency)),
                "currency": each.currency,
                "weight": float(net_ounces(each.weight_g)),
                "hs_tariff_number": each.hs_code,
                "origin_country": each.origin,
                "code": each.sku,
            }
            for each in sent.declared
        ],
    }


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
