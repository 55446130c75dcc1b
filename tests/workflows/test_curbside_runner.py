"""Out to a car: take it, scan its bags on the way, stand at it, ask for the code; and what goes otherwise."""

# ruff: noqa: F811  a fixture has the name of what it gives

from datetime import timedelta

import pytest

from associate.clock import now
from associate.core.acts import arrivals, running
from associate.core.fulfillment.models import HandoverState
from associate.core.fulfillment.states import State
from associate.core.fulfillment.visits import Load, VisitState
from associate.db import atomic
from tests.support.cars import CUSTOMER, arrives, found, has_bays, is_on_the_way
from tests.support.counter import ana, books_agree, handover, job, qr, spoken, stage  # noqa: F401  fixtures
from tests.support.people import Person


@pytest.fixture
def visit(shop, job):
    has_bays(shop.mill_quay, "1", "4")
    return arrives(job, "4", ago=1, notice=5)


def takes(person, visit):
    return person.opens("/curbside").opens(f"/curbside/{visit.id}").taps("I’ll take it")


def test_two_taps_b_scans_and_the_code_and_it_is_handed_over(shop, ana, visit, job):
    code = spoken(job)
    takes(ana, visit).sees("Take 2 bags", f"It should be {code[:3]} {code[3:]}", "Rack R-1")
    ana.scans("7K4").sees("Bag 7K4, 1 of 2", "1 scanned", "Scan bag 9MB, then go to bay 4.")
    ana.scans("9MB").sees("All here. Now out to the car.", "Go to bay 4.")
    ana.taps("I’m at the car").sees("Ask Maya for the code", "The code hands over 2 bags.")
    ana.scans(code).sees("Handed over, 2 bags", "Back to the cars")
    assert shop.job(job.order).state == State.COLLECTED
    assert shop.level(shop.jacket) == (18, 0, 0)
    after = found(visit)
    assert (after.state, after.runner_id) == (VisitState.DONE, shop.ana.id)
    assert shop.diary(job).count("handover.done") == 1
    ana.opens("/curbside").sees("No cars")
    ana.opens(f"/curbside/{visit.id}").sees("Maya has it all")


def test_the_qr_code_will_do_as_well_and_undo_brings_it_back(shop, ana, visit, job):
    code = qr(job)
    takes(ana, visit).scans("7K4", "9MB").taps("I’m at the car").scans(code).sees("Handed over, 2 bags")
    ana.taps("Undo").sees("Taken back")
    assert shop.job(job.order).state == State.READY
    assert found(visit).state == VisitState.DONE


def test_the_code_sent_twice_hands_over_once(shop, ana, visit, job):
    takes(ana, visit).scans("7K4", "9MB").taps("I’m at the car")
    tap = {"how": "scan", "code": spoken(job), "then": "hand_over", "command_id": "the-one-scan"}
    for _ in range(2):
        ana.posts(f"/handover/{handover().id}/verification", **tap).sees("Handed over, 2 bags")
    assert shop.level(shop.jacket) == (18, 0, 0)
    assert shop.diary(job).count("handover.done") == 1


def test_a_wrong_code_hands_nothing_over(shop, ana, visit, job):
    takes(ana, visit).scans("7K4", "9MB").taps("I’m at the car").scans("ZZZZZZ")
    assert ana.code == "wrong_code"
    assert shop.job(job.order).state == State.READY


def test_without_a_code_a_photo_id_hands_it_over(shop, ana, visit, job):
    takes(ana, visit).scans("7K4", "9MB").taps("I’m at the car").taps("No code? Another way")
    ana.taps("Hand over 2 bags", how="photo_id", id_type="passport").sees("Handed over, 2 bags")


def test_at_the_car_before_all_bags_are_scanned_asks_for_them_after_the_code(ana, visit, job):
    takes(ana, visit).scans("7K4").taps("I’m at the car").sees("Then the bags that aren’t scanned yet.")
    ana.scans(spoken(job)).sees("Verified", "Fetch 1 more bag", "Blue Skoda Octavia")
    ana.scans("9MB").taps("Hand over 2 bags").sees("Handed over, 2 bags")


def test_another_orders_bag_stops_on_the_way(shop, ana, visit):
    stage(shop, shop.has_order((shop.jacket, 1), number="1002", first="Joel", customer="Joel"), "C31")
    takes(ana, visit).scans("C31")
    assert ana.code == "other_order"
    ana.sees("Bag C31 is HW-1002’s")


def test_a_part_refused_at_the_car_goes_back_and_the_rest_goes(shop, ana, visit, job):
    takes(ana, visit).scans("7K4", "9MB").taps("I’m at the car").taps("Maya doesn’t want everything")
    kettle = job.lines[1].id
    url = f"/handover/{handover().id}/refusals"
    ana.posts(url, **{f"keep-{kettle}": "0", f"reason-{kettle}": "changed_mind"})
    ana.sees("Ask Maya for the code").scans(spoken(job)).sees("Handed over", "1 unit waits to be put back")
    assert [line.refused for line in shop.job(job.order).lines] == [0, 1]


def test_a_bag_that_is_not_in_its_place_is_looked_for_before_anybody_is_verified(shop, ana, visit, job):
    takes(ana, visit).taps("Not there?").sees("Where is bag 7K4?").taps("Hand over the rest")
    ana.sees("Bag 7K4 stays open", "Not found, stays open", "Scan bag 9MB")
    ana.scans("9MB").taps("I’m at the car").scans(spoken(job)).sees("Handed over, 1 bag")
    assert shop.job(job.order).state == State.PART_COLLECTED


def test_what_has_an_age_needs_the_id_before_the_code_hands_it_over(shop, ana):
    has_bays(shop.mill_quay, "4")
    wine = stage(shop, shop.has_order((shop.wine, 1)), "7K4")
    takes(ana, arrives(wine, "4")).sees("18 or over: see a photo ID at the car.").scans("7K4")
    ana.taps("I’m at the car").sees("First the photo ID, then the code.")
    ana.taps("Passport seen").sees("The code hands over 1 bag.").scans(spoken(wine)).sees(
        "Handed over, 1 bag"
    )


def test_under_age_at_the_car_and_the_wine_stays(shop, ana):
    has_bays(shop.mill_quay, "4")
    both = stage(shop, shop.has_order((shop.wine, 1), (shop.kettle, 1)), "7K4")
    takes(ana, arrives(both, "4")).scans("7K4").taps("I’m at the car").taps("Under age")
    ana.sees("stays here: under age").scans(spoken(both)).sees("Handed over, 1 bag")
    assert [line.refused for line in shop.job(both.order).lines] == [1, 0]


def test_one_car_two_orders_is_one_handover_of_all_bags(shop, ana, job):
    has_bays(shop.mill_quay, "4")
    second = stage(shop, shop.has_order((shop.jacket, 1), number="1002"), "C31")
    takes(ana, arrives(job, "4")).sees("Take 3 bags", "HW-1002, Bag 1 of 1").scans("7K4", "9MB", "C31")
    ana.taps("I’m at the car").scans(spoken(second)).sees("Handed over, 3 bags")
    assert {shop.job(one.order).state for one in (job, second)} == {State.COLLECTED}


def test_what_is_ready_goes_and_the_rest_is_still_waited_for(shop, ana, job):
    has_bays(shop.mill_quay, "4")
    shop.has_order((shop.jacket, 1), number="1002")
    visit = arrives(job, "4")
    takes(ana, visit).sees("Not ready", "HW-1002").scans("7K4", "9MB").taps("I’m at the car").scans(
        spoken(job)
    )
    ana.sees("Handed over, 2 bags", "Maya waits for the rest").taps("Look what’s missing").sees("1 to pick")
    assert found(visit).is_open


def test_somebody_else_comes_with_a_code_of_their_own(shop, ana, job):
    from associate.core.fulfillment.delegates import delegate
    from associate.core.fulfillment.links import spoken_code
    from tests.support.pickups import KEY

    has_bays(shop.mill_quay, "4")
    with atomic(job):
        sent = delegate(job, "Joel", key=KEY, by=CUSTOMER)
    visit = arrives(job, "4", sent=sent)
    code = spoken_code(sent.nonce, key=KEY)
    takes(ana, visit).sees("Joel comes for Maya, with a code of their own.", f"{code[:3]} {code[3:]}")
    ana.scans("7K4", "9MB").taps("I’m at the car").sees("Ask Joel for the code").scans(code).sees(
        "Handed over"
    )


@pytest.mark.parametrize("his_name", ["joel", "Jonas"])
def test_one_code_of_whom_two_customers_sent_opens_both_where_it_is_one_person(shop, ana, job, his_name):
    """Whom Noor calls otherwise may be somebody else: their code is asked for apart."""
    from associate.core.fulfillment.delegates import delegate
    from associate.core.fulfillment.links import spoken_code
    from tests.support.pickups import KEY

    has_bays(shop.mill_quay, "4")
    noors = shop.has_order((shop.jacket, 1), number="1002", first="Noor", customer="c-noor")
    noors = stage(shop, noors, "C31")
    hers = delegate(job, "Joel", key=KEY, by=CUSTOMER)
    visit = arrives(job, "4", sent=hers)
    his = delegate(noors, his_name, key=KEY, by=CUSTOMER)
    assert arrives(noors, "4", sent=his).id == visit.id
    takes(ana, visit).sees("Joel comes for Maya, Noor, with a code of their own.", "Take 3 bags")
    ana.scans("7K4", "9MB", "C31").taps("I’m at the car").scans(spoken_code(his.nonce, key=KEY))
    if his_name == "joel":
        ana.sees("Handed over, 3 bags")
    else:
        assert ana.code == "sent_for_one"


def test_the_runner_gives_it_back_and_anybody_takes_it(app, shop, ana, visit):
    takes(ana, visit).taps("Give it back").sees("It’s anybody’s again", "I’ll take it")
    takes(Person(app, shop.priya), visit).sees("Scan bag 7K4")
    assert found(visit).runner_id == shop.priya.id


def test_taking_over_says_who_has_it_and_the_first_runner_reads_it_at_the_next_scan(
    app, shop, ana, visit, job
):
    takes(ana, visit).scans("7K4")
    priya = Person(app, shop.priya).opens(f"/curbside/{visit.id}").sees("Ana has it since", "scanned anew")
    priya.taps("Take it over").sees("0 scanned", "Scan bag 7K4")
    assert ana.scans("9MB").code == "not_yours"
    ana.sees("Priya has this car")
    priya.scans("7K4", "9MB").taps("I’m at the car").scans(spoken(job)).sees("Handed over, 2 bags")
    assert handover().state == HandoverState.DONE


def test_released_by_the_clock_and_the_runner_at_the_car_has_it_again(shop, ana, visit):
    takes(ana, visit).scans("7K4", "9MB")
    running.release(visit, by=shop.helen.actor)
    ana.posts(f"/handover/cars/{visit.id}/arrival").sees("Ask Maya for the code")
    assert found(visit).state == VisitState.AT_CAR


def test_nobody_there_ends_it_and_the_order_stays_ready(shop, ana, visit, job):
    takes(ana, visit).taps("Maya left, or nobody is there").sees("Nobody there", "No cars")
    assert found(visit).state == VisitState.LEFT
    assert shop.job(job.order).state == State.READY
    ana.opens(f"/curbside/{visit.id}").sees("Maya left")


def test_bags_of_an_earlier_visit_are_scanned_anew(ana, visit, job):
    takes(ana, visit).scans("7K4", "9MB").taps("Maya left, or nobody is there")
    takes(ana, arrives(job, "1")).sees("0 scanned").scans("7K4").sees("Bag 7K4, 1 of 2")


def test_they_came_inside_and_the_counter_goes_on(shop, ana, visit, job):
    takes(ana, visit).taps("Maya came inside").sees("They’re at the counter", "HW-1001")
    assert found(visit).state == VisitState.MOVED_INSIDE
    ana.taps("Start").sees("How do you know it’s Maya?")


@pytest.mark.parametrize("deed", ["runner", "release", "departure"])
def test_a_car_that_drove_off_is_out_of_date_with_the_time(ana, visit, deed):
    running.left(visit, by=CUSTOMER)
    ana.posts(f"/curbside/{visit.id}/{deed}", command_id=f"late-{deed}-tap")
    assert (ana.status, ana.code) in ((409, "visit_over"), (200, None))
    assert found(visit).state == VisitState.LEFT


def test_another_bay_shows_on_the_card_while_the_runner_walks(shop, ana, visit, job):
    takes(ana, visit)
    ana.htmx = True
    version = ana.opens(f"/curbside/{visit.id}").page.select_one("#work").get("data-version")
    assert ana.opens(f"/curbside/{visit.id}", v=version).status == 204
    arrives(job, "1")
    assert ana.opens(f"/curbside/{visit.id}", v=version).status == 200
    ana.sees("Bay 1")


def test_who_comes_to_the_counter_is_handed_over_there(ana, shop, job):
    has_bays(shop.mill_quay, "4")
    visit = is_on_the_way(job, eta=now() + timedelta(minutes=5), to_counter=True)
    ana.opens("/curbside").sees("To the counter")
    ana.opens(f"/curbside/{visit.id}").sees("Maya R.", "Have it by the door when Maya comes.")


def test_what_is_the_same_order_at_the_counter_is_still_asked_first_who_it_is(ana, shop, job):
    """Only on the way to a car are bags scanned before anybody is known."""
    ana.opens("/handover/orders/HW-1001").taps("Start")
    assert ana.posts(f"/handover/{handover().id}/bags", code="7K4").code == "not_verified"


def test_the_phrases_speak_the_customers_language_and_ours(ana, visit):
    with atomic(visit):
        visit.language = "es"
    ana.opens(f"/curbside/{visit.id}/phrases").sees("1 of 6", "Hello! I have your order.")
    assert ana.page.select_one("h1").get("lang") == "es"
    assert ana.page.select_one("h1").get_text() != "Hello! I have your order."
    ana.opens(f"/curbside/{visit.id}/phrases/2").sees("Where shall I put your bags?")
    ana.posts(f"/curbside/{visit.id}/load", load="back_seat").sees("3 of 6")
    assert found(visit).load == Load.BACK_SEAT
    ana.opens(f"/curbside/{visit.id}/phrases/99").sees("6 of 6")


def test_a_place_that_is_none_is_refused(ana, visit):
    assert ana.posts(f"/curbside/{visit.id}/load", load="roof").code == "no_load"


def test_the_code_is_for_the_runners_eyes_only(app, shop, ana, visit, job):
    code = spoken(job)
    ana.opens(f"/curbside/{visit.id}").does_not_see(code[:3] + " " + code[3:])
    takes(ana, visit)
    Person(app, shop.priya).opens(f"/curbside/{visit.id}").does_not_see(code[:3] + " " + code[3:])


def test_called_off_while_the_runner_walks(ana, visit, job):
    takes(ana, visit)
    arrivals.call_off(found(visit), by=CUSTOMER)
    assert ana.posts(f"/handover/cars/{visit.id}/bags", code="7K4").code == "visit_over"
