"""Reserve and collect without paying: put aside within what may be promised, and let go in time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.inventory.models import StockLevel
from associate.core.orders.models import Order, OrderState
from associate.db import atomic, db
from associate.jobs.chores.reservations import let_reservations_go
from tests.support.machines import Machine, code_of, own_channel
from tests.support.pickups import make_ready


@pytest.fixture
def site(app, shop):
    with atomic():
        shop.mill_quay.cash_on_pickup = True
    return Machine(app, channel=own_channel("site", "RS"))


def wish(units=1, **fields):
    return {
        "store": "MQ",
        "lines": [{"sku": "HW-EK-15", "quantity": units}],
        "contact": {"first_name": "Noor", "email": "noor@mail.example"},
        **fields,
    }


def order_of(answer) -> Order:
    assert answer.status_code == 201, answer.text
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(Order).filter_by(number=answer.get_json()["order"])).one()


def keep_back(shop, units):
    with atomic():
        db.session.execute(
            sa.update(StockLevel).where(StockLevel.store_id == shop.mill_quay.id).values(safety=units)
        )


def test_it_is_set_aside_for_two_days_and_paid_at_the_counter(shop, site):
    answer = site.sends("/reservations", wish(2))
    told = answer.get_json()
    assert told["order"].startswith("RS-") and told["total"] == {"amount": 8500, "currency": "EUR"}
    order = order_of(answer)
    assert abs(order.reserved_until - now() - timedelta(hours=48)) < timedelta(minutes=1)
    assert shop.level(shop.kettle) == (20, 2, 0) and shop.job(order).store_id == shop.mill_quay.id
    assert "order.reserved" in shop.diary(order)


def test_the_safety_stock_is_kept_back_from_whoever_has_not_paid(shop, site):
    keep_back(shop, 15)
    assert code_of(site.sends("/reservations", wish(6))) == (422, "no_stock")
    assert shop.level(shop.kettle) == (20, 0, 0)
    assert site.sends("/reservations", wish(5)).status_code == 201


def test_all_of_it_or_nothing(shop, site):
    both = [{"sku": "HW-EK-15", "quantity": 1}, {"sku": "HW-OM-1", "quantity": 20}]
    keep_back(shop, 1)
    assert code_of(site.sends("/reservations", wish(lines=both))) == (422, "no_stock")
    assert shop.level(shop.kettle) == (20, 0, 0) and shop.tasks() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Order)) == 0


def test_the_same_thing_in_two_lines_is_counted_together(shop, site):
    twice = [{"sku": "HW-EK-15", "quantity": 8}, {"gtin": "4006381333931", "quantity": 8}]
    keep_back(shop, 5)
    assert code_of(site.sends("/reservations", wish(lines=twice))) == (422, "no_stock")


def test_a_store_that_takes_no_money_at_pickup_reserves_nothing(shop, site):
    assert code_of(site.sends("/reservations", wish(store="CR"))) == (422, "no_pay_at_pickup")


def test_the_same_reference_is_the_same_reservation(shop, site):
    first, again = (site.sends("/reservations", wish(reference="cart-9")) for _ in range(2))
    assert first.get_json()["order"] == again.get_json()["order"]
    assert shop.level(shop.kettle) == (20, 1, 0)


def test_nobody_came_so_it_is_for_everybody_again(shop, site):
    order = order_of(site.sends("/reservations", wish(2)))
    with as_of(now() + timedelta(hours=47)):
        let_reservations_go()
    assert shop.level(shop.kettle) == (20, 2, 0)
    with as_of(now() + timedelta(hours=49)):
        let_reservations_go()
        let_reservations_go()
    assert shop.level(shop.kettle) == (20, 0, 0)
    db.session.refresh(order)
    assert order.state == OrderState.CANCELED
    assert shop.diary(order).count("order.canceled") == 1


def test_a_store_may_choose_other_hours(shop, site):
    with atomic():
        shop.mill_quay.reserve_hours = 4
    order = order_of(site.sends("/reservations", wish()))
    with as_of(now() + timedelta(hours=5)):
        let_reservations_go()
    db.session.refresh(order)
    assert order.state == OrderState.CANCELED


def test_what_was_paid_meanwhile_stays(shop, site):
    order = order_of(site.sends("/reservations", wish()))
    with atomic(order):
        order.payment = "paid"
    with as_of(now() + timedelta(hours=49)):
        let_reservations_go()
    assert shop.level(shop.kettle) == (20, 1, 0)


def test_what_is_ready_waits_as_long_as_was_promised(shop, site):
    order = order_of(site.sends("/reservations", wish()))
    make_ready(shop.job(order))
    job = shop.job(order)
    assert job.hold_until == order.reserved_until
