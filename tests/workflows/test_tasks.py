"""What waits for a person: each kind shows, and each way to settle it does what it says, once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.acts.cancel import cancel_order
from associate.core.acts.check import mismatches
from associate.core.acts.elsewhere import note_dispatches
from associate.core.acts.intake import take_in
from associate.core.acts.shorts import Reason, write_short
from associate.core.events.models import Delivery, DeliveryState, Event, Inbound, InboundState
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Bag
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.inventory.models import Bucket, Kind, Movement, PutBack
from associate.core.orders.incoming import IncomingDispatch, Method, Payment
from associate.core.orders.models import Order, OrderState
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import atomic, db
from tests.support.people import Person


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    db.session.rollback()
    assert list(mismatches()) == []


# ── the page ─────────────────────────────────────────────────────────────────


def test_each_kind_shows_with_a_headline_an_age_and_a_next_step(app, shop):
    order = shop.has_order((shop.jacket, 1))
    for kind in TaskKind:
        make_task(shop, kind, order)
    helen = Person(app, shop.helen).opens("/tasks")
    assert len(helen.page.select(".case")) == len(TaskKind)
    for case in helen.page.select(".case"):
        assert (
            case.select_one(".state")
            and case.select_one("h2").get_text(strip=True)
            and case.select_one("a.button")
        )
    for link in [a["href"] for a in helen.page.select(".case a.button")]:
        assert helen.opens(link).status == 200
    helen.opens("/tasks").sees("HW-1001: unknown SKU “GIFT-WRAP-2”", "give €89.00 back", "bag 9MB is missing")


def test_filters_are_addresses_with_counts_and_say_what_they_hide(app, shop):
    shop.has_order((shop.jacket, 21), number="1001")
    shop.has_order((shop.jacket, 1), number="1002", method=None)
    marcus = Person(app, shop.marcus).opens("/tasks").sees("All 2", "Mine 0", "No owner 2", "Nothing hidden.")
    marcus.opens("/tasks", show="no_stock").sees("HW-1001", "1 hidden.").does_not_see("HW-1002")
    marcus.taps("Take it").opens("/tasks", show="mine").sees(
        "Mine 1", "Owner: Marcus.", "1 hidden."
    ).does_not_see("HW-1002")
    marcus.taps("Let go").opens("/tasks", show="mine").sees("Nothing here")


def test_the_oldest_is_first_and_its_age_has_a_shape(app, shop):
    with time_machine.travel(now() - timedelta(minutes=70), tick=True):
        shop.has_order((shop.jacket, 21), number="1001")
    with time_machine.travel(now() - timedelta(minutes=20), tick=True):
        shop.has_order((shop.jacket, 21), number="1002")
    shop.has_order((shop.jacket, 21), number="1003")
    marcus = Person(app, shop.marcus).opens("/tasks")
    assert [case.select_one("h2").get_text().split()[0] for case in marcus.page.select(".case")] == [
        "HW-1001",
        "HW-1002",
        "HW-1003",
    ]
    assert [" ".join(s["class"]) for s in marcus.page.select(".case .state")] == [
        "state late",
        "state soon",
        "state",
    ]


def test_a_current_page_is_told_so_also_about_tasks_of_no_store(app, shop):
    with time_machine.travel(now(), tick=False):
        rosa = spanning(app, shop.rosa, htmx=True).opens("/tasks")
        version = rosa.page.select_one("#cases")["data-version"]
        assert rosa.opens("/tasks", v=version).status == 204
        shop.has_order((shop.jacket, 1), location="nowhere")
        rosa.opens("/tasks", v=version).sees("HW-1001: which store?")


@pytest.mark.parametrize(
    ("name", "status"), [("ana", 403), ("marcus", 200), ("helen", 200), ("rosa", 422), ("sam", 422)]
)
def test_who_sees_tasks(app, shop, name, status):
    assert Person(app, getattr(shop, name)).opens("/tasks").status == status


def test_another_stores_task_is_not_there(app, shop):
    there = task(shop.has_order((shop.jacket, 21), location="cr"))
    marcus = Person(app, shop.marcus)
    marcus.opens("/tasks").sees("Nothing waits for a person")
    assert marcus.opens(f"/tasks/{there.id}").status == 404
    for deed in ("owner", "decision", "settlement"):
        assert (
            marcus.posts(f"/tasks/{there.id}/{deed}", owner="me", decision="here", note="done").status == 404
        )
    assert task_now(there).owner_id is None


def test_what_has_no_store_is_for_people_who_look_after_all_of_them(app, shop):
    lost = task(shop.has_order((shop.jacket, 1), location="nowhere"))
    for name in ("marcus", "helen"):
        person = Person(app, getattr(shop, name)).opens("/tasks").does_not_see("HW-1001")
        assert person.opens(f"/tasks/{lost.id}").status == 404
    assert Person(app, shop.helen).posts(f"/tasks/{lost.id}/method", method="pickup", at="MQ").status == 404
    for name in ("rosa", "sam", "ada"):
        spanning(app, getattr(shop, name)).opens("/tasks").sees("HW-1001: which store?")


def test_what_has_no_store_counts_for_nobody_else(app, shop):
    shop.has_order((shop.jacket, 1), location="nowhere")
    helen, rosa = Person(app, shop.helen).opens("/"), spanning(app, shop.rosa).opens("/")
    assert [tasks_on_the_rail(person) for person in (helen, rosa)] == [0, 1]
    assert "Tasks 0" in helen.text and "Tasks 1" in rosa.text


def test_the_page_costs_the_same_with_many_tasks(app, shop):
    def statements(person):
        seen = []
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        sa.event.listen(db.engine, "before_cursor_execute", listen)
        person.opens("/tasks")
        sa.event.remove(db.engine, "before_cursor_execute", listen)
        return len(seen)

    order = shop.has_order((shop.jacket, 1))
    helen = Person(app, shop.helen)
    few = make_many(shop, order, 3) or statements(helen)
    make_many(shop, order, 150)
    assert statements(helen) == few
    helen.sees("All 153", "No owner 153", "Changed late 153", "53 hidden.")
    assert len(helen.page.select(".case")) == 100


def test_a_title_is_text_never_markup(app, shop):
    told = shop.tells((shop.jacket, 1), number="1001")
    line = told.lines[0].model_copy(update={"sku": "<b>X</b>", "title": "<script>alert(1)</script>"})
    take_in(shop.web, told.model_copy(update={"lines": (line,), "note": "<img src=x onerror=alert(1)>"}))
    helen = Person(app, shop.helen)
    for url in ("/tasks", f"/tasks/{only_task().id}", f"/tasks/{only_task().id}/map", "/orders/HW-1001"):
        assert helen.opens(url).status == 200
        assert helen.page.select("main script, main b:-soup-contains('X') > b, main img") == []
    helen.opens("/tasks").sees("<b>X</b>")


# ── owning ───────────────────────────────────────────────────────────────────


def test_taking_twice_is_taking_once(app, shop):
    waiting = task(shop.has_order((shop.jacket, 21)))
    marcus = Person(app, shop.marcus)
    for _ in range(2):
        marcus.posts(f"/tasks/{waiting.id}/owner", owner="me", command_id="the-same-tap")
    assert task_now(waiting).owner_id == shop.marcus.id
    assert shop.diary(waiting) == ["task.opened", "task.taken"]


def test_service_sees_and_does_not_take(app, shop):
    waiting = task(shop.has_order((shop.jacket, 21)))
    sam = Person(app, shop.sam).opens("/me").taps("Work here", code="MQ")
    sam.opens("/tasks").sees("HW-1001 waits for stock").does_not_see("Take it")
    assert sam.posts(f"/tasks/{waiting.id}/owner", owner="me").status == 403


# ── the order can't begin yet ────────────────────────────────────────────────


def test_mapping_a_product_sets_every_order_free_that_waited_for_it(app, shop):
    for number in ("1001", "1002"):
        unknown(shop, number)
    helen = Person(app, shop.helen).opens("/tasks").sees("1 other order has it too.")
    helen.taps("Map this product").taps("Find it in the catalog")
    helen.opens(helen.url, q="kettle").sees("Enamel kettle 1.5 L, Cream").taps("It’s this")
    helen.sees("Mapped", "2 orders are free to pick.")
    assert shop.level(shop.kettle) == (20, 2, 0) and shop.tasks() == []
    assert unknown(shop, "1003").state == OrderState.OPEN


def test_a_product_is_found_by_its_barcode_and_one_that_is_gone_is_refused(app, shop):
    unknown(shop, "1001")
    url = f"/tasks/{only_task().id}"
    helen = Person(app, shop.helen).opens(f"{url}/map", q="4006381333931").sees("Enamel kettle")
    helen.opens(f"{url}/map", q="%_").sees("Nothing by that name")
    for variant in ("999", "x", "", "99999999999999999999"):
        assert helen.posts(f"{url}/mapping", variant=variant).code == "no_such_product"
    assert shop.tasks() == ["map_product"]


def test_mapping_again_with_the_same_tap_answers_the_same_and_another_tap_is_too_late(app, shop):
    unknown(shop, "1001")
    helen, url = Person(app, shop.helen), f"/tasks/{only_task().id}/mapping"
    for _ in range(2):
        assert helen.posts(url, variant=shop.kettle.id, command_id="the-same-tap").status == 200
    assert helen.posts(url, variant=shop.jacket.id).code == "task_done"
    assert shop.level(shop.kettle) == (20, 1, 0) and shop.level(shop.jacket) == (20, 0, 0)


def test_pickup_at_a_chosen_store(app, shop):
    order = shop.has_order((shop.jacket, 1), method=None, location=None)
    rosa = spanning(app, shop.rosa).opens(f"/tasks/{task(order).id}")
    assert rosa.posts(f"/tasks/{task(order).id}/method", method="pickup", at="").code == "no_store_chosen"
    assert rosa.posts(f"/tasks/{task(order).id}/method", method="teleport", at="CR").code == "no_method"
    rosa.opens(f"/tasks/{task(order).id}").taps("It’s picked up there", at="CR", method="pickup").sees(
        "It’s in the store’s queue."
    )
    assert shop.job(order).store_id == shop.castle_row.id and shop.tasks() == []


def test_it_ships_and_is_not_ours(app, shop):
    order = shop.has_order((shop.jacket, 1), method=None)
    Person(app, shop.helen).opens(f"/tasks/{task(order).id}").taps("It ships, not ours", method="ship").sees(
        "It ships"
    )
    assert order_now(order).state == OrderState.EXTERNAL and order_now(order).method == Method.SHIP


def test_choosing_the_store_of_a_pickup(app, shop):
    order = shop.has_order((shop.jacket, 1), location="nowhere")
    spanning(app, shop.rosa).opens(f"/tasks/{task(order).id}").taps(
        "It’s picked up there", at="MQ", method="pickup"
    )
    assert shop.job(order).state == State.RELEASED and shop.tasks() == []


def test_a_store_with_too_little_leaves_the_next_task(app, shop):
    order = shop.has_order((shop.jacket, 21), location="nowhere")
    rosa = spanning(app, shop.rosa).opens(f"/tasks/{task(order).id}")
    rosa.taps("It’s picked up there", at="MQ", method="pickup").sees("It still waits")
    assert shop.tasks() == ["no_stock"]


def test_a_parked_order_is_tried_again(app, shop):
    order = shop.has_order((shop.jacket, 21))
    helen = Person(app, shop.helen).opens(f"/tasks/{task(order).id}").sees("21 wanted, 20 free")
    helen.taps("Try again now").sees("Still too few")
    shop.stocks(shop.jacket, 5)
    helen.taps("Try again now").sees("Released")
    assert shop.job(order).state == State.RELEASED and shop.tasks() == []


def test_a_parked_order_can_be_canceled_from_its_task(app, shop):
    order = shop.has_order((shop.jacket, 21))
    helen = Person(app, shop.helen).opens(f"/tasks/{task(order).id}").taps("Cancel the order")
    helen.taps("Cancel the order", reason="no_stock").sees("canceled")
    assert shop.tasks() == ["refund"]


def test_a_lead_reads_who_can_and_is_refused(app, shop):
    waiting = task(shop.has_order((shop.jacket, 21)))
    marcus = (
        Person(app, shop.marcus).opens(f"/tasks/{waiting.id}").sees("A manager can release or cancel it.")
    )
    assert marcus.posts(f"/tasks/{waiting.id}/release").status == 403


# ── short ────────────────────────────────────────────────────────────────────


def test_a_short_that_turned_up_is_picked_on(app, shop):
    job = short(shop)
    Person(app, shop.marcus).opens("/tasks").sees("HW-1001 is short 2 Harbor rain jacket, Moss, M").taps(
        "Decide"
    ).taps("Found it", decision="found")
    assert shop.job(job.order).state == State.PICKING and shop.tasks() == []


def test_a_short_given_up_owes_the_money(app, shop):
    job = short(shop)
    Person(app, shop.marcus).opens("/tasks").taps("Decide").taps("Give up", decision="give_up")
    assert shop.tasks() == ["refund"] and only_task().facts["amount"] == 2 * 8900
    assert shop.job(job.order).state == State.CANCELED


# ── damaged ──────────────────────────────────────────────────────────────────


def test_damaged_units_are_written_off_once_and_the_ledger_says_so(app, shop):
    short(shop, Reason.DAMAGED)
    marcus = Person(app, shop.marcus).opens("/tasks").sees("Damaged and held: 2 Harbor rain jacket, Moss, M")
    waiting = of_kind(TaskKind.DAMAGED_HELD)
    marcus.opens(f"/tasks/{waiting.id}").sees("Found while picking HW-1001.")
    marcus.taps("It can’t be sold", decision="write_off").sees("Settled")
    assert shop.level(shop.jacket) == (18, 0, 0) and shop.tasks() == ["short"]
    assert marcus.posts(f"/tasks/{waiting.id}/decision", decision="fine").code == "task_done"
    moved = sa.select(Movement.bucket, Movement.quantity, Movement.kind).where(Movement.cause == waiting.ref)
    assert [tuple(row) for row in db.session.execute(moved.order_by(Movement.id))] == [
        (Bucket.HELD, 2, Kind.HELD),
        (Bucket.HELD, -2, Kind.UNHELD),
        (Bucket.ON_HAND, -2, Kind.DISPOSED),
    ]
    assert shop.diary(waiting) == ["task.opened", "stock.disposed", "task.done"]
    Person(app, shop.helen).opens("/orders/HW-1001").sees("Damaged, written off: 2 units", "Marcus")


def test_damaged_units_that_are_fine_are_for_sale_again(app, shop):
    short(shop, Reason.DAMAGED)
    waiting = of_kind(TaskKind.DAMAGED_HELD)
    marcus = Person(app, shop.marcus)
    for _ in range(2):
        marcus.posts(f"/tasks/{waiting.id}/decision", decision="fine", command_id="the-same-tap")
    assert shop.level(shop.jacket) == (20, 0, 0) and shop.tasks() == ["short"]
    assert shop.diary(waiting) == ["task.opened", "stock.unheld", "task.done"]


def test_what_is_damaged_outlives_its_order(app, shop):
    job = short(shop, Reason.DAMAGED)
    cancel_order(job.order, by=SYSTEM, reason="customer")
    assert shop.tasks() == ["damaged_held", "refund"] and shop.level(shop.jacket) == (20, 0, 2)


def test_a_short_opened_again_leaves_what_is_damaged_to_its_task(app, shop):
    short(shop, Reason.DAMAGED)
    marcus = Person(app, shop.marcus)
    marcus.opens(f"/tasks/{of_kind(TaskKind.SHORT).id}").taps("Found it", decision="found")
    assert shop.level(shop.jacket) == (20, 2, 2) and shop.tasks() == ["damaged_held"]


def test_a_short_opened_again_uses_the_damaged_ones_where_there_are_no_others(app, shop):
    job = short(shop, Reason.DAMAGED, 20)
    marcus, url = Person(app, shop.marcus), f"/tasks/{of_kind(TaskKind.SHORT).id}"
    marcus.opens(url).taps("Found it", decision="found").sees("Settled")
    assert shop.level(shop.jacket) == (20, 20, 0) and shop.tasks() == []
    assert shop.job(job.order).state == State.PICKING


def test_damaged_twice_is_one_task_about_all_of_them(app, shop):
    job = short(shop, Reason.DAMAGED)
    Person(app, shop.marcus).opens(f"/tasks/{of_kind(TaskKind.SHORT).id}").taps("Found it", decision="found")
    job = shop.job(job.order)
    with atomic(job.order, job):
        write_short(job.lines[0], Reason.DAMAGED, by=SYSTEM, looked=[])
    assert of_kind(TaskKind.DAMAGED_HELD).facts["units"] == 4
    assert shop.tasks() == ["damaged_held", "short"] and shop.level(shop.jacket) == (20, 0, 4)


# ── money ────────────────────────────────────────────────────────────────────


def test_a_refund_shows_what_how_and_where_and_wants_a_note(app, shop):
    order = shop.has_order((shop.jacket, 1))
    cancel_order(order, by=SYSTEM, reason="customer")
    owed = task(order)
    helen = (
        Person(app, shop.helen)
        .opens(f"/tasks/{owed.id}")
        .sees("give €89.00 back", "card …4417", "in Web shop")
    )
    assert helen.posts(f"/tasks/{owed.id}/refund", note="  ").code == "note_missing"
    assert helen.posts(f"/tasks/{owed.id}/settlement", note="by the side door").code == "other_kind"
    helen.opens(f"/tasks/{owed.id}").taps("Done: €89.00", note="ref 77 on 4242 4242 4242 4242").sees(
        "Given back"
    )
    assert task_now(owed).outcome == "ref 77 on •••• 4242"
    helen.opens(f"/tasks/{owed.id}").sees("Settled", "Helen")


def test_leads_do_not_give_money_back_and_service_does(app, shop):
    order = shop.has_order((shop.jacket, 1))
    cancel_order(order, by=SYSTEM, reason="customer")
    url = f"/tasks/{task(order).id}"
    assert (
        Person(app, shop.marcus)
        .opens(url)
        .sees("customer service gives money back")
        .posts(f"{url}/refund", note="done")
        .status
        == 403
    )
    sam = Person(app, shop.sam).opens("/me").taps("Work here", code="MQ")
    assert sam.posts(f"{url}/refund", note="done in the shop").status == 200
    assert shop.tasks() == []


# ── collected already ────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [State.RELEASED, State.PICKING, State.PICKED, State.READY])
def test_what_left_by_another_hand_leaves_the_books_once(app, shop, state):
    job = elsewhere(shop, state)
    marcus = Person(app, shop.marcus)
    waiting = only_task()
    for _ in range(2):
        marcus.posts(f"/tasks/{waiting.id}/decision", decision="gone", command_id="the-same-tap")
    job = shop.job(job.order)
    assert (job.state, job.hold, job.open_bags) == (State.COLLECTED, "", [])
    assert shop.level(shop.jacket) == (18, 0, 0) and order_now(job.order).state == OrderState.DONE
    assert shop.tasks() == []
    assert marcus.posts(f"/tasks/{waiting.id}/decision", decision="here").code == "task_done"


def test_what_is_still_here_goes_on(app, shop):
    job = elsewhere(shop, State.READY)
    Person(app, shop.marcus).opens("/tasks").sees("collected already?").taps("Look for the bags").taps(
        "No, it’s still here", decision="here"
    )
    assert (shop.job(job.order).state, shop.job(job.order).hold) == (State.READY, "")
    assert shop.level(shop.jacket) == (20, 2, 0) and shop.tasks() == []


def test_still_here_without_the_money_stays_stopped(app, shop):
    job = elsewhere(shop, State.READY)
    with atomic(job.order):
        job.order.payment = Payment.PENDING
    Person(app, shop.marcus).posts(f"/tasks/{only_task().id}/decision", decision="here")
    assert shop.job(job.order).hold == "payment"


@pytest.mark.parametrize("decision", ["", "lost", "give_up", "nonsense"])
def test_a_decision_of_another_kind_is_refused(app, shop, decision):
    elsewhere(shop, State.READY)
    assert (
        Person(app, shop.marcus).posts(f"/tasks/{only_task().id}/decision", decision=decision).code
        == "no_such_decision"
    )


# ── a bag that is missing ────────────────────────────────────────────────────


def test_a_bag_lost_while_the_customer_waits_is_written_off_and_owed(app, shop):
    job = missing(shop, held=False)
    Person(app, shop.marcus).opens("/tasks").sees("2 × Harbor rain jacket").taps("Found or lost?").taps(
        "It’s lost", decision="lost"
    )
    assert shop.level(shop.jacket) == (18, 0, 0)
    assert shop.tasks() == ["refund"] and only_task().facts["amount"] == 2 * 8900
    job = shop.job(job.order)
    assert job.state == State.CANCELED and job.open_bags == []
    assert job.order.state == OrderState.CANCELED


def test_a_bag_found_again_waits_for_its_customer(app, shop):
    job = missing(shop, held=False)
    Person(app, shop.marcus).opens("/tasks").taps("Found or lost?").taps("Found it", decision="found")
    assert (
        shop.job(job.order).state == State.READY
        and shop.level(shop.jacket) == (20, 2, 0)
        and shop.tasks() == []
    )


def test_a_bag_found_after_the_customer_was_helped_goes_back_to_the_shelf(app, shop):
    missing(shop, held=True)
    Person(app, shop.marcus).opens("/tasks").taps("Found or lost?").taps("Found it", decision="found")
    waiting = db.session.scalars(sa.select(PutBack)).one()
    assert (waiting.quantity, waiting.done_at) == (2, None) and shop.level(shop.jacket) == (18, 0, 2)


def test_a_bag_lost_after_the_customer_was_helped_is_only_written_off(app, shop):
    missing(shop, held=True)
    marcus, url = Person(app, shop.marcus), f"/tasks/{only_task().id}/decision"
    for _ in range(2):
        marcus.posts(url, decision="lost", command_id="the-same-tap")
    assert shop.level(shop.jacket) == (16, 0, 0) and shop.tasks() == []


# ── messages, webhooks, notes ────────────────────────────────────────────────


def test_a_failed_message_goes_again_to_a_corrected_address(app, shop):
    failed = failed_message(shop)
    url = f"/tasks/{failed.id}"
    helen = Person(app, shop.helen).opens(url).sees("“Mailbox full.”", "Tried 3 times.")
    assert helen.posts(f"{url}/message", email="not an address").code == "bad_email"
    helen.opens(url).taps("Send it again", email="maya@new.example").sees("On its way")
    queued = db.session.scalars(sa.select(Delivery).where(Delivery.state == DeliveryState.PENDING)).one()
    assert (queued.kind, queued.recipient, shop.tasks()) == ("ready", "maya@new.example", [])


def test_without_any_address_it_asks_for_one(app, shop):
    failed = failed_message(shop, email="")
    assert Person(app, shop.marcus).posts(f"/tasks/{failed.id}/message", email="").code == "no_address"


def test_a_ready_message_nobody_waits_for_is_not_sent(app, shop):
    failed = failed_message(shop, state=State.COLLECTED)
    marcus = Person(app, shop.marcus)
    assert marcus.posts(f"/tasks/{failed.id}/message", email="").code == "not_needed"
    marcus.opens(f"/tasks/{failed.id}").taps("It’s not needed", note="was here already").sees("Settled")


def test_what_could_not_be_taken_in_is_tried_again_or_dropped(app, shop):
    rosa = spanning(app, shop.rosa)
    failed = failed_inbound(shop, "a")
    rosa.opens("/tasks").sees("Web shop told something we couldn’t take in", "“KeyError: id”")
    rosa.opens(f"/tasks/{failed.id}").taps("Take it in again").sees("Trying again")
    inbound = db.session.scalars(sa.select(Inbound)).one()
    assert (inbound.state, inbound.tries) == (InboundState.PENDING, 0)
    dropped = failed_inbound(shop, "b")
    rosa.opens(f"/tasks/{dropped.id}").taps("Drop it", note="a test of theirs").sees("Settled")
    assert (
        db.session.scalars(sa.select(Inbound.state).order_by(Inbound.id.desc())).first()
        == InboundState.IGNORED
    )
    assert Person(app, shop.helen).opens(f"/tasks/{dropped.id}").status == 404


def test_a_payload_that_is_purged_can_only_be_dropped(app, shop):
    failed = failed_inbound(shop, "a", body="")
    assert spanning(app, shop.rosa).posts(f"/tasks/{failed.id}/retry").code == "payload_gone"


@pytest.mark.parametrize(
    ("kind", "label"), [(TaskKind.STOCK_CONFLICT, "Counted, settled"), (TaskKind.CHANGED_LATE, "Done")]
)
def test_settled_with_a_note(app, shop, kind, label):
    waiting = make_task(shop, kind, shop.has_order((shop.jacket, 1)))
    marcus = Person(app, shop.marcus).opens(f"/tasks/{waiting.id}")
    assert marcus.posts(f"/tasks/{waiting.id}/settlement", note="").code == "note_missing"
    marcus.opens(f"/tasks/{waiting.id}").taps(label, note="Maya said yes").sees("Settled")
    assert task_now(waiting).outcome == "Maya said yes"
    assert "Maya said yes" not in str([event.facts for event in db.session.scalars(sa.select(Event))])


# ── how each comes about ─────────────────────────────────────────────────────


def task(order: Order) -> Task:
    return db.session.scalars(sa.select(Task).where(Task.order_id == order.id, Task.done_at.is_(None))).one()


def spanning(app, staff, **how) -> Person:
    """Somebody of several stores, at work in Mill Quay."""
    return Person(app, staff, **how).posts("/me/store", code="MQ")


def tasks_on_the_rail(person: Person) -> int:
    room = next(a for a in person.page.select(".rail a") if a["href"] == "/tasks")
    count = room.select_one(".count")
    return int(count.get_text()) if count else 0


def make_many(shop, order: Order, n: int) -> None:
    with atomic():
        for i in range(n):
            facts = {"store_id": shop.mill_quay.id, "order_id": order.id, "lines": ["Oat milk"]}
            open_task(TaskKind.CHANGED_LATE, f"{n}-{i}", by=SYSTEM, **facts)


def only_task() -> Task:
    db.session.rollback()
    return db.session.scalars(sa.select(Task).where(Task.done_at.is_(None))).one()


def task_now(known: Task) -> Task:
    db.session.rollback()
    return db.session.get(Task, known.id)


def order_now(known: Order) -> Order:
    db.session.rollback()
    return db.session.get(Order, known.id)


def unknown(shop, number: str) -> Order:
    told = shop.tells((shop.kettle, 1), number=number)
    return take_in(
        shop.web,
        told.model_copy(update={"lines": (told.lines[0].model_copy(update={"sku": "GIFT-WRAP-2"}),)}),
    )


def to_state(shop, job, state: State) -> None:
    """Walk it there as the floor would: everything picked, in bag 9MB."""
    path = [State.PICKING, State.PICKED, State.READY, State.COLLECTED]
    for step in path[: path.index(state) + 1] if state in path else []:
        with atomic(job):
            if step == State.PICKED:
                for line in job.lines:
                    line.picked = line.wanted
                db.session.add(Bag(store_id=job.store_id, fulfillment_id=job.id, tag="9MB"))
            move(job, step, by=SYSTEM)
    db.session.rollback()


def elsewhere(shop, state: State):
    job = shop.job(shop.has_order((shop.jacket, 2)))
    to_state(shop, job, state)
    with atomic(job):
        note_dispatches(job, [IncomingDispatch(external_id="d1")], by=SYSTEM)
    return job


def of_kind(kind: TaskKind) -> Task:
    db.session.rollback()
    return db.session.scalars(sa.select(Task).where(Task.kind == kind, Task.done_at.is_(None))).one()


def short(shop, reason: Reason = Reason.NOT_PICKED, units: int = 2):
    job = shop.job(shop.has_order((shop.jacket, units)))
    to_state(shop, job, State.PICKING)
    with atomic(job.order, job):
        write_short(job.lines[0], reason, by=SYSTEM, looked=[])
    return job


def missing(shop, *, held: bool):
    from associate.core.acts.collect import collect

    job = shop.job(shop.has_order((shop.jacket, 2)))
    to_state(shop, job, State.READY)
    bag, line = job.bags[0], job.lines[0]
    with atomic(job.order, job):
        if held:  # two others went from the shelf, and the two in the bag belong to nobody
            ledger.hold(line.reservation.level_id, 2, cause="handover:1", by=SYSTEM)
            collect(job, {line.id: 2}, cause="handover:1", by=SYSTEM)
        open_task(
            TaskKind.BAG_MISSING,
            str(bag.id),
            by=SYSTEM,
            store_id=job.store_id,
            order_id=job.order_id,
            about=bag.ref,
            tag=bag.tag,
            lines=[{"line": line.id, "units": 2}],
            held=held,
        )
    return job


def failed_message(shop, *, state: State = State.READY, email: str = "maya@mail.example") -> Task:
    job = shop.job(shop.has_order((shop.jacket, 1)))
    to_state(
        shop,
        job,
        min(state, State.READY, key=[State.READY, State.COLLECTED].index)
        if state != State.COLLECTED
        else State.READY,
    )
    with atomic(job.order, job):
        job.order.email = email
        delivery = Delivery(
            cause="ready:x",
            kind="ready",
            medium="email",
            recipient=email,
            order_id=job.order_id,
            fulfillment_id=job.id,
            store_id=job.store_id,
            state=DeliveryState.FAILED,
            tries=3,
        )
        db.session.add(delivery)
        db.session.flush()
        if state == State.COLLECTED:
            from associate.core.acts.collect import collect

            collect(job, {line.id: line.wanted for line in job.lines}, cause="handover:1", by=SYSTEM)
        return open_task(
            TaskKind.MESSAGE_FAILED,
            f"{job.order_id}:ready",
            by=SYSTEM,
            order_id=job.order_id,
            store_id=job.store_id,
            about=f"delivery:{delivery.id}",
            message="ready",
            words="Mailbox full.",
        )


def failed_inbound(shop, key: str, body: str = "{}") -> Task:
    with atomic():
        inbound = Inbound(
            channel_id=shop.web.id,
            topic="orders/create",
            dedupe_key=key,
            body=body,
            state=InboundState.FAILED,
            tries=6,
            problem="KeyError: id",
        )
        db.session.add(inbound)
        db.session.flush()
        return open_task(
            TaskKind.INBOUND_FAILED, str(inbound.id), by=SYSTEM, topic=inbound.topic, problem=inbound.problem
        )


def make_task(shop, kind: TaskKind, order: Order) -> Task:
    """One open task of this kind with the facts it really has."""
    line = shop.job(order).lines[0]
    facts = {
        TaskKind.MAP_PRODUCT: {
            "channel_id": shop.web.id,
            "external_key": "sku:GIFT-WRAP-2",
            "sku": "GIFT-WRAP-2",
            "title": "Gift wrap",
            "options": "",
        },
        TaskKind.SHORT: {
            "line": line.id,
            "units": 1,
            "sku": line.variant.sku,
            "reason": "not_found",
            "taken": 0,
            "variant_id": line.variant_id,
        },
        TaskKind.REFUND: {"amount": 8900, "currency": "EUR", "why": "refused", "authorized": False},
        TaskKind.BAG_MISSING: {"tag": "9MB", "place": "R-1", "how": "left_out"},
        TaskKind.STOCK_CONFLICT: {
            "variant_id": line.variant_id,
            "sku": line.variant.sku,
            "units": 1,
            "orders": ["HW-1001"],
        },
        TaskKind.MESSAGE_FAILED: {"message": "ready", "words": "Mailbox full."},
        TaskKind.INBOUND_FAILED: {"topic": "orders/create", "problem": "KeyError: id"},
        TaskKind.CHANGED_LATE: {"lines": ["Oat milk"]},
        TaskKind.DAMAGED_HELD: {
            "level_id": line.reservation.level_id,
            "variant_id": line.variant_id,
            "sku": line.variant.sku,
            "units": 1,
        },
        TaskKind.UNPAID: {"payment": "pending"},
    }.get(kind, {})
    of_an_order = kind not in (TaskKind.STOCK_CONFLICT, TaskKind.INBOUND_FAILED)
    with atomic():
        if kind == TaskKind.DAMAGED_HELD:
            ledger.hold(line.reservation.level_id, 1, cause="test", by=SYSTEM)
        return open_task(
            kind,
            "1",
            by=SYSTEM,
            store_id=shop.mill_quay.id,
            order_id=order.id if of_an_order else None,
            about="delivery:1" if kind == TaskKind.MESSAGE_FAILED else f"fulfillment:{line.fulfillment_id}",
            **facts,
        )
