"""A manager's desk: somebody is late, so it is given to somebody and put first; and taken back again."""

from datetime import timedelta

import pytest

from associate.clock import now
from associate.core.events.record import SYSTEM
from associate.core.stores.shifts import begin_shift
from associate.core.stores.staff import Role, Staff
from associate.db import atomic, db
from tests.stories.test_every_page_is_accessible import check, looks  # noqa: F401  (looks is a fixture)
from tests.support.furnish import HASH
from tests.support.hands import Hands

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def ben(shop):
    with atomic():
        name = {"first_name": "Ben", "last_name": "Ryan", "email": "ben@shop.example"}
        ben = Staff(**name, role=Role.ASSOCIATE, store_id=shop.mill_quay.id, password_hash=HASH)
        db.session.add(ben)
        db.session.flush()
        begin_shift(ben, shop.mill_quay, by=SYSTEM)
    return ben


@pytest.fixture
def late(shop):
    job = shop.job(shop.has_order((shop.jacket, 2)))
    with atomic(job):
        job.promise_at = now() - timedelta(minutes=9)
    return job


def test_somebody_is_late_it_is_given_put_first_and_taken_back(devices, server, shop, late, ben):
    helen = Hands(devices.tablet(), server.url).signs_in(shop.helen).opens("/board")
    helen.sees("1 order is late.").taps("Late 1").sees("HW-1001", "Nobody has it yet.").taps("Move")
    chooses(helen, "owner", "It would be late").page.get_by_label("Ben").check()
    helen.taps("Give it").sees("Ben has it", "HW-1001 given to Ben")
    helen.taps("Move HW-1001")
    chooses(helen, "turn", "It would be late").taps("Put it first").sees("HW-1001 put first")
    phone = Hands(devices.phone(), server.url).signs_in(ben).opens("/pick")
    phone.sees("Helen gave this to Ben.", "Put first by Helen: it would be late.")
    helen.taps("Undo").sees("Taken back by Helen.")
    assert shop.job(late.order).first_at is None
    assert shop.job(late.order).owner_id == ben.id


@pytest.mark.long
def test_its_pages_are_accessible(devices, server, shop, late, ben):
    shop.has_order((shop.kettle, 1), number="1002", customer="c-joel")
    helen = Hands(devices.phone(), server.url).signs_in(shop.helen)
    check(helen.opens("/board"))
    check(helen.opens("/board/list?show=late"))
    check(helen.opens("/board/list?show=cars"))
    check(helen.opens("/board/jobs/HW-1002"))
    chooses(helen, "pause", "The customer asked").taps("Pause it").sees("HW-1002 paused until")
    check(helen)
    check(helen.opens("/board/jobs/HW-1002").sees("Go on now"))
    check(helen.opens("/pick/HW-1002").sees("Paused by Helen"))
    rosa = Hands(devices.phone(), server.url).signs_in(shop.rosa)
    check(rosa.opens("/board/stores"))
    check(rosa.opens("/board/list?show=late&at=all"))


@pytest.mark.later
def test_without_javascript_the_same(devices, server, shop, late, ben):
    helen = Hands(devices.phone(java_script_enabled=False), server.url).signs_in(shop.helen)
    helen.opens("/board/list?show=late").taps("Move")
    chooses(helen, "turn", "The customer waits").taps("Put it first").sees("Put first", "HW-1001 put first")
    helen.taps("Undo").sees("Taken back by Helen.")
    assert shop.job(late.order).first_at is None


def chooses(hands, deed, why):
    hands.page.locator(f"#{deed}-reason").select_option(label=why)
    return hands
