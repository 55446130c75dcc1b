"""Many rows in one statement are the rows that one statement each would have written."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
import time_machine

from associate.bulk import insert_all, insert_for_ids
from associate.core.catalog.models import Product
from associate.core.customers.models import Customer
from associate.core.events.models import Event, Inbound, InboundState
from associate.core.events.outbox import Outgoing
from associate.core.orders.models import Order
from associate.db import atomic, db, is_sqlite

AT = datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC)
HARD = 'Zoë "O’Neil" \\ {a,b} NULL \t\n 🧣 \u2028 \'; --'


def event(n, **more):
    known = {"kind": "k", "about": f"order:{n}", "order_id": n, "store_id": None, "by": HARD[:60]}
    facts = {"n": n, "deep": [1, None, True, {"x": HARD}], "big": 2**62}
    return {**known, "device_id": None, "facts": facts, "at": AT, **more}


def events():
    find = sa.select(Event.about, Event.by, Event.facts, Event.at, Event.store_id, Event.order_id)
    return [tuple(row) for row in db.session.execute(find.order_by(Event.id))]


def test_many_are_what_each_alone_would_be(shop):
    rows = [event(n) for n in range(5)]
    before = len(events())
    with atomic():
        insert_all(Event, rows)
        for row in rows:
            insert_all(Event, [row])
    many, alone = events()[before : before + 5], events()[before + 5 :]
    assert sorted(many, key=str) == sorted(alone, key=str) and len(alone) == 5
    assert many[0][1] == HARD[:60] and many[0][3] == AT


def test_what_is_left_out_is_the_columns_default(shop):
    rows = [
        {"channel_id": shop.web.id, "topic": "order", "dedupe_key": f"k-{n}", "body": "{}"} for n in range(3)
    ]
    with time_machine.travel(AT, tick=False), atomic():
        insert_all(Inbound, rows)
    for kept in db.session.scalars(sa.select(Inbound)):
        assert (kept.state, kept.tries, kept.problem, kept.done_at) == (InboundState.PENDING, 0, "", None)
        assert kept.received_at == kept.next_at == AT


def test_a_default_is_made_for_each_row(shop):
    with atomic():
        insert_all(Outgoing, [{"kind": "k", "about": f"order:{n}", "facts": {}} for n in range(3)])
    assert len(set(db.session.scalars(sa.select(Outgoing.uid)))) == 3


def test_ids_come_in_the_order_of_their_rows(shop):
    names = [f"Guest{n}" for n in (3, 1, 2)]
    with atomic():
        ids = insert_for_ids(
            Customer,
            [{"first_name": name, "last_name": "", "email": "", "phone": "", "locale": ""} for name in names],
        )
    known = {row.id: row.first_name for row in db.session.scalars(sa.select(Customer))}
    assert [known[id_] for id_ in ids] == names


def test_an_id_that_was_given_out_is_given_to_nobody_else(shop):
    with atomic():
        many = insert_for_ids(Product, [product("a"), product("b")])
        one = insert_for_ids(Product, [product("c")])
        by_hand = Product(**product("d"))
        db.session.add(by_hand)
        db.session.flush()
    assert len({*many, *one, by_hand.id}) == 4


def product(title):
    return {"title": title}


def test_nothing_in_a_column_of_json_is_the_same_nothing(shop):
    """JSON's own null, as the session writes it: not a missing value."""
    known = {
        "channel_id": shop.web.id,
        "placed_at": AT,
        "source_updated_at": AT,
        "source_hash": "",
        "currency": "EUR",
        "tax_included": True,
        "payment": "paid",
        "total": 1,
        "shipping_address": None,
        "billing_address": {"city": HARD},
    }
    rows = [{**known, "external_id": f"{n}", "number": f"N-{n}"} for n in range(3)]
    with atomic():
        insert_for_ids(Order, rows[:2], "external_id")
        insert_for_ids(Order, rows[2:], "external_id")
    kind = "typeof(shipping_address)" if is_sqlite() else "json_typeof(shipping_address)"
    kinds = db.session.scalars(sa.text(f"SELECT {kind} FROM orders WHERE number LIKE 'N-%'")).all()
    assert len(set(kinds)) == 1 and kinds[0] in ("text", "null")
    assert {order.billing_address["city"] for order in db.session.scalars(sa.select(Order))} == {HARD}


@pytest.mark.parametrize("many", [1, 2])
def test_a_time_in_another_zone_is_the_same_time_and_one_without_is_refused(shop, many):
    elsewhere = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    with atomic():
        insert_all(Event, [event(900 + n, at=elsewhere) for n in range(many)])
    assert {row[3] for row in events() if row[5] and row[5] >= 900} == {AT}
    with pytest.raises((ValueError, sa.exc.StatementError)), atomic():
        insert_all(Event, [event(n, at=AT.replace(tzinfo=None)) for n in range(many)])


@pytest.mark.parametrize("broken", [{"kind": "k" * 61}, {"by": "a\0b"}, {"kind": None}])
def test_what_no_column_takes_breaks_all_of_it_as_it_breaks_one(shop, broken):
    if is_sqlite() and broken != {"kind": None}:
        return  # it takes both
    before = events()
    for rows in ([event(1, **broken)], [event(0), event(1, **broken)]):
        with pytest.raises((sa.exc.DataError, sa.exc.IntegrityError)), atomic():
            insert_all(Event, rows)
    assert events() == before
