"""A set in people's hands: each part by its own code, the set by its name, and what is free of it."""

import pytest
import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.catalog.models import Variant
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.sets import counted
from associate.core.fulfillment.states import State
from associate.db import atomic, db
from associate.files.bring import bring_in
from tests.core.test_kits import GIFT
from tests.support.counter import qr
from tests.support.files import tries
from tests.support.machines import Machine, code_of, own_channel
from tests.support.missing import EVERYWHERE
from tests.support.people import Person
from tests.support.picking import KETTLE


@pytest.fixture
def gift(shop):
    text = GIFT.replace("price,", "price,gtin,").replace("50.00,", "50.00,5012345678900,")
    bring_in(tries("catalog", text), by=SYSTEM)
    return db.session.scalars(sa.select(Variant).filter_by(sku="GIFT")).one()


@pytest.fixture(autouse=True)
def books_agree(gift):
    yield
    db.session.rollback()
    assert list(mismatches()) == []


@pytest.fixture
def ana(app, shop):
    return Person(app, shop.ana)


def test_a_set_is_picked_part_by_part(shop, gift, ana):
    order = shop.has_order((gift, 1), (shop.jacket, 1))
    ana.opens("/pick").taps("Start picking")
    ana.scans("5012345678900").sees("That’s a set: scan its parts")
    ana.opens(f"/pick/{shop.job(order).number}")
    ana.scans(KETTLE).sees("Breakfast set")
    ana.scans("HW-OM-1").scans("HW-OM-1").scans("HW-RJ-204-M")
    job = shop.job(order)
    assert job.state == State.PICKED
    told = counted(job.lines, lambda line: line.picked)
    assert told == [(1, "Breakfast set"), (1, "Harbor rain jacket, Moss, M")]
    assert counted(job.lines, lambda line: 1)[0] == (1, "Oat milk 1 L")  # one of two: no set
    ana.opens(f"/orders/{order.number}").sees("1 × Breakfast set", "€50.00", "2 × Oat milk 1 L", "€5.27")


def test_who_cannot_find_a_part_is_told_what_becomes_of_its_set(shop, gift, ana):
    job = shop.job(shop.has_order((gift, 1)))
    ana.opens("/pick").taps("Start picking")
    ana.opens(f"/pick/{job.number}/lines/{job.lines[0].id}/short").sees("the whole set is refunded")


def test_the_rest_of_a_broken_set_is_out_of_the_bag_before_it_goes(app, shop, gift, ana):
    job = shop.job(shop.has_order((shop.jacket, 1), (gift, 1)))
    milk = next(line for line in job.lines if line.variant_id == shop.milk.id)
    ana.opens("/pick").taps("Start picking").scans("96385074", KETTLE, "HW-OM-1")
    ana.opens(f"/pick/{job.number}/lines/{milk.id}/short")
    ana.taps("Report", reason="not_found", looked=EVERYWHERE)
    ana.opens(f"/pick/{job.number}").scans("BAG-7K4", "LOC-R-1")
    assert shop.messages() == ["partly_ready"]
    page = ana.opens("/handover").scans(qr(job)).scans("7K4").sees("Everything is here").url
    Person(app, shop.marcus).opens("/tasks").taps("Decide").taps("Give up", decision="give_up")
    assert shop.messages() == ["partly_ready", "partly_ready"]  # there is less in it than was said
    ana.taps("Hand over 1 bag").sees("Take this out of the bag first", "1 × Oat milk 1 L")
    assert ana.code == "take_out" and shop.job(job.order).state == State.READY
    ana.opens("/putback").sees("No longer needed for HW-1001", "7K4 stands on Rack R-1.")
    ana.opens(page).sees("Take something out first", "Not for Maya any more")
    ana.taps("It’s out. Hand over the rest")
    assert shop.job(job.order).state == State.COLLECTED
    assert [line.handed_over for line in shop.job(job.order).lines] == [1, 0, 0]


def test_what_was_told_as_not_found_is_not_told_again(app, shop, ana):
    job = shop.job(shop.has_order((shop.jacket, 1), (shop.milk, 1)))
    milk = next(line for line in job.lines if line.variant_id == shop.milk.id)
    ana.opens("/pick").taps("Start picking").scans("96385074")
    ana.opens(f"/pick/{job.number}/lines/{milk.id}/short")
    ana.taps("Report", reason="not_found", looked=EVERYWHERE)
    ana.opens(f"/pick/{job.number}").scans("BAG-7K4", "LOC-R-1")
    Person(app, shop.marcus).opens("/tasks").taps("Decide").taps("Give up", decision="give_up")
    assert shop.messages() == ["partly_ready"] and "short" not in shop.tasks()


def test_a_set_is_looked_up_by_what_its_parts_make(shop, gift, ana):
    shop.has_order((gift, 2))
    ana.opens("/stock/lookup?q=GIFT").sees(
        "A set of 2 parts",
        "8 sets free",
        "2 × Oat milk 1 L",
        "16 free",
        "€5.27 of its price",
        "€44.73 of its price",
    )


def test_a_set_has_no_stock_to_correct_and_the_api_says_what_it_makes(app, shop, gift):
    with atomic():
        shop.mill_quay.cash_on_pickup = True
    site = Machine(app, channel=own_channel("site", "RS"))
    place = site.gets("/availability", sku="GIFT")["items"][0]["stores"][0]
    assert place["atp"] == min(20 // 2, shop.level(shop.kettle)[0])
    wish = {
        "store": "MQ",
        "lines": [{"sku": "GIFT", "quantity": 2}],
        "contact": {"email": "noor@mail.example"},
    }
    made = site.sends("/reservations", wish)
    assert made.status_code == 201 and shop.level(shop.milk)[1] == 4, made.text
    line = site.gets(f"/orders/{made.get_json()['order']}")["lines"][0]
    assert (line["sku"], line["part_of"]["sku"], line["part_of"]["units"]) == ("HW-OM-1", "GIFT", 2)
    variant = site.gets("/products", sku="GIFT")["items"][0]["variants"][0]
    assert [each["sku"] for each in variant["components"]] == ["HW-OM-1", "HW-EK-15"]
    levels = site.gets("/stock", sku="GIFT", store="MQ")["items"]
    assert [(level["on_hand"], level["atp"]) for level in levels] == [(0, place["atp"] - 2)]
    fix = {"store": "MQ", "sku": "GIFT", "quantity": 1, "reason": "found"}
    assert code_of(site.sends("/stock/adjustments", fix)) == (422, "kit_stock")
