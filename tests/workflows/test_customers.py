"""A customer's card through its pages: found by something exact, read by role, noted, corrected."""

import pytest
import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.customers.consent import may_write
from associate.core.customers.loyalty import LoyaltyEntry
from associate.core.customers.models import Customer
from associate.core.events.models import Event
from associate.core.fulfillment.telling import ways_to
from associate.core.orders.models import Order
from associate.core.payments.credit import balance
from associate.db import atomic, db
from tests.support.people import Person
from tests.support.shop import look_again

PHONE = "+353855550118"


@pytest.fixture
def order(shop):
    return shop.has_order((shop.jacket, 1))


@pytest.fixture
def ana(app, shop, order):
    return Person(app, shop.ana)


@pytest.fixture
def helen(app, shop, order):
    return Person(app, shop.helen)


def opened(person, text="maya@mail.example"):
    """The card that the one hit leads to."""
    url = person.opens("/customers", q=text).answer.headers.get("Location", "")
    return person.opens(url) if url else person


@pytest.mark.parametrize(
    "asked", ["maya@mail.example", "MAYA@mail.example", "085 555 0118", PHONE, "hw-1001"]
)
def test_something_exact_finds_the_one_card(ana, asked):
    opened(ana, asked).sees("Maya R.", "Open orders", "HW-1001", "Nothing said.")


@pytest.mark.parametrize(
    "asked", ["maya", "Rosen", "0118", "maya@", "@mail.example", "HW-1", "%", "' or 1=1"]
)
def test_nobody_leafs_through_customers(ana, asked):
    ana.opens("/customers", q=asked).sees("Nobody has exactly that").does_not_see("Maya R.")


def test_a_card_is_not_found_by_counting(ana, order):
    for key in (str(order.customer_id), f"{order.customer_id}-", f"{order.customer_id}-000000000000", "٣-x"):
        assert ana.opens(f"/customers/{key}").status == 404


def test_an_associate_sees_what_the_job_needs_and_a_manager_the_rest(app, shop, ana, helen):
    opened(ana).does_not_see("Rosen", "mail.example", "Store credit", "May we write?", "€89.00")
    lead = opened(Person(app, shop.marcus)).sees("m…@mail.example, …0118").does_not_see("Store credit")
    lead.taps("Show").sees("maya@mail.example", PHONE)
    opened(helen).sees("Maya Rosen", "Store credit", "May we write?", "€89.00", "Phone and email looked at")
    assert "maya" not in repr([event.facts for event in db.session.scalars(sa.select(Event))]).casefold()


def test_older_orders_are_a_page_away_and_a_guest_s_own_email_counts(shop, helen):
    for number in range(2001, 2023):
        shop.has_order((shop.milk, 1), number=str(number), customer=None)
    opened(helen).sees("HW-2022", "as a guest", "Older orders").does_not_see("HW-1001")
    helen.taps("Older orders").sees("HW-1001", "HW-2002").does_not_see("HW-2003", "Older orders")


def test_a_note_is_masked_signed_and_struck_out(app, shop, ana, helen):
    opened(ana).taps("Note it", text="Prefers the side door. 4242 4242 4242 4242")
    opened(ana).sees("Prefers the side door. •••• 4242", "Ana, ").taps("Note it", text=" ").sees("Type what")
    opened(Person(app, shop.priya)).sees("side door").does_not_see("Strike")
    helen.opens(opened(helen).url)
    opened(helen)
    struck = helen.page.select_one("form[action*=removal]")["action"]
    priya = Person(app, shop.priya)
    assert priya.posts(struck).code == "not_yours"
    helen.posts(struck)
    opened(ana).does_not_see("side door")
    opened(helen).sees("side door", "struck out")


def test_a_preference_is_followed(shop, ana, order):
    opened(ana).taps("Change").taps("Save", message_by="sms", language="es", car="Grey Octavia", own_bag="on")
    opened(ana).sees("by text", "Español", "Grey Octavia", "brings their own, no plastic")
    look_again()
    order = db.session.get_one(Order, order.id)
    assert [way.medium for way in ways_to(order, shop.mill_quay)] == ["email"]  # nobody said yes to texts
    assert shop.diary(order.customer)[-1] == "customer.preferred"


def test_consent_has_its_source_and_its_history(shop, helen):
    opened(helen).sees("nobody said yes", "nobody said no")
    helen.taps("They say yes")
    assert may_write("sms", PHONE)
    opened(helen).sees("told to us").taps("They say no …0118")
    opened(helen).sees("Before", "yes, told to us")
    assert not may_write("sms", PHONE) and may_write("email", "maya@mail.example")


def test_a_manager_corrects_points_and_credit_with_a_reason(shop, helen, order):
    card = opened(helen).url
    helen.taps("Correct").taps("Correct the points", change="50", reason="").sees("Say why.")
    helen.opens(f"{card}/points").taps("Correct the points", change="-1", reason="x").sees("0 points only")
    helen.opens(f"{card}/points").taps("Correct the points", change="50", reason="Her birthday")
    helen.opens(f"{card}/credit").taps("Correct the store credit", change="12.50", reason="Long wait")
    helen.opens(f"{card}/credit").taps("Correct the store credit", change="-20", reason="x")
    assert helen.code == "not_enough_credit"
    opened(helen).sees("50 points", "Corrected: “Her birthday”", "€12.50", "Corrected: “Long wait”")
    assert balance(order.customer_id, "EUR") == 1250 and list(mismatches()) == []


def test_nobody_corrects_their_own(shop, helen, order):
    with atomic():
        db.session.execute(sa.update(Customer).values(email=shop.helen.email))
    helen.opens(f"{opened(helen, 'HW-1001').url}/points")
    assert helen.taps("Correct the points", change="50", reason="Mine").code == "own_profile"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LoyaltyEntry)) == 0


def test_a_guest_gets_a_card(app, shop, helen):
    shop.has_order((shop.milk, 1), number="3001", customer=None, first="Leo", last="Park")
    helen.opens("/orders/HW-3001").taps("Make a card").sees("Leo Park", "A card made for a guest")
    opened(Person(app, shop.ana), "leo@mail.example").sees("Leo P.")
