"""Two associates on one order, a double tap, the back button, a scan that comes twice."""

import pytest

from associate.core.acts.check import mismatches
from associate.core.fulfillment.models import Scan
from associate.db import db
from tests.support.hands import Hands

pytestmark = pytest.mark.engine("sqlite", later="postgresql")


@pytest.fixture
def order(shop):
    return shop.has_order((shop.jacket, 3), (shop.kettle, 1))


@pytest.fixture
def ana(devices, server, shop):
    return Hands(devices.tablet(), server.url).signs_in(shop.ana)


@pytest.fixture
def priya(devices, server, shop):
    return Hands(devices.phone(), server.url).signs_in(shop.priya)


def picked(shop, order):
    return [line.picked for line in shop.job(order).lines]


def test_one_picks_the_other_is_told_and_takes_over(shop, order, ana, priya):
    ana.opens(f"/pick/{order.number}").taps("Start picking").scans("96385074").sees("Picked 1 of 3")
    priya.opens(f"/pick/{order.number}").sees("Ana is picking this")
    priya.taps("Take over").scans("96385074").sees("Picked 2 of 3")
    ana.sees("Priya is picking this").does_not_see("Can’t find it")  # without having touched the screen
    assert picked(shop, order) == [2, 0]
    assert list(mismatches()) == []


def test_a_double_tap_starts_once_and_two_quick_scans_are_two(shop, order, ana):
    ana.opens(f"/pick/{order.number}")
    ana.taps_twice("Start picking").sees("Scan the Harbor rain jacket.")
    ana.scans("96385074", "96385074", "4006381333931").sees("Picked 1 of 1")
    assert picked(shop, order) == [2, 1]
    assert shop.diary(shop.job(order)).count("fulfillment.picking") == 1


@pytest.mark.later
def test_the_back_button_shows_how_it_stands_and_changes_nothing(shop, order, ana):
    ana.opens("/pick").opens(f"/pick/{order.number}").taps("Start picking").scans("96385074").sees(
        "Picked 1 of 3"
    )
    ana.page.go_back()
    ana.page.go_forward()
    ana.sees("1", "of 3").scans("96385074").sees("Picked 2 of 3")
    assert picked(shop, order) == [2, 0]


@pytest.mark.later
def test_a_scan_whose_answer_got_lost_counts_once(devices, shop, order, ana):
    ana.opens(f"/pick/{order.number}").taps("Start picking").sees("Scan the")
    lost = []

    def lose_the_answer(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())  # it reached the shop; the answer never came back
        return route.abort()

    ana.page.route("**/scans", lose_the_answer)
    ana.scans("96385074").sees("1 of 4 picked")
    assert lost
    assert picked(shop, order) == [1, 0]
    assert db.session.scalar(db.select(db.func.count()).select_from(Scan)) == 1
    devices.complaints.clear()  # the browser complains of the connection we cut
