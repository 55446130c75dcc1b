"""The columns of each kind of file, in the order of its template."""

from typing import Any, NamedTuple

from associate.words import later


class Column(NamedTuple):
    name: str
    example: str
    hint: Any = ""
    needed: bool = False


_STORE = Column("store", "MQ", later("Code of the store"), needed=True)
_SKU = Column("sku", "HW-EK-15", later("Or the gtin"))
_GTIN = Column("gtin", "4006381333931", later("Barcode in any printed form"))
_MONEY = [
    Column("currency", "EUR", later("If it isn’t that of the store")),
    Column("decimal", "point", later("point or comma, where a row differs from the file")),
]
_LINE = [
    _SKU,
    _GTIN,
    Column("title", "Enamel kettle"),
    Column("quantity", "1", later("Whole units"), needed=True),
    Column("unit_price", "42.50", needed=True),
    Column("discount", "4.25", later("Off the whole line")),
    Column("tax", "6.64", later("Of the whole line")),
]
_WHO = [
    Column("customer", "c-118", later("Your id of the customer, if known")),
    Column("first_name", "Maya"),
    Column("last_name", "Rosen"),
    Column("email", "maya@mail.example"),
    Column("phone", "+353855550118"),
]

COLUMNS: dict[str, list[Column]] = {
    "catalog": [
        Column("sku", "HW-RJ-204-M", needed=True),
        Column("product", "rain-jacket", later("The same word for all variants of one product")),
        Column("title", "Harbor rain jacket", later("Needed for what is new")),
        _GTIN,
        Column("size", "M"),
        Column("color", "Moss"),
        Column("price", "89.00", later("Needed for what is new")),
        Column("compare_at", "109.00", later("The price before; - takes it away")),
        Column("promotion", "Autumn sale", later("Its name; - takes it away")),
        *_MONEY,
        Column("vendor", "Harbor Works"),
        Column("category", "Jackets"),
        Column("tags", "rain|outdoor", later("With | between")),
        Column("image", "https://shop.example/jacket.jpg", later("An https address")),
        Column("weight_g", "640", later("Grams")),
        Column("length_mm", "320", later("As packed; all three sides or none")),
        Column("width_mm", "260"),
        Column("height_mm", "60"),
        Column("foldable", "yes", later("Takes the shape of its box")),
        Column("fragile", "no"),
        Column("hazmat", "UN3481", later("Its class; - takes it away")),
        Column("pack_note", "In its dust bag", later("For who packs it; - takes it away")),
        Column("serial", "no", later("yes: its serial number is scanned when it’s packed")),
        Column("hs_code", "851830", later("For customs, 6 to 10 digits; - takes it away")),
        Column("origin", "IE", later("Country it was made in; - takes it away")),
        Column("tax_class", "reduced"),
        Column("components", "HW-OM-1×2; HW-EK-15", later("What a set is picked from; - takes it away")),
        Column("active", "yes", later("no: not sold any more")),
    ],
    "stock": [
        _STORE,
        _SKU,
        _GTIN,
        Column("units", "12", later("What lies there"), needed=True),
        Column("place", "B-12", later("Code of a place of that store")),
        Column("reorder_point", "4"),
        Column("reorder_to", "12"),
    ],
    "sales": [
        Column("receipt", "0001-4711", later("The same on each line of a receipt"), needed=True),
        _STORE,
        Column("at", "2026-11-22 14:05", later("The store’s own time"), needed=True),
        *_LINE,
        Column("tax_included", "yes"),
        *_MONEY,
        Column("tender", "card", later("card, cash, gift_card, store_credit, bank or other")),
        Column("last4", "4417", later("Of the card; never more of it")),
        *_WHO,
    ],
    "returns": [
        Column("receipt", "0001-4712", later("The return’s own"), needed=True),
        Column("of", "0001-4711", later("Receipt of the sale, if there is one")),
        _STORE,
        Column("at", "2026-11-22 15:10", later("The store’s own time"), needed=True),
        _SKU,
        _GTIN,
        Column("quantity", "1", later("Whole units"), needed=True),
        Column("amount", "42.50", later("Paid back for this line"), needed=True),
        *_MONEY,
        Column("held", "no", later("yes: not for sale until somebody looked at it")),
        Column("reason", "Too small"),
    ],
    "orders": [
        Column("order", "48213", later("The same on each line of an order"), needed=True),
        Column("placed_at", "2026-11-22 14:05", needed=True),
        Column("method", "pickup", later("pickup or ship"), needed=True),
        Column("store", "MQ", later("Where it is collected")),
        Column("payment", "paid", later("paid, authorized or pending")),
        *_LINE,
        Column("tax_included", "yes"),
        Column("shipping", "4.90", later("On the first line of the order")),
        *_MONEY,
        *_WHO,
        Column("street", "14 Mill Quay"),
        Column("street2", ""),
        Column("postcode", "D08 X1Y2"),
        Column("city", "Dublin"),
        Column("region", ""),
        Column("country", "IE", later("Two letters")),
        Column("note", "Please ring"),
        Column("gift", "no", later("yes: no prices in the parcel")),
        Column("gift_note", "Happy birthday, Sam!", later("Printed for whoever gets it")),
    ],
}


def names(kind: str) -> list[str]:
    return [column.name for column in COLUMNS[kind]]


def missing(kind: str, given: list[str]) -> list[str]:
    """Columns without which nothing of this kind can be read."""
    lacking = [column.name for column in COLUMNS[kind] if column.needed and column.name not in given]
    needs_code = kind != "catalog" and not {"sku", "gtin"} & set(given)
    return [*lacking, *(["sku"] if needs_code else [])]
