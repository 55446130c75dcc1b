"""A customer complains: anybody writes it down, whoever may makes it good, within what they may give."""

import pytest

from associate.core.orders.models import Order
from associate.core.payments.credit import balance
from associate.core.tasks.models import TaskKind
from associate.db import atomic
from tests.support.people import Person
from tests.support.tasks import of_kind, order_now, task_now

WORDS = "An hour late, paid with 4111 1111 1111 1111"


@pytest.fixture
def order(shop) -> Order:
    return shop.has_order((shop.jacket, 1))  # €89.00


def complains(app, shop, order: Order, what: str = "late") -> None:
    ana = Person(app, shop.ana).opens(f"/orders/{order.number}").taps("A complaint")
    ana.taps("Note it", what=what, words=WORDS).sees("Written down")


def goodwill(order: Order) -> int:
    known = order_now(order)
    return balance(known.customer_id, known.currency)


def test_anybody_writes_it_down_and_a_lead_makes_it_good_within_a_tenth(app, shop, order):
    complains(app, shop, order)
    waiting = of_kind(TaskKind.COMPLAINT)
    page = f"/tasks/{waiting.id}"
    marcus = Person(app, shop.marcus).opens("/tasks").sees("Maya complains", "It came late.").opens(page)
    marcus.sees("paid with •••• 1111", "Ana wrote down:", "Up to €8.90")
    too_much = marcus.posts(f"{page}/outcome", outcome="credit", amount="9", note="Said sorry")
    assert (too_much.code, marcus.posts(f"{page}/outcome", note="Sorry").code) == ("too_much", "no_outcome")
    assert goodwill(order) == 0 and task_now(waiting).done_at is None
    marcus.opens(page).taps("Made good", outcome="credit", amount="8.50", note="Said sorry.")
    assert goodwill(order) == 850
    marcus.opens(page).sees("Settled", "Said sorry.", "Store credit given: €8.50.")
    helen = Person(app, shop.helen).opens(f"/orders/{order.number}")
    helen.sees("complained: It came late", "Complaint seen to: store credit given, €8.50 store credit")


def test_what_may_be_given_counts_over_all_complaints_of_the_order(app, shop, order):
    for what, most, given in (("late", "€89.00", "50"), ("damaged", "€39.00", "")):
        complains(app, shop, order, what)
        helen = (
            Person(app, shop.helen).opens(f"/tasks/{of_kind(TaskKind.COMPLAINT).id}").sees(f"Up to {most}")
        )
        helen.taps("Made good", outcome="credit", amount=given, note="Rang them.")
    assert goodwill(order) == 5000


def test_the_same_once_more_is_the_same_task_and_customer_service_sees_to_it_too(app, shop, order):
    complains(app, shop, order)
    complains(app, shop, order)
    waiting = of_kind(TaskKind.COMPLAINT)
    sam = Person(app, shop.sam).opens("/me").taps("Work here", code="MQ").opens(f"/tasks/{waiting.id}")
    sam.taps("Made good", outcome="explained", note="Rang them.").sees("Settled")


def test_nobody_makes_their_own_order_good_and_other_stores_know_nothing_of_it(app, shop, order):
    complains(app, shop, order)
    waiting, known = of_kind(TaskKind.COMPLAINT), order_now(order)
    with atomic(known):
        known.email = shop.helen.email
    helen = Person(app, shop.helen).opens(f"/tasks/{waiting.id}")
    assert helen.posts(f"/tasks/{waiting.id}/outcome", outcome="none", note="fine").code == "own_order"
    assert Person(app, shop.charlie).opens(f"/tasks/complaints/{order.number}").status == 404
