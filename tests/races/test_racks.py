"""A rack is switched off while a bag is on its way there: the bag is refused, or the rack stays."""

import threading

import pytest
import sqlalchemy as sa

from associate.core.fulfillment.models import Bag
from associate.core.stores.models import Location
from associate.db import db
from tests.races.test_scans import signed_in
from tests.support.pickups import find_all
from tests.support.shop import look_again


@pytest.mark.engine("postgresql")
def test_a_bag_waits_for_who_switches_its_rack_off(app, shop):
    job = shop.job(shop.has_order((shop.jacket, 1)))
    find_all(job)
    app.config["WTF_CSRF_ENABLED"] = False
    ana = signed_in(app, shop.ana.email)
    scan(ana, job.number, "BAG-7K4")
    db.session.remove()
    answers: list[int] = []
    with db.engine.connect() as settings:
        settings.execute(sa.update(Location).where(Location.code == "R-2").values(is_active=False))
        putting = threading.Thread(target=lambda: answers.append(scan(ana, job.number, "LOC-R-2")))
        putting.start()
        putting.join(timeout=1)
        settings.commit()
    putting.join(timeout=10)
    look_again()
    assert answers == [422]
    assert db.session.scalar(sa.select(Bag.location_id)) is None


def scan(client, number: str, code: str) -> int:
    form = {"code": code, "command_id": f"scan-{code}"}
    return client.post(f"/pick/{number}/scans", data=form, headers={"HX-Request": "true"}).status_code
