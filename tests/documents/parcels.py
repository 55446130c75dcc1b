"""People, shops and a parcel for the tests of what is printed for it."""

from datetime import date

from associate.documents.addresses import Address
from associate.documents.labels import ShippingLabel
from associate.documents.slips import Item, PackingSlip

NASTY = '<img src="file:///etc/passwd">^XZ^XA^FDBoo^FS~JR\\& _5E “Ana” & Co'
SHOP = Address("Hollis & Wren", "Mill Quay", "14 Mill Quay", "", "Dublin", "", "D02 X285", "IE")
SAM = Address("Sam Okoro", "", "Flat 3, 9 Harbour Row", "", "Cork", "", "T12 W8KP", "IE")
ANN = Address("Ann Wu", "Wu & Daughters", "Apt 3", "9 Harbor Row", "San Francisco", "CA", "94107-1234", "US")
LONGEST = Address(
    "Dr. Maria-Magdalena Wolfeschlegelsteinhausenbergerdorff-Hubert von und zu Achternbusch",
    "Gesellschaft für Außenwirtschaft und Straßenbau mbH & Co. KG, Zweigniederlassung Salzkammergut",
    "Donaudampfschifffahrtsgesellschaftskapitänsplatz 1234, Stiege 17, Obergeschoß 3",
    "Hinterhaus, drittes Stockwerk links, Appartement 42, bitte zweimal läuten",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch am Wolfgangsee",
    "Oberösterreich",
    "5360",
    "AT",
)
IMPB, UPS, S10 = "9200190000000000000015", "1Z0000000000000001", "RB473124829IE"


def label(**other: object) -> ShippingLabel:
    told: dict[str, object] = {
        "sender": SHOP,
        "recipient": SAM,
        "carrier": "Pretend Post",
        "service": "Parcel Tracked",
        "icon": "P",
        "tracking_number": S10,
        "reference": "HW-48102",
        "ship_date": date(2026, 11, 22),
        "weight_g": 1840,
        "parcel": 1,
        "parcels": 2,
    }
    return ShippingLabel(**{**told, **other})  # type: ignore[arg-type]


def slip(**other: object) -> PackingSlip:
    told: dict[str, object] = {
        "retailer": "Hollis & Wren",
        "store": SHOP,
        "order": "HW-48102",
        "ordered_on": date(2026, 11, 20),
        "recipient": SAM,
        "items": (
            Item("Over-ear headphones", "Graphite", "HW-H7-GR", 1, 24900),
            Item("Linen notebook A5", "Navy, ruled", "HW-LN-A5", 2, 3800),
        ),
        "currency": "EUR",
        "sums": (("Shipping", 620), ("Total", 29320)),
        "gift_message": "Happy birthday, Sam",
    }
    return PackingSlip(**{**told, **other})  # type: ignore[arg-type]
