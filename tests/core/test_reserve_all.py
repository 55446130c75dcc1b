"""Many lines set aside at once: all of it or none, and the levels always in the same turn."""

import pytest
import sqlalchemy as sa

from associate.bulk import insert_for_ids
from associate.core.acts.check import mismatches
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.inventory import ledger
from associate.core.inventory.models import Movement, Reservation, StockLevel
from associate.db import atomic, db
from associate.errors import Refused

FREE = 5


@pytest.fixture
def lines(shop) -> list[int]:
    """Two levels with five free units each, and lines that nothing was set aside for yet."""
    job = shop.job(shop.has_order((shop.jacket, 1)))
    for thing in (shop.jacket, shop.kettle):
        on_hand, reserved, _held = shop.level(thing)
        with atomic():
            level_id = ledger.level_of(shop.mill_quay.id, thing.id)
            ledger.receive(level_id, FREE - (on_hand - reserved), cause="test", by=SYSTEM)
    row = {"fulfillment_id": job.id, "order_line_id": job.lines[0].order_line_id, "wanted": 9}
    with atomic():
        return insert_for_ids(FulfillmentLine, [{**row, "variant_id": shop.jacket.id}] * 3)


def levels(shop) -> list[ledger.Level]:
    """By falling variant: not as they are to be locked."""
    found = ledger.levels_at({(shop.mill_quay.id, thing.id) for thing in (shop.jacket, shop.kettle)})
    return sorted(found.values(), key=lambda level: -level.variant_id)


def set_aside(shop, lines: list[int], units: tuple[int, ...]) -> None:
    with atomic():
        ledger.reserve_all(list(zip(levels(shop), units, lines, strict=False)), by=SYSTEM)


def wrong_balances() -> list[str]:
    """The lines here are nobody's: that they want more than they have is no fault."""
    return [each for each in mismatches() if not each.startswith("line ")]


def books(shop):
    rows = [
        db.session.scalar(sa.select(sa.func.count()).select_from(kind)) for kind in (Movement, Reservation)
    ]
    return [shop.level(thing) for thing in (shop.jacket, shop.kettle)], rows


@pytest.mark.parametrize("units", [(FREE, FREE), (1, 2)])
def test_what_is_free_is_set_aside_to_the_last_unit(shop, lines, units):
    before, _rows = books(shop)
    set_aside(shop, lines, units)
    after, _rows = books(shop)
    taken = [now[1] - then[1] for now, then in zip(after, before, strict=True)]
    assert sorted(taken) == sorted(units) and wrong_balances() == []


@pytest.mark.parametrize("units", [(FREE + 1, 1), (1, FREE + 1), (FREE + 1, FREE + 1)])
def test_one_unit_too_many_of_one_thing_and_nothing_is_set_aside(shop, lines, units):
    before = books(shop)
    with pytest.raises(Refused) as refused:
        set_aside(shop, lines, units)
    assert refused.value.code == "no_stock" and books(shop) == before


def test_lines_that_want_the_same_thing_are_counted_together(shop, lines):
    level, before = levels(shop)[0], books(shop)
    with pytest.raises(Refused) as refused, atomic():
        ledger.reserve_all([(level, FREE - 1, lines[0]), (level, 2, lines[1])], by=SYSTEM)
    assert refused.value.code == "no_stock" and books(shop) == before


def test_levels_are_taken_by_rising_variant_whatever_the_cart_says(shop, lines):
    """Two orders of the same things in the other order would wait for each other for ever."""
    backwards, taken = levels(shop), []

    def watch(_connection, _cursor, statement, parameters, _context, _many):
        if statement.startswith("UPDATE stock_levels"):
            taken.extend(each[1] for each in parameters)

    sa.event.listen(db.engine, "before_cursor_execute", watch)
    try:
        with atomic():
            ledger.reserve_all(
                [(level, 1, line) for level, line in zip(backwards, lines, strict=False)], by=SYSTEM
            )
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", watch)
    assert taken == [level.id for level in reversed(backwards)]


def test_what_the_session_holds_of_a_level_is_read_again(shop, lines):
    level = levels(shop)[0]
    held = db.session.get_one(StockLevel, level.id)
    with atomic():
        before = held.reserved
        ledger.reserve_all([(level, 2, lines[0])], by=SYSTEM)
        assert held.reserved == before + 2


def test_a_fault_on_the_way_has_the_name_and_words_it_always_had(shop, lines):
    set_aside(shop, lines, (1, 1))
    before = books(shop)
    with pytest.raises(sa.exc.IntegrityError, match="INSERT INTO reservations"):
        set_aside(shop, lines, (1, 1))  # a line speaks for its units once
    assert books(shop) == before
    set_aside(shop, lines[2:], (1,))  # the connection is none the worse
    assert wrong_balances() == []
