from associate.core.stores.versions import store_version
from associate.db import atomic
from associate.core.events.record import record, SYSTEM
def test_v(shop):
    a = store_version(shop.mill_quay.id, ttl=60)
    c = store_version(shop.castle_row.id, ttl=60)
    with atomic():
        record("x", about=shop.mill_quay, by=SYSTEM)
    assert store_version(shop.mill_quay.id, ttl=60) == a + 1
    assert store_version(shop.castle_row.id, ttl=60) == c
