"""Orders that waited for a thing nobody knew are set free a bite at a time, and none is lost on the way."""

import json

import pytest
import sqlalchemy as sa

from associate.core.acts import waking
from associate.core.acts.intake import take_in
from associate.core.acts.mapping import take_in_product
from associate.core.acts.waking import release_waiting, waking_channels
from associate.core.events.models import Inbound, InboundState
from associate.core.events.record import SYSTEM
from associate.core.orders.incoming import IncomingProduct, IncomingVariant
from associate.core.orders.models import Order, OrderLine, OrderState
from associate.db import atomic, db
from associate.jobs.take_in import take_in_inbound
from associate.jobs.wake import wake_orders
from associate.jobs.worker import work_off
from tests.support.shop import look_again

GIFT = IncomingProduct(
    external_id="9", title="Gift", variants=(IncomingVariant(external_id="77", sku="GIFT-2"),)
)


@pytest.fixture
def waiting(shop, monkeypatch):
    """Seven orders of a thing that comes into the catalog late; two to a bite."""
    monkeypatch.setattr(waking, "BITE", 2)
    for n in range(7):
        told = shop.tells((shop.jacket, 1), number=f"{1001 + n}")
        line = told.lines[0].model_copy(update={"sku": "GIFT-2", "external_variant": "77"})
        take_in(shop.web, told.model_copy(update={"lines": (line,)}))
    assert states() == [OrderState.WAITING] * 7


def states():
    look_again()
    return list(db.session.scalars(sa.select(Order.state).order_by(Order.id)))


def freed():
    return states().count(OrderState.OPEN)


def learns(shop):
    """As a webhook does it: inside the transaction of its own row."""
    with atomic():
        product = take_in_product(shop.web, GIFT)
    shop.stocks(product.variants[0], 20)


def test_the_deed_that_tells_of_a_product_sets_none_of_them_free_itself(shop, waiting):
    learns(shop)
    assert freed() == 0 and waking_channels() == [shop.web.id]
    assert wake_orders() == 7
    assert freed() == 7 and waking_channels() == [] and shop.tasks() == []


def test_stopped_between_two_bites_it_goes_on_where_it_was(shop, waiting):
    learns(shop)
    web = shop.web.id
    assert len(release_waiting(web)) == 2 and freed() == 2
    db.session.remove()
    assert len(release_waiting(web)) == 2 and freed() == 4
    assert wake_orders() == 3 and freed() == 7


def test_news_meanwhile_lets_it_begin_again(shop, waiting):
    learns(shop)
    release_waiting(shop.web.id)
    assert waking.progress_of(shop.web.id)["after"] is not None
    learns(shop)
    assert waking.progress_of(shop.web.id)["after"] is None
    assert wake_orders() == 5 and freed() == 7


def test_news_during_a_bite_is_not_forgotten(shop, waiting):
    learns(shop)
    seen = waking.progress_of(shop.web.id)
    learns(shop)
    with atomic():
        waking.go_on(shop.web.id, seen, None)
    assert waking_channels() == [shop.web.id]


def test_one_that_can_not_be_done_keeps_none_of_the_others(app, shop, waiting):
    learns(shop)
    with atomic():  # what nobody can release: its quantity is no number that stock can hold
        line = db.session.scalar(sa.select(OrderLine).join(Order).where(Order.number == "HW-1003"))
        line.to_fulfill, line.quantity = 2**62, 2**62
    wake_orders()
    assert freed() == 6 and waking_channels() == []


def test_a_webhook_of_a_product_frees_them_by_the_worker(app, shop, waiting):
    body = {"id": 9, "title": "Gift", "variants": [{"id": 77, "sku": "GIFT-2", "price": "9.00"}]}
    with atomic():
        row = Inbound(channel_id=shop.web.id, topic="product", dedupe_key="p9", body=json.dumps(body))
        db.session.add(row)
    take_in_inbound(row.id)
    assert row.state == InboundState.DONE and freed() == 0
    variant = db.session.scalar(sa.select(OrderLine.variant_id).where(OrderLine.variant_id.is_not(None)))
    assert variant is None
    work_off()
    assert shop.tasks() == ["no_stock"] * 7


def test_whoever_maps_it_sees_the_first_of_them_go_at_once(shop, waiting):
    learns(shop)
    with atomic():
        waking.wake(shop.web.id, by=SYSTEM)
    assert len(release_waiting(shop.web.id)) == 2
