"""Whatever is kept about a person is either forgotten with them, or here by name because it tells nothing of
them. A new column that hangs on a customer or an order has to take its place in one of the two."""

import sqlalchemy as sa

from associate.core.acts.personal.places import EVERYWHERE
from associate.core.orders.models import SearchKey
from associate.db import Base

SHORT = 60  # characters: what is shorter is a code, a state or a currency
OUR_PEOPLE = "by _by given_by first_by paused_by".split()
STAYS = {
    "carrier_calls": "key request_hash code result",
    "credit_entries": "cause",
    "deliveries": "cause",
    "erasures": "profiles orders",
    "fulfillments": "number",
    "handovers": "refusals kept_back",
    "interventions": "before after",
    "labels": "service tracking_number carrier_ref shipment_ref",
    "loyalty_entries": "cause",
    "offline_steps": "command path",
    "order_keys": "key",
    "order_lines": "external_id external_variant sku title options kit_key",
    "orders": "external_id number source_hash",
    "outage_entries": "told",
    "parcels": "number",
    "payment_calls": "key cause code provider_ref",
    "pickup_passes": "qr_hash code_hash",
    "refunds": "external_id lines",
    "return_lines": "serial checks parts",
    "returns": "parts",
    "routing_decisions": "rule parts reasons",
    "scans": "command code",
    "tasks": "key about",
    "tenders": "external_id gateway",
    "till_entries": "receipt fingerprint",
    "tracking_events": "event_id",
    "votes": "offers",
    "waves": "hand_code",
}
"""Ids, codes, figures and goods."""


def test_what_hangs_on_a_person_is_forgotten_or_tells_nothing_of_them():
    forgotten = {(place.kind.__tablename__, name) for place in EVERYWHERE for name in place.blank}
    dropped = {place.kind.__tablename__ for place in EVERYWHERE if place.is_dropped}
    dropped -= {SearchKey.__tablename__}
    stays = {(table, name) for table, names in STAYS.items() for name in names.split()}
    free = {
        (table.name, column.name)
        for table in about_people()
        for column in table.columns
        if table.name not in dropped and is_free(column) and not names_us(column.name)
    }
    assert free - forgotten - stays == set(), "who is erased would still stand in these"
    assert stays - free == set(), "these are gone, or forgotten already"


def about_people():
    """Tables that point at a customer, or at what does."""
    tables = Base.metadata.sorted_tables  # what is pointed at comes first
    found = {"customers"}
    for table in tables:
        if any(key.column.table.name in found for key in table.foreign_keys):
            found.add(table.name)
    return [table for table in tables if table.name in found]


def is_free(column):
    if isinstance(column.type, sa.Enum):
        return False
    if isinstance(column.type, sa.String):
        return (column.type.length or SHORT) >= SHORT
    return isinstance(column.type, sa.JSON | sa.LargeBinary)


def names_us(name):
    return any(name == end or name.endswith(f"_{end.strip('_')}") for end in OUR_PEOPLE)
