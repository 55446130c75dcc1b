"""The screens of picking, as people meet them: with htmx and without, live, in any tab."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from associate.clock import now
from associate.core.acts.cancel import cancel_by_customer
from associate.core.acts.check import mismatches
from associate.core.events.models import Delivery, DeliveryState, Event
from associate.core.fulfillment.links import current_pass, qr_code
from associate.core.fulfillment.states import State
from associate.db import atomic, db
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE, scan, scan_all

EVERYWHERE = ["floor", "back", "fitting", "returns"]


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    db.session.rollback()
    assert list(mismatches()) == []


@pytest.fixture
def job(shop):
    return shop.job(shop.has_order((shop.jacket, 2), (shop.kettle, 1)))


@pytest.fixture
def ana(app, shop):
    return Person(app, shop.ana)


def promise(job, minutes):
    with atomic(job):
        job.promise_at = now() + timedelta(minutes=minutes, seconds=30)


def test_from_the_queue_to_ready_by_scans_and_one_tap(shop, ana, job):
    ana.opens("/pick").sees("HW-1001", "Maya R.", "3 items", "about 5 min of work", "B-1, B-2")
    ana.taps("Start picking").sees(
        "Harbor rain jacket", "Ends in …5074", "Shelf should hold 20", "0 of 3 picked"
    )
    ana.scans(JACKET).sees("Picked 1 of 2", "Shelf should hold 19", "Scan one more")
    ana.scans(JACKET).sees("Picked 2 of 2", "B-2", "Enamel kettle")
    ana.scans(KETTLE).sees("Which bag is it in?")
    ana.scans("BAG-7K4").sees("Where does bag 7K4 go?", "Best: Rack R-1")
    ana.scans("LOC-R1").sees(
        "It’s ready, but Maya doesn’t know yet.", "Message on its way", "m…@mail.example", "1 on Rack R-1"
    )


def test_with_htmx_the_same_acts_answer_with_the_work_alone(app, shop, job):
    ana = Person(app, shop.ana, htmx=True)
    ana.posts(f"/pick/{job.number}/start")
    assert ana.page.select_one("#work") and not ana.page.html
    ana.scans(JACKET).sees("Picked 1 of 2")
    assert ana.scans(shop.wine.sku).code == "wrong_item"
    assert (ana.status, ana.answer.headers["HX-Retarget"]) == (422, "#flash")


def test_cards_stand_by_promise_then_work_and_say_late_soon_or_in_time(shop, ana):
    jobs = {
        n: shop.job(shop.has_order((shop.jacket, units), number=n))
        for n, units in (("1", 5), ("2", 1), ("3", 1), ("4", 1))
    }
    at = now() + timedelta(minutes=30)
    for number, when in (
        ("1", at),
        ("2", at),
        ("3", now() - timedelta(minutes=12)),
        ("4", now() + timedelta(hours=3)),
    ):
        with atomic(jobs[number]):
            jobs[number].promise_at = when
    ana.opens("/pick").sees("12 min late", "29 min", "2 h 59")
    assert [a.get_text() for a in ana.page.select(".job h2 a")] == ["HW-3", "HW-2", "HW-1", "HW-4"]
    assert [c["class"] for c in ana.page.select(".job")] == [
        ["job", "next", "late"],
        ["job", "soon"],
        ["job", "soon"],
        ["job"],
    ]
    assert len(ana.page.select(".button.primary")) == 1


def test_a_filter_says_how_many_it_hides(shop, ana, job):
    second = shop.job(shop.has_order((shop.wine, 1), number="1002"))
    scan(job, JACKET, shop.ana)
    scan(second, "BAG-7K4", shop.priya)
    ana.opens("/pick").sees(
        "You’re picking this.", "1 of 3, last scan", "Priya is picking this.", "18+, check ID"
    ).does_not_see("hidden")
    ana.opens("/pick?show=mine").sees("HW-1001", "1 shown, 1 hidden.").does_not_see("HW-1002")
    ana.opens("/pick?show=new").sees("Nothing here with this filter", "0 shown, 2 hidden.", "Show all 2")


def test_an_empty_queue_says_what_to_do_next(ana):
    ana.opens("/pick").sees("Everything is picked", "Hand over")


def test_a_current_queue_answers_204_and_a_change_brings_the_cards(shop, ana, job):
    version = ana.opens("/pick").page.select_one("#cards")["data-version"]
    ana.htmx = True
    assert ana.opens("/pick/cards", v=version, show="all").status == 204
    shop.has_order((shop.milk, 1), number="1002")
    ana.opens("/pick/cards", v=version, show="all").sees("HW-1002")


def test_a_current_order_answers_204_too(app, shop, job):
    ana = Person(app, shop.ana, htmx=True)
    version = ana.opens(f"/pick/{job.number}").page.select_one("#work")["data-version"]
    assert ana.opens(f"/pick/{job.number}", v=version).status == 204
    cancel_by_customer(job.order, by=shop.ana.actor)
    ana.opens(f"/pick/{job.number}", v=version).sees("The customer canceled at", "nothing to put back")


@pytest.mark.parametrize("path", ["/pick", "/pick/cards"])
def test_fifty_orders_cost_as_many_queries_as_five(shop, ana, path):
    things = [shop.jacket, shop.kettle, shop.milk, shop.wine]

    def take(first, last):
        for n in range(first, last):
            shop.has_order((things[n % 4], 1), (things[(n + 1) % 4], 1), number=str(n), customer=f"c-{n}")

    for variant in things:
        shop.stocks(variant, 50)
    take(0, 5)
    few = queries(lambda: ana.opens(path))
    take(5, 50)
    many = queries(lambda: ana.opens(path))
    assert len(ana.page.select(".job")) == 50
    assert many <= few <= 16


def queries(deed):
    seen = []
    db.session.rollback()
    event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]), named=False)
    deed()
    return len(seen)


def test_another_stores_order_is_not_there(app, shop, job):
    charlie = Person(app, shop.charlie)
    for path in (f"/pick/{job.number}", f"/pick/{job.number}/lines/{job.lines[0].id}/short"):
        assert charlie.opens(path).status == 404
    for deed in (
        "start",
        "owner",
        "scans",
        "pause",
        "resume",
        "unscans",
        "shorts",
        "messages",
        "unready",
        "free-tags",
    ):
        assert charlie.posts(f"/pick/{job.number}/{deed}", line="1", reason="not_picked").status == 404
    assert charlie.posts("/pick/find", code="HW-1001").code == "unknown_code"
    assert shop.job(job.order).state == State.RELEASED


def test_someone_elses_order_offers_to_take_over(app, shop, ana, job):
    scan(job, JACKET, shop.priya)
    ana.opens(f"/pick/{job.number}").sees("Priya is picking this, last scan", "1 of 3 picked")
    ana.taps("Take over").sees("It’s yours", "Everything scanned so far is kept.").scans(JACKET).sees(
        "Picked 2 of 2"
    )
    priya = Person(app, shop.priya, htmx=True)
    assert priya.posts(f"/pick/{job.number}/scans", code=KETTLE).code == "owned"
    priya.sees("Ana is picking this, last scan")


def test_pause_leads_to_the_queue_and_the_order_waits_as_it_was(shop, ana, job):
    ana.opens(f"/pick/{job.number}").taps("Start picking").scans(JACKET).taps("Pause").sees(
        "Paused", "You paused this."
    )
    ana.opens(f"/pick/{job.number}").sees("You paused this.", "1 of 3 picked").taps("Go on picking").scans(
        JACKET
    ).sees("Picked 2 of 2")


def test_canceled_under_the_hand_leads_to_put_back(shop, ana, job):
    ana.opens(f"/pick/{job.number}").taps("Start picking").scans(KETTLE)
    cancel_by_customer(job.order, by=shop.ana.actor)
    assert ana.scans(JACKET).code == "canceled"
    ana.sees("Put the Enamel kettle 1.5 L back on B-2.")
    ana.opens(f"/pick/{job.number}").sees("Put the Enamel kettle 1.5 L back on B-2.", "Put it back")


def test_cant_find_it_asks_where_and_shows_what_is_known(shop, ana, job):
    other = shop.job(shop.has_order((shop.jacket, 1), number="1002"))
    scan(other, JACKET, shop.priya)
    ana.opens(f"/pick/{job.number}").taps("Start picking").taps("Can’t find it")
    ana.sees("Where did you look for the Harbor rain jacket?", "2 still needed", "Floor B-1", "2 missing")
    ana.sees("Picked for HW-1002, by Priya", "Received, 20 units")
    page = ana.url
    assert ana.taps("Report 2 short", reason="not_found", looked=EVERYWHERE[:3]).code == "look_first"
    ana.sees("Check the returns rack first.")
    assert ana.opens(page).taps("Report 2 short", reason="", looked=EVERYWHERE).code == "choose_reason"
    ana.opens(page).taps("Report 2 short", reason="not_found", looked=EVERYWHERE).sees(
        "2 short", "Enamel kettle", "Your lead decides"
    )
    assert shop.level(shop.jacket) == (1, 1, 0)


def test_cant_find_it_is_a_dialog_with_htmx(app, shop, job):
    ana = Person(app, shop.ana, htmx=True)
    ana.opens(f"/pick/{job.number}/lines/{job.lines[0].id}/short")
    assert ana.page.select_one("dialog[data-show] form [data-refusal]")


def test_nothing_found_sends_the_picker_on(shop, ana, job):
    for line in job.lines:
        ana.opens(f"/pick/{job.number}/lines/{line.id}/short").taps("Report", reason="not_picked")
    ana.opens(f"/pick/{job.number}").sees("Nothing of it could be found.", "Next order")
    ana.opens("/pick").sees("A lead decides what happens to it.", "See why")


def test_one_put_back_from_the_list_of_what_is_picked(shop, ana, job):
    ana.opens(f"/pick/{job.number}").taps("Start picking").scans(KETTLE)
    ana.taps("Put one back").sees("One back", "Enamel kettle 1.5 L, Cream: 1 left to pick.", "0 of 3 picked")


def test_a_hold_is_said_before_the_next_scan_is_tried(shop, ana, job):
    scan(job, JACKET, shop.ana)
    with atomic(job):
        job.hold = "payment"
    ana.opens(f"/pick/{job.number}").sees("the payment isn’t settled any more")
    assert ana.scans(JACKET).code == "held"
    ana.opens("/pick").sees("the payment isn’t settled any more", "See why")


@pytest.mark.parametrize(
    ("state", "result", "sees"),
    [
        (DeliveryState.SENT, "250 ok", ["It’s ready, and Maya knows.", "Message sent at"]),
        (
            DeliveryState.FAILED,
            "mailbox unavailable",
            ["Maya doesn’t know yet.", "“mailbox unavailable”", "Call Maya"],
        ),
        (DeliveryState.FAILED, "no_address", ["Nobody to tell", "no email on this order"]),
        (DeliveryState.PENDING, "try later", ["Message on its way", "“try later”"]),
    ],
)
def test_ready_and_knowing_it_are_two_facts(shop, ana, job, state, result, sees):
    ready(job, shop.ana)
    with atomic():
        db.session.execute(sa.update(Delivery).values(state=state, result=result, sent_at=now(), tries=2))
    ana.opens(f"/pick/{job.number}").sees(*sees, "Ready since", "7K4")


def test_send_again_and_undo_ready_are_one_tap_each(shop, ana, job):
    ready(job, shop.ana)
    ana.opens(f"/pick/{job.number}").taps("Send again").sees("On its way again").taps("Undo ready").sees(
        "Where does bag 7K4 go?"
    )
    ana.scans("R-2").sees("It’s ready", "1 on Rack R-2")


def test_after_ready_the_next_order_is_one_tap_away(shop, ana, job):
    ready(job, shop.ana)
    shop.has_order((shop.milk, 1), number="1002")
    ana.opens(f"/pick/{job.number}").taps("Next: pick HW-1002").sees("1 item to pick")


@pytest.mark.parametrize("code", ["HW-1001", "hw-1001", "ORD-HW-1001", JACKET, "BAG-7K4", "7k4"])
def test_a_scan_on_the_queue_opens_what_it_means(shop, ana, job, code):
    scan(job, "BAG-7K4", shop.ana)
    ana.opens("/pick").scans(code)
    assert ana.url == f"/pick/{job.number}"


def test_a_scan_on_the_queue_that_nothing_needs_says_what_it_is(shop, ana, job):
    scan(job, JACKET, shop.priya)
    assert ana.opens("/pick").scans(KETTLE).code == "no_job_needs_it"
    ana.sees("That’s the Enamel kettle 1.5 L, Cream, HW-EK-15.")
    assert ana.opens("/pick").scans("NOBODY-KNOWS").code == "unknown_code"


def test_where_typing_is_off_there_is_no_key_for_it_and_none_counts(shop, ana, job):
    with atomic():
        db.session.merge(job.store).typing_allowed = False
    ana.opens(f"/pick/{job.number}").taps("Start picking")
    assert not ana.page.select_one("[data-type-code]")
    assert ana.scans(JACKET, source="typed").code == "typing_off"
    ana.opens(f"/pick/{job.number}")
    ana.scans(JACKET, source="camera").scans(JACKET, source="wedge").scans(KETTLE)
    picked = db.session.scalars(db.select(Event).where(Event.kind == "line.picked").order_by(Event.id))
    assert [each.facts.get("source") for each in picked] == ["camera", "wedge", None]


def test_a_double_tap_and_the_back_button_change_nothing_twice(shop, ana, job):
    ana.opens(f"/pick/{job.number}")
    before = ana.page
    ana.taps("Start picking")
    ana.page = before
    ana.taps("Start picking").sees("0 of 3 picked")
    assert shop.diary(job).count("fulfillment.picking") == 1


def test_typed_rubbish_is_a_sentence_and_changes_nothing(shop, ana, job):
    for code in ("", "x" * 300, "\x00", "'; drop table orders", "🧥" * 40, "LOC-", "BAG-", "ORD-"):
        assert ana.posts(f"/pick/{job.number}/scans", code=code).status in (404, 409, 422), code
    assert ana.posts(f"/pick/{job.number}/unscans", line="9" * 30).code == "not_whole"
    assert ana.posts(f"/pick/{job.number}/unscans", line="999999").code == "no_line"
    assert shop.job(job.order).units_picked == 0


def ready(job, by):
    scan_all(job, by)
    for code in ("BAG-7K4", "R-1"):
        scan(job, code, by)


@pytest.mark.parametrize("scanned", ["bag", "order", "qr"])
def test_what_is_ready_goes_to_the_counter(shop, ana, job, scanned):
    ready(job, shop.ana)
    qr = qr_code(current_pass(job).nonce, key="tests")
    code = {"bag": "BAG-7K4", "order": job.number, "qr": f"PUP-{qr}"}[scanned]
    ana.opens("/pick").scans(code)
    assert ana.url.startswith("/handover/") and ana.status == 200


def test_a_code_of_another_stores_order_names_the_store(app, shop, job):
    ready(job, shop.ana)
    qr = qr_code(current_pass(job).nonce, key="tests")
    charlie = Person(app, shop.charlie)
    assert charlie.opens("/pick").scans(f"PUP-{qr}").code == "other_store"
    charlie.sees("That order waits in Mill Quay.")
