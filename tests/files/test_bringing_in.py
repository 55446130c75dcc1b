"""A trial changes nothing and says everything; bringing in does what it said."""

from contextlib import suppress

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from associate.core.catalog.models import Product, Variant
from associate.core.events.imports import Import
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.inventory.models import Movement, StockLevel
from associate.core.orders.models import Order
from associate.core.orders.till import TillEntry
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.files import bring
from associate.files.bring import bring_in
from associate.upkeep.checks import run_check
from tests.support.files import CATALOG, counts, tries
from tests.support.machines import own_channel
from tests.support.till import till_channel


def variant(sku):
    db.session.expire_all()
    return db.session.scalar(sa.select(Variant).filter_by(sku=sku))


def problems(row):
    return [(each["row"], each["column"]) for each in row.report["problems"]]


PRODUCTS = f"""{CATALOG}
HW-EK-15,,,,39.50,42.50,EUR,kitchen|steel,900,
NEW-S,Wool cap,cap,,19.00,,EUR,warm,,
NEW-L,Wool cap,cap,5012345678900,19.00,,EUR,warm,120,no
HW-OM-1,,,,2.50,,EUR,,,
hw-ek-15 ,,,,1.00,,EUR,,,
NEW-X,,,,1.00,,EUR,,,
NEW-Y,Thing,,4006381333931,1.00,,EUR,,,
NEW-Z,Thing,,4006381333932,1.00,,EUR,,,
"""


def test_a_catalog_comes_in_as_its_trial_said(shop):
    tried = tries("catalog", PRODUCTS)
    assert counts(tried) == (2, 1, 1, 4)
    assert problems(tried) == [(6, "sku"), (7, "title"), (8, "gtin"), (9, "gtin")]
    assert variant("NEW-S") is None and variant("HW-EK-15").price == 4250
    assert bring_in(tried, by=SYSTEM) == {"new": 2, "changed": 1}
    kettle, small, large = (variant(sku) for sku in ("HW-EK-15", "NEW-S", "NEW-L"))
    assert (kettle.price, kettle.compare_at, kettle.weight_g) == (3950, 4250, 900)
    assert kettle.gtin and kettle.color == "Cream"  # left out: stays
    assert kettle.product.tags == ["kitchen", "steel"] and kettle.product.title == "Enamel kettle 1.5 L"
    assert small.product_id == large.product_id and small.product.tags == ["warm"]
    assert (small.is_active, large.is_active, large.gtin) == (True, False, "05012345678900")
    assert counts(tries("catalog", PRODUCTS)) == (0, 0, 4, 4)
    assert len(db.session.scalars(sa.select(Product).filter_by(title="Wool cap")).all()) == 1


def test_how_a_thing_is_packed_comes_in_too(shop):
    head = "sku,title,price,currency,length_mm,width_mm,height_mm,foldable,fragile,hazmat,pack_note"
    rows = (
        "HW-EK-15,,,,240,210,220,no,yes,,In its own box",
        "NEW-C,Cap,19.00,EUR,200,180,40,yes,,UN3481,",
        "HW-OM-1,,,,70,70,,,,,",
        "HW-PN-75,,,,70,70,9000,,,,",
    )
    tried = tries("catalog", "\n".join((head, *rows)))
    assert counts(tried) == (1, 1, 0, 2) and problems(tried) == [(4, "height_mm"), (5, "height_mm")]
    bring_in(tried, by=SYSTEM)
    kettle, cap = variant("HW-EK-15"), variant("NEW-C")
    assert (kettle.length_mm, kettle.width_mm, kettle.height_mm) == (240, 210, 220)
    assert (kettle.product.is_fragile, kettle.product.pack_note) == (True, "In its own box")
    assert (cap.product.is_foldable, cap.product.is_fragile, cap.product.hazmat) == (True, False, "UN3481")
    bring_in(tries("catalog", f"{head}\nHW-EK-15,,,,,,,,no,,-\n"), by=SYSTEM)
    kettle = variant("HW-EK-15")
    assert (kettle.product.is_fragile, kettle.product.pack_note, kettle.length_mm) == (False, "", 240)


def test_serials_and_what_customs_ask_come_in_too(shop):
    head = "sku,serial,hs_code,origin"
    tried = tries("catalog", f"{head}\nHW-EK-15,yes,7323.94.00,pt\nHW-OM-1,,12,\nHW-PN-75,,,Portugal\n")
    assert problems(tried) == [(3, "hs_code"), (4, "origin")]
    bring_in(tries("catalog", f"{head}\nHW-EK-15,yes,7323.94.00,pt\n"), by=SYSTEM)
    kettle = variant("HW-EK-15")
    assert (kettle.product.asks_serial, kettle.hs_code, kettle.origin) == (True, "73239400", "PT")
    bring_in(tries("catalog", f"{head}\nHW-EK-15,no,-,-\n"), by=SYSTEM)
    kettle = variant("HW-EK-15")
    assert (kettle.product.asks_serial, kettle.hs_code, kettle.origin) == (False, "", "")


def test_a_new_variant_joins_the_product_of_a_known_one(shop):
    text = f"{CATALOG}\nHW-EK-15,,kettle,,,,,,,\nHW-EK-20,,kettle,,50.00,,EUR,,,\n"
    bring_in(tries("catalog", text), by=SYSTEM)
    assert variant("HW-EK-20").product_id == shop.kettle.product_id


def test_what_would_do_something_else_by_now_is_not_done(shop):
    tried = tries("catalog", f"{CATALOG}\nHW-EK-15,,,,39.50,,EUR,,,\n")
    with atomic():
        shop.kettle.price = 100
    with pytest.raises(OutOfDate) as refused:
        bring_in(tried, by=SYSTEM)
    assert refused.value.code == "changed_since" and variant("HW-EK-15").price == 100


def test_bringing_in_twice_is_once(shop):
    tried = tries("stock", "store,sku,units\nMQ,HW-EK-15,25\n")
    first = bring_in(tried, by=SYSTEM)
    assert bring_in(tried, by=SYSTEM) == first and shop.level(shop.kettle) == (25, 0, 0)


def test_a_counted_shelf_leaves_out_what_is_sold_and_what_waits_in_bags(shop):
    shop.has_order((shop.kettle, 5))
    tried = tries("stock", "store;sku;gtin;units;place\nMQ;HW-EK-15;;18;R-1\nMQ;;036000291452;20;\n")
    assert counts(tried) == (0, 1, 1, 0)
    level_id = ledger.level_of(shop.mill_quay.id, shop.kettle.id)
    with atomic():
        ledger.sell(level_id, 3, cause="test", by=SYSTEM)  # after the count, before it is brought in
    bring_in(tried, by=SYSTEM)
    assert shop.level(shop.kettle) == (15, 5, 0) and run_check() == []
    level = db.session.get_one(StockLevel, level_id)
    assert level.location.code == "R-1" and level.counted_at is not None
    cause = db.session.scalars(sa.select(Movement.cause).order_by(Movement.id.desc())).first()
    assert cause == tried.ref


def test_who_counted_since_wins_and_the_other_rows_come_in(shop):
    tried = tries("stock", "store,sku,units\nMQ,HW-EK-15,25\nMQ,HW-OM-1,25")
    with atomic():
        ledger.count(ledger.level_of(shop.mill_quay.id, shop.kettle.id), -1, cause="count:1", by=SYSTEM)
    assert bring_in(tried, by=SYSTEM) == {"levels": 1, "units": 5, "left": 1}
    assert shop.level(shop.kettle) == (19, 0, 0) and shop.level(shop.milk) == (25, 0, 0)
    assert [(each["row"], each["column"]) for each in tried.report["left"]] == [(2, "sku")]


def eight_rows(units):
    skus = ("HW-RJ-204-M", "HW-EK-15", "HW-OM-1", "HW-PN-75")
    return "store,sku,units\n" + "\n".join(f"{at},{sku},{units}" for at in ("MQ", "CR") for sku in skus)


def on_hand():
    return list(db.session.scalars(sa.select(StockLevel.on_hand).order_by(StockLevel.id)))


def test_stock_comes_in_a_bite_at_a_time_and_goes_on_where_it_stopped(shop, monkeypatch):
    monkeypatch.setattr(bring, "BITE", 3)
    tried = tries("stock", eight_rows(25))
    number = tried.id
    with suppress(KeyboardInterrupt):
        stops_in_the_third_bite(lambda: bring_in(tried, by=SYSTEM))
    db.session.remove()
    tried = db.session.get_one(Import, number)
    assert (tried.taken, tried.done_at) == (6, None)
    assert tried.report["result"] == {"levels": 6, "units": 30, "left": 0}
    assert sorted(on_hand()) == [20] * 2 + [25] * 6
    assert bring_in(tried, by=SYSTEM) == {"levels": 8, "units": 40, "left": 0}
    assert on_hand() == [25] * 8 and tried.done_at and tried.text == "" and run_check() == []
    moved = sa.select(sa.func.count(Movement.id)).where(Movement.cause == tried.ref)
    assert db.session.scalar(moved) == 8
    assert bring_in(tried, by=SYSTEM) == {"levels": 8, "units": 40, "left": 0}
    assert db.session.scalar(moved) == 8


def test_the_same_file_sent_again_after_a_stop_does_the_rest(shop, monkeypatch):
    monkeypatch.setattr(bring, "BITE", 3)
    tried = tries("stock", eight_rows(25))
    number = tried.id
    with suppress(KeyboardInterrupt):
        stops_in_the_third_bite(lambda: bring_in(tried, by=SYSTEM))
    db.session.remove()
    again = tries("stock", eight_rows(25))
    assert counts(again) == (0, 2, 6, 0)
    assert bring_in(again, by=SYSTEM)["units"] == 10
    assert bring_in(db.session.get_one(Import, number), by=SYSTEM)["left"] == 2  # counted since
    assert on_hand() == [25] * 8 and run_check() == []


def stops_in_the_third_bite(deed):
    """As if the process was gone before the third transaction of it was committed."""
    bites = 0

    def stop(session):
        nonlocal bites
        bites += bool(session.info.get("atomic"))
        if bites == 3:
            raise KeyboardInterrupt

    event.listen(db.session, "before_commit", stop)
    try:
        deed()
    finally:
        event.remove(db.session, "before_commit", stop)


def test_stock_of_another_store_is_not_theirs_to_bring(shop):
    tried = tries(
        "stock", "store,sku,units\nCR,HW-EK-15,25\nMQ,HW-EK-15,-1\nMQ,NOPE,3\n", store=shop.mill_quay
    )
    assert counts(tried) == (0, 0, 0, 3) and problems(tried) == [(2, "store"), (3, "units"), (4, "sku")]
    with pytest.raises(Refused):
        bring_in(tries("stock", "store,sku\nMQ,HW-EK-15\n"), by=SYSTEM)


SALES = """receipt,store,at,sku,quantity,unit_price,discount,tender,last4
R-1,MQ,2026-11-22 14:05,HW-EK-15,2,"42,50","5,00",card,4417
R-1,MQ,2026-11-22 14:05,OLD,1,"1,00",,,
R-2,MQ,2026-11-22 14:06,HW-EK-15,1,42.50,,,
R-3,MQ,yesterday,HW-EK-15,1,"42,50",,,
"""


@pytest.mark.parametrize(
    ("at", "quantity", "column"),
    [
        ("2199-01-01 10:00", "1", "at"),
        ("1999-12-31 10:00", "1", "at"),
        ("2026-11-20 10:00", "100001", "quantity"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused_by_its_cell(shop, at, quantity, column):
    sold = f"receipt,store,at,sku,quantity,unit_price\nR-1,MQ,{at},HW-EK-15,{quantity},1\n"
    back = f"receipt,of,store,at,sku,quantity,amount\nB-1,,MQ,{at},HW-EK-15,{quantity},1\n"
    till = till_channel()
    assert problems(tries("sales", sold, channel=till)) == [(2, column)]
    assert problems(tries("returns", back, channel=till)) == [(2, column)]


def test_sales_and_returns_come_in_by_receipt(shop):
    till = till_channel()
    tried = tries("sales", SALES, channel=till, decimal=",")
    assert counts(tried) == (2, 0, 0, 2) and tried.report["unmapped"] == ["OLD"]
    assert problems(tried) == [(4, "unit_price"), (5, "at")]
    assert db.session.scalars(sa.select(TillEntry)).all() == [] and shop.tasks() == []
    assert bring_in(tried, by=SYSTEM) == {"taken": 1, "known": 0, "refused": 0}
    order = db.session.scalars(sa.select(Order)).one()
    assert (order.number, order.total, order.tenders[0].last4) == ("T-R-1", 8100, "4417")
    assert order.placed_at.isoformat() == "2026-11-22T14:05:00+00:00"
    assert shop.level(shop.kettle) == (18, 0, 0)
    assert counts(tries("sales", SALES, channel=till, decimal=",")) == (0, 0, 2, 2)
    back = "receipt,of,store,at,sku,quantity,amount\nB-1,R-1,MQ,2026-11-22 15:00,HW-EK-15,2,80\n"
    back += "B-2,R-1,MQ,2026-11-22 15:01,HW-EK-15,1,1\n"
    tried = tries("returns", back, channel=till)
    assert counts(tried) == (1, 0, 0, 1) and shop.level(shop.kettle) == (18, 0, 0)
    bring_in(tried, by=SYSTEM)
    assert shop.level(shop.kettle) == (20, 0, 0) and run_check() == []


ORDERS = """order,placed_at,method,store,payment,sku,title,quantity,unit_price,first_name,email
77,2026-11-22 09:00,pickup,MQ,paid,HW-EK-15,Kettle,2,42.50,Maya,maya@mail.example
77,2026-11-22 09:00,pickup,MQ,paid,HW-OM-1,Milk,1,2.50,,
78,2026-11-22 09:00,pickup,,paid,HW-EK-15,Kettle,1,42.50,Noor,
"""


def test_orders_go_through_the_one_intake(shop):
    feed = own_channel()
    tried = tries("orders", ORDERS, channel=feed)
    assert counts(tried) == (2, 0, 0, 1) and problems(tried) == [(4, "store")]
    bring_in(tried, by=SYSTEM)
    order = db.session.scalars(sa.select(Order)).one()
    assert (order.number, order.state, order.total) == ("ER-77", "open", 8750)
    assert shop.level(shop.kettle) == (20, 2, 0)
    assert counts(tries("orders", ORDERS, channel=feed)) == (0, 0, 2, 1)


def test_a_new_sku_frees_what_waited_for_it(shop):
    till = till_channel()
    text = "receipt,store,at,sku,quantity,unit_price\nR-1,MQ,2026-11-22 14:05,CAP,2,19\n"
    bring_in(tries("sales", text, channel=till), by=SYSTEM)
    assert shop.tasks() == ["map_product"]
    bring_in(tries("catalog", f"{CATALOG}\nCAP,Wool cap,,,19.00,,EUR,,,\n"), by=SYSTEM)
    assert shop.level(variant("CAP"))[0] == -2
    assert shop.tasks() == ["stock_conflict"]


def test_the_command_is_the_same_code(app, shop, tmp_path):
    file = tmp_path / "stock.csv"
    file.write_text("store,sku,units\nMQ,HW-EK-15,25\nMQ,NOPE,1\n")
    tried = app.test_cli_runner().invoke(args=["import", "stock", str(file), "--dry-run"])
    assert "1 changed" in tried.output and "row 3, sku" in tried.output and tried.exit_code == 1
    assert shop.level(shop.kettle) == (20, 0, 0)
    done = app.test_cli_runner().invoke(args=["import", "stock", str(file)])
    assert "Brought in: 1 levels, 5 units." in done.output and shop.level(shop.kettle) == (25, 0, 0)
