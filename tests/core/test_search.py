"""An order is found the way people ask, by an index, whatever it is spelled like."""

import pytest
import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.acts.intake import take_in
from associate.core.orders import found as found_
from associate.core.orders.found import newest_with
from associate.core.orders.meanings import meanings
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
    assert found("le") == ["LE-2002"]
    shop.has_order((shop.milk, 1), number="2003")
    assert found("le") == ["LE-2003", "LE-2002"]
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
    assert list(mismatches()) == [
        f"{order.number}: isn’t found by what stands on it",
        f"{order.number}: isn’t found in its store",
    ]
    with atomic():
        db.session.execute(sa.insert(SearchKey), kept)
    db.session.expire_all()


@pytest.mark.parametrize("asked", ["maya", "1001", "maya@mail", "maya ros", "0855550118", "HW-OM-1"])
def test_no_search_reads_a_whole_table(shop, asked):
    order = shop.has_order((shop.milk, 1), number="1001")
    others = [  # they make an index worth it
        {"order_id": order.id, "key": f"x:{n}", "store_id": order.store_id} for n in range(3000)
    ]
    db.session.execute(sa.insert(SearchKey), others)  # rolled back below
    seen = []
    listen = lambda *args: seen.append((args[2], args[3]))  # noqa: E731
    sa.event.listen(db.engine, "before_cursor_execute", listen)
    search_orders(asked, EVERYWHERE)
    sa.event.remove(db.engine, "before_cursor_execute", listen)
    statement, values = next(each for each in seen if "order_keys" in each[0])
    plan = "\n".join(explained(statement, values))
    assert "ix_order_keys_found" in plan
    assert not [line for line in plan.splitlines() if reads_all(line)], plan
    db.session.rollback()


def explained(statement, values):
    connection = db.session.connection()
    if not is_sqlite():
        connection.exec_driver_sql("ANALYZE order_keys, orders")
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # small tables are read whole otherwise
        connection.exec_driver_sql("SET LOCAL enable_hashjoin = off")
    how = "EXPLAIN QUERY PLAN " if is_sqlite() else "EXPLAIN "
    return [str(row[-1]) for row in connection.exec_driver_sql(how + statement, values)]


def reads_all(line):
    if is_sqlite():
        return "SCAN orders" in line or "SCAN order_keys" in line
    return "Seq Scan on orders" in line or "Seq Scan on order_keys" in line


def called_alike(shop, many):
    """As many orders of one name in this store; their numbers, the newest first."""
    who = {"first": "Ada", "last": "Many"}
    orders = [shop.has_order((shop.milk, 1), number=f"{3000 + n}", **who) for n in range(many)]
    return [order.number for order in reversed(orders)]


def test_of_many_with_one_name_the_newest_are_found(shop, monkeypatch):
    monkeypatch.setattr(found_, "ENOUGH", 3)
    newest = called_alike(shop, 5)
    assert found("ada") == found("ADA") == newest[:3]
    assert sorted(found("many ada")) == sorted(newest[:3])


def test_more_keys_than_are_looked_at_leave_the_latest_orders(shop, monkeypatch):
    """Each number is a key of its own: the first in the alphabet are not the ones a person means."""
    monkeypatch.setattr(found_, "KEYS_EVERYWHERE", 2)
    monkeypatch.setattr(found_, "ENOUGH", 2)
    newest = called_alike(shop, 5)
    assert found("hw-30")[:2] == newest[:2]


def test_what_a_store_reads_has_nothing_to_do_with_other_stores(shop):
    """The rows of another store with the same name don't come into it."""
    far = shop.has_order((shop.milk, 1), number="4001", first="Ada", location="cr")
    shop.has_order((shop.milk, 1), number="4002", first="Ada")
    here = Scope(store_id=shop.mill_quay.id)
    ids = newest_with(meanings("ada")[0], here)
    assert far.id not in ids and len(ids) == 1
    assert [order.number for order in search_orders("ada", here).orders] == ["HW-4002"]


def test_an_order_that_got_another_store_is_found_there_and_no_longer_here(shop):
    order = shop.has_order((shop.milk, 1), number="1001", first="Ada")
    before = order.store_id
    with atomic(order):
        order.store_id = None
    nobodys = Scope(store_id=before, storeless=True)
    assert [o.number for o in search_orders("ada", nobodys).orders] == ["HW-1001"]
    assert search_orders("ada", Scope(store_id=before)).orders == []
    with atomic(order):
        order.store_id = before
    assert [o.number for o in search_orders("ada", Scope(store_id=before)).orders] == ["HW-1001"]


def test_the_latest_orders_of_everywhere_come_by_their_index(shop):
    find = str(
        sa.select(Order.id)
        .order_by(Order.placed_at.desc(), Order.id.desc())
        .limit(51)
        .compile(db.engine, compile_kwargs={"literal_binds": True})
    )
    assert "ix_orders_placed" in "\n".join(explained(find, ()))
