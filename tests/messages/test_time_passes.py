"""What the worker does when time passes: reminders, the last day, back to the shelf; and what holds it up."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.core.acts.check import mismatches
from associate.core.acts.uncollected import give_back
from associate.core.events.models import Delivery
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment, Handover, HandoverOrder, HandoverState
from associate.core.fulfillment.states import State
from associate.core.inventory.models import Movement, PutBack
from associate.core.stores.models import Temperature
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.integrations.notifications.console import kept
from associate.jobs.chores import reminders
from associate.jobs.due import run_due
from associate.jobs.worker import work_off
from tests.support.people import Person
from tests.support.pickups import make_ready
from tests.support.shop import Shop

NOON = datetime(2026, 7, 21, 12, 0, tzinfo=UTC)  # a Tuesday; Dublin is an hour ahead


@pytest.fixture
def tuesday():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mails(app, tmp_path):
    app.config["MAIL_FOLDER"] = tmp_path / "mail"
    return lambda: [mail["Subject"] for mail in kept(tmp_path / "mail")]


@pytest.fixture
def waiting(shop, tuesday):
    """A jacket and two kettles, ready on Tuesday at noon."""
    order = shop.has_order((shop.jacket, 1), (shop.kettle, 2))
    make_ready(shop.job(order))
    return order


def later(traveller, **by):
    traveller.move_to(NOON + timedelta(**by))
    run_due()
    work_off()
    run_due()
    work_off()


def told():
    return list(db.session.scalars(sa.select(Delivery.kind).order_by(Delivery.id)))


def results():
    return dict(db.session.execute(sa.select(Delivery.kind, Delivery.result)).all())


def test_a_week_of_waiting_is_told_once_each(shop, waiting, tuesday, mails):
    for hours in (1, 23, 24, 25, 48, 24 * 6, 24 * 6 + 20, 24 * 7 - 3, 24 * 7 - 2, 24 * 7 + 5):
        later(tuesday, hours=hours)
    assert told() == ["ready", "reminder", "last_day"]
    later(tuesday, days=7, hours=12)  # Tuesday 23:59 has passed: but it is night
    assert told() == ["ready", "reminder", "last_day", "uncollected"] and len(mails()) == 3
    later(tuesday, days=7, hours=20)
    assert len(mails()) == 4 and mails()[0].startswith("We couldn’t hold it")


def test_who_was_reminded_keeps_nobody_waiting(shop, waiting, tuesday, mails, monkeypatch):
    monkeypatch.setattr(reminders, "AT_ONCE", 1)
    make_ready(shop.job(shop.has_order((shop.kettle, 1), number="1002")), tag="9MB")
    for minutes in range(3):
        later(tuesday, hours=24, minutes=minutes)
    assert told() == ["ready", "ready", "reminder", "reminder"]


def test_an_order_that_breaks_keeps_none_of_the_others(shop, waiting, tuesday, mails):
    make_ready(shop.job(shop.has_order((shop.kettle, 1), number="1002")), tag="9MB")
    with atomic(job := shop.job(waiting)):
        job.hold_until -= timedelta(days=1)  # its turn comes first
        job.lines[0].reservation.quantity = 0  # and it can’t be done: it has nothing set aside
    later(tuesday, days=8)
    states = db.session.execute(sa.select(Fulfillment.number, Fulfillment.state))
    assert dict(states.all()) == {"HW-1001": State.READY, "HW-1002": State.UNCOLLECTED}


def test_uncollected_gives_goods_and_money_back_once(shop, waiting, tuesday, mails):
    for _ in range(2):
        later(tuesday, days=8)
    job = shop.job(waiting)
    assert job.state == State.UNCOLLECTED and shop.level(shop.kettle) == (20, 0, 2)
    assert sorted(p.quantity for p in db.session.scalars(sa.select(PutBack))) == [1, 2]
    [refund] = db.session.scalars(sa.select(Task).filter_by(kind=TaskKind.REFUND))
    assert refund.facts["amount"] == 8900 + 2 * 4250 and refund.facts["why"] == "uncollected"
    assert job.order.state.value == "done" and list(mismatches()) == []
    assert shop.diary(job).count("fulfillment.uncollected") == 1


def test_what_was_uncollected_is_for_sale_once_it_is_shelved(app, shop, waiting, tuesday, mails):
    later(tuesday, days=8)
    ana = Person(app, Shop().ana).opens("/putback")
    ana.sees("Nobody came for HW-1001")
    for put_back in db.session.scalars(sa.select(PutBack.id)).all():
        ana.posts(f"/putback/{put_back}", store="MQ")
    assert shop.level(shop.kettle) == (20, 0, 0) and shop.job(waiting).open_bags == []


def test_chilled_goods_wait_until_close_and_are_thrown_away(app, shop, tuesday, mails):
    with atomic(shop.milk):
        shop.milk.product.temperature = Temperature.CHILLED
    order = shop.has_order((shop.milk, 3))
    make_ready(shop.job(order))
    assert shop.job(order).hold_until.astimezone(shop.mill_quay.timezone).strftime("%a %H:%M") == "Tue 23:59"
    later(tuesday, hours=12)
    ana = Person(app, Shop().ana).opens("/putback")
    ana.sees("throw it away", "It’s thrown away").posts(
        f"/putback/{db.session.scalar(sa.select(PutBack.id))}", store="MQ"
    )
    assert ana.status == 200, ana.text
    assert shop.level(shop.milk) == (17, 0, 0) and list(mismatches()) == []
    kinds = set(db.session.scalars(sa.select(Movement.kind)))
    assert "disposed" in {kind.value for kind in kinds}


@pytest.mark.parametrize("why", ["hold", "served", "extended", "collected"])
def test_who_is_not_taken_back(shop, waiting, tuesday, why):
    tuesday.move_to(NOON + timedelta(days=8))
    job = shop.job(waiting)
    with atomic(job):
        if why == "hold":
            job.hold = "payment"
        elif why == "extended":
            job.hold_until = NOON + timedelta(days=9)
        elif why == "served":
            handover = Handover(store_id=job.store_id, opened_by="staff:1", state=HandoverState.OPEN)
            handover.orders.append(HandoverOrder(fulfillment_id=job.id, state_before=job.state))
            db.session.add(handover)
    if why == "collected":
        _collect(job)
    run_due()
    assert shop.job(waiting).state in (State.READY, State.COLLECTED) and "uncollected" not in told()


def _collect(job):
    from associate.core.acts.collect import collect

    with atomic(job.order, job):
        collect(job, {line.id: line.to_hand_over for line in job.lines}, cause="handover:1", by=SYSTEM)


def test_giving_back_twice_gives_back_once(shop, waiting, tuesday):
    tuesday.move_to(NOON + timedelta(days=8))
    assert [give_back(shop.job(waiting), by=SYSTEM) for _ in range(2)] == [True, False]


def test_a_reminder_that_waited_out_the_night_is_overtaken_by_the_customer(shop, waiting, tuesday, mails):
    later(tuesday, hours=33)  # 22:00 in Dublin: queued, and quiet
    assert told() == ["ready", "reminder"] and len(mails()) == 1
    _collect(shop.job(waiting))
    later(tuesday, hours=44)
    assert results()["reminder"] == "overtaken" and len(mails()) == 1


def test_an_extension_makes_the_last_day_another_one(shop, waiting, tuesday, mails):
    tuesday.move_to(NOON + timedelta(days=7, hours=-2))
    run_due()  # queued for the last day
    job = shop.job(waiting)
    with atomic(job):
        job.hold_until += timedelta(days=3)
    work_off()
    assert results()["last_day"] == "overtaken"
    later(tuesday, days=10)
    assert told().count("last_day") == 2


def test_a_promise_that_passes_is_owned_up_to_once(shop, tuesday, mails):
    order = shop.has_order((shop.jacket, 1))
    for hours in (1, 2, 3, 4):
        later(tuesday, hours=hours)
    assert told() == ["delayed"] and "takes longer" in mails()[0]
    make_ready(shop.job(order))
    later(tuesday, hours=5)
    assert told() == ["delayed", "ready"]


# ── holding it longer ────────────────────────────────────────────────────────

PAGE = "/orders/HW-1001/extension"


def test_an_associate_extends_once_and_the_customer_sees_it(app, shop, waiting, tuesday, mails):
    ana = Person(app, shop.ana).opens("/orders/HW-1001").taps("Hold it longer")
    ana.sees("Hold it until Fri 31 Jul, 23:59?", "Now it waits until Tue 28 Jul").taps("Hold it longer")
    ana.sees("Held longer", "3 days longer")
    job = shop.job(waiting)
    assert job.extensions == 1 and "fulfillment.extended" in shop.diary(job)
    work_off()
    assert mails()[0] == "We hold it longer: order HW-1001"
    assert ana.opens(PAGE).posts(PAGE, store="MQ").code == "needs_approval"


def test_a_manager_extends_a_second_time_and_nobody_a_third(app, shop, waiting, tuesday):
    for who in (shop.ana, shop.helen):
        assert Person(app, who).opens(PAGE).posts(PAGE, store="MQ").status == 200
    helen = Person(app, shop.helen).opens(PAGE).sees("twice already")
    assert helen.posts(PAGE, store="MQ").code == "extended_twice" and shop.job(waiting).extensions == 2


def test_extending_twice_with_one_command_extends_once(app, shop, waiting, tuesday):
    helen = Person(app, shop.helen).opens(PAGE)
    for _ in range(2):
        helen.posts(PAGE, store="MQ", command_id="one-command-only")
    assert shop.job(waiting).extensions == 1


def test_what_does_not_keep_is_not_extended(app, shop, tuesday):
    with atomic(shop.milk):
        shop.milk.product.temperature = Temperature.CHILLED
    make_ready(shop.job(shop.has_order((shop.milk, 1))))
    ana = Person(app, shop.ana).opens(PAGE).sees("can’t wait any longer")
    assert ana.posts(PAGE, store="MQ").code == "spoils"


def test_what_does_not_wait_here_is_not_extended(app, shop, waiting, tuesday):
    _collect(shop.job(waiting))
    assert Person(app, shop.ana).opens(PAGE).status == 404
    assert Person(app, shop.charlie).opens(PAGE).status == 404
