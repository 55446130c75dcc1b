"""The pages: who may bring in what, and one tap after the report."""

import io

import pytest
import sqlalchemy as sa

from associate.core.acts.intake import take_in
from associate.core.catalog.models import Variant
from associate.core.events.imports import Import
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.db import atomic, db
from associate.files import bring
from associate.workflows.hygiene.screens import findings
from tests.support.people import Person
from tests.support.till import till_channel

STOCK = b"store,sku,units\nMQ,HW-EK-15,25\nCR,HW-EK-15,1\n"


def sends(person, kind, content, **said):
    return person.posts(f"/settings/imports/{kind}", file=(io.BytesIO(content), "books.csv"), **said)


def uploads(person, kind, content):
    """As raw bytes: the test client would leave a temporary file of this size open."""
    parts = {"csrf_token": person.token.encode(), 'file"; filename="big.csv': content}
    body = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), part)
        for name, part in parts.items()
    )
    kind_of = "multipart/form-data; boundary=b"
    return person.client.post(f"/settings/imports/{kind}", data=body + b"--b--\r\n", content_type=kind_of)


def test_a_manager_tries_a_file_and_brings_it_in(app, shop):
    helen = Person(app, shop.helen).opens("/settings/imports").sees("Stock", "Till sales")
    helen.does_not_see("Products and prices")
    sends(helen.opens("/settings/imports/stock"), "stock", STOCK)
    helen.sees("books.csv", "Nothing is changed yet", "That’s another store", "MQ HW-EK-15: 20 → 25")
    assert shop.level(shop.kettle) == (20, 0, 0)
    helen.taps("Bring in 1 row").sees("It’s brought in", "Brought in")
    assert shop.level(shop.kettle) == (25, 0, 0)
    helen.opens("/settings/imports").sees("Latest files", "brought in")


def test_what_stopped_in_the_middle_says_so_and_goes_on(app, shop, monkeypatch):
    monkeypatch.setattr(bring, "BITE", 1)
    helen = Person(app, shop.helen).opens("/settings/imports/stock")
    sends(helen, "stock", b"store,sku,units\nMQ,HW-EK-15,25\nMQ,HW-OM-1,26\n")
    row = db.session.scalars(sa.select(Import)).one()
    assert bring.take_a_bite(row, shop.helen.actor)
    with atomic():
        ledger.count(ledger.level_of(shop.mill_quay.id, shop.milk.id), -1, cause="test", by=SYSTEM)
    helen.opens(f"/settings/imports/trials/{row.id}").sees(
        "It stopped in the middle", "1 of 2 rows are brought in"
    )
    helen.taps("Go on").sees("It’s brought in", "Left as they are", "Row 3", "Somebody counted it after")
    assert shop.level(shop.kettle) == (25, 0, 0) and shop.level(shop.milk) == (19, 0, 0)


def test_files_of_another_store_and_of_other_rights_are_not_there(app, shop):
    rosa = Person(app, shop.rosa)
    sends(rosa.opens("/settings/imports/catalog"), "catalog", b"sku,price\nHW-EK-15,1\n")
    number = db.session.scalars(sa.select(Import.id)).one()
    helen = Person(app, shop.helen)
    assert helen.opens(f"/settings/imports/trials/{number}").status == 404
    assert helen.opens("/settings/imports/catalog").status == 404
    assert Person(app, shop.marcus).opens("/settings/imports").status == 403


def test_what_can_not_be_read_says_why(app, shop):
    helen = Person(app, shop.helen).opens("/settings/imports/stock")
    assert sends(helen, "stock", b"store,sku\nMQ,HW-EK-15\n").code == "no_column"
    assert sends(helen.opens("/settings/imports/stock"), "stock", b"").code == "empty_file"
    helen.opens("/settings/imports/sales").sees("Nobody sends these yet")
    assert db.session.scalars(sa.select(Import.id)).all() == []


def test_a_file_may_be_bigger_than_any_other_request(app, shop):
    helen = Person(app, shop.helen).opens("/settings/imports/stock")
    row = b"MQ,HW-EK-15,25" + b" " * 240 + b"\n"
    answer = uploads(helen, "stock", b"store,sku,units\n" + row * 16_000)
    assert answer.status_code == 303 and helen.opens(answer.location).sees("16000")
    answer = helen.client.post("/login", data={"x": "y" * 4_000_000})
    assert answer.status_code == 413


def test_a_template_has_the_columns(app, shop):
    till_channel()
    helen = Person(app, shop.helen).opens("/settings/imports/sales").sees("receipt", "unit_price")
    text = helen.client.get("/settings/imports/sales/template.csv").get_data(as_text=True)
    assert text.startswith("\ufeffreceipt,store,at,sku") and text.count("\n") == 1


@pytest.fixture
def messy(shop):
    with atomic():
        for sku, gtin, price in (("hw-ek- 15", "04006381333931", 0), ("BAD", "04006381333932", 100)):
            db.session.add(
                Variant(product_id=shop.kettle.product_id, sku=sku, gtin=gtin, price=price, currency="EUR")
            )
        db.session.flush()
        shop.milk.weight_g = 1000
    shop.stocks(db.session.scalars(sa.select(Variant).filter_by(sku="BAD")).one(), 2)
    with atomic():
        db.session.add(
            Variant(product_id=shop.kettle.product_id, sku="=OLD", price=0, currency="EUR", is_active=False)
        )


def test_clean_data_names_what_is_doubled_or_missing(app, shop, messy):
    told = shop.tells((shop.kettle, 1), number="1001")
    line = told.lines[0].model_copy(update={"sku": "WHO"})
    take_in(shop.web, told.model_copy(update={"lines": (line,)}))
    helen = Person(app, shop.helen).opens("/settings/hygiene")
    for key, codes in {
        "skus": {"HW-EK-15", "hw-ek- 15"},
        "check-digits": {"BAD"},
        "same-gtin": {"HW-EK-15", "hw-ek- 15"},
        "places": {"BAD"},
        "prices": {"hw-ek- 15"},
        "weights": {"HW-EK-15", "hw-ek- 15", "BAD", "HW-PN-75", "HW-RJ-204-M"},
        "unmapped": {"WHO"},
    }.items():
        part = helen.page.find(id=f"check-{key}").find_parent("section")
        assert {li.find(class_="code").text for li in part.find_all("li")} == codes, key
    text = helen.client.get("/settings/hygiene/list.csv").get_data(as_text=True)
    assert text.startswith("\ufeffwhat,code,about") and "hw-ek- 15" in text


def test_clean_data_asks_little_of_the_database(app, shop, messy):
    asked = []

    def count(_connection, _cursor, statement, *_more):
        if statement.startswith("SELECT"):
            asked.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", count)
    findings.page(None)
    sa.event.remove(db.engine, "before_cursor_execute", count)
    assert len(asked) == len(findings.CHECKS)
