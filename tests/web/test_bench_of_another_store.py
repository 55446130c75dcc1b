"""Every address of the bench, waves, manifests and their papers, asked by somebody of another store."""

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts import manifests
from associate.core.events.models import Event
from associate.core.shipping.models import Parcel
from associate.db import db
from tests.support.packing import now_
from tests.support.people import Person
from tests.support.shipping import Sending
from tests.support.shop import look_again

ROOMS = ("packing.", "waves.", "manifests.", "documents.")
NUMBERS = {"packing": "HW-1001", "waves": "W-1001", "manifests": "M-1001", "documents": "HW-1001"}


def test_nothing_of_it_is_there_and_nothing_changes(app, shop):
    sending = Sending(shop)
    job = sending.labeled(number="1001")
    sending.order((shop.kettle, 1), number="1002", customer="c-2", street="2 Pier")
    Person(app, shop.ana).opens("/waves").taps("Start the walk", job=["HW-1002"])
    closed = manifests.close_manifest(now_(job).store, sending.pretend, now().date(), by=sending.by)
    parcel_id = db.session.scalars(sa.select(Parcel.id)).one()
    known = {
        "n": 1,
        "parcel_id": parcel_id,
        "manifest_id": closed.id,
        "call_id": 1,
        "handover_id": 1,
        "variant_id": shop.kettle.id,
        "code": "E-1",
    }
    charlie, before = Person(app, shop.charlie).opens("/pack"), happened()
    asked = 0
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(ROOMS) or not rule.arguments:
            continue
        values = {**known, "number": NUMBERS[rule.endpoint.partition(".")[0]]}
        if "<int:number>" in rule.rule:
            values["number"] = 1
        url = app.url_map.bind("").build(rule.endpoint, {name: values[name] for name in rule.arguments})
        for method in rule.methods & {"GET", "POST"}:
            answer = charlie.posts(url, store="CR") if method == "POST" else charlie.opens(url)
            assert answer.status in (403, 404), (method, url, answer.status)
            asked += 1
    assert asked > 30 and happened() == before


def happened():
    look_again()
    return db.session.scalar(sa.select(sa.func.max(Event.id)))
