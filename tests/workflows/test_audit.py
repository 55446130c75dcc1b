"""The journal as a manager reads it: by order, person and device, of their own store alone."""

import csv
from io import StringIO

import pytest
import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.events.record import Actor, record
from associate.core.events.words import SENTENCES
from associate.core.orders.models import Order
from associate.core.stores.devices import Device, DeviceKind
from associate.core.stores.staff import Role
from associate.db import atomic, db
from associate.upkeep.audit.seal import seal_journal
from associate.workflows.audit.forms import FAMILIES
from associate.workflows.audit.screens import AT_ONCE
from tests.support.people import Person


@pytest.fixture
def tablet(shop):
    with atomic():
        made = Device(
            store_id=shop.mill_quay.id,
            name="Tablet 3",
            kind=DeviceKind.TABLET,
            token_hash="x",
            enrolled_by=shop.helen.ref,
        )
        db.session.add(made)
        db.session.flush()
        order = shop.has_order((shop.jacket, 1))
        record("order.contact_shown", about=order, by=Actor(shop.ana.ref, made.id))
        record("order.email_corrected", about=order, by=shop.helen.actor)
        record("staff.signed_in", about=shop.charlie, by=shop.charlie.actor)
    return made


def told(person):
    return [line.get_text(" ", strip=True) for line in person.page.select(".trail li")]


def test_who_did_what_where_is_found_by_order_person_and_device(app, shop, tablet):
    helen = Person(app, shop.helen).opens("/settings").taps("Journal").sees("Not sealed yet")
    helen.sees("Looked at phone and email", "Ana, Tablet 3").does_not_see("Charlie", "Castle Row")
    helen.opens("/orders/HW-1001").taps("Journal").sees("Looked at phone", "Email corrected", "Order placed")
    helen.opens(f"/people/{shop.ana.id}").taps("What Ana did").sees("Looked at phone")
    assert all("Ana, Tablet 3" in line for line in told(helen)) and told(helen)
    helen.opens("/audit", device=str(tablet.id))
    assert len(told(helen)) == 1
    assert told(helen.opens("/audit", about="money")) == []
    helen.sees("Nothing like that in the journal")
    assert told(helen.opens("/audit", **{"from": "2020-01-01", "to": "2020-01-02"})) == []
    seal_journal(patience=0)
    helen.opens("/audit").sees("Up to no.").does_not_see("not sealed yet")


def test_another_stores_journal_is_not_there(app, shop, tablet):
    charlie = Person(app, shop.charlie)
    assert charlie.opens("/audit").status == 403  # an associate
    with atomic():
        shop.charlie.role = Role.MANAGER
    manager = Person(app, shop.charlie)
    assert manager.opens("/audit").status == 200
    manager.does_not_see("Looked at phone", "HW-1001", "Helen")
    for asked in (
        {"order": "HW-1001"},
        {"person": str(shop.ana.id)},
        {"device": str(tablet.id)},
        {"store": "MQ"},
    ):
        assert manager.opens("/audit", **asked).status == 404, asked
        assert manager.client.get("/audit/journal.csv", query_string=asked).status_code == 404, asked
    with atomic():  # something of it happens there after all
        order = db.session.scalars(sa.select(Order)).one()
        order.store_id = shop.castle_row.id
        record("return.left", about=order, by=shop.charlie.actor)
        order.store_id = None
        record("order.message_by", about=order, by=shop.ana.actor, medium="sms")
        order.store_id = shop.mill_quay.id
    assert len(told(manager.opens("/audit", order="HW-1001"))) == 1
    Person(app, shop.helen).opens("/audit", order="HW-1001").sees("Wants text").does_not_see("Nothing came")
    rosa = Person(app, shop.rosa).opens("/audit", store="all").sees("Ana, Tablet 3, Mill Quay", "Charlie")
    rosa.opens("/audit", store="CR").does_not_see("Ana, Tablet 3", "Looked at phone")


def test_pages_follow_a_cursor_and_the_file_has_all_of_it(app, shop, tablet):
    with atomic():
        for n in range(AT_ONCE + 5):
            record(
                "store.changed",
                about=shop.mill_quay,
                by=shop.ana.actor,
                section="=1+1",
                changes={"x": [n, n + 1]},
            )
        record("stock.reorder_set", about=shop.mill_quay, by=shop.ana.actor, name="x")
        shop.ana.first_name = "=Ana"
    helen = Person(app, shop.helen).opens("/audit", about="settings")
    first = told(helen)
    second = told(helen.taps("Older"))
    assert len(first) == AT_ONCE and len(second) == 5 and not {*first} & {*second}
    file = helen.client.get("/audit/journal.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(file)))
    mine = db.session.scalars(sa.select(Event.id).where(Event.store_id == shop.mill_quay.id)).all()
    assert [int(row["no"]) for row in rows] == sorted(mine, reverse=True)
    assert {row["who"] for row in rows if row["by"] == shop.ana.ref} == {"'=Ana"}
    assert {row["seal"] for row in rows} == {"not yet"}


def test_every_kind_of_the_journal_is_in_a_family():
    known = {name for names in FAMILIES.values() for name in names}
    assert {kind.partition(".")[0] for kind in SENTENCES} <= known
