"""The pages about figures, looked at by axe on a phone and a tablet, in light and in dark."""

from datetime import timedelta

import pytest

from associate.clock import as_of, now
from associate.core.figures.keep import catch_up
from tests.stories.test_every_page_is_accessible import check, looks  # noqa: F401  (looks is a fixture)
from tests.support.hands import Hands
from tests.support.pickups import make_ready

pytestmark = [pytest.mark.engine("sqlite"), pytest.mark.long]
PAGES = ("/figures", "/figures/time-to-ready", "/figures/short?by=detail", "/figures/day", "/figures/sales")


def test_every_page_about_figures(shop, devices, server):
    with as_of(now() - timedelta(days=2)):
        for number in range(6):
            order = shop.has_order((shop.kettle, 2), number=f"{number}")
            with as_of(now() + timedelta(minutes=9 * number)):
                make_ready(shop.job(order), tag=f"{number:03}", short=number % 2)
    catch_up()
    helen = Hands(devices.tablet(), server.url).signs_in(shop.helen)
    for path in PAGES:
        check(helen.opens(path))
    check(helen.opens("/figures").taps("28 days").sees("6 orders."))
    assert "span=28" in helen.page.url
