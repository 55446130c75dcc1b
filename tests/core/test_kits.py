"""A set is sold as one and lies on the shelf as its parts: stock, money and the job follow the parts."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from associate.core.acts.check import mismatches
from associate.core.acts.intake import take_in
from associate.core.acts.mapping import learn
from associate.core.acts.recalls import stop_selling
from associate.core.acts.release import release
from associate.core.acts.shorts import Reason, found_it, give_up, write_short
from associate.core.acts.till import move_what_waited
from associate.core.acts.till_stock import Units, move
from associate.core.catalog.kits import KitPart
from associate.core.catalog.models import Variant
from associate.core.events.record import SYSTEM
from associate.core.inventory.kit_stock import sets_at
from associate.core.inventory.models import Kind, PutBack, StockLevel
from associate.core.orders.incoming import IncomingLine, IncomingRefund, Method
from associate.core.orders.kits import Part, closed_pairs, open_line
from associate.core.orders.models import Order, OrderState
from associate.core.payments.owed import owed_by_tasks
from associate.core.returns.reader import purchase_of
from associate.core.returns.refunds import refund
from associate.core.returns.wanted import Units as Back
from associate.core.returns.wanted import Wanted
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.errors import Refused
from associate.files.bring import bring_in
from tests.core.test_intake import later, pick
from tests.support.files import counts, tries
from tests.support.till import Till

HEAD = "sku,title,price,currency,components"
GIFT = f"{HEAD}\nGIFT,Breakfast set,50.00,EUR,HW-OM-1×2; HW-EK-15\n"


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    db.session.rollback()
    assert list(mismatches()) == []


@pytest.fixture
def gift(shop):
    """Two of milk and a kettle."""
    bring_in(tries("catalog", GIFT), by=SYSTEM)
    return db.session.scalars(sa.select(Variant).filter_by(sku="GIFT")).one()


def lines(order):
    return [(line.sku, line.quantity, line.total) for line in order.lines]


def free(shop, gift):
    return sets_at([shop.mill_quay.id], [gift.id])[shop.mill_quay.id, gift.id]


def short_task():
    return db.session.scalars(sa.select(Task).filter_by(kind=TaskKind.SHORT, done_at=None)).one()


# ── the catalog ──────────────────────────────────────────────────────────────


def test_a_file_says_what_a_set_is_made_of_and_what_can_be_none(shop, gift):
    parts = db.session.scalars(sa.select(KitPart).order_by(KitPart.position)).all()
    assert [(each.part.sku, each.units) for each in parts] == [("HW-OM-1", 2), ("HW-EK-15", 1)]
    assert counts(tries("catalog", GIFT)) == (0, 0, 1, 0)
    rows = (
        "SET-2,Two sets,1.00,EUR,GIFT×2",
        "SET-3,Lost,1.00,EUR,NOBODY",
        "SET-4,None,1.00,EUR,HW-OM-1×0",
        "HW-EK-15,,,,HW-PN-75",
        "HW-RJ-204-M,,,,HW-PN-75",
    )
    tried = tries("catalog", "\n".join((HEAD, *rows)))
    assert [(each["row"], each["column"]) for each in tried.report["problems"]] == [
        (row, "components") for row in range(2, 7)
    ]
    bring_in(tries("catalog", f"{HEAD}\nGIFT,,,,-\n"), by=SYSTEM)
    assert db.session.scalars(sa.select(KitPart)).all() == []


# ── money ────────────────────────────────────────────────────────────────────


@given(
    st.integers(1, 4),
    st.integers(0, 30_000),
    st.integers(0, 2_000),
    st.integers(0, 3_000),
    st.booleans(),
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 9_000)), min_size=1, max_size=4),
)
def test_the_parts_of_a_set_are_the_set_to_the_cent(kits, price, discount, tax, on_top, parts):
    total = kits * price - min(discount, kits * price) + (tax if on_top else 0)
    line = IncomingLine(
        external_id="L", title="Set", quantity=kits, to_fulfill=kits, unit_price=price, discount=discount,
        tax=tax, total=total,
    )  # fmt: skip
    made = [Part(9, n, units, share, f"S{n}", "", "Part", "") for n, (units, share) in enumerate(parts)]
    opened = open_line(line, made, on_top)
    assert (sum(each.total for each in opened), sum(each.tax for each in opened)) == (total, tax)
    for each, (units, _share) in zip(opened, parts, strict=True):
        assert each.quantity == kits * units and each.discount >= 0
        assert each.total == each.quantity * each.unit_price - each.discount + (each.tax if on_top else 0)


def test_an_order_of_a_set_is_kept_picked_and_paid_back_by_its_parts(shop, gift):
    order = shop.has_order((gift, 2), (shop.jacket, 1))
    # two of milk at 2.50 and a kettle at 42.50: of each 50.00 they are 5.27 and 44.73
    assert lines(order)[:2] == [("HW-OM-1", 4, 1_054), ("HW-EK-15", 2, 8_946)]
    assert order.lines[0].kit == gift and order.adjustment == 0
    job = shop.job(order)
    assert [(line.variant.sku, line.wanted) for line in job.lines][:2] == [("HW-OM-1", 4), ("HW-EK-15", 2)]
    assert shop.level(shop.milk)[1] == 4 and free(shop, gift) == min(
        (20 - 4) // 2, shop.level(shop.kettle)[0] - 2
    )
    milk, kettle = order.lines[:2]
    whole = Wanted((Back(milk.id, 4), Back(kettle.id, 2)))
    assert refund(purchase_of(order), whole).total == 10_000
    assert closed_pairs(order, {milk.external_id: 4, kettle.external_id: 1}) == {"1001-1": 1}


def test_a_later_telling_is_opened_as_the_first_was(shop, gift):
    told = shop.tells((gift, 2), number="1001")
    order = take_in(shop.web, told)
    before = lines(order)
    with atomic():
        shop.kettle.price, gift.price = 1, 9_000
    bring_in(tries("catalog", f"{HEAD}\nGIFT,,,,HW-PN-75\n"), by=SYSTEM)
    take_in(shop.web, later(told, 1, note="Ring twice"))
    assert lines(order) == before
    at = told.updated_at + timedelta(minutes=2)
    back = IncomingRefund(external_id="r", amount=5_000, at=at, lines=(("1001-1", 1),))
    fewer = tuple(line.model_copy(update={"to_fulfill": 1}) for line in told.lines)
    take_in(shop.web, later(told, 2, lines=fewer, refunds=(back,)))
    assert [line.to_fulfill for line in order.lines] == [2, 1]
    assert [n for _id, n in order.refunds[0].lines] == [2, 1]
    assert [line.wanted - line.canceled for line in shop.job(order).lines] == [2, 1]
    left = purchase_of(order)
    assert sum(line.left for line in left.lines) == 3


def test_a_set_that_is_added_comes_whole_or_not_at_all(shop, gift):
    told = shop.tells((shop.jacket, 1), (gift, 1), number="1001")
    order = take_in(shop.web, told)
    more = shop.tells((shop.jacket, 2), (gift, 6), number="1001").lines
    with atomic():
        move([Units(shop.mill_quay.id, shop.kettle.id, -15, "till_entry:1")], Kind.SOLD, by=SYSTEM)
    take_in(shop.web, later(told, 1, lines=more))  # 4 kettles are free, and milk for 9 sets
    job = shop.job(order)
    assert [(line.variant.sku, line.wanted) for line in job.lines] == [
        ("HW-RJ-204-M", 2), ("HW-OM-1", 2), ("HW-EK-15", 1),
    ]  # fmt: skip
    assert shop.level(shop.milk)[1] == 2 and shop.tasks() == ["changed_late"]
    shop.stocks(shop.kettle, 5)
    take_in(shop.web, later(told, 2, lines=more, note="Ring twice"))
    assert [line.wanted for line in shop.job(order).lines] == [2, 12, 6] and shop.tasks() == []


def test_a_set_that_nobody_knew_is_opened_once_it_is_mapped(shop, gift):
    told = shop.tells((gift, 1), (shop.jacket, 1), number="1001")
    first = told.lines[0].model_copy(update={"sku": "THEIR-SET"})
    order = take_in(shop.web, told.model_copy(update={"lines": (first, *told.lines[1:])}))
    assert order.state == OrderState.WAITING
    task = db.session.scalars(sa.select(Task).filter_by(kind=TaskKind.MAP_PRODUCT)).one()
    with atomic(task):
        learn(task, gift, by=SYSTEM)
    release(order, by=SYSTEM)
    assert [sku for sku, _n, _total in lines(order)] == ["HW-OM-1", "HW-EK-15", "HW-RJ-204-M"]
    assert order.state == OrderState.OPEN and len(shop.job(order).lines) == 3


def test_all_parts_are_reserved_or_none(shop, gift):
    many = shop.level(shop.kettle)[0] + 1
    order = shop.has_order((gift, many))
    assert order.state == OrderState.WAITING and shop.level(shop.milk)[1] == 0


def test_a_set_that_ships_is_opened_too(shop, gift):
    order = shop.has_order((gift, 1), method=Method.SHIP)
    assert order.state == OrderState.EXTERNAL and len(order.lines) == 2


def test_a_till_that_sells_a_set_takes_its_parts(shop, gift):
    with atomic():
        move([Units(shop.mill_quay.id, gift.id, -3, "till_entry:1")], Kind.SOLD, by=SYSTEM)
    assert shop.level(shop.milk)[0] == 14


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "mapped later"])
def test_a_receipt_keeps_what_its_set_was_made_of(shop, gift, is_known):
    till = Till()
    sold = gift if is_known else "THEIR-SET"
    till.sells(till.sale("R-1", (sold, 3), (shop.milk, 1)))
    till.takes_back(till.back("B-1", "R-1", (sold, 1), is_held=True))
    if not is_known:
        task = db.session.scalars(sa.select(Task).filter_by(kind=TaskKind.MAP_PRODUCT)).one()
        with atomic(task):
            learn(task, gift, by=SYSTEM)
        move_what_waited(by=SYSTEM)
    order = db.session.scalars(sa.select(Order).filter_by(number="T-R-1")).one()
    assert [(line.sku, line.quantity) for line in order.lines] == [
        ("HW-OM-1", 6), ("HW-EK-15", 3), ("HW-OM-1", 1),
    ]  # fmt: skip
    assert (shop.level(shop.milk), shop.level(shop.kettle)) == ((15, 0, 2), (18, 0, 1))
    bring_in(tries("catalog", f"{HEAD}\nGIFT,,,,HW-PN-75\n"), by=SYSTEM)
    taken, refused = till.takes_back(till.back("B-2", "R-1", (sold, 1)), till.back("B-3", "R-1", (sold, 2)))
    assert (taken.code, refused.code, refused.sentence[:6]) == ("", "too_many", "Only 1")
    assert (shop.level(shop.milk), shop.level(shop.kettle)) == ((17, 0, 2), (19, 0, 1))
    assert shop.level(shop.wine)[0] == 20 and [each.left for each in purchase_of(order).lines] == [2, 1, 1]


def test_a_set_in_a_new_store_and_a_recalled_one(app, shop, gift):
    opened = (
        "store",
        "create",
        "NS",
        "New Street",
        "--zone",
        "Europe/Dublin",
        "--currency",
        "EUR",
        "--country",
        "IE",
    )
    said = app.test_cli_runner().invoke(args=opened)
    assert said.exit_code == 0, said.output
    levels = db.session.scalars(sa.select(StockLevel).filter_by(variant_id=gift.id)).all()
    assert len(levels) == db.session.scalar(sa.select(sa.func.count()).select_from(Store))
    with atomic(gift.product):
        stop_selling(gift.product, "The box breaks", by=SYSTEM)
    assert free(shop, gift) == 0 and shop.level(shop.milk)[0] == 20


def test_a_refused_row_is_no_part_and_what_was_a_thing_is_no_set(shop):
    rows = "P-1,No price,,,", "SET-2,Of that,1.00,EUR,P-1", "HW-RJ-204-M,,,,HW-PN-75"
    problems = tries("catalog", "\n".join((HEAD, *rows))).report["problems"]
    assert [(each["row"], each["column"]) for each in problems] == [
        (2, "price"), (3, "components"), (4, "components"),
    ]  # fmt: skip


def test_what_was_refunded_by_the_set_counts_for_its_parts(shop, gift):
    told = shop.tells((gift, 2), number="1001")
    line = told.lines[0].model_copy(update={"sku": "THEIR-SET", "to_fulfill": 1})
    at = told.updated_at + timedelta(minutes=2)
    back = IncomingRefund(external_id="r", amount=5_000, at=at, lines=(("1001-1", 1),))
    order = take_in(shop.web, told.model_copy(update={"lines": (line,), "refunds": (back,)}))
    task = db.session.scalars(sa.select(Task).filter_by(kind=TaskKind.MAP_PRODUCT)).one()
    with atomic(task):
        learn(task, gift, by=SYSTEM)
    release(order, by=SYSTEM)
    assert [each.left for each in purchase_of(order).lines] == [2, 1]


# ── a part that isn’t there ──────────────────────────────────────────────────


def test_a_part_that_is_missing_takes_its_set_with_it(shop, gift):
    order = shop.has_order((gift, 2), (shop.jacket, 1))
    job = shop.job(order)
    pick(shop, job, 3, 2, 1)
    milk, kettle, _jacket = job.lines
    with atomic(job):
        write_short(milk, Reason.NOT_PICKED, by=SYSTEM, looked=[])
    give_up(short_task(), by=SYSTEM)
    # one set is left: two of milk, one kettle; the third milk and the second kettle go back
    assert [(line.picked, line.short) for line in job.lines] == [(2, 2), (1, 1), (1, 0)]
    assert sorted(each.quantity for each in db.session.scalars(sa.select(PutBack))) == [1, 1]
    assert owed_by_tasks(order.id) == 5_000
    milk_line, kettle_line = order.lines[:2]
    rest = Wanted((Back(milk_line.id, 2), Back(kettle_line.id, 1)))
    assert refund(purchase_of(order), rest).total == 5_000


def test_a_part_that_turns_up_after_its_set_was_given_up_stays_here(shop, gift):
    order = shop.has_order((gift, 1), (shop.jacket, 1))
    job = shop.job(order)
    pick(shop, job, 0, 0, 1)
    with atomic(job):
        for line in job.lines[:2]:
            write_short(line, Reason.NOT_PICKED, by=SYSTEM, looked=[])
    first, second = db.session.scalars(sa.select(Task).filter_by(kind=TaskKind.SHORT).order_by(Task.id)).all()
    give_up(first, by=SYSTEM)
    with pytest.raises(Refused) as no:
        found_it(second, by=SYSTEM)
    assert no.value.code == "kit_gone"
    db.session.rollback()
    give_up(second, by=SYSTEM)
    assert owed_by_tasks(order.id) == 5_000
