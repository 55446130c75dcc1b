"""An order is found the way people ask, by an index, whatever it is spelled like."""

import pytest
import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.acts.intake import take_in
from associate.core.orders.models import Order, SearchKey
from associate.core.orders.search import search_orders
from associate.core.stores.scope import Scope
from associate.db import atomic, db, is_sqlite

EVERYWHERE = Scope(store_id=None, everywhere=True)


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    db.session.rollback()
    assert list(mismatches()) == []


def found(text):
    return [order.number for order in search_orders(text, EVERYWHERE).orders]


@pytest.mark.parametrize(
    "asked", ["ÉMILE", "émile", "Emile", "EMILE ZO", "zola emile", "ＥＭＩＬＥ", "Zola", "straße"]
)
def test_names_are_found_without_case_and_accents(shop, asked):
    shop.has_order((shop.milk, 1), number="1001", first="Émile", last="Zola Strasse")
    shop.has_order((shop.milk, 1), number="1002")
    assert found(asked) == ["HW-1001"]


@pytest.mark.parametrize("asked", ["HW", "hw-", "HW-", "hw-100", "HW-1001", "1001", "001"])
def test_a_number_is_found_by_its_beginning_and_its_end(shop, asked):
    shop.has_order((shop.milk, 1), number="1001")
    assert found(asked) == ["HW-1001"]


def test_a_channel_by_itself_shows_its_latest_and_names_that_begin_so(shop):
    shop.has_order((shop.milk, 1), number="1001")
    with atomic(shop.web):
        shop.web.prefix = "LE"
    shop.has_order((shop.milk, 1), number="2002", first="Leo", last="Park")
    assert found("le") == ["LE-2002", "HW-1001"]
    assert found("leo") == ["LE-2002"]


@pytest.mark.parametrize("asked", ["hw-om-1", "HW-OM-1"])
def test_an_sku_is_found_whole(shop, asked):
    shop.has_order((shop.milk, 1), number="1001")
    shop.has_order((shop.kettle, 1), number="1002")
    assert found(asked) == ["HW-1001"] and found("HW-OM") == []


def test_the_person_who_collects_is_found_too(shop):
    take_in(shop.web, shop.tells((shop.milk, 1), number="1001", pickup_person="Leo Park"))
    assert found("park") == ["HW-1001"]


def test_what_was_corrected_is_found_and_what_it_was_is_not(shop):
    order = shop.has_order((shop.milk, 1), number="1001")
    with atomic(order):
        order.email, order.last_name = "maya@new.example", "Park"
    assert (found("maya@new"), found("park"), found("rosen"), found("maya@mail")) == (["HW-1001"],) * 2 + (
        [],
    ) * 2


def test_an_order_that_lost_its_keys_is_a_mismatch(shop):
    order = shop.has_order((shop.milk, 1), number="1001")
    kept = [dict(row._mapping) for row in db.session.execute(sa.select(SearchKey.__table__))]
    with atomic():
        db.session.execute(sa.delete(SearchKey))
    db.session.expire_all()
    assert list(mismatches()) == [f"{order.number}: isn’t found by what stands on it"]
    with atomic():
        db.session.execute(sa.insert(SearchKey), kept)
    db.session.expire_all()


@pytest.mark.parametrize("asked", ["maya", "1001", "maya@mail", "maya ros", "0855550118", "HW-OM-1"])
def test_no_search_reads_a_whole_table(shop, asked):
    order = shop.has_order((shop.milk, 1), number="1001")
    others = [{"order_id": order.id, "key": f"x:{n}"} for n in range(3000)]  # they make an index worth it
    db.session.execute(sa.insert(SearchKey), others)  # rolled back below
    seen = []
    listen = lambda *args: seen.append((args[2], args[3]))  # noqa: E731
    sa.event.listen(db.engine, "before_cursor_execute", listen)
    search_orders(asked, EVERYWHERE)
    sa.event.remove(db.engine, "before_cursor_execute", listen)
    statement, values = next(each for each in seen if "search_keys" in each[0])
    plan = "\n".join(explained(statement, values))
    assert "ix_search_keys_key" in plan
    assert not [line for line in plan.splitlines() if reads_all(line)], plan
    db.session.rollback()


def explained(statement, values):
    connection = db.session.connection()
    if not is_sqlite():
        connection.exec_driver_sql("ANALYZE search_keys, orders")
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # small tables are read whole otherwise
        connection.exec_driver_sql("SET LOCAL enable_hashjoin = off")
    how = "EXPLAIN QUERY PLAN " if is_sqlite() else "EXPLAIN "
    return [str(row[-1]) for row in connection.exec_driver_sql(how + statement, values)]


def reads_all(line):
    if is_sqlite():
        return "SCAN orders" in line or "SCAN search_keys" in line
    return "Seq Scan on orders" in line or "Seq Scan on search_keys" in line


def test_the_latest_orders_of_everywhere_come_by_their_index(shop):
    find = str(
        sa.select(Order.id)
        .order_by(Order.placed_at.desc(), Order.id.desc())
        .limit(51)
        .compile(db.engine, compile_kwargs={"literal_binds": True})
    )
    assert "ix_orders_placed" in "\n".join(explained(find, ()))
