"""Nobody came for it yet: the list, its ages, and what the store does with the money."""

from datetime import timedelta

import time_machine

from associate.clock import now
from associate.core.acts.uncollected import give_back
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.states import State
from associate.core.payments.calls import PaymentVerb, calls_of
from associate.core.stores.models import Temperature
from associate.db import atomic, db
from tests.support.counter import books_agree, stage
from tests.support.money import account, paper_order
from tests.support.paper_payments import PaperPayments, connect
from tests.support.people import Person
from tests.support.settings import press

__all__ = ["books_agree"]


def test_the_list_says_how_old_it_is_and_offers_the_one_next_step(app, shop):
    with atomic():
        shop.milk.product.temperature = Temperature.CHILLED
    order = shop.has_order((shop.jacket, 2))
    job = stage(shop, order, "7K4")
    stage(shop, shop.has_order((shop.milk, 1), number="1002", first="Tom", customer="c-tom"), "9MB")
    ana = Person(app, shop.ana).opens("/uncollected").sees("HW-1002", "Last day", "chilled or hot")
    ana.does_not_see("HW-1001", "Hold it longer")
    with time_machine.travel(now() + timedelta(hours=25), tick=True):
        Person(app, shop.ana).opens("/today/ready").taps("Not collected").sees(
            "HW-1001", "Reminded", "Ready for", "Rack R-1", "HW-1002", "Time’s up"
        )
    with time_machine.travel(job.hold_until - timedelta(hours=1), tick=True):
        ana = Person(app, shop.ana).opens("/uncollected").taps("Hold it longer")
        ana.taps("Hold it longer").sees("Held longer", "Not collected")
    with time_machine.travel(ends(shop, order) - timedelta(hours=1), tick=True):
        Person(app, shop.ana).opens("/uncollected").sees("Held longer once").taps("Longer, with a manager")
        Person(app, shop.helen).opens("/uncollected").taps("Hold it longer").taps("Hold it longer")
    with time_machine.travel(ends(shop, order) - timedelta(minutes=1), tick=True):
        ana = Person(app, shop.ana).opens("/uncollected").sees("It was held longer twice already")
        ana.does_not_see("with a manager")


def ends(shop, order):
    return shop.job(order).hold_until


def test_what_went_back_stays_on_it_until_it_is_done(app, shop):
    job = stage(shop, shop.has_order((shop.jacket, 2)), "7K4")
    with time_machine.travel(job.hold_until + timedelta(days=1), tick=True):
        assert give_back(job, by=SYSTEM)
        helen = (
            Person(app, shop.helen).opens("/uncollected").sees("Went back", "2 units wait", "Its money waits")
        )
        helen.taps("Put it back").taps("It’s on the shelf")
        helen.opens("/uncollected").does_not_see("units wait").taps("Give it back")
        helen.taps("Done: €178.00", note="Ref 4711")
        helen.opens("/uncollected").sees("Nobody is late")
    assert shop.job(job.order).state == State.UNCOLLECTED and shop.level(shop.jacket) == (20, 0, 0)


def test_a_held_one_stays_and_another_stores_isnt_there(app, shop):
    job = stage(shop, shop.has_order((shop.jacket, 2)), "7K4")
    with atomic(job):
        job.hold = "fraud"
    with time_machine.travel(job.hold_until + timedelta(days=1), tick=True):
        Person(app, shop.ana).opens("/uncollected").sees("it stays until that’s settled").taps("See why")
        Person(app, shop.charlie).opens("/uncollected").does_not_see("HW-1001")
    db.session.rollback()


def test_the_store_says_whether_the_money_goes_back_by_itself(app, shop, tmp_path):
    connect(PaperPayments(tmp_path))
    account(shop.web, "paper")
    helen = press(Person(app, shop.helen).opens("/settings/hold"), refunds_uncollected=None)
    press(helen.sees("It counts for what goes back from now on"))
    by_hand = stage(shop, paper_order(shop), "7K4")
    with time_machine.travel(by_hand.hold_until + timedelta(days=1), tick=True):
        assert give_back(by_hand, by=SYSTEM) and shop.tasks() == ["refund"]
        assert calls_of(by_hand.order_id) == []
        press(press(Person(app, shop.helen).opens("/settings/hold"), refunds_uncollected="1"))
    by_itself = stage(shop, paper_order(shop, number="1002", captured=False), "9MB")
    with time_machine.travel(by_itself.hold_until + timedelta(days=1), tick=True):
        assert give_back(by_itself, by=SYSTEM) and shop.tasks() == ["refund"]
    assert [call.verb for call in calls_of(by_itself.order_id)] == [PaymentVerb.RELEASE]
