"""One number per store tells its screens whether they are current."""

import sqlalchemy as sa

from associate.core.events.record import SYSTEM, record
from associate.core.stores.models import StoreVersion
from associate.core.stores.versions import store_version
from associate.db import atomic, db


def test_a_change_here_shows_at_once_and_only_for_its_store(shop):
    here, there = store_version(shop.mill_quay.id, ttl=60), store_version(shop.castle_row.id, ttl=60)
    with atomic():
        record("test.changed", about=shop.mill_quay, by=SYSTEM)
    assert store_version(shop.mill_quay.id, ttl=60) == here + 1
    assert store_version(shop.castle_row.id, ttl=60) == there


def test_a_change_by_another_process_shows_when_the_reading_is_old(shop):
    before = store_version(shop.mill_quay.id, ttl=60)
    db.session.rollback()
    with db.engine.begin() as another:
        another.execute(sa.update(StoreVersion).values(n=StoreVersion.n + 1))
    assert store_version(shop.mill_quay.id, ttl=60) == before
    assert store_version(shop.mill_quay.id, ttl=0) == before + 1


def test_a_store_that_is_not_there_has_version_0(shop):
    assert store_version(999) == 0
