"""Somebody left with the wrong bag: both orders stop, and each way to settle them leaves the books right."""

import pytest
import sqlalchemy as sa

from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.inventory.models import PutBack
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from tests.support.counter import ana, books_agree, handover, qr, stage
from tests.support.people import Person
from tests.support.shop import look_again

__all__ = ["ana", "books_agree"]


@pytest.fixture
def maya(shop) -> Fulfillment:
    """Two jackets in 7K4."""
    return stage(shop, shop.has_order((shop.jacket, 2)), "7K4")


@pytest.fixture
def tom(shop) -> Fulfillment:
    """A kettle in 9MB."""
    order = shop.has_order((shop.kettle, 1), number="1002", first="Tom", last="Byrne", customer="c-tom")
    return stage(shop, order, "9MB")


@pytest.fixture
def marcus(app, shop):
    return Person(app, shop.marcus)


def gives(ana, job, tag):
    return ana.posts("/handover/scans", code=qr(job)).scans(tag).taps("Hand over").sees("Handed over")


def now_of(job) -> Fulfillment:
    look_again()
    return db.session.get_one(Fulfillment, job.id)


def case() -> str:
    look_again()
    task = db.session.scalars(sa.select(Task).where(Task.kind == TaskKind.WRONG_BAG)).one()
    return f"/handover/wrong-bags/{task.id}"


def swapped(ana, maya, tag="9MB") -> str:
    gives(ana, maya, "7K4").taps("They left with the wrong bag").taps("Stop it", code=tag)
    return case()


def settles(person, where, job, how, **form):
    return person.posts(f"{where}/orders/{job.number}/outcome", how=how, **form)


def test_both_orders_stop_and_go_on_once_each_has_their_own(app, shop, ana, marcus, maya, tom):
    where = swapped(ana, maya)
    ana.sees("Stopped", "Has bag 9MB of HW-1002", "Has nothing", "A lead settles it")
    assert {now_of(maya).hold, now_of(tom).hold} == {"wrong_bag"} and shop.tasks() == ["wrong_bag"]
    assert {"wrong_bag", "bag_away"} <= set(shop.messages())
    assert ana.posts("/handover/scans", code=qr(tom)).code == "on_hold"
    assert ana.posts(f"/handover/{handover().id}/undo").code == "frozen"
    assert ana.posts(f"/handover/{handover().id}/wrong-bag", order=maya.number).code == "on_hold"
    assert settles(ana, where, tom, "back").status == 403
    marcus.opens("/tasks").sees("Wrong bag: HW-1001 and HW-1002").taps("See who has what")
    marcus.taps("See who has what").taps("Agreed, I see to it", plan="fetched").sees(
        "Owner: Marcus", "We fetch it"
    )
    marcus.taps("The bag is back").sees("Their own bag is back", "The other bag is back").taps(
        "They have their own bag now"
    )
    assert shop.tasks() == [] and shop.messages().count("ready") == 3
    assert (now_of(maya).state, now_of(tom).state) == (State.COLLECTED, State.READY)
    assert settles(marcus, where, tom, "back").code == "settled"
    assert shop.level(shop.jacket) == (18, 0, 0) and shop.level(shop.kettle) == (20, 1, 0)
    gives(ana, tom, "9MB")


def test_they_keep_it_and_its_owner_is_helped_from_the_shelf(app, shop, ana, marcus, maya, tom):
    where = swapped(ana, maya, tag=tom.number)
    marcus.opens(where).taps("They keep what they took").sees("theirs goes back to the shelf")
    assert (
        shop.level(shop.jacket) == (20, 0, 2) and db.session.scalars(sa.select(PutBack)).one().why == "found"
    )
    assert settles(marcus, where, tom, "back").code == "kept_and_back"
    marcus.opens(where).taps("Pick it again from the shelf").sees("Picked again")
    assert (
        now_of(tom).state == State.RELEASED and shop.level(shop.kettle) == (19, 1, 0) and shop.tasks() == []
    )
    marcus.opens(where).taps("The bag is here after all").sees("Back on the books")
    assert shop.level(shop.kettle) == (20, 1, 1)
    assert marcus.posts(f"{where}/orders/{tom.number}/return").code == "not_lost"


@pytest.mark.parametrize("how", ["store", "ship", "refund"])
def test_its_owner_is_helped_another_way(app, shop, ana, marcus, maya, tom, how):
    home = {
        "name": "Tom Byrne",
        "street": "1 Quay",
        "city": "Dublin",
        "postcode": "D02 X285",
        "country": "IE",
    }
    where = swapped(ana, maya)
    once = {"how": how, "at": "CR", **home, "command_id": "settle-it-once"}
    for _twice in range(2):
        marcus.posts(f"{where}/orders/{tom.number}/outcome", **once).sees("Who has what")
    assert now_of(tom).state == (State.CANCELED if how == "refund" else State.REROUTED)
    assert shop.level(shop.kettle) == ((19, 0, 0) if how != "ship" else shop.level(shop.kettle))
    assert marcus.opens(where).taps("They have their own bag now").status == 200
    assert "wrong_bag" not in shop.tasks()


def test_a_stranger_got_it_and_its_customer_waits_again(app, shop, ana, marcus, maya):
    gives(ana, maya, "7K4").taps("They left with the wrong bag").taps("Stop it", what="person").sees(
        "A stranger"
    )
    job = now_of(maya)
    assert (job.state, job.hold) == (State.READY, "wrong_bag") and shop.level(shop.jacket) == (20, 2, 0)
    assert "picked_up" not in shop.messages()
    marcus.opens(case()).taps("The bag is back").sees("Settled")
    gives(ana, maya, "7K4")
    assert shop.level(shop.jacket) == (18, 0, 0)


@pytest.mark.parametrize(("how", "state"), [("keeps", State.COLLECTED), ("refund", State.CANCELED)])
def test_or_it_was_the_right_person_or_it_is_paid_back(app, shop, ana, marcus, maya, how, state):
    gives(ana, maya, "7K4").taps("They left with the wrong bag").taps("Stop it", what="person")
    settles(marcus, case(), maya, how).sees("Settled")
    assert now_of(maya).state == state and shop.level(shop.jacket) == (18, 0, 0)
    assert (
        ana.posts(f"/handover/{handover().id}/undo").code in ("bag_settled", "brought_back", "frozen")
        or how == "keeps"
    )


def test_nobody_knows_whose_it_is_until_somebody_says(app, shop, ana, maya, tom):
    where = swapped(ana, maya, tag="")
    ana.sees("Has a bag that isn’t theirs")
    assert ana.posts(f"{where}/owner", code="7K4").code == "nothing_found"
    ana.opens(where).taps("It’s this one", code="9MB").sees("Stopped too", "Has bag 9MB of HW-1002")
    assert ana.posts(f"{where}/owner", code="9MB").code == "known"
    assert now_of(tom).hold == "wrong_bag"


def test_a_frozen_order_comes_back_over_no_counter(app, shop, ana, marcus, maya, tom):
    swapped(ana, maya)
    helen = Person(app, shop.helen)
    assert helen.posts(f"/orders/{tom.number}/cancellation", reason="customer_asked").code == "frozen"
    assert Person(app, shop.charlie).opens(case()).status == 404
