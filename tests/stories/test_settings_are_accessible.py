"""The settings pages, looked at by axe on a phone and a tablet, in light and in dark."""

import pytest

from tests.stories.test_every_page_is_accessible import check, looks  # noqa: F401  (looks is a fixture)
from tests.support.hands import Hands
from tests.support.packing import Bench

pytestmark = [pytest.mark.engine("sqlite"), pytest.mark.long]

PAGES = (
    "/settings",
    "/settings/store",
    "/settings/promises",
    "/settings/pause",
    "/settings/hold",
    "/settings/counter",
    "/settings/shorts",
    "/settings/parcels",
    "/settings/hours",
    "/settings/hours/week",
    "/settings/hours/days",
    "/settings/hours/holidays?country=IE&year=2027",
    "/settings/places",
    "/settings/places/R1",
    "/settings/places/path",
    "/settings/reasons",
    "/settings/reasons/short",
    "/settings/messages",
    "/settings/messages/ready/email/en",
    "/settings/returns",
    "/settings/returns/new",
)
SHOPS = (
    "/settings/channels",
    "/settings/channels/new",
    "/settings/channels/web",
    "/settings/channels/web/secret",
)


SHIPPING = (
    "/settings/boxes",
    "/settings/boxes/new",
    "/settings/boxes/L",
    "/settings/carriers",
    "/settings/carriers/new",
    "/settings/carriers/swift",
    "/settings/carriers/swift/secret",
)


@pytest.mark.parametrize("paths", [PAGES[:6], PAGES[6:12], PAGES[12:]], ids=["work", "places", "words"])
def test_every_page_of_a_manager(shop, devices, server, paths):
    helen = Hands(devices.phone(), server.url).signs_in(shop.helen)
    for path in paths:
        check(helen.opens(path))


def test_a_change_from_problem_to_saved(shop, devices, server):
    helen = Hands(devices.tablet(), server.url).signs_in(shop.helen).opens("/settings/hold")
    helen.page.fill("#hold_days", "0")
    check(helen.taps("See what changes").sees("1 thing can’t be saved like this"))
    helen.page.fill("#hold_days", "5")
    check(helen.taps("See what changes").sees("If you save this"))
    check(helen.taps("Save").sees("Last changed by Helen"))
    check(helen.opens("/settings/changes"))


def test_every_page_of_a_web_shop(shop, devices, server):
    ada = Hands(devices.phone(), server.url).signs_in(shop.ada)
    for path in SHOPS:
        check(ada.opens(path))


@pytest.mark.parametrize("paths", [SHIPPING[:3], SHIPPING[3:]], ids=["boxes", "carriers"])
def test_every_page_about_parcels(shop, devices, server, paths):
    Bench(shop)
    ada = Hands(devices.phone(), server.url).signs_in(shop.ada)
    for path in paths:
        check(ada.opens(path))
