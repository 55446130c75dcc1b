"""One story for each role: what it is there for, and the sentence that stops it where it isn't."""

import pytest
import sqlalchemy as sa

from associate.core.fulfillment.models import Handover
from associate.core.stores.staff import PERMISSIONS, Role
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.web.roles import PERMISSION_WORDS, ROLE_WORDS
from tests.support.counter import stage
from tests.support.people import Person
from tests.support.shop import look_again

JACKET = "96385074"
NOT_YOURS = "Your role doesn’t open this"


@pytest.fixture
def order(shop):
    return shop.has_order((shop.jacket, 1))


def task(kind):
    look_again()
    return db.session.scalars(sa.select(Task).filter_by(kind=kind, done_at=None)).first()


def is_stopped_at(person, *paths):
    for path in paths:
        person.opens(path)
        assert (person.status, person.code) == (403, "http_403"), path
        person.sees(NOT_YOURS)


def finds_nothing_at(person, *paths):
    for path in paths:
        assert person.opens(path).status == 404, path


def test_an_associate_picks_stages_and_hands_over(app, shop, order):
    ana = Person(app, shop.ana).opens("/pick/HW-1001").taps("Start picking").scans(JACKET)
    ana.scans("BAG-7K4").scans("LOC-R-1").sees("It’s ready")
    ana.opens("/handover").posts("/handover/openings", order="HW-1001")
    ana.posts(f"{ana.url}/verification", how="photo_id", id_type="passport").scans("BAG-7K4").taps(
        "Hand over 1 bag"
    )
    ana.sees("Handed over")
    ana.opens("/me").sees("Pick orders", "Hand orders over").does_not_see("Cancel orders")


def test_an_associate_is_stopped_with_a_sentence(app, shop, order):
    ana = Person(app, shop.ana)
    is_stopped_at(ana, "/tasks", "/people", "/people/new", f"/people/{shop.priya.id}", "/roles")
    ana.opens("/orders/HW-1001").does_not_see("maya@mail.example").posts("/orders/HW-1001/contact").sees(
        NOT_YOURS
    )
    ana.opens("/orders/HW-1001").taps("Cancel the order").sees("A manager must agree")


def test_a_lead_settles_tasks_sees_contact_and_undoes_late(app, shop, order):
    marcus = Person(app, shop.marcus).opens("/tasks").sees("Tasks")
    marcus.opens("/orders/HW-1001").taps("Show").sees("maya@mail.example")
    stage(shop, order, "7K4")
    marcus.opens("/handover").posts("/handover/openings", order="HW-1001").taps("No phone and no code?")
    marcus.taps("I vouch for them", name="Maya Rosen", card="4417", contents="yes").scans("BAG-7K4")
    marcus.taps("Hand over 1 bag").sees("Handed over", "a lead’s word")
    assert db.session.scalars(sa.select(Handover)).one().closed_by == shop.marcus.ref


def test_a_lead_is_stopped_with_a_sentence(app, shop, order):
    marcus = Person(app, shop.marcus)
    is_stopped_at(marcus, "/people", f"/people/{shop.ana.id}", "/roles")
    marcus.opens("/orders/HW-1001").taps("Cancel the order").sees("A manager must agree").does_not_see(
        "Keep it all"
    )
    assert marcus.posts("/orders/HW-1001/cancellation", reason="mistake").code == "needs_approval"


def test_a_manager_cancels_releases_and_looks_after_the_people(app, shop, order):
    helen = Person(app, shop.helen).opens("/orders/HW-1001").taps("Cancel the order", reason="mistake")
    helen.taps("Cancel the order", reason="mistake").sees("Canceled")
    helen.opens("/people").sees("Ana Duarte").opens("/roles").sees("Approve on the spot")
    shop.has_order((shop.kettle, 1), number="1002", method=None)
    helen.opens(f"/tasks/{task(TaskKind.METHOD_UNCLEAR).id}").sees("HW-1002")


def test_a_manager_is_stopped_at_the_doors_of_other_stores(app, shop):
    shop.has_order((shop.jacket, 1), location="cr")
    helen = Person(app, shop.helen)
    finds_nothing_at(helen, "/orders/HW-1001", "/orders/HW-1001/cancel", f"/people/{shop.charlie.id}")
    assert helen.posts("/me/store", code="CR").status == 403
    helen.sees(NOT_YOURS)


def test_a_regional_manager_works_in_any_store_and_over_all(app, shop, order):
    shop.has_order((shop.kettle, 1), number="1002", location="cr")
    rosa = Person(app, shop.rosa).opens("/pick").sees("Choose a store first")
    rosa.opens("/me").posts("/me/store", code="CR").opens("/pick").sees("HW-1002").does_not_see("HW-1001")
    rosa.opens("/me").posts("/me/store", code="MQ").opens("/pick").sees("HW-1001").does_not_see("HW-1002")
    rosa.opens("/people").sees("Charlie Voss", "Ana Duarte").does_not_see("Ada Byrne")
    assert rosa.opens(f"/people/{shop.ada.id}").status == 404


def test_customer_service_sees_every_order_and_cancels_but_moves_no_stock(app, shop, order):
    shop.has_order((shop.kettle, 1), number="1002", location="cr")
    sam = Person(app, shop.sam).opens("/orders").sees("HW-1001", "HW-1002")
    sam.opens("/orders/HW-1002").taps("Show").sees("maya@mail.example")
    sam.opens("/orders/HW-1002/cancel").does_not_see("must agree").taps(
        "Cancel the order", reason="customer_asked"
    )
    sam.sees("Canceled")
    sam.opens("/me").posts("/me/store", code="MQ")
    is_stopped_at(sam, "/pick", "/pick/HW-1001", "/handover", "/putback", "/people", "/roles")
    sam.opens("/me").sees("Look orders up").does_not_see("Pick orders")


def test_an_admin_opens_everything_in_any_store(app, shop, order):
    ada = Person(app, shop.ada).opens("/me").posts("/me/store", code="MQ")
    for path in ("/", "/pick", "/handover", "/putback", "/tasks", "/orders", "/people", "/roles"):
        assert ada.opens(path).status == 200, path
    ada.opens("/people/new").sees("Admin", "Regional manager", "Castle Row")


@pytest.mark.parametrize(
    "path", ["/pick/HW-1001", "/orders/HW-1001", "/orders/HW-1001/cancel", "/handover/1"]
)
def test_somebody_of_another_store_finds_nothing(app, shop, order, path):
    stage(shop, order, "7K4")
    Person(app, shop.ana).opens("/handover").posts("/handover/openings", order="HW-1001")
    assert Person(app, shop.charlie).opens(path).status == 404


def test_the_words_for_roles_and_permissions_are_complete():
    assert set(PERMISSION_WORDS) == set().union(*PERMISSIONS.values())
    assert set(ROLE_WORDS) == set(PERMISSIONS) == set(Role)
