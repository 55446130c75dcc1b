"""From a QR code to bags in a hand, and back."""

# ruff: noqa: F811  a fixture has the name of what it gives

import pytest
import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.fulfillment.states import State
from associate.core.orders.models import OrderState
from associate.db import atomic, db
from tests.support.counter import ana, books_agree, handover, job, qr, spoken, stage  # noqa: F401  fixtures
from tests.support.people import Person


def last(kind):
    return db.session.scalars(sa.select(Event).filter_by(kind=kind).order_by(Event.id.desc())).first()


def test_a_qr_scan_two_bags_and_one_tap(shop, ana, job):
    ana.opens("/handover").sees("Who are you helping?").scans(qr(job))
    ana.sees("Fetch 2 bags", "Maya, verified by QR code", "Bag 1 of 2: 2 × Harbor rain jacket")
    ana.scans("BAG-7K4").sees("Bag 7K4, 1 of 2", "Next: 9MB, Rack R-1.", "Fetch 1 more bag")
    ana.scans("9MB").sees("Everything is here").taps("Hand over 2 bags")
    ana.sees("Handed over, 2 bags", "To Maya by QR code", "by you. Saved.", "Undo, until")
    job = shop.job(job.order)
    assert job.state == State.COLLECTED and job.order.state == OrderState.DONE and job.open_bags == []
    assert shop.level(shop.jacket) == (18, 0, 0) and shop.level(shop.kettle) == (19, 0, 0)
    assert shop.messages() == ["ready", "picked_up"]
    assert last("handover.done").facts["method"] == "qr"
    assert last("handover.done").facts["bags"] == [["7K4", "scanned"], ["9MB", "scanned"]]


def test_the_same_path_with_fragments(app, shop, job):
    ana = Person(app, shop.ana)
    ana.opens("/handover")
    ana.htmx = True
    ana.scans(qr(job)).scans("7K4", "9MB").taps("Hand over 2 bags").sees("Handed over, 2 bags")
    assert ana.page.select_one("#work") and shop.job(job.order).state == State.COLLECTED


def test_the_message_waits_a_minute_so_that_an_undo_is_silent(shop, ana, job):
    ana.opens("/handover").scans(qr(job)).scans("7K4", "9MB").taps("Hand over 2 bags")
    url = ana.url
    ana.taps("Undo, until").sees("Taken back")
    assert shop.messages() == ["ready"]
    job = shop.job(job.order)
    assert job.state == State.READY and job.order.state == OrderState.OPEN
    assert [bag.tag for bag in job.open_bags] == ["7K4", "9MB"] and job.open_bags[0].location.code == "R-1"
    assert shop.level(shop.jacket) == (20, 2, 0) and [line.handed_over for line in job.lines] == [0, 0]
    ana.posts(f"{url.removesuffix('/undo')}/undo")
    assert (ana.status, ana.code) == (409, "undone_already")
    assert shop.level(shop.jacket) == (20, 2, 0)
    ana.opens("/handover").scans(qr(job)).scans("7K4", "9MB").taps("Hand over 2 bags").sees("Handed over")


def test_a_used_code_opens_nothing_and_says_what_became_of_it(shop, ana, job):
    code = qr(job)
    ana.opens("/handover").scans(code).scans("7K4", "9MB").taps("Hand over 2 bags")
    ana.opens("/handover").scans(code).sees("HW-1001 is picked up", "See the handover")
    ana.opens(f"/handover/{handover().id}").taps("Undo, until")
    ana.opens("/handover").scans(code)
    assert ana.code == "used_pass"


def test_the_spoken_code_opens_it_in_any_case_and_with_blanks(shop, ana, job):
    code = spoken(job)
    ana.opens("/handover").scans(f"{code[:3].lower()} {code[3:].lower()}").sees("verified by pickup code")


def test_found_by_name_it_asks_how_we_know_and_counts_wrong_codes(shop, ana, job):
    ana.opens("/handover", q="rosen").sees("Maya Rosen", "HW-1001")
    ana.posts("/handover/openings", order="HW-1001").sees("How do you know it’s Maya?", "Pickup code")
    ana.does_not_see("QR code Scanned")
    for _ in range(5):
        ana.posts(f"/handover/{handover().id}/verification", how="code", code="222222")
        assert ana.code == "wrong_code"
    ana.posts(f"/handover/{handover().id}/verification", how="code", code=spoken(job))
    assert ana.code == "too_many_tries" and handover().verified_by == ""
    ana.posts(f"/handover/{handover().id}/verification", how="photo_id", id_type="passport").sees(
        "Fetch 2 bags"
    )
    assert (handover().verified_by, handover().verified_note) == ("photo_id", "passport")


def test_a_bag_that_is_scanned_too_early_is_no_wrong_code(shop, ana, job):
    ana.opens("/handover").posts("/handover/openings", order="HW-1001")
    ana.posts(f"/handover/{handover().id}/verification", how="scan", code="BAG-7K4")
    assert ana.code == "verify_first" and last("handover.not_verified") is None
    ana.sees("That’s bag 7K4. First who it is, then the bag.")


def test_a_wrong_code_sent_twice_counts_once(shop, ana, job):
    ana.opens("/handover").posts("/handover/openings", order="HW-1001")
    for _ in range(2):
        ana.posts(
            f"/handover/{handover().id}/verification",
            how="code",
            code="222222",
            command_id="one-and-the-same",
        )
        assert ana.code == "wrong_code"
    assert db.session.scalar(sa.select(sa.func.count()).where(Event.kind == "handover.not_verified")) == 1


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        ({"how": "photo_id", "id_type": "P1234567"}, "bad_proof_id_type"),
        ({"how": "photo_id"}, "no_id_type"),
        ({"how": "card_last4", "last4": "4417"}, "one_fact_more"),
        ({"how": "card_last4", "last4": "4418", "fact": "maya@mail.example"}, "wrong_card_last4"),
        ({"how": "card_last4", "last4": "4417", "fact": "tom@mail.example"}, "wrong_card_last4"),
        ({"how": "card_last4", "last4": "4417", "fact": "0000"}, "wrong_card_last4"),
        ({"how": "card_last4", "last4": "4417", "fact": "00018"}, "wrong_card_last4"),
        ({"how": "card_last4", "last4": "4111111111111111", "fact": "x"}, "bad_proof_last4"),
        ({"how": "signature", "signature": "M1 1<script>"}, "no_signature"),
        ({"how": "qr"}, "no_qr"),
        ({"how": "by face"}, "bad_proof_how"),
        ({}, "bad_proof_how"),
    ],
)
def test_what_proves_nothing_verifies_nobody(shop, ana, job, proof, code):
    ana.opens("/handover").posts("/handover/openings", order="HW-1001")
    ana.posts(f"/handover/{handover().id}/verification", **proof)
    assert (ana.code, handover().verified_by) == (code, "")


@pytest.mark.parametrize(
    ("proof", "how", "note"),
    [
        ({"how": "card_last4", "last4": "4417", "fact": "Maya@mail.example"}, "card_last4", "…4417"),
        ({"how": "card_last4", "last4": "4417", "fact": "0118"}, "card_last4", "…4417"),
        ({"how": "card_last4", "last4": "4417", "id_type": "other"}, "card_last4", "…4417"),
        ({"how": "signature", "signature": "M1 1" + "L20 30" * 9}, "signature", ""),
    ],
)
def test_what_proves_it(shop, ana, job, proof, how, note):
    ana.opens("/handover").posts("/handover/openings", order="HW-1001")
    ana.posts(f"/handover/{handover().id}/verification", **proof).sees("Fetch 2 bags")
    assert (handover().verified_by, handover().verified_note) == (how, note)


def test_a_store_may_leave_a_method_out(shop, ana, job):
    with atomic():
        shop.mill_quay.verify_by = ["photo_id"]
    ana.opens("/handover").scans(qr(job)).sees("How do you know it’s Maya?").does_not_see("Pickup code")
    ana.posts(f"/handover/{handover().id}/verification", how="code", code=spoken(job))
    assert ana.code == "not_offered"


def test_the_qr_code_scanned_while_asked_verifies_too(shop, ana, job):
    other = stage(shop, shop.has_order((shop.milk, 1), number="1002", first="Joel", customer="c-joel"), "C31")
    ana.opens("/handover").posts("/handover/openings", order="HW-1001").scans(qr(other))
    assert ana.code == "wrong_qr"
    ana.opens(f"/handover/{handover().id}").scans(qr(job)).sees("Fetch 2 bags")


def test_all_orders_of_one_customer_go_together_with_one_verification(shop, ana, job):
    second = stage(shop, shop.has_order((shop.milk, 1), number="1002"), "C31")
    stage(shop, shop.has_order((shop.milk, 1), number="1003", customer="c-maya2", first="May"), "D42")
    ana.opens("/handover").scans(qr(job)).sees("HW-1001, HW-1002", "Fetch 3 bags").does_not_see("HW-1003")
    ana.scans("7K4", "9MB", "C31").taps("Hand over 3 bags").sees("Handed over, 3 bags")
    assert {shop.job(one.order).state for one in (job, second)} == {State.COLLECTED}
    assert shop.messages().count("picked_up") == 2
    ana.taps("Undo, until")
    assert {shop.job(one.order).state for one in (job, second)} == {State.READY}


def test_the_same_email_is_the_same_person_the_same_name_is_not(shop, ana, job):
    stage(shop, shop.has_order((shop.milk, 1), number="1002", customer=None), "C31")
    told = shop.has_order((shop.milk, 1), number="1003", customer="c-other")
    with atomic():
        db.session.merge(told).email = "another.maya@mail.example"
    stage(shop, told, "D42")
    ana.opens("/handover").scans(qr(job)).sees("HW-1001, HW-1002").does_not_see("HW-1003")


def test_who_was_named_for_one_order_takes_no_other(shop, ana, job):
    with atomic():
        shop.job(job.order).order.pickup_person = "Tom Reyes"
    stage(shop, shop.has_order((shop.milk, 1), number="1002"), "C31")
    ana.opens("/handover").scans(qr(job)).does_not_see("HW-1002").sees("Pickup person: Tom Reyes")


def test_an_order_can_be_taken_off_but_not_the_last(shop, ana, job):
    second = stage(shop, shop.has_order((shop.milk, 1), number="1002"), "C31")
    ana.opens("/handover").scans(qr(job)).scans("C31").taps("Not this one HW-1002").sees("Fetch 2 bags")
    ana.posts(f"/handover/{handover().id}/orders/HW-1001/removal")
    assert ana.code == "last_order"
    ana.opens(f"/handover/{handover().id}").scans("7K4", "9MB").taps("Hand over 2 bags")
    assert shop.job(second.order).state == State.READY and len(shop.job(second.order).open_bags) == 1


def test_another_orders_bag_stops_here_and_says_whose_it_is(shop, ana, job):
    stage(
        shop,
        shop.has_order((shop.milk, 1), number="1002", first="Joel", customer="c-joel"),
        "C31",
        place="R-2",
    )
    ana.opens("/handover").scans(qr(job)).scans("C31").sees("Bag C31 is HW-1002’s. Put it back: Rack R-2.")
    assert ana.code == "other_order"
    ana.opens(f"/handover/{handover().id}").scans("ZZZ")
    assert ana.code == "unknown_bag"


def test_a_bag_scanned_twice_is_one_bag(shop, ana, job):
    ana.opens("/handover").scans(qr(job)).scans("7K4", "7K4").sees(
        "Bag 7K4 is here already", "Fetch 1 more bag"
    )
    ana.posts(f"/handover/{handover().id}/completion")
    assert ana.code == "bags_left" and "9MB" in ana.text


@pytest.mark.parametrize("why", ["payment", "fraud", "elsewhere"])
def test_a_hold_stops_the_bag_and_the_handover(shop, ana, job, why):
    ana.opens("/handover").scans(qr(job)).scans("7K4", "9MB")
    with atomic():
        shop.job(job.order).hold = why
    ana.taps("Hand over 2 bags")
    assert ana.code == "on_hold" and shop.job(job.order).state == State.READY
    ana.opens(f"/handover/{handover().id}").sees("HW-1001 is on hold")
    ana.posts(f"/handover/{handover().id}/bags", code="7K4")
    assert ana.code == "on_hold"
    with atomic():
        shop.job(job.order).hold = ""  # a hold that nobody is asked about is a mistake in the books


def test_nothing_goes_to_somebody_we_do_not_know(shop, ana, job):
    ana.opens("/handover").posts("/handover/openings", order="HW-1001")
    for what, fields in (("completion", {}), ("bags", {"code": "7K4"}), ("refusals", {})):
        ana.posts(f"/handover/{handover().id}/{what}", **fields)
        assert ana.code == "not_verified"


def test_own_order_is_for_somebody_else_to_hand_over(app, shop, ana, job):
    with atomic():
        shop.job(job.order).order.email = "ANA@shop.example"
    ana.opens("/handover").scans(qr(job))
    assert ana.code == "own_order"
    Person(app, shop.priya).opens("/handover").scans(qr(job)).sees("Fetch 2 bags")


def test_somebody_else_serves_already_until_taken_over(app, shop, ana, job):
    ana.opens("/handover").scans(qr(job))
    first = handover().id
    priya = (
        Person(app, shop.priya)
        .opens("/handover")
        .scans(qr(job))
        .sees("Ana serves this customer since", "Take it over")
    )
    priya.posts("/handover/openings", order="HW-1001")
    assert priya.code == "being_served"
    priya.posts("/handover/openings", order="HW-1001", take_over="yes", code=qr(job)).sees("Fetch 2 bags")
    assert handover().id != first
    ana.posts(f"/handover/{first}/bags", code="7K4")
    assert (ana.status, ana.code) == (409, "left")
    ana.opens(f"/handover/{first}").sees("This handover was closed")


def test_scanning_again_goes_on_where_one_was(shop, ana, job):
    ana.opens("/handover").scans(qr(job)).scans("7K4").opens("/handover").scans(qr(job)).sees(
        "Fetch 1 more bag"
    )


def test_the_same_command_twice_hands_over_once(shop, ana, job):
    ana.opens("/handover").scans(qr(job)).scans("7K4", "9MB")
    for _ in range(2):
        ana.posts(f"/handover/{handover().id}/completion", command_id="one-and-the-same").sees(
            "Handed over, 2 bags"
        )
    assert shop.level(shop.jacket) == (18, 0, 0) and shop.diary(job).count("handover.done") == 1
    ana.posts(f"/handover/{handover().id}/completion")
    assert (ana.status, ana.code) == (409, "handed_over_already")


def test_another_store_sees_the_state_and_the_way_but_no_name_and_no_thing(app, shop, job):
    with atomic():
        mill, castle = db.session.merge(shop.mill_quay), db.session.merge(shop.castle_row)
        mill.latitude, mill.longitude = 53.3498, -6.2603
        castle.latitude, castle.longitude = 55.9533, -3.1883
    charlie = Person(app, shop.charlie).opens("/handover").scans(qr(job))
    charlie.sees("HW-1001", "ready", "Mill Quay", "350.4 km", "Open until").does_not_see(
        "Maya", "Rosen", "jacket", "kettle"
    )
    charlie.opens("/handover").scans("hw-1001").sees("Mill Quay").does_not_see("Maya")
    charlie.opens("/handover/orders/HW-1001")
    assert charlie.status == 404
    charlie.opens("/handover", q="rosen").sees("Nobody matches")


def test_another_stores_handover_is_not_there(app, shop, ana, job):
    ana.opens("/handover").scans(qr(job))
    charlie = Person(app, shop.charlie).opens("/handover")
    for url in ("", "/refusals", "/bags/7K4/missing"):
        assert charlie.opens(f"/handover/{handover().id}{url}").status == 404
    for url in ("/bags", "/completion", "/undo", "/verification", "/age-check", "/refusals"):
        assert charlie.posts(f"/handover/{handover().id}{url}", how="qr").status == 404


def test_not_ready_says_when_and_how_far(shop, ana):
    shop.has_order((shop.jacket, 2), number="1005")
    ana.opens("/handover").scans("HW-1005").sees(
        "Not ready yet: not started", "Promised for", "2 units are still to be found", "Open the picking"
    )
    assert handover() is None


@pytest.mark.parametrize(
    "text", ["maya", "ROSEN", "maya ros", "mail.example", "1001", "555 0118", "085 555 0118", "HW-10"]
)
def test_one_hit_opens_by_itself_and_begins_nothing(shop, ana, job, text):
    ana.opens("/handover", q=text).sees("Maya Rosen", "Start")
    assert ana.url == "/handover/orders/HW-1001" and handover() is None


def test_search_takes_the_pickup_person_and_puts_the_ready_first(shop, ana, job):
    waiting = shop.has_order((shop.milk, 1), number="1002", first="Rosa", last="Maya", customer="c-rosa")
    with atomic():
        shop.job(waiting).order.pickup_person = "Emil Rosenqvist"
    ana.opens("/handover", q="rosen").sees("2 orders match", "Emil Rosenqvist")
    assert ana.text.index("HW-1001") < ana.text.index("HW-1002")
    ana.opens("/handover", q="r").sees("Type two letters")
    ana.opens("/handover", q="%%").sees("Nobody matches")


def test_a_canceled_order_stops_at_the_next_touch(shop, ana, job):
    from associate.core.acts.cancel import cancel_order

    ana.opens("/handover").scans(qr(job)).scans("7K4")
    cancel_order(shop.job(job.order).order, by=shop.helen.actor, reason="test")
    ana.scans("9MB")
    assert (ana.status, ana.code) == (409, "not_ready")
