"""Two phones and a tablet at once: Maya comes, Jonas whom she sent comes too, Ana brings it out."""

import pytest
import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.fulfillment.states import State
from associate.core.fulfillment.visits import Visit
from associate.db import db
from tests.support.cars import has_bays
from tests.support.counter import stage
from tests.support.hands import Hands
from tests.support.people import Person
from tests.support.phones import a_link, code_of
from tests.support.shop import look_again

pytestmark = [pytest.mark.engine("sqlite", later="postgresql"), pytest.mark.later]


@pytest.fixture
def order(shop):
    has_bays(shop.mill_quay)
    order = shop.has_order((shop.jacket, 2), (shop.kettle, 1))
    stage(shop, order, "7K4", "9MB")
    return order


@pytest.fixture
def ana(devices, server, shop):
    return Hands(devices.tablet(), server.url).signs_in(shop.ana).opens("/curbside").sees("No cars")


def phone(devices, server, path):
    return Hands(devices.phone(), server.url).opens(path)


def chooses(hands, name, value):
    hands.page.locator(f"input[name={name}][value='{value}']").check()
    return hands


def arrives(hands, bay, plate):
    hands.taps("I’m here").sees("Which bay?")
    chooses(hands, "bay", bay).page.fill("#plate", plate)
    hands.page.get_by_role("button", name="I’m here").dblclick()
    return hands.sees(f"We’re on our way to bay {bay}.")


def code_made(hands):
    hands.taps("Make a code").sees("For Jonas only")
    return hands.page.locator(".spoken b").inner_text()


def visits():
    look_again()
    return db.session.scalars(sa.select(Visit).order_by(Visit.id)).unique().all()


def told(kind):
    look_again()
    return db.session.scalar(sa.select(sa.func.count()).where(Event.kind == kind))


def test_from_on_my_way_to_the_trunk_with_a_second_car_beside(app, shop, order, devices, server, ana):
    maya = phone(devices, server, a_link(order)).sees("Ready, Maya.")
    stale = phone(devices, server, maya.page.url).taps("I’m on my way").sees("When will you be here?")
    maya.taps("I’m on my way")
    chooses(maya, "eta", "10").page.get_by_role("button", name="I’m on my way").dblclick()
    maya.sees("See you about")
    ana.sees("On the way: 1", "Maya R.")
    arrives(maya, "4", "482")
    ana.sees("Waiting now: 1")
    assert (len(visits()), told("visit.en_route"), told("visit.arrived")) == (1, 1, 1)

    stale.taps("I’m on my way").sees("We’re on our way to bay 4.")  # she is here: an old page changes nothing
    assert (len(visits()), told("visit.announced_anew")) == (1, 0)

    maya.opens(a_link(order)).taps("Send someone").page.fill("#name", "Jonas")
    sent = code_made(maya)
    jonas = phone(devices, server, "/bay/MQ/2").sees("You’re in bay 2.")
    jonas.page.fill("#code", sent)
    jonas.page.fill("#plate", "931")
    jonas.taps("I’m here").sees("We’re on our way to bay 2.")
    ana.sees("Waiting now: 2", "Jonas comes for it too")

    elsewhere = Person(app, shop.charlie)
    assert elsewhere.opens(f"/curbside/{visits()[0].id}").status == 404
    assert elsewhere.posts(f"/curbside/{visits()[0].id}/runner").status == 404

    ana.page.locator(".carcard", has_text="482").get_by_role("button", name="I’ll take it").click()
    ana.sees("Scan bag")
    maya.opens(a_link(order)).sees("Ana is on the way to you")
    ana.scans(*[bag.tag for bag in shop.job(order).open_bags]).sees("Now out to the car.")
    ana.taps("I’m at the car").sees("Ask Maya for the code")
    ana.scans(code_of(shop.job(order))).sees("Handed over")
    assert shop.job(order).state == State.COLLECTED
    assert [visit.ended_at is not None for visit in visits()] == [True, True]
    maya.sees("All yours, Maya.")


def test_a_code_that_was_taken_back_or_guessed_opens_nothing(shop, order, devices, server, ana):
    maya = phone(devices, server, a_link(order)).taps("Send someone")
    maya.page.fill("#name", "Jonas")
    taken_back = code_made(maya)
    maya.taps("Take the code back").sees("That code opens nothing any more.")
    jonas = phone(devices, server, "/bay/MQ/2")
    for code in (taken_back, *(f"22222{n}" for n in range(2, 7))):
        jonas.opens("/bay/MQ/2").page.fill("#code", code)
        jonas.taps("I’m here").does_not_see("on our way to bay")
    assert visits() == []
    devices.complaints.clear()  # of the answers 422 and 429
    jonas.sees("Too many")
    ana.sees("No cars")
