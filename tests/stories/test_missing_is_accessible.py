"""The pages about what can’t be found, looked at by axe on a phone and a tablet, in light and in dark."""

import pytest

from tests.stories.test_every_page_is_accessible import check, looks  # noqa: F401  (looks is a fixture)
from tests.support.hands import Hands
from tests.support.missing import ask, report, slate
from tests.support.phones import a_link

pytestmark = [pytest.mark.engine("sqlite"), pytest.mark.long]


def test_every_page_about_something_missing(shop, devices, server):
    other = slate(shop, price=7400)
    job = shop.job(order := shop.has_order((shop.jacket, 1), (shop.kettle, 1)))
    second = shop.job(shop.has_order((shop.jacket, 1), number="1002"))
    task = report(job, shop.jacket, shop.ana)
    helen = Hands(devices.tablet(), server.url).signs_in(shop.helen)
    check(helen.opens(f"/pick/{job.number}/lines/{task.facts['line']}/substitutes").sees("Slate"))
    check(helen.opens(f"/pick/{second.number}").taps("Start picking").sees("Probably there"))
    check(helen.opens(f"/tasks/{task.id}/ways").sees("Reject it there too", "Castle Row brings it here"))
    ask(task, other, by=shop.ana)
    ana = Hands(devices.tablet(), server.url).signs_in(shop.ana)
    check(ana.opens(f"/pick/{job.number}").sees("Maya chooses"))
    maya = Hands(devices.phone(), server.url)
    check(maya.opens(link := a_link(order)).sees("We couldn’t find the Harbor rain jacket."))
    check(maya.opens(f"{link}/missing").sees("Take one of these?", "min left"))
