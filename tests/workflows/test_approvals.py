"""Somebody who may agrees on the spot: picked by name, with their own PIN and a reason, on the record."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.fulfillment.models import Handover, HandoverState
from associate.core.fulfillment.states import State
from associate.core.orders.models import OrderState
from associate.core.stores.credentials import Approval
from associate.db import atomic, db
from tests.support.counter import stage
from tests.support.managing import PINS, at_device, fresh, has_pin
from tests.support.people import Person
from tests.support.shop import PASSWORD, look_again


@pytest.fixture
def ana(app, shop):
    """At a tablet of Mill Quay, where Marcus and Helen have PINs."""
    has_pin(shop.marcus, shop.helen, shop.ana)
    return at_device(app, shop.ana, shop.mill_quay)


@pytest.fixture
def order(shop):
    return shop.has_order((shop.jacket, 2), (shop.kettle, 1))


def agreed(staff, **changed):
    known = {
        "approver": str(staff.id),
        "approver_pin": PINS.get(staff.first_name, "000000"),
        "why": "our_mistake",
    }
    return {**known, **changed}


def approvals():
    look_again()
    return list(db.session.scalars(sa.select(Approval).order_by(Approval.id)))


def cancels(person, **form):
    return person.posts("/orders/HW-1001/cancellation", reason="mistake", **form)


# ── the form and what it asks ────────────────────────────────────────────────


def test_a_manager_agrees_and_both_names_are_kept(shop, ana, order):
    ana.opens("/orders/HW-1001").taps("Cancel the order").sees("A manager must agree", "Helen Marsh")
    ana.does_not_see("Marcus Bell", "Priya Nair", "Charlie")
    ana.taps("Cancel the order", reason="mistake", **agreed(shop.helen)).sees("Canceled")
    (kept,) = approvals()
    assert (kept.permission, kept.about, kept.reason) == ("cancel_orders", order.ref, "our_mistake")
    assert (kept.asked_by, kept.given_by_id) == (shop.ana.ref, shop.helen.id) and kept.device_id
    given = db.session.scalars(sa.select(Event).filter_by(kind="approval.given")).one()
    assert (given.by, given.facts["asked_by"], given.order_id) == (shop.helen.ref, shop.ana.ref, order.id)
    ana.opens("/orders/HW-1001").sees("Agreed to canceling the order", "Helen")


def test_without_anybody_s_word_nothing_happens(shop, ana, order):
    assert cancels(ana.opens("/orders/HW-1001/cancel")).code == "needs_approval"
    assert shop.job(order).order.state == OrderState.OPEN and approvals() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"approver_pin": "111222"}, "wrong_pin"),
        ({"why": ""}, "no_reason"),
        ({"why": "because"}, "no_reason"),
        ({"approver": "999999"}, "no_approver"),
        ({"approver": "Helen"}, "no_approver"),
    ],
)
def test_it_asks_for_who_why_and_the_pin(shop, ana, order, changed, code):
    assert cancels(ana.opens("/orders/HW-1001/cancel"), **agreed(shop.helen, **changed)).code == code
    assert shop.job(order).order.state == OrderState.OPEN and approvals() == []


def test_own_words_are_a_reason_too(shop, ana, order):
    form = agreed(shop.helen, why="", why_words="The lid was cracked when we opened it.")
    assert cancels(ana.opens("/orders/HW-1001/cancel"), **form).status == 200
    assert approvals()[0].reason == "The lid was cracked when we opened it."


def test_five_wrong_pins_lock_that_approver_on_that_tablet_only(app, shop, ana, order):
    ana.opens("/orders/HW-1001/cancel")
    codes = [cancels(ana, **agreed(shop.helen, approver_pin="111222")).code for _try in range(6)]
    assert codes == ["wrong_pin"] * 5 + ["pin_locked"] or codes == ["wrong_pin"] * 4 + ["pin_locked"] * 2
    assert cancels(ana, **agreed(shop.helen)).code == "pin_locked"
    other = at_device(app, shop.priya, shop.mill_quay).opens("/orders/HW-1001/cancel")
    assert cancels(other, **agreed(shop.helen)).status == 200


def test_elsewhere_the_approver_s_password_counts_and_is_throttled(app, shop, order):
    ana = Person(app, shop.ana).opens("/orders/HW-1001/cancel").sees("Password of who agrees")
    form = agreed(shop.helen, approver_pin="")
    assert cancels(ana, **form, approver_password="a guess of a password").code == "wrong_password"
    for _try in range(4):
        cancels(ana, **form, approver_password="a guess of a password")
    assert cancels(ana, **form, approver_password=PASSWORD).code == "too_many_tries"
    priya = Person(app, shop.priya).opens("/orders/HW-1001/cancel")
    assert cancels(priya, **form, approver_password=PASSWORD).status == 200


def test_a_pin_leaves_no_trace_not_even_in_a_fingerprint(app, shop, ana, order):
    helen = Person(app, shop.helen).opens("/orders/HW-1001/cancel")
    for pin in ("111222", "333444"):  # a fingerprint over it would call the second one another deed
        assert (
            cancels(helen, approver_pin=pin, approver_password=pin, command_id="the-same-tap").status == 200
        )
    shop.has_order((shop.kettle, 1), number="1002")
    ana.opens("/orders/HW-1002/cancel")
    ana.posts("/orders/HW-1002/cancellation", reason="mistake", **agreed(shop.helen)).sees("Canceled")
    everything = str([vars(event) for event in db.session.scalars(sa.select(Event))])
    assert PINS["Helen"] not in everything and len(approvals()) == 1


def test_the_same_tap_twice_is_agreed_to_once(shop, ana, order):
    ana.opens("/orders/HW-1001/cancel")
    for _tap in range(2):
        assert cancels(ana, **agreed(shop.helen), command_id="the-same-tap").status == 200
    assert len(approvals()) == 1


# ── who may not agree ────────────────────────────────────────────────────────


def test_nobody_agrees_to_their_own_deed(shop, ana, order):
    assert cancels(ana.opens("/orders/HW-1001/cancel"), **agreed(shop.ana)).code == "own_doing"


def test_nobody_agrees_about_their_own_order(shop, ana):
    shop.has_order((shop.jacket, 1), first="Helen", customer="c-helen")
    with atomic():
        fresh(shop.helen).email = "Helen@mail.example"
    assert cancels(ana.opens("/orders/HW-1001/cancel"), **agreed(shop.helen)).code == "own_order"
    assert approvals() == []


def test_no_lead_no_other_store_and_nobody_who_left(app, shop, ana, order):
    ana.opens("/orders/HW-1001/cancel")
    assert cancels(ana, **agreed(shop.marcus)).code == "no_approver"
    with atomic():
        shop.charlie.role = "manager"
    assert cancels(ana, **agreed(fresh(shop.charlie))).code == "no_approver"
    with atomic():
        fresh(shop.helen).is_active = False
    assert cancels(ana, **agreed(shop.helen)).code == "no_approver"


def test_who_spans_stores_may_agree(shop, ana, order):
    has_pin(shop.rosa)
    ana.opens("/orders/HW-1001/cancel").sees("Rosa Lind")
    assert cancels(ana, **agreed(shop.rosa)).status == 200


def test_who_may_anyway_asks_nobody(app, shop, order):
    Person(app, shop.helen).opens("/orders/HW-1001/cancel").does_not_see("must agree").taps(
        "Cancel the order", reason="mistake"
    ).sees("Canceled")
    assert approvals() == []


# ── undoing a handover late ──────────────────────────────────────────────────


@pytest.fixture
def handed_over(shop, ana, order):
    stage(shop, order, "7K4")
    ana.opens("/handover").posts("/handover/openings", order="HW-1001")
    ana.posts(f"{ana.url}/verification", how="photo_id", id_type="passport").scans("BAG-7K4").taps(
        "Hand over 1 bag"
    )
    return db.session.scalars(sa.select(Handover)).one()


def later(minutes):
    with atomic():
        done = db.session.scalars(sa.select(Handover)).one()
        done.closed_at -= timedelta(minutes=minutes)


@pytest.mark.usefixtures("at_noon")
def test_a_lead_agrees_to_a_late_undo(shop, ana, handed_over):
    later(11)
    ana.opens(f"/handover/{handed_over.id}").sees("A lead must agree", "Marcus Bell")
    ana.taps("Undo this handover", **agreed(shop.marcus)).sees("Taken back")
    look_again()
    assert db.session.get_one(Handover, handed_over.id).state == HandoverState.UNDONE
    assert [kept.permission for kept in approvals()] == ["late_undo"]


def test_after_closing_it_takes_a_manager(app, shop, ana, handed_over):
    later(24 * 60)
    ana.opens(f"/handover/{handed_over.id}").sees("A manager must agree").does_not_see("Marcus Bell")
    undo = f"/handover/{handed_over.id}/undo"
    assert ana.posts(undo, **agreed(shop.marcus)).code == "no_approver"
    assert ana.posts(undo).code == "too_late"
    marcus = Person(app, shop.marcus).opens(f"/handover/{handed_over.id}").sees("A manager must agree")
    assert marcus.posts(undo).code == "too_late"
    Person(app, shop.helen).opens(f"/handover/{handed_over.id}").taps("Undo").sees("Taken back")


def test_in_the_minutes_nobody_is_asked(ana, handed_over):
    ana.opens(f"/handover/{handed_over.id}").does_not_see("must agree").taps("Undo, until").sees("Taken back")


# ── a customer without phone and code ────────────────────────────────────────


@pytest.fixture
def at_counter(shop, ana, order):
    stage(shop, order, "7K4")
    ana.opens("/handover").posts("/handover/openings", order="HW-1001")
    return ana.sees("How do you know").taps("No phone and no code?")


MAYA = {"name": "maya ROSEN", "email": "Maya@mail.example", "phone": "0118"}


def vouches(person, **form):
    return person.posts(person.url, **form)


def test_name_two_facts_and_a_lead_s_pin(shop, at_counter):
    at_counter.sees("A lead must agree", "Marcus Bell", "Helen Marsh", "2 × Harbor rain jacket")
    at_counter.does_not_see("maya@mail.example", "0118")
    at_counter.taps("Vouch for Maya", **MAYA, **agreed(shop.marcus)).sees(
        "Verified", "a lead’s word", "Fetch 1 bag"
    )
    at_counter.scans("BAG-7K4").taps("Hand over 1 bag").sees("Handed over", "a lead’s word")
    handover = db.session.scalars(sa.select(Handover)).one()
    assert (handover.verified_by, handover.verified_note) == ("vouched", "email, phone")
    assert [kept.permission for kept in approvals()] == ["vouch"]


def test_a_lead_at_the_screen_vouches_in_the_own_name(app, shop, order):
    stage(shop, order, "7K4")
    marcus = Person(app, shop.marcus).opens("/handover").posts("/handover/openings", order="HW-1001")
    marcus.taps("No phone and no code?").does_not_see("must agree")
    marcus.taps("I vouch for them", **{**MAYA, "phone": ""}, contents="yes").sees("Fetch 1 bag")


@pytest.mark.parametrize(
    "told",
    [
        {"name": "Maya Brown"},
        {"phone": "9999"},
        {"email": "other@mail.example"},
        {"phone": "", "card": "0000"},
    ],
)
def test_what_doesn_t_match_is_counted_and_said(shop, at_counter, told):
    before = at_counter.url
    assert vouches(at_counter, **{**MAYA, **told}, **agreed(shop.marcus)).code == "wrong_vouched"
    assert shop.diary(db.session.scalars(sa.select(Handover)).one()).count("handover.not_verified") == 1
    assert approvals() == []
    at_counter.opens(before)
    for _try in range(4):
        at_counter.posts(before, **{**MAYA, **told}, **agreed(shop.marcus))
    assert at_counter.posts(before, **MAYA, **agreed(shop.marcus)).code == "too_many_tries"


@pytest.mark.parametrize(
    ("form", "code"),
    [({**MAYA, "name": ""}, "no_name"), ({**MAYA, "phone": ""}, "two_facts"), (MAYA, "needs_approval")],
)
def test_nothing_is_compared_before_everything_is_there(shop, at_counter, form, code):
    assert vouches(at_counter, **form).code == code
    handover = db.session.scalars(sa.select(Handover)).one()
    assert "handover.not_verified" not in shop.diary(handover) and handover.verified_by == ""


def test_accents_and_the_pickup_person_count(shop, ana):
    order = shop.has_order((shop.kettle, 1), first="Zoë", last="Nuñez-Prat", customer="c-zoe")
    with atomic():
        order.pickup_person = "Ola Berg"
    job = stage(shop, order, "9MB")
    for name in ("zoe prat nunez", "Berg, Ola".replace(",", "")):
        ana.opens("/handover").posts("/handover/openings", order=job.number, take_over="yes")
        handover = db.session.scalars(sa.select(Handover).order_by(Handover.id.desc())).first()
        form = {"name": name, "card": "4417", "contents": "yes"}
        ana.posts(f"/handover/{handover.id}/vouching", **form, **agreed(shop.marcus)).sees("Fetch 1 bag")
    assert shop.job(order).state == State.READY
