"""Something can’t be found: the picker’s tablet, the customer’s phone, and what the clock does in between."""

import re
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.check import mismatches
from associate.core.figures.keep import catch_up
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import State
from associate.core.fulfillment.votes import Vote
from associate.core.stores.models import Store
from associate.db import atomic, db
from tests.support.hands import Hands
from tests.support.missing import slate
from tests.support.shop import look_again


@pytest.fixture
def job(shop):
    with atomic():
        db.session.get_one(Store, shop.mill_quay.id).vote_default = "best"
    return shop.job(shop.has_order((shop.jacket, 1), (shop.kettle, 1)))


def asks(devices, server, shop, job):
    """Ana looked everywhere for the jacket, and asks Maya; she has the kettle."""
    ana = Hands(devices.tablet(), server.url).signs_in(shop.ana)
    ana.opens(f"/pick/{job.number}").taps("Start picking").sees("B-1").taps("Can’t find it")
    ana.sees("Last seen in this store")
    for place in ("floor", "back", "fitting", "returns"):
        ana.page.locator(f"input[name=looked][value={place}]").check()
    ana.page.locator("input[name=reason][value=not_found]").check()
    ana.taps("Report, and offer something else").sees("What could they take instead?")
    return ana.taps("Ask Maya").sees("Customer asked", "Maya chooses")


def mail_about(server, subject):
    """The one that begins like this, once the worker has sent it."""
    for _try in range(100):
        if found := [mail for mail in server.mails() if mail["Subject"].startswith(subject)]:
            return found[0]
        time.sleep(0.1)
    raise AssertionError([mail["Subject"] for mail in server.mails()])


def maya_reads(devices, server):
    link = re.search(r"http\S+/p/\S+", mail_about(server, "We couldn’t find something").get_content())[0]
    return Hands(devices.phone(), server.url).opens(link)


def time_is_over():
    look_again()
    vote = db.session.scalars(sa.select(Vote)).one()
    with atomic(vote):
        vote.ends_at = now() - timedelta(seconds=1)


def test_a_short_becomes_a_vote_then_a_default_then_a_substitute(shop, devices, server, job):
    other = slate(shop, price=7400)
    ana = asks(devices, server, shop, job)
    maya = maya_reads(devices, server).sees("We couldn’t find the Harbor rain jacket.").taps("Choose")
    maya.sees("Take one of these?", "€15.00 back", "we take the first of these that is here")

    time_is_over()  # nobody chose, and the worker comes by
    ana.sees("No answer: the first substitute is on your list.")  # by itself
    assert "Slate" in mail_about(server, "Something comes instead").get_content()
    maya.taps("Do that").sees("That was decided at")
    ana.scans("HW-EK-15", other.sku).sees("Which bag is it in?").scans("BAG-7K4", "LOC-R-1").sees(
        "It’s ready"
    )
    maya.opens(maya.page.url.removesuffix("/missing")).sees("Ready, Maya.", "Instead of: Harbor rain jacket")

    look_again()
    assert shop.level(other) == (5, 1, 0) and shop.job(job.order).state == State.READY
    catch_up(settled=timedelta(0))
    helen = Hands(devices.desktop(), server.url).signs_in(shop.helen)
    helen.opens("/figures/short?span=today").sees("1 of 2")
    assert list(mismatches()) == [] and devices.complaints == []


@pytest.mark.later
def test_the_customer_chooses_another_store(shop, devices, server, job):
    ana = asks(devices, server, shop, job)
    maya = maya_reads(devices, server).taps("Choose").sees("What shall we do?", "Castle Row")
    maya.page.locator("input[name=pick][value='store:CR']").check()
    maya.taps("Do that").sees("It’s set aside for you there.", "Castle Row")
    ana.sees("They get it at another store.")

    look_again()
    _here, there = fulfillments_of(job.order_id)
    charlie = Hands(devices.tablet(), server.url).signs_in(shop.charlie).opens(f"/pick/{there.number}")
    charlie.taps("Start picking").scans("96385074", "BAG-9MB", "LOC-R-1").sees("It’s ready")
    maya.sees("Ready")  # by itself
    look_again()
    assert shop.level(shop.jacket, shop.castle_row) == (20, 1, 0)
    assert list(mismatches()) == [] and devices.complaints == []
