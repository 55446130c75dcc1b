"""Their figures against ours: who wins, why, and what is done about it."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.acts.check import mismatches
from associate.core.catalog.channels import Channel, Platform
from associate.core.catalog.models import Variant
from associate.core.catalog.published import Drift, Wins
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.tasks.models import TaskKind
from associate.db import atomic, db
from associate.integrations.commerce import outlet_for
from associate.integrations.commerce.outgoing import Figure
from associate.integrations.commerce.pretend.shops import PretendShopify, PretendWoo
from associate.jobs.pull_stock import compare
from tests.support.pretend_platforms import connect, served, tell_shops
from tests.support.shop import look_again


@pytest.fixture
def clock():
    with time_machine.travel(now(), tick=True) as traveller:
        yield traveller


@pytest.fixture
def shopify(app, shop):
    with served(PretendShopify(knows=False)) as (there, settings):
        connect(shop.web, settings, Platform.SHOPIFY, _1="MQ", _2="CR")
        for n, variant in enumerate((shop.jacket, shop.kettle, shop.milk, shop.wine)):
            there.has(variant.sku, str(100 + n), _1=20, _2=20)
        yield there


def pulls(app, shop, clock, minutes=16):
    clock.shift(timedelta(minutes=minutes))
    for _n in range(3):
        tell_shops(app)
    look_again()


def drifts():
    look_again()
    return [
        (d.field, d.ours, d.theirs, d.winner, d.why)
        for d in db.session.scalars(sa.select(Drift).order_by(Drift.id))
    ]


def test_where_both_agree_nothing_is_written_and_nothing_sent(app, shop, shopify, clock):
    pulls(app, shop, clock)
    assert drifts() == [] and shopify.count("SetStock") == 0 and shopify.count("PullStock") == 1
    tell_shops(app)
    assert shopify.count("PullStock") == 1  # the next one in a quarter of an hour
    pulls(app, shop, clock)
    assert shopify.count("PullStock") == 2


def test_no_transaction_is_open_while_a_page_is_read(app, shop, shopify, clock):
    main, seen = db.session(), []
    shopify.before_answer = lambda: seen.append(main.in_transaction())
    pulls(app, shop, clock)
    assert seen == [False]


@pytest.mark.engine("postgresql")
def test_what_a_till_sells_while_we_compare_is_not_taken_off_twice(app, shop, shopify):
    with atomic():
        shop.web.authority = {"stock": "theirs"}
        level_id = ledger.level_of(shop.mill_quay.id, shop.kettle.id)
    channel_id = shop.web.id
    seen = Figure("101", shop.kettle.sku, "1", 25)

    def compares():
        with app.app_context():
            channel = db.session.get(Channel, channel_id)
            compare(channel, outlet_for(channel.platform), (seen,), {})
            db.session.remove()

    other = threading.Thread(target=compares)
    with atomic():
        ledger.sell(level_id, 3, cause="test", by=SYSTEM)
        other.start()
        other.join(1)
    other.join()
    assert shop.level(shop.kettle) == (25, 0, 0) and drifts()[0][1:3] == ("17", "25")


def test_more_of_theirs_is_set_back_at_once(app, shop, shopify, clock):
    shopify.units["100", "1"] = 25
    pulls(app, shop, clock)
    assert drifts() == [("stock", "20", "25", Wins.OURS, "setting")]
    assert shopify.units["100", "1"] == 20 and shop.level(shop.jacket)[0] == 20


def test_fewer_of_theirs_may_be_an_order_on_its_way_and_counts_the_second_time(app, shop, shopify, clock):
    shopify.units["100", "1"] = 18
    pulls(app, shop, clock)
    assert drifts() == [] and shopify.units["100", "1"] == 18
    pulls(app, shop, clock)
    assert drifts() == [("stock", "20", "18", Wins.OURS, "setting")]
    assert shopify.units["100", "1"] == 20


def test_the_same_drift_again_is_one_line(app, shop, shopify, clock):
    for _n in range(3):
        shopify.units["100", "1"] = 25
        pulls(app, shop, clock)
    assert len(drifts()) == 1


def test_where_theirs_wins_the_books_follow_and_say_so(app, shop, shopify, clock):
    with atomic():
        shop.web.authority = {"stock": "theirs"}
    shop.has_order((shop.jacket, 6), location="1")
    shopify.units["100", "1"] = 14
    shopify.units["101", "1"] = 23
    pulls(app, shop, clock)
    assert drifts() == [("stock", "20", "23", Wins.THEIRS, "setting")]
    assert shop.level(shop.kettle) == (23, 0, 0) and shop.level(shop.jacket) == (20, 6, 0)
    look_again()
    assert shopify.count("SetStock") == 0 and list(mismatches()) == []


def test_theirs_below_what_is_promised_is_a_conflict(app, shop, shopify, clock):
    with atomic():
        shop.web.authority = {"stock": "theirs"}
    shop.has_order((shop.jacket, 20), location="1")
    shopify.units["100", "1"] = -3
    for _n in range(2):
        pulls(app, shop, clock)
    assert shop.level(shop.jacket) == (17, 20, 0)
    assert TaskKind.STOCK_CONFLICT.value in shop.tasks()


def test_a_price_of_theirs_is_ours_from_then_on_unless_ours_wins(app, shop, shopify, clock):
    shopify.prices = {shop.jacket.sku: "79.90", shop.kettle.sku: "soon", shop.milk.sku: "2.50"}
    pulls(app, shop, clock)
    assert drifts() == [("price", "8900", "7990", Wins.THEIRS, "setting")]
    assert db.session.get(Variant, shop.jacket.id).price == 7990
    with atomic():
        shop.web.authority = {"price": "ours"}
    shopify.prices = {shop.jacket.sku: "99.90"}
    pulls(app, shop, clock)
    assert drifts()[1:] == [("price", "7990", "9990", Wins.OURS, "setting")]
    assert db.session.get(Variant, shop.jacket.id).price == 7990


def test_one_figure_for_all_stores_cannot_win_over_several(app, shop, clock):
    with served(PretendWoo(knows=False)) as (there, settings):
        connect(shop.web, settings, Platform.WOOCOMMERCE, mq="MQ", cr="CR")
        with atomic():
            shop.web.authority = {"stock": "theirs"}
        there.has(shop.jacket.sku, "100", all=41)
        pulls(app, shop, clock)
        assert drifts() == [("stock", "40", "41", Wins.OURS, "several_stores")]
        assert there.units["100", None] == 41  # and not told: theirs is to win
        with atomic():
            shop.web.locations = {"mq": "MQ"}
        there.units["100", None] = 22
        pulls(app, shop, clock)
        assert shop.level(shop.jacket)[0] == 22


def test_the_command_pulls_all_pages_now(app, shop, shopify, clock):
    for n in range(30):
        shopify.has(f"X-{n}", str(900 + n), _1=5)
    shopify.units["100", "1"] = 25
    said = app.test_cli_runner().invoke(args=["sync", "pull", "web"])
    assert said.exit_code == 0 and "8 levels compared, 1 differed." in said.output
    shopify.will(401, {"errors": "Invalid API key"})
    said = app.test_cli_runner().invoke(args=["sync", "pull", "web"])
    assert said.exit_code == 1 and "Invalid API key" in said.output
    assert app.test_cli_runner().invoke(args=["sync", "pull", "till"]).exit_code == 2


def test_a_pull_that_breaks_off_goes_on_where_it_was(app, shop, shopify, clock):
    for n in range(30):
        shopify.has(f"A-{n:02}", str(900 + n), _1=5)
    shopify.units["100", "1"] = 25
    tell_shops(app)
    shopify.will(500)
    tell_shops(app)
    for _n in range(5):
        clock.shift(20)
        tell_shops(app)
    cursors = [body["variables"]["after"] for name, body in shopify.calls if name == "PullStock"]
    assert cursors == [None, "10", "10", "20", "30"]
    assert shopify.units["100", "1"] == 20
