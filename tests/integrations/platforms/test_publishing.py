"""From a changed level to the platform’s figure: once, as it is now, and never lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.acts.cancel import cancel_order
from associate.core.acts.collect import collect
from associate.core.acts.mapping import take_in_product
from associate.core.acts.recalls import end_stop, stop_selling
from associate.core.acts.syncing import line_name, send_again
from associate.core.catalog.channels import Platform
from associate.core.catalog.published import PublishedStock
from associate.core.events.models import Beat
from associate.core.events.outbox import Outgoing, Post, PostState
from associate.core.events.record import SYSTEM, Actor
from associate.core.inventory import ledger
from associate.core.inventory.buffers import BufferKind, BufferRule
from associate.core.inventory.models import StockLevel
from associate.core.orders.incoming import IncomingProduct, IncomingVariant
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import atomic, db
from associate.files.bring import bring_in
from associate.integrations.commerce.pretend.shops import PretendShopify, PretendWoo
from associate.jobs import pull_stock, spread
from associate.jobs.publish_line import take_line
from associate.jobs.spread import spread_all
from associate.jobs.spread_stock import spread_stock
from tests.core.test_kits import GIFT
from tests.support.files import tries
from tests.support.listeners import tell_the_world
from tests.support.people import Person
from tests.support.pickups import make_ready
from tests.support.pretend_platforms import connect, served, tell_shops
from tests.support.settings import press
from tests.support.shop import look_again

TILL = Actor("till")


@pytest.fixture
def clock():
    with time_machine.travel(now(), tick=True) as traveller:
        yield traveller


def never_pulls(channel):
    with atomic():
        channel.settings = {**channel.settings, "pull_minutes": 1440}
        facts = {"next_at": (now() + timedelta(days=9)).isoformat()}
        db.session.add(Beat(name=pull_stock.pull_name(channel.id), at=now(), facts=facts))


def open_for(app, shop, there, settings, platform, **places):
    connect(shop.web, settings, platform, **places)
    never_pulls(shop.web)
    for n, variant in enumerate((shop.jacket, shop.kettle, shop.milk, shop.wine)):
        there.items[variant.sku] = str(100 + n)
    tell_shops(app)  # what moved before it listened is no news
    look_again()
    return there


@pytest.fixture
def shopify(app, shop):
    with served(PretendShopify(knows=False)) as (there, settings):
        yield open_for(app, shop, there, settings, Platform.SHOPIFY, _1="MQ", _2="CR")


@pytest.fixture
def woo(app, shop):
    with served(PretendWoo(knows=False)) as (there, settings):
        yield open_for(app, shop, there, settings, Platform.WOOCOMMERCE, mq="MQ", cr="CR")


def sells(shop, units=1, variant=None, store=None):
    with atomic():
        level = ledger.level_of((store or shop.mill_quay).id, (variant or shop.jacket).id)
        ledger.sell(level, units, cause="test", by=TILL)


def row(**fields):
    look_again()
    return db.session.scalars(sa.select(PublishedStock).filter_by(**fields)).one()


def test_a_sale_in_a_store_is_the_platform_s_figure_there(app, shop, shopify):
    sells(shop, 3)
    tell_shops(app)
    assert shopify.units == {("100", "1"): 17}
    known = row()
    assert (known.told, known.changed_at, known.problem) == (17, None, "")
    facts = db.session.get(Beat, line_name(shop.web.id)).facts
    [counts] = facts["lags"].values()
    assert counts == {"1": 1} or counts == {"2": 1}  # how late it was, to the second


def test_a_set_is_told_as_what_its_parts_make(app, shop, shopify):
    bring_in(tries("catalog", GIFT), by=SYSTEM)
    shopify.items["GIFT"] = "200"
    tell_shops(app)
    assert shopify.units["200", "1"] == 10
    sells(shop, 5, shop.milk)
    tell_shops(app)
    assert (shopify.units["102", "1"], shopify.units["200", "1"]) == (15, 7)


def test_no_transaction_is_open_while_a_platform_is_told(app, shop, shopify):
    main, seen = db.session(), set()
    shopify.before_answer = lambda: seen.add((shopify.calls[-1][0], main.in_transaction()))
    sells(shop)
    make_ready(shop.job(order_there(shop, shopify)))
    tell_shops(app)
    assert {name for name, _open in seen} >= {"SetStock", "FindItems"} and len(seen) >= 3
    assert not any(is_open for _name, is_open in seen)


def test_a_hundred_changes_are_one_sending_with_the_last_figure(app, shop, shopify):
    for _n in range(10):
        sells(shop)
    tell_shops(app)
    assert shopify.count("SetStock") == 1
    shopify.calls.clear()
    for _n in range(50):
        with atomic():
            level = ledger.level_of(shop.mill_quay.id, shop.jacket.id)
            ledger.receive(level, 2, cause="test", by=SYSTEM)
            ledger.sell(level, 1, cause="test", by=TILL)
    tell_shops(app)
    assert shopify.count("SetStock") == 1 and shopify.units["100", "1"] == 60


def test_what_changes_while_one_is_on_its_way_is_told_next(app, shop, shopify):
    shopify.before_answer = lambda: shopify.calls[-1][0] == "SetStock" and _sell_once(app, shop, shopify)
    sells(shop)
    tell_shops(app)
    assert shopify.units["100", "1"] == 19 and row().changed_at is not None
    tell_shops(app)
    assert shopify.units["100", "1"] == 14 and row().changed_at is None


def _sell_once(app, shop, shopify):
    shopify.before_answer = lambda: None
    with app.app_context():
        sells(shop, 5)
        db.session.remove()


def test_the_channel_s_threshold_is_kept_from_it(app, shop, shopify):
    with atomic():
        db.session.add(BufferRule(kind=BufferKind.THRESHOLD, position=1, units=4, channel_id=shop.web.id))
    sells(shop, 1)
    tell_shops(app)
    assert shopify.units["100", "1"] == 15


def test_woocommerce_gets_the_sum_of_the_stores(app, shop, woo):
    sells(shop, 3)
    sells(shop, 2, store=shop.castle_row)
    tell_shops(app)
    assert woo.units == {("100", None): 35}
    assert woo.count("POST /wp-json/wc/v3/products/batch") == 1
    look_again()
    assert [p.told for p in db.session.scalars(sa.select(PublishedStock).order_by("level_id"))] == [17, 18]


def test_a_429_is_waited_out_and_nothing_is_lost(app, shop, shopify, clock):
    shopify.will(429, {"errors": "slow down"}, Retry_After="30")
    sells(shop)
    tell_shops(app)
    assert len(shopify.calls) == 1
    for _n in range(3):
        tell_shops(app)
    assert len(shopify.calls) == 1  # not one more call before its time
    clock.shift(29)
    tell_shops(app)
    assert len(shopify.calls) == 1
    clock.shift(2)
    tell_shops(app)
    assert shopify.units["100", "1"] == 19
    assert task_of(TaskKind.SYNC_FAILED, str(shop.web.id)) is None


def test_an_empty_bucket_is_given_time_to_fill(app, shop, shopify, clock):
    sells(shop)
    shopify.bucket = 50.0  # of which 100 are left for others, at 100 a second
    tell_shops(app)
    before = len(shopify.calls)
    sells(shop)
    tell_shops(app)
    assert len(shopify.calls) == before
    clock.shift(1)
    tell_shops(app)
    assert shopify.units["100", "1"] == 18


def test_no_answer_is_tried_again_with_the_same_key(app, shop, shopify, clock):
    sells(shop)
    tell_shops(app)
    sells(shop)
    shopify.falls_silent = True
    tell_shops(app)
    assert row().changed_at is not None and "reached" in row().problem
    clock.shift(3)
    tell_shops(app)
    keys = [body["variables"]["key"] for name, body in shopify.calls if name == "SetStock"]
    assert len(keys) == 3 and keys[0] != keys[1] == keys[2]
    assert row().changed_at is None and shopify.units["100", "1"] == 18


def test_the_same_figure_later_has_another_key(app, shop, shopify):
    """Else Shopify would answer with what it did for the first one, and do nothing."""
    for units in (1, -1, 1):
        with atomic():
            level = ledger.level_of(shop.mill_quay.id, shop.jacket.id)
            (ledger.sell if units > 0 else ledger.receive)(level, 1, cause="test", by=TILL)
        tell_shops(app)
    assert shopify.units["100", "1"] == 19 and len(shopify.keys) == 3


def test_who_dies_with_a_sending_in_hand_is_followed_after_its_lease(app, shop, shopify, clock):
    sells(shop)
    assert take_line(shop.web.id)  # and never comes back
    tell_shops(app)
    assert shopify.units == {}
    clock.shift(61)
    tell_shops(app)
    assert shopify.units["100", "1"] == 19


def test_what_is_refused_holds_nothing_else_up_and_a_person_hears_of_it(app, shop, shopify, clock):
    shopify.items[shop.kettle.sku] = "103"
    sells(shop, variant=shop.kettle)
    tell_shops(app)  # remembered as 103
    shopify.items[shop.kettle.sku] = "gone"
    shopify.items[shop.wine.sku] = "104"
    sells(shop, 2, variant=shop.kettle)
    sells(shop, 2)
    for _n in range(9):
        tell_shops(app)
        clock.shift(70)
    assert shopify.units["100", "1"] == 18
    task = task_of(TaskKind.SYNC_FAILED, str(shop.web.id))
    assert task.facts["words"] == "The specified item could not be found."
    shopify.items[shop.kettle.sku] = "103"
    with atomic():
        assert send_again(shop.web, by=shop.ada.actor) == 1
    tell_shops(app)
    assert shopify.units["103", "1"] == 17
    assert task_of(TaskKind.SYNC_FAILED, str(shop.web.id)) is None


def test_a_change_that_is_a_minute_late_is_alarm(app, shop, shopify, clock):
    for _n in range(4):
        shopify.will(500)
    sells(shop)
    tell_shops(app)
    assert task_of(TaskKind.SYNC_FAILED, str(shop.web.id)) is None
    clock.shift(61)
    tell_shops(app)
    assert task_of(TaskKind.SYNC_FAILED, str(shop.web.id)).facts["why"] == "late"
    for _n in range(4):
        clock.shift(400)
        tell_shops(app)
    assert shopify.units["100", "1"] == 19
    assert task_of(TaskKind.SYNC_FAILED, str(shop.web.id)) is None


def test_what_it_does_not_sell_is_asked_for_once_and_told_never(app, shop, shopify):
    del shopify.items[shop.milk.sku]
    sells(shop, variant=shop.milk)
    tell_shops(app)
    assert row().changed_at is None and shopify.units == {}


def test_a_channel_whose_stock_wins_is_not_told_ours(app, shop, shopify):
    with atomic():
        shop.web.authority = {"stock": "theirs"}
    sells(shop)
    tell_shops(app)
    assert shopify.calls == [] and db.session.scalars(sa.select(PublishedStock)).all() == []


# ── orders ───────────────────────────────────────────────────────────────────


def order_there(shop, shopify, number="5001"):
    order = shop.has_order((shop.jacket, 2), number=number, location="1")
    shopify.takes(order.external_id, {line.external_id: line.quantity for line in order.lines})
    return order


def test_ready_and_collected_reach_the_order_s_own_channel_once(app, shop, shopify):
    order = order_there(shop, shopify)
    job = shop.job(order)
    make_ready(job)
    tell_shops(app)
    there = shopify.orders[order.external_id]
    assert there["ready"] and shopify.count("TellReady") == 1
    with atomic(job.order, job):
        collect(job, {line.id: line.to_hand_over for line in job.lines}, cause="test", by=shop.ana.actor)
    tell_the_world(app.config)
    for _n in range(3):
        tell_shops(app)
    assert set(there["gone"].values()) == {2} and shopify.count("TellGone") == 1
    look_again()
    assert {post.state for post in db.session.scalars(sa.select(Post))} == {PostState.SENT}


def test_a_cancel_of_ours_is_told_and_one_of_theirs_is_not(app, shop, shopify):
    ours, theirs = order_there(shop, shopify), order_there(shop, shopify, "5002")
    cancel_order(ours, by=shop.helen.actor, reason="customer")
    cancel_order(theirs, by=Actor(shop.web.ref), reason="channel")
    tell_shops(app)
    assert shopify.orders[ours.external_id]["canceled"] and not shopify.orders[theirs.external_id]["canceled"]


def test_an_order_s_news_that_is_refused_is_a_task_and_can_be_sent_again(app, shop, shopify):
    order = shop.has_order((shop.jacket, 2), number="5009", location="1")
    make_ready(shop.job(order))
    tell_shops(app)
    task = task_of(TaskKind.SYNC_FAILED, str(shop.web.id))
    assert "doesn’t know this order" in task.facts["words"]
    shopify.takes(order.external_id, {line.external_id: line.quantity for line in order.lines})
    with atomic():
        assert send_again(shop.web, by=shop.ada.actor) >= 1
    tell_shops(app)
    assert shopify.orders[order.external_id]["ready"]
    assert task_of(TaskKind.SYNC_FAILED, str(shop.web.id)) is None


def test_nobody_else_s_posts_are_the_postman_s(app, shop, shopify):
    order_there(shop, shopify)
    cancel_order(order_there(shop, shopify, "5003"), by=SYSTEM, reason="customer")
    spread_stock()
    spread_all()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Post)) == 1
    assert tell_the_world(app.config) == 0
    assert db.session.scalars(sa.select(Outgoing.kind).where(Outgoing.spread_at.is_(None))).all() == []


def test_what_is_recalled_is_none_for_the_platform_at_once(app, shop, shopify):
    sells(shop, 3)
    tell_shops(app)
    with atomic(shop.jacket.product):
        stop = stop_selling(shop.jacket.product, "It tears.", by=SYSTEM)
    tell_shops(app)
    assert shopify.units == {("100", "1"): 0, ("100", "2"): 0}
    with atomic(stop.product, stop):
        end_stop(stop, "It was tested.", by=SYSTEM)
    tell_shops(app)
    assert shopify.units == {("100", "1"): 17, ("100", "2"): 20}
    untold = sa.select(PublishedStock).where(PublishedStock.changed_at.is_not(None))
    assert db.session.scalars(untold).all() == []


def test_what_can_not_be_put_into_words_is_a_person_s_and_can_still_be_sent(app, shop, shopify, clock):
    order = order_there(shop, shopify)
    job = shop.job(order)
    make_ready(job)
    with atomic():
        db.session.execute(sa.delete(Outgoing))
        lacking = {"event": "fulfillment.ready", "order_id": order.id}
        db.session.add(Outgoing(kind="order.ready", about=job.ref, facts=lacking))
    for _try in range(spread.TRIES):
        tell_shops(app)
        clock.shift(timedelta(minutes=5))
    task = task_of(TaskKind.SYNC_FAILED, str(shop.web.id))
    assert "KeyError" in task.facts["words"] and not shopify.orders[order.external_id]["ready"]
    with atomic():
        assert send_again(shop.web, by=shop.ada.actor) == 1
    tell_shops(app)
    assert shopify.orders[order.external_id]["ready"]
    assert task_of(TaskKind.SYNC_FAILED, str(shop.web.id)) is None


def jacket_here(shop):
    return db.session.scalar(
        sa.select(StockLevel.id).filter_by(store_id=shop.mill_quay.id, variant_id=shop.jacket.id)
    )


def test_a_lag_counts_from_the_recall_not_from_the_last_movement(app, shop, shopify, clock):
    sells(shop)
    tell_shops(app)
    clock.shift(timedelta(seconds=55))
    with atomic(shop.jacket.product):
        stop_selling(shop.jacket.product, "It tears.", by=SYSTEM)
    spread_stock()
    assert now() - row(level_id=jacket_here(shop)).changed_at < timedelta(seconds=5)


def adds_rule(person, kind, units):
    press(person.opens(f"/settings/buffers/{kind}/new"), units=str(units))
    press(person)


def test_safety_stock_and_a_threshold_reach_the_platform_without_a_sale(app, shop, shopify):
    sells(shop, 3)
    tell_shops(app)
    rosa = Person(app, shop.rosa).posts("/me/store", code="MQ")
    adds_rule(rosa, "safety", 2)
    tell_shops(app)
    assert shopify.units[("100", "1")] == 15 and shopify.units[("102", "2")] == 18
    adds_rule(rosa, "threshold", 4)
    tell_shops(app)
    assert shopify.units[("100", "1")] == 11 and shopify.units[("102", "2")] == 14
    shopify.calls.clear()
    adds_rule(rosa, "minimum", 4)
    tell_shops(app)
    assert shopify.count("SetStock") == 0


def test_a_product_that_a_threshold_fits_now_is_shown_with_less(app, shop, shopify):
    sells(shop, 3)
    tell_shops(app)
    with atomic():
        db.session.add(BufferRule(kind=BufferKind.THRESHOLD, position=1, units=5, tag="last"))
    tell_shops(app)
    assert shopify.units == {("100", "1"): 17}
    variants = (IncomingVariant(external_id="v1", sku=shop.jacket.sku),)
    take_in_product(
        shop.web, IncomingProduct(external_id="p1", title="Jacket", tags=("last",), variants=variants)
    )
    tell_shops(app)
    assert shopify.units == {("100", "1"): 12}
