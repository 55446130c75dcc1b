"""Maya sends Jonas: a code of his own, once, until she takes it back."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.fulfillment.passes import PickupPass
from associate.db import atomic, db
from tests.support.cars import has_bays
from tests.support.phones import Phone
from tests.support.pickups import KEY, make_ready
from tests.support.shop import look_again


@pytest.fixture
def ready(shop):
    has_bays(shop.mill_quay)
    order = shop.has_order((shop.jacket, 1), (shop.wine, 1))
    make_ready(shop.job(order))
    return order


@pytest.fixture
def maya(app, ready):
    return Phone(app, ready)


def sends(phone, name="Jonas"):
    return phone.opens(f"{phone.link}/people").taps("Make a code", name=name)


def codes():
    look_again()
    return list(
        db.session.scalars(sa.select(PickupPass).where(PickupPass.name != "").order_by(PickupPass.id))
    )


def spoken(phone):
    return re.search(r"or say this code (\w{3} \w{3})", phone.text)[1]


def test_a_name_makes_a_code_that_can_be_sent_on(ready, maya):
    maya.taps("Send someone").sees("Who picks it up for you?", "They need a photo ID", "18 and older")
    maya.taps("Make a code", name=" Jonas ").sees("Jonas can pick up with this code.", "For Jonas only")
    text = maya.tree.find(".//textarea").text
    assert f"order {ready.number} for me at" in text and f"Say this code: {spoken(maya)}." in text
    assert "Bring a photo ID" in text and maya.link not in text and "Rosen" not in maya.text
    maya.at_home().sees("Picking up: you, or Jonas")
    assert spoken(maya) not in text  # her own is another one


def test_the_same_name_twice_is_the_same_code(maya):
    asking = maya.opens(f"{maya.link}/people").page
    for key in ("sent-once", "sent-once", "sent-twice"):
        maya.page = asking
        maya.taps("Make a code", name="Jonas", command_id=key).sees("For Jonas only")
    assert len(codes()) == 1


def test_nobody_and_too_many_are_refused(maya):
    assert sends(maya, "   ").code == "no_name"
    maya.sees("Who comes?", "Who picks it up for you?")
    for name in ("Jonas", "Ada", "Sam"):
        sends(maya, name).sees(f"For {name} only")
    assert sends(maya, "Lea").code == "three_codes"


def test_taken_back_it_is_gone_and_says_since_when(maya):
    asking = sends(maya).page
    for _twice in range(2):
        maya.page = asking
        maya.taps("Take the code back").sees("That code opens nothing any more.", "Taken back at")
    maya.taps("Show").sees("You took Jonas’s code back.").does_not_see("or say this code")
    sends(maya).sees("For Jonas only")
    assert len(codes()) == 2


def test_a_used_code_says_when_and_can_not_be_taken_back(maya):
    asking = sends(maya).page
    with atomic():
        codes()[0].used_at = now()
    maya.page = asking
    assert maya.taps("Take the code back").code == "code_used"
    maya.opens(f"{maya.link}/people/1").sees("Jonas picked it up.", "The code was used")
    maya.opens(f"{maya.link}/people").sees("Used at")


def test_a_code_of_nobody_is_not_there(app, shop, maya):
    assert maya.opens(f"{maya.link}/people/1").status == 404
    sends(maya)
    other = shop.has_order((shop.kettle, 1), number="1002", first="Joel", customer="Joel")
    assert Phone(app, other).opens(f"{Phone(app, other).link}/people/1").status == 404


def test_what_they_are_called_is_text(maya):
    sends(maya, "<b onclick=x>&").sees("For <b onclick=x>& only")
    assert maya.page.find("b", attrs={"onclick": True}) is None


def test_an_order_that_is_over_gives_no_code_away(shop, ready, maya):
    from tests.support.phones import hand_over

    sends(maya)
    asking = maya.opens(f"{maya.link}/people").page
    hand_over(shop.job(ready))
    maya.page = asking
    assert maya.taps("Make a code", name="Lea").code == "gone"
    maya.opens(f"{maya.link}/people/1").does_not_see("or say this code", "Take the code back")


def test_her_code_before_it_is_ready_works_later(app, shop):
    order = shop.has_order((shop.jacket, 1), number="1009", at=now() - timedelta(hours=1))
    maya = Phone(app, order)
    sends(maya).sees("It works once, as soon as the order is ready.")
    assert KEY not in maya.text
