"""What a lock screen shows of a car: the order’s number, no customer; on the way is quiet, here is not."""

import json

import pytest
import sqlalchemy as sa

from associate.core.events.models import Delivery
from associate.core.stores.shifts import PushSubscription, Shift
from associate.db import atomic, db
from associate.jobs.write import write
from associate.messages.kinds import CAR_KINDS
from associate.words import LANGUAGES
from tests.support.cars import has_bays
from tests.support.comers import is_here, sets_off

KEYS = {"p256dh": "x", "auth": "y", "endpoint_hash": "h"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_customer_on_the_lock_screen(app, shop, language):
    with atomic():
        shop.ana.locale = language
        db.session.add(Shift(store_id=shop.mill_quay.id, staff_id=shop.ana.id))
        db.session.add(PushSubscription(staff_id=shop.ana.id, endpoint="https://push.example", **KEYS))
    bay = has_bays(shop.mill_quay, "4")[0]
    job = shop.job(shop.has_order((shop.jacket, 1)))
    sets_off(job)
    is_here(job, bay=bay, make="Škoda", plate="8317")
    cars = sa.select(Delivery).where(Delivery.medium == "push", Delivery.kind.in_(CAR_KINDS))
    notes = [write(push, app) for push in db.session.scalars(cars.order_by(Delivery.id))]
    assert [note.is_quiet for note in notes] == [True, False]
    for note in notes:
        shown = note.subject + note.text
        assert (
            job.number in shown
            and note.url == "/curbside"
            and "push.example" in json.loads(note.recipient)["endpoint"]
        )
        assert not any(word in shown for word in ("Maya", "Rosen", "8317", "Škoda"))
