"""What tills did: a fact, once each, in the same stock as everything else."""

import threading

import pytest
import sqlalchemy as sa

from associate.core.acts.mapping import learn
from associate.core.acts.recalls import stop_selling
from associate.core.acts.till import move_what_waited
from associate.core.acts.waking import release_waiting
from associate.core.catalog.models import Variant
from associate.core.inventory.models import Kind, Movement
from associate.core.orders.incoming import Contact, IncomingTender
from associate.core.orders.models import Order, Refund
from associate.core.orders.search import search_orders
from associate.core.orders.till import TillEntry
from associate.core.stores.scope import Scope
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.upkeep.checks import run_check
from tests.support.till import Till


@pytest.fixture
def till(app, shop):
    return Till()


def order_named(number: str) -> Order:
    return db.session.scalars(sa.select(Order).filter_by(number=number)).one()


def open_mappings() -> list[Task]:
    find = sa.select(Task).filter_by(kind=TaskKind.MAP_PRODUCT, done_at=None)
    return list(db.session.scalars(find.order_by(Task.id)))


def results(outcomes) -> list[tuple[str, str]]:
    return [(each.result, each.code) for each in outcomes]


def test_a_sale_is_an_order_that_is_done_and_moves_stock(shop, till):
    who = Contact(external_id="c-9", first_name="Noor", last_name="Haas", email="noor@mail.example")
    paid = (IncomingTender(kind="card", amount=13150, is_captured=True, last4="4417"),)
    (told,) = till.sells(till.sale("R-1", (shop.jacket, 1), (shop.kettle, 1), contact=who, tenders=paid))
    assert (told.result, told.order, told.unmapped) == ("taken", "T-R-1", [])
    order = order_named("T-R-1")
    assert (order.state, order.payment, order.store_id) == ("done", "paid", shop.mill_quay.id)
    assert [(line.quantity, line.to_fulfill) for line in order.lines] == [(1, 0), (1, 0)]
    assert order.tenders[0].last4 == "4417" and order.customer.first_name == "Noor"
    assert shop.level(shop.jacket) == (19, 0, 0) and shop.level(shop.kettle) == (19, 0, 0)
    assert shop.tasks() == [] and run_check() == []
    cause = db.session.scalars(sa.select(Movement.cause).order_by(Movement.id.desc())).first()
    assert cause == db.session.scalars(sa.select(TillEntry)).one().ref


def test_a_receipt_counts_once_and_can_not_be_told_otherwise(shop, till):
    till.sells(till.sale("R-1", (shop.kettle, 1)))
    again, other, new = till.sells(
        till.sale("R-1", (shop.kettle, 1)),
        till.sale("R-1", (shop.kettle, 2)),
        till.sale("R-2", (shop.kettle, 1)),
    )
    assert results([again, other, new]) == [("known", ""), ("refused", "told_otherwise"), ("taken", "")]
    assert again.order == "T-R-1" and shop.level(shop.kettle) == (18, 0, 0)


def test_twice_in_one_call_is_once(shop, till):
    one = till.sale("R-1", (shop.kettle, 1))
    assert results(till.sells(one, one)) == [("taken", ""), ("known", "")]
    assert shop.level(shop.kettle) == (19, 0, 0)


def test_a_store_nobody_knows_stops_only_its_own_receipt(shop, till):
    outcomes = till.sells(till.sale("R-1", (shop.kettle, 1), store="ZZ"), till.sale("R-2", (shop.kettle, 1)))
    assert results(outcomes) == [("refused", "no_store"), ("taken", "")]
    assert results(till.sells(till.sale("R-1", (shop.kettle, 1)))) == [("taken", "")]


def test_what_was_reserved_may_be_sold_and_a_manager_hears_who_is_at_risk(shop, till):
    shop.has_order((shop.kettle, 18))
    till.sells(till.sale("R-1", (shop.kettle, 5)))
    assert shop.level(shop.kettle) == (15, 18, 0)
    task = db.session.scalars(sa.select(Task).filter_by(kind=TaskKind.STOCK_CONFLICT)).one()
    assert task.facts["orders"] == ["HW-1001"] and task.facts["units"] == 3
    till.takes_back(till.back("B-1", "R-1", (shop.kettle, 3)))
    assert shop.tasks() == []


def test_more_than_the_books_have_is_a_fact_too(shop, till):
    till.sells(till.sale("R-1", (shop.kettle, 25)))
    assert shop.level(shop.kettle) == (-5, 0, 0)
    assert shop.tasks() == ["stock_conflict"] and run_check() == []


def test_what_nobody_knows_waits_and_moves_once_it_is_mapped(shop, till):
    (told,) = till.sells(till.sale("R-1", ("OLD-KETTLE", 3), (shop.jacket, 1)))
    assert told.result == "taken" and told.unmapped == ["OLD-KETTLE"]
    assert shop.tasks() == ["map_product"] and shop.level(shop.kettle) == (20, 0, 0)
    till.takes_back(till.back("B-1", "R-1", ("OLD-KETTLE", 1)))
    till.sells(till.sale("R-2", ("OLD-KETTLE", 2)))
    task = db.session.scalars(sa.select(Task).filter_by(kind=TaskKind.MAP_PRODUCT)).one()
    with atomic(task):
        learn(task, shop.kettle, by=shop.helen.actor)
    release_waiting(till.channel.id)
    assert shop.level(shop.kettle) == (20 - 3 + 1 - 2, 0, 0)
    release_waiting(till.channel.id)
    assert shop.level(shop.kettle) == (16, 0, 0) and shop.tasks() == [] and run_check() == []


def test_what_came_back_before_it_was_known_goes_where_it_was_taken(shop, till):
    till.sells(till.sale("R-1", ("OLD-KETTLE", 3)), till.sale("R-2", ("OLD-JACKET", 2)))
    till.takes_back(
        till.back("B-1", "R-1", ("OLD-KETTLE", 1), store="CR"),
        till.back("B-2", "R-1", ("OLD-KETTLE", 1), store="CR", is_held=True),
        till.back("B-3", "R-2", ("OLD-JACKET", 1)),
    )
    with atomic(shop.jacket.product):
        stop_selling(shop.jacket.product, "recalled", by=shop.helen.actor)
    here, there = shop.level(shop.kettle), shop.level(shop.kettle, shop.castle_row)
    for task, variant in zip(open_mappings(), (shop.kettle, shop.jacket), strict=True):
        with atomic(task):
            learn(task, variant, by=shop.helen.actor)
    release_waiting(till.channel.id)
    assert shop.level(shop.kettle) == (here[0] - 3, 0, 0)
    assert shop.level(shop.kettle, shop.castle_row) == (there[0] + 2, 0, 1)
    assert shop.level(shop.jacket)[2] == 1
    causes = set(db.session.scalars(sa.select(Movement.cause).filter_by(kind=Kind.RETURNED)))
    assert causes == {
        entry.ref for entry in db.session.scalars(sa.select(TillEntry).filter_by(kind="return"))
    }
    assert shop.tasks().count("damaged_held") == 2 and run_check() == []


@pytest.mark.engine("postgresql")
def test_two_who_map_at_once_move_it_once(app, shop, till):
    till.sells(*[till.sale(f"R-{n}", ("OLD-KETTLE", 1)) for n in range(40)])
    (task,) = open_mappings()
    with atomic(task):
        learn(task, shop.kettle, by=shop.helen.actor)
    by, start, moved = shop.helen.actor, threading.Barrier(4), []
    db.session.remove()

    def work():
        with app.app_context():
            start.wait()
            moved.append(move_what_waited(by=by))
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sum(moved) == 40 and shop.level(shop.kettle) == (20 - 40, 0, 0)


def test_a_return_never_brings_back_more_than_was_sold(shop, till):
    till.sells(till.sale("R-1", (shop.kettle, 3)))
    outcomes = till.takes_back(
        till.back("B-1", "R-1", (shop.kettle, 2), amount=8500),
        till.back("B-2", "R-1", (shop.kettle, 2), amount=1),
        till.back("B-3", "R-1", (shop.jacket, 1)),
        till.back("B-4", "R-9", (shop.kettle, 1)),
    )
    assert results(outcomes) == [
        ("taken", ""),
        ("refused", "too_many"),
        ("refused", "too_many"),
        ("refused", "no_receipt"),
    ]
    assert "1" in outcomes[1].sentence and shop.level(shop.kettle) == (19, 0, 0)
    assert results(till.takes_back(till.back("B-5", "R-1", (shop.kettle, 1), amount=4251))) == [
        ("refused", "too_much_money")
    ]
    assert results(till.takes_back(till.back("B-2", "R-1", (shop.kettle, 1), amount=4250))) == [("taken", "")]
    order = order_named("T-R-1")
    assert order.payment == "refunded"
    assert [(refund.amount, refund.lines) for refund in order.refunds] == [
        (8500, [["1", 2]]),
        (4250, [["1", 1]]),
    ]
    assert results(till.takes_back(till.back("B-2", "R-1", (shop.kettle, 1), amount=4250))) == [("known", "")]
    assert shop.level(shop.kettle) == (20, 0, 0) and run_check() == []


def test_what_wants_a_look_is_held_with_a_task(shop, till):
    till.sells(till.sale("R-1", (shop.kettle, 2)))
    till.takes_back(till.back("B-1", "R-1", (shop.kettle, 2), is_held=True))
    assert shop.level(shop.kettle) == (20, 0, 2) and shop.tasks() == ["damaged_held"]
    assert run_check() == []


def test_without_a_receipt_it_moves_stock_and_keeps_no_refund(shop, till):
    good, unknown = till.takes_back(
        till.back("B-1", None, (shop.kettle, 1)), till.back("B-2", None, ("NOPE", 1))
    )
    assert results([good, unknown]) == [("taken", ""), ("refused", "unknown_product")]
    assert shop.level(shop.kettle) == (21, 0, 0)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Refund)) == 0
    assert db.session.scalars(sa.select(TillEntry.receipt)).all() == ["B-1"]


def test_a_store_sells_what_it_never_had(shop, till):
    with atomic():
        new = Variant(product_id=shop.kettle.product_id, sku="NEW-1", price=100, currency="EUR")
        db.session.add(new)
    till.sells(till.sale("R-1", (new, 1), store="CR"))
    assert shop.level(new, shop.castle_row) == (-1, 0, 0) and run_check() == []


def test_a_sale_is_found_by_its_receipt(shop, till):
    till.sells(till.sale("00-4711", (shop.kettle, 1)))
    assert [
        order.number for order in search_orders("4711", Scope(store_id=None, everywhere=True)).orders
    ] == ["T-00-4711"]


def test_thousands_of_lines_take_few_statements(shop, till):
    counted = []

    def count(*_args):
        counted.append(1)

    sales = [till.sale(f"R-{n}", (shop.kettle, 1), (shop.milk, 2)) for n in range(600)]
    sa.event.listen(db.engine, "before_cursor_execute", count)
    try:
        till.sells(*sales)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", count)
    assert shop.level(shop.kettle) == (20 - 600, 0, 0) and len(counted) < 60
