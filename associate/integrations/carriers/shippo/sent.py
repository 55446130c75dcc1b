"""A shipment as Shippo wants it: it takes our millimeters and grams as they are."""

import hashlib

from associate.integrations.carriers.addresses import told_of
from associate.integrations.carriers.port import Address, Package, Settings, Shipment
from associate.money import to_major

FORMATS = {"pdf": "PDF_4x6", "zpl": "ZPLII", "png": "PNG"}
NO_EEI, NO_EEI_TO_CANADA = "NOEEI_30_37_a", "NOEEI_30_36"  # 15 CFR 30.36, 30.37
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
    if sent.declared:
        told["customs_declaration"] = customs(sent)
    if accounts := settings.get("carrier_accounts"):
        told["carrier_accounts"] = accounts
    return told


def address(of: Address) -> dict[str, object]:
    told = told_of(of)
    return told if of.is_residential is None else {**told, "is_residential": of.is_residential}


def customs(sent: Shipment) -> dict[str, object]:
    """https://docs.goshippo.com/docs/International_Shipping/InternationalShipping."""
    return {
        "contents_type": "RETURN_MERCHANDISE" if sent.is_return else "MERCHANDISE",
        "certify": True,
        "certify_signer": sent.signer,
        "non_delivery_option": "RETURN",
        "eel_pfc": NO_EEI_TO_CANADA if sent.recipient.country == "CA" else NO_EEI,
        "items": [
            {
                "description": each.description,
                "quantity": each.quantity,
                "net_weight": str(each.weight_g),
                "mass_unit": "g",
                "value_amount": str(to_major(each.value, each.currency)),
                "value_currency": each.currency,
                "origin_country": each.origin,
                "tariff_number": each.hs_code,
                "sku_code": each.sku,
            }
            for each in sent.declared
        ],
    }


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
