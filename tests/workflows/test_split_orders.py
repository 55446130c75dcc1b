"""An order that two stores share: people of both see it, others don’t; the store that leads it decides."""

import pytest
import sqlalchemy as sa

from associate.core.acts.route import send_elsewhere
from associate.core.events.commands import intent
from associate.core.fulfillment.models import Fulfillment
from associate.db import atomic, db
from tests.support.furnish import store
from tests.support.people import Person
from tests.support.routing import Parcels, went

FLOOR = {"associate", "lead", "manager"}
NAMES = {
    "associate": "ana",
    "lead": "marcus",
    "manager": "helen",
    "regional": "rosa",
    "service": "sam",
    "admin": "ada",
}


@pytest.fixture
def split(shop):
    """HW-1001: two jackets from Mill Quay, which leads it, a kettle from Castle Row. Dockside has no part."""
    parcels = Parcels(shop)
    parcels.empties(shop.mill_quay, shop.kettle)
    parcels.empties(shop.castle_row, shop.jacket)
    order = parcels.order((shop.jacket, 2), (shop.kettle, 1))
    assert sorted(went(order)) == [("HW-1001", "MQ", "released"), ("HW-1001-2", "CR", "released")]
    with atomic(order):
        order.store_id = shop.mill_quay.id
    return order


@pytest.fixture
def dockside(shop):
    with atomic():
        return store("DS", "Dockside", "Europe/Dublin", "EUR", "IE")


def works_at(app, shop, role, here):
    """Somebody with this role who works there now."""
    staff = getattr(shop, NAMES[role])
    with atomic(staff):
        if role in FLOOR:
            staff.store_id = here.id
    person = Person(app, staff)
    return person if role in FLOOR or role == "service" else person.posts("/me/store", code=here.code)


@pytest.mark.parametrize("role", NAMES)
@pytest.mark.parametrize(("at", "sees"), [("mill_quay", True), ("castle_row", True), ("dockside", False)])
def test_who_may_see_it(app, shop, split, dockside, role, at, sees):
    here = dockside if at == "dockside" else getattr(shop, at)
    person = works_at(app, shop, role, here).opens("/orders/HW-1001")
    assert person.status == (200 if sees or role not in FLOOR else 404)
    found = person.opens("/orders", q="1001")
    assert ("HW-1001" in found.text) is (sees or role not in FLOOR)


@pytest.mark.parametrize("role", sorted(FLOOR))
def test_the_second_store_reads_and_the_first_decides(app, shop, split, role):
    person = works_at(app, shop, role, shop.castle_row).opens("/orders/HW-1001")
    person.does_not_see("Cancel the order").sees("Castle Row")
    tried = person.posts("/orders/HW-1001/cancellation", reason="mistake", store="CR")
    assert tried.status in (403, 422) and went(split)[0][2] == "released"
    if role == "manager":
        assert tried.code == "other_store"
        assert person.posts("/orders/HW-1001/waiting", store="CR").code == "other_store"
        assert person.posts("/orders/HW-1001/destination", at="CR", store="CR").code == "other_store"
        part = {"part": "HW-1001", "at": "CR", "store": "CR"}
        assert person.posts("/orders/HW-1001/destination", **part).code == "other_store"
        assert person.opens("/orders/HW-1001/routing", part="HW-1001-2").status == 200


def test_what_was_sent_on_is_no_part_of_it_any_more(app, shop, split, dockside):
    shop.stocks(shop.kettle, 3, store=dockside)
    charlie = Person(app, shop.charlie)
    assert charlie.opens("/orders/HW-1001").status == 200
    job = db.session.scalars(sa.select(Fulfillment).filter_by(number="HW-1001-2")).one()
    send_elsewhere(job, store="DS", intent=intent("c-1", "send", shop.rosa.actor, {}), by=shop.rosa.actor)
    assert charlie.opens("/orders/HW-1001").status == 404
