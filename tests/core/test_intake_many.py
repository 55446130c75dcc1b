"""Many at once or one by one: the same rows, and nobody held back by somebody else's delivery."""

import json
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.check import mismatches
from associate.core.acts.give import Wish, who_is_served
from associate.core.acts.intake import take_in
from associate.core.acts.intake_many import take_in_new
from associate.core.catalog.channels import Channel
from associate.core.events.models import Inbound, InboundState
from associate.core.events.record import SYSTEM
from associate.core.orders.models import Order, OrderState
from associate.core.stores.models import Store
from associate.core.stores.shifts import PushSubscription, begin_shift
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.integrations.commerce.inbox import keep
from associate.integrations.commerce.port import Envelope
from associate.jobs.claims import claim_some, give_back
from associate.jobs.take_in import take_in_inbound
from associate.jobs.take_in_many import take_in_many, together
from associate.jobs.worker import Job, do_all, work_off
from tests.conftest import _create_app
from tests.integrations.webhooks import shopify_order
from tests.support.rows import everything


def line(number, sku, units=1, **more):
    known = {"id": number, "variant_id": number, "sku": sku, "title": sku, "price": "10.00"}
    return {**known, "quantity": units, "fulfillable_quantity": units, **more}


def order(number, *lines, customer=None, minute=0, **changes):
    at = f"2026-11-22T10:{minute:02}:00Z"
    lines = lines or (line(10 * number, "HW-RJ-204-M"), line(10 * number + 1, "HW-OM-1", 2))
    total = sum(10 * each["quantity"] for each in lines)
    known = {"line_items": list(lines), "total_price": f"{total}.00", "created_at": at, "updated_at": at}
    if customer:
        known["customer"] = {
            "id": customer,
            "first_name": f"Jo{number}",
            "last_name": "Ng",
            "email": "jo@mail.example",
        }
    return shopify_order(number, **known, **changes)


def all_sorts():
    refund = {"id": 1, "created_at": "2026-11-22T10:30:00Z", "refund_line_items": [], "transactions": []}
    several = [order(1000 + n, minute=n, customer=7 + n % 3) for n in range(1, 7)]
    return [
        *several,
        order(1010, line(1, "HW-EK-15", 15), minute=10),
        order(1011, line(2, "HW-OM-1"), line(3, "HW-EK-15", 15), minute=11),  # the kettles are gone: parked
        order(1012, line(4, "NOBODY-KNOWS"), minute=12),
        order(1013, minute=13, fulfillment_orders=[{"delivery_method": {"method_type": "shipping"}}]),
        order(1014, minute=14, financial_status="pending"),
        order(1015, line(5, "HW-OM-1"), line(6, "", requires_shipping=False), minute=15, customer=99),
        order(1016, minute=16, cancelled_at="2026-11-22T10:20:00Z"),
        order(1017, minute=17, note="Ring twice, 4111 1111 1111 1111", refunds=[refund]),
        order(1018, minute=18, name="#1001"),  # a number that was used before
        {**order(1002, minute=2, customer=9), "updated_at": "2026-11-22T10:40:00Z", "note": "later"},
        order(1019, line(7, "", barcode="96385074"), minute=19, customer=7),
        order(1020, line(8, "HW-OM-1", 0), minute=20),
    ]


def deliver(payloads):
    web = db.session.scalars(sa.select(Channel).filter_by(key="web")).one()
    for at, payload in enumerate(payloads):
        raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        keep(web.id, Envelope("order", f"event-{at}", None), raw)
    return claim_some(Inbound, 100)


def one_by_one(ids):
    for inbound_id in ids:
        take_in_inbound(inbound_id)


def in_many(ids):
    one_by_one(take_in_many(ids))


def test_both_ways_leave_the_same_rows(engine):
    found = []
    for way in (one_by_one, in_many):
        with engine.database("shop") as url:
            app = _create_app(url)
            with app.app_context():
                listens(db.session.scalars(sa.select(Staff).filter_by(first_name="Ana")).one())
                way(deliver(all_sorts()))
                assert list(mismatches()) == []
                found.append(everything())
                db.session.remove()
                db.engine.dispose()
    alone, together = found
    assert alone["fulfillments"].total() >= 10 and alone["deliveries"].total() >= 10
    for table, rows in alone.items():
        assert (table, together[table] - rows, rows - together[table]) == (table, {}, {})


def listens(person):
    with atomic():
        begin_shift(person, person.store, by=SYSTEM)
        known = {"endpoint": "https://push.example/1", "p256dh": "k", "auth": "a", "endpoint_hash": "h"}
        db.session.add(PushSubscription(staff_id=person.id, **known))


def test_most_of_them_share_one_transaction(shop):
    ids = deliver([order(1000 + n, minute=n) for n in range(8)])
    assert take_in_many(ids) == []
    assert set(db.session.scalars(sa.select(Inbound.state))) == {InboundState.DONE}
    assert shop.level(shop.jacket) == (20, 8, 0) and shop.level(shop.milk) == (20, 16, 0)


def test_one_poisoned_delivery_holds_nobody_back(shop):
    """Two lines of one id break the statement that all share, whoever else is in it."""
    ids = deliver([order(1000 + n, minute=n) for n in range(8)])
    tellings = [shop.tells((shop.jacket, 1), number=str(1000 + n)) for n in range(8)]
    tellings[2] = tellings[2].model_copy(update={"lines": tellings[2].lines * 2})
    with pytest.raises(sa.exc.IntegrityError), atomic():
        take_in_new(shop.web, tellings)
    taken = together(shop.web, list(zip(ids, tellings, strict=True)))
    assert taken == set(ids) - {ids[2]}
    assert shop.level(shop.jacket) == (20, 7, 0) and list(mismatches()) == []


def test_what_cannot_be_read_waits_for_its_next_try_alone(shop):
    ids = deliver([order(1001), b'{"id": 5', order(1002)])
    assert take_in_many(ids) == [ids[1]]


def test_a_delivery_that_another_worker_finished_is_left_alone(shop):
    ids = deliver([order(1001), order(1002)])
    take_in_inbound(ids[0])
    assert take_in_many(ids) == [ids[0]]
    take_in_inbound(ids[0])
    assert shop.level(shop.jacket) == (20, 2, 0)


def test_the_same_order_in_two_deliveries_is_one(shop):
    ids = deliver([order(1001), {**order(1001), "updated_at": "2026-11-22T10:40:00Z", "note": "later"}])
    in_many(ids)
    [kept] = db.session.scalars(sa.select(Order))
    assert (kept.note, kept.state) == ("later", OrderState.OPEN)
    assert shop.level(shop.jacket) == (20, 1, 0)


def test_stock_goes_to_who_ordered_first_and_whole_or_not_at_all(shop):
    numbers = [shop.tells((shop.kettle, 8), (shop.milk, 1), number=str(n)) for n in range(4)]
    late_first = [
        told.model_copy(update={"placed_at": now() - timedelta(minutes=n)}) for n, told in enumerate(numbers)
    ]
    with atomic():
        served = take_in_new(shop.web, late_first)
    assert [told.number for told in served] == ["3", "2"]
    assert shop.level(shop.kettle) == (20, 16, 0) and shop.level(shop.milk) == (20, 2, 0)
    assert take_in(shop.web, late_first[0]).state == OrderState.WAITING


def test_a_smaller_order_is_served_where_a_larger_one_before_it_was_not():
    store = Store(id=1)
    at = now()
    wishes = [Wish(store, [(1, units)], at + timedelta(minutes=n)) for n, units in enumerate((5, 9, 2))]
    assert [wish.wanted[0][1] for wish in who_is_served(wishes, {(1, 1): 8})] == [5, 2]
    twice = [Wish(store, [(1, 5), (1, 5)], at)]  # two lines of one thing
    assert who_is_served(twice, {(1, 1): 9}) == [] and who_is_served(twice, {(1, 1): 10}) == twice


def test_told_to_stop_the_worker_gives_back_what_it_did_not_begin(shop):
    deliver([b'{"id": 5', b'{"id": 6', b'{"id": 7'])
    give_back(Inbound, sorted(db.session.scalars(sa.select(Inbound.id))))
    stop = threading.Event()

    def until_told(inbound_id):
        take_in_inbound(inbound_id)
        stop.set()

    job = Job(Inbound, until_told, take_in_many, most=50)
    assert do_all(job, claim_some(Inbound, 50), stop) == 1
    assert sorted(db.session.scalars(sa.select(Inbound.tries))) == [0, 0, 1]
    assert work_off() == 2
