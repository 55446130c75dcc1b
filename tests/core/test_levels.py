"""Two who miss the same stock level at once: it is made once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.db import atomic, db
from tests.support.furnish import variant


def test_a_level_that_two_miss_at_once_is_made_once(app, shop):
    with atomic():
        thing = variant("HW-NEW-1", "", "New thing", 100)
    store_id, both = shop.mill_quay.id, Barrier(2)

    def receive(units):
        with app.app_context():
            both.wait(5)
            with atomic():
                level_id = ledger.level_of(store_id, thing.id)
                ledger.receive(level_id, units, cause="test", by=SYSTEM)
            db.session.remove()
            return level_id

    for _round in range(10):
        with ThreadPoolExecutor(2) as hands:
            made = set(hands.map(receive, (1, 2)))
        assert len(made) == 1
        with atomic():
            thing = variant(f"HW-NEW-{_round + 2}", "", "New thing", 100)
