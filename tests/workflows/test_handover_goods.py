"""What doesn't go: under age, refused, not found; and what taking it back restores."""

# ruff: noqa: F811  a fixture has the name of what it gives

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.bags import lost
from associate.core.acts.intake import take_in
from associate.core.events.models import Delivery, DeliveryState
from associate.core.fulfillment.models import Handover
from associate.core.fulfillment.states import State
from associate.core.inventory.models import PutBack
from associate.core.orders.incoming import IncomingLine, IncomingTender
from associate.core.orders.models import OrderState
from associate.core.payments.calls import PaymentState, PaymentVerb, calls_of
from associate.core.stores.reasons import Family, Offered, put_reasons
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task
from associate.db import atomic, db
from tests.support.counter import ana, books_agree, handover, job, qr, stage  # noqa: F401  fixtures
from tests.support.money import account, paper_order
from tests.support.paper_payments import PaperPayments, connect
from tests.support.people import Person
from tests.support.shop import look_again


@pytest.fixture
def with_wine(shop):
    return stage(shop, shop.has_order((shop.jacket, 1), (shop.wine, 2)), "7K4")


def task(kind):
    db.session.expire_all()
    return db.session.scalars(sa.select(Task).filter_by(kind=kind).order_by(Task.id.desc())).first()


def begin(person, job, *tags):
    return person.opens("/handover").scans(qr(job)).scans(*tags)


# ── age ──────────────────────────────────────────────────────────────────────


def test_wine_needs_an_id_even_with_the_right_code_and_one_tap_says_it_was_seen(shop, ana, with_wine):
    begin(ana, with_wine, "7K4").sees("Pinot noir 750 ml is for 18 and over", "Check the ID first")
    ana.does_not_see("Hand over 1 bag")
    ana.posts(f"/handover/{handover().id}/completion")
    assert ana.code == "check_age"
    ana.opens(f"/handover/{handover().id}").taps("Passport seen", seen="passport").taps("Hand over 1 bag")
    ana.sees("by QR code and photo ID")
    assert shop.level(shop.wine) == (18, 0, 0) and handover().age_checked


@pytest.mark.parametrize("who", ["ana", "helen", "ada"])
def test_under_age_keeps_the_wine_here_and_nobody_overrides_it(app, shop, with_wine, who):
    with atomic():
        db.session.merge(shop.ada).store_id = shop.mill_quay.id
    person = Person(app, getattr(shop, who))
    begin(person, with_wine, "7K4").taps("Under age", seen="under_age").sees("stays here: under age")
    person.posts(f"/handover/{handover().id}/age-check", seen="passport")
    assert person.code == "under_age" and not handover().age_checked
    wine = with_wine.lines[1].id
    person.posts(f"/handover/{handover().id}/refusals", **{f"keep-{wine}": 2}).taps("Hand over and refund")
    assert shop.level(shop.wine) == (20, 0, 2) and shop.level(shop.jacket) == (19, 0, 0)
    assert task(TaskKind.REFUND).facts["amount"] == 2 * 1450
    person.sees("€29.00 goes back", "2 units wait to be put back")


def test_no_id_refuses_the_wine_until_the_id_turns_up(shop, ana, with_wine):
    begin(ana, with_wine, "7K4").taps("No photo ID", seen="no_id").sees(
        "stays here: no photo ID", "gets €29.00 back"
    )
    ana.taps("National ID seen", seen="national_id").sees("ID seen, old enough").taps("Hand over 1 bag")
    assert shop.level(shop.wine) == (18, 0, 0) and task(TaskKind.REFUND) is None


def test_an_age_check_takes_a_type_and_never_a_number(shop, ana, with_wine):
    begin(ana, with_wine).posts(f"/handover/{handover().id}/age-check", seen="P1234567")
    assert ana.code == "no_id_type"


# ── refused ──────────────────────────────────────────────────────────────────


def test_refused_units_go_back_to_the_cent_with_their_discount(shop, ana):
    line = IncomingLine(
        external_id="a",
        sku="HW-RJ-204-M",
        title="Jacket",
        quantity=3,
        to_fulfill=3,
        unit_price=8900,
        discount=1000,
        total=25700,
    )
    tender = IncomingTender(kind="card", amount=25700, is_captured=True)
    told = shop.tells(number="1001", lines=(line,), total=25700, tenders=(tender,))
    job = stage(shop, take_in(shop.web, told), "7K4")
    jacket = job.lines[0].id
    begin(ana, job, "7K4").taps("Maya doesn’t want everything").sees("What does Maya keep?", "3 of 3")
    ana.posts(f"/handover/{handover().id}/refusals", **{f"keep-{jacket}": 3, "step": f"{jacket}:-1"}).sees(
        "2 of 3", "−€85.66", "Maya keeps 2 of 3"
    )
    ana.posts(f"/handover/{handover().id}/refusals", **{f"keep-{jacket}": 2})
    assert ana.code == "no_reason"
    ana.posts(f"/handover/{handover().id}/completion")
    assert ana.code == "no_reason"
    ana.posts(
        f"/handover/{handover().id}/refusals", **{f"keep-{jacket}": 2, f"reason-{jacket}": "wrong_size"}
    )
    ana.sees("Maya keeps 2 of 3 and gets €85.66 back.").taps("Hand over and refund")
    assert task(TaskKind.REFUND).facts["amount"] == 25700 // 3
    assert shop.level(shop.jacket) == (18, 0, 1) and shop.job(job.order).state == State.COLLECTED


def test_the_store_says_which_reasons_it_takes(shop, ana, job):
    off, own = Offered("damaged", "Damaged", is_active=False), Offered("smells", "It smells", is_own=True)
    with atomic():
        put_reasons(shop.mill_quay.id, Family.REFUSAL, [off, own])
    jacket = job.lines[0].id
    begin(ana, job, "7K4", "9MB")
    url, keep = f"/handover/{handover().id}/refusals", {f"keep-{jacket}": 0}
    ana.posts(url, **keep, step=f"{jacket}:0").sees("It smells").does_not_see(">Damaged<")
    assert ana.posts(url, **keep, **{f"reason-{jacket}": "damaged"}).code == "no_reason"
    ana.posts(url, **keep, **{f"reason-{jacket}": "smells"})
    assert ana.status == 200 and handover().refusals[str(jacket)][1] == "smells"


def test_everything_refused_leaves_with_nobody_and_nobody_is_told_picked_up(shop, ana, job):
    begin(ana, job, "7K4", "9MB")
    fields = {f"keep-{line.id}": 0 for line in job.lines} | {
        f"reason-{line.id}": "damaged" for line in job.lines
    }
    ana.posts(f"/handover/{handover().id}/refusals", **fields).taps("Keep it all here and refund")
    assert shop.level(shop.jacket) == (20, 0, 2) and "picked_up" not in shop.messages()
    assert task(TaskKind.REFUND).facts["amount"] == job.order.total
    assert {row.why for row in db.session.scalars(sa.select(PutBack))} == {"damaged"}


def test_undo_takes_a_refusal_back_too_unless_the_money_went(shop, ana, job):
    line = job.lines[0].id
    begin(ana, job, "7K4", "9MB")
    ana.posts(f"/handover/{handover().id}/refusals", **{f"keep-{line}": 1, f"reason-{line}": "changed_mind"})
    ana.taps("Hand over and refund").taps("Undo, until")
    assert shop.level(shop.jacket) == (20, 2, 0) and task(TaskKind.REFUND).outcome == "handover undone"
    assert [one.refused for one in shop.job(job.order).lines] == [0, 0]
    begin(ana, job, "7K4", "9MB")
    ana.posts(f"/handover/{handover().id}/refusals", **{f"keep-{line}": 1, f"reason-{line}": "changed_mind"})
    ana.taps("Hand over and refund")
    with atomic():
        close_task(task(TaskKind.REFUND), "paid", by=shop.helen.actor)
    ana.taps("Undo, until")
    assert ana.code == "money_back" and shop.job(job.order).state == State.COLLECTED


def test_undo_stops_once_a_refused_item_is_on_its_shelf(app, shop, ana, job):
    line = job.lines[0].id
    begin(ana, job, "7K4", "9MB")
    ana.posts(f"/handover/{handover().id}/refusals", **{f"keep-{line}": 1, f"reason-{line}": "changed_mind"})
    ana.taps("Hand over and refund")
    Person(app, shop.priya).opens("/putback").scans("HW-RJ-204-M")
    ana.taps("Undo, until")
    assert ana.code == "shelved"


# ── not found ────────────────────────────────────────────────────────────────


def test_a_lost_bag_is_replaced_from_the_shelf_and_its_goods_are_held(shop, ana, job):
    begin(ana, job, "9MB").taps("Not there? 7K4").sees(
        "Where is bag 7K4?", "by Priya", "Rack R-1 its place", "Rack R-2 beside it"
    )
    ana.taps("Take it from the shelf now", what="shelf").sees("From the shelf instead", "Hand over 2 bags")
    assert shop.level(shop.jacket) == (20, 2, 0)
    ana.taps("Hand over 2 bags")
    assert shop.level(shop.jacket) == (18, 0, 2)
    assert task(TaskKind.BAG_MISSING).facts["held"] and task(TaskKind.BAG_MISSING).facts["tag"] == "7K4"
    assert shop.job(job.order).state == State.COLLECTED
    ana.taps("Undo, until")
    assert shop.level(shop.jacket) == (20, 2, 0) and not task(TaskKind.BAG_MISSING).facts["held"]


def test_undo_stops_once_the_lost_bag_was_settled(shop, ana, job):
    begin(ana, job, "9MB").taps("Not there? 7K4").taps("Take it from the shelf now", what="shelf").taps(
        "Hand over 2 bags"
    )
    lost(task(TaskKind.BAG_MISSING), by=shop.marcus.actor)
    assert shop.level(shop.jacket) == (16, 0, 0)
    ana.taps("Undo, until")
    assert ana.code == "bag_found"


def test_the_shelf_must_have_it(shop, ana, job):
    shop.has_order((shop.jacket, 17), number="1009", first="Joel", customer="c-joel")
    begin(ana, job, "9MB").taps("Not there? 7K4").sees("The shelf has too few of").does_not_see(
        "Take it from the shelf now"
    )
    ana.posts(f"/handover/{handover().id}/bags/7K4/missing", what="shelf")
    assert ana.code == "none_free"


def test_the_rest_goes_and_the_lost_bag_stays_open(shop, ana, job):
    begin(ana, job, "9MB").taps("Not there? 7K4").taps("Hand over the rest", what="rest").taps(
        "Hand over 1 bag"
    )
    ana.sees("Bag 7K4 wasn’t found: its goods stay open")
    job = shop.job(job.order)
    assert job.state == State.PART_COLLECTED and [bag.tag for bag in job.open_bags] == ["7K4"]
    assert shop.level(shop.jacket) == (20, 2, 0) and shop.level(shop.kettle) == (19, 0, 0)
    assert not task(TaskKind.BAG_MISSING).facts["held"]
    begin(ana, job, "7K4").taps("Hand over 1 bag")
    assert shop.job(job.order).state == State.COLLECTED and task(TaskKind.BAG_MISSING).done_at
    first = db.session.scalars(sa.select(Handover).order_by(Handover.id)).first()
    ana.posts(f"/handover/{first.id}/undo")
    assert ana.code == "later_handover"


def test_a_bag_that_turns_up_in_time_is_scanned_after_all(shop, ana, job):
    begin(ana, job, "9MB").taps("Not there? 7K4").taps("Hand over the rest", what="rest")
    ana.posts(f"/handover/{handover().id}/bags", code="7K4").taps("Hand over 2 bags")
    assert shop.job(job.order).state == State.COLLECTED and shop.tasks() == []


def test_nobody_knows_what_was_in_it_so_the_person_says_what_is_not_here(shop, ana):
    job = stage(shop, shop.has_order((shop.jacket, 2), (shop.kettle, 1)), "7K4", "9MB")
    begin(ana, job, "9MB").taps("Not there? 7K4").sees("What isn’t here?").does_not_see(
        "Take it from the shelf now"
    )
    ana.posts(f"/handover/{handover().id}/bags/7K4/missing", what="rest")
    assert ana.code == "say_what_stays"
    ana.posts(f"/handover/{handover().id}/bags/7K4/missing", what="shelf")
    assert ana.code == "unknown_contents"
    ana.posts(f"/handover/{handover().id}/bags/7K4/missing", what="rest", **{f"stays-{job.lines[1].id}": "1"})
    ana.taps("Hand over 1 bag")
    assert [line.handed_over for line in shop.job(job.order).lines] == [2, 0]


def test_without_its_only_bag_nothing_goes(shop, ana, with_wine):
    begin(ana, with_wine).taps("Not there? 7K4").does_not_see("Hand over the rest")
    ana.posts(f"/handover/{handover().id}/bags/7K4/missing", what="rest")
    assert ana.code == "only_bag"


def test_of_two_orders_the_one_without_its_bag_waits_on(shop, ana, job):
    second = stage(shop, shop.has_order((shop.milk, 1), number="1002"), "C31")
    begin(ana, job, "7K4", "9MB").taps("Not there? C31").taps("Hand over the rest", what="rest").taps(
        "Hand over 2 bags"
    )
    assert shop.job(second.order).state == State.READY and shop.job(job.order).state == State.COLLECTED
    ana.taps("Undo, until")
    assert shop.job(second.order).state == State.READY and shop.job(job.order).state == State.READY


# ── taken back, and by whom ──────────────────────────────────────────────────


def later(shop, minutes):
    with atomic():
        done = handover()
        done.closed_at -= timedelta(minutes=minutes)


@pytest.mark.usefixtures("at_noon")
def test_after_ten_minutes_a_lead_takes_it_back_an_associate_does_not(app, shop, ana, job):
    begin(ana, job, "7K4", "9MB").taps("Hand over 2 bags")
    later(shop, 11)
    ana.opens(f"/handover/{handover().id}").does_not_see("Undo, until").sees("A lead must agree")
    ana.posts(f"/handover/{handover().id}/undo")
    assert ana.code == "too_late"
    Person(app, shop.marcus).opens(f"/handover/{handover().id}").taps("Undo, until the store closes").sees(
        "Taken back"
    )
    assert shop.job(job.order).state == State.READY


def test_the_next_day_it_is_too_late_for_a_lead_too(app, shop, ana, job):
    begin(ana, job, "7K4", "9MB").taps("Hand over 2 bags")
    later(shop, 24 * 60)
    marcus = Person(app, shop.marcus).opens("/handover").posts(f"/handover/{handover().id}/undo")
    assert marcus.code == "too_late"


def test_what_was_told_already_stays_told(shop, ana, job):
    begin(ana, job, "7K4", "9MB").taps("Hand over 2 bags")
    with atomic():
        db.session.scalars(sa.select(Delivery).filter_by(kind="picked_up")).one().state = DeliveryState.SENT
    ana.taps("Undo, until").sees("Taken back")
    assert "picked_up" in shop.messages() and shop.job(job.order).order.state == OrderState.OPEN


def test_a_tag_that_is_on_another_bag_by_now_stops_the_undo(shop, ana, job):
    begin(ana, job, "7K4", "9MB").taps("Hand over 2 bags")
    stage(shop, shop.has_order((shop.milk, 1), number="1002", first="Joel", customer="c-joel"), "7K4")
    ana.taps("Undo, until")
    assert ana.code == "tag_in_use" and shop.job(job.order).state == State.COLLECTED


def test_two_at_once_hand_over_once(app, shop, ana, job):
    begin(ana, job, "7K4", "9MB")
    number = handover().id
    people = [Person(app, staff).opens("/handover") for staff in (shop.ana, shop.priya)]
    db.session.rollback()
    start, answers = threading.Barrier(2), []

    def complete(person):
        start.wait()
        person.posts(f"/handover/{number}/completion")
        answers.append((person.status, person.code))

    threads = [threading.Thread(target=complete, args=(person,)) for person in people]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(answers, key=str) == [(200, None), (409, "handed_over_already")]
    assert shop.level(shop.jacket) == (18, 0, 0) and shop.diary(job).count("handover.done") == 1


def test_set_aside_money_is_taken_only_once_it_cannot_be_undone(shop, ana, tmp_path):
    connect(PaperPayments(tmp_path))
    account(shop.web, "paper")
    order = paper_order(shop, captured=False)
    begin(ana, stage(shop, order, "7K2"), "7K2").taps("Hand over")
    (call,) = calls_of(order.id)
    assert call.verb == PaymentVerb.CAPTURE and call.next_at > now()
    ana.taps("Undo, until")
    look_again()
    assert [each.state for each in calls_of(order.id)] == [PaymentState.WITHDRAWN]
