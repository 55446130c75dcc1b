"""Sheets to print: every barcode on them reads back from a 203 dpi raster as what it should be."""

import re
from collections import Counter

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp
from jinja2 import DictLoader, Environment

from associate.core.fulfillment.models import Bag
from associate.core.stores.models import Location
from associate.db import atomic, db
from associate.documents import paper, sheets
from associate.documents.codes import barcode_of, code128, ean13
from associate.documents.tags import free_tags, tag_codes
from tests.support.people import Person

NASTY = '<img src="file:///etc/passwd"><b>Ana & "Co"</b>'


def pages(pdf: bytes):
    with pypdfium2.PdfDocument(pdf) as document:
        for number in range(len(document)):
            page = document[number]
            yield page.render(scale=203 / 72, grayscale=True).to_pil(), page.get_textpage().get_text_bounded()
            page.close()


def scanned(pdf: bytes) -> Counter[str]:
    return Counter(code.text for image, _text in pages(pdf) for code in zxingcpp.read_barcodes(image))


def words(pdf: bytes) -> str:
    return "\n".join(text for _image, text in pages(pdf))


@pytest.mark.parametrize("text", ["BAG-7K4", "LOC-COLD1", "HW-RJ-204-M", "09521204000012"])
def test_code_128_is_on_the_dot_grid_with_room_around_it(text):
    barcode = code128(text)
    assert barcode.bars[0] == (10, 2) and barcode.modules == sum(barcode.bars[-1]) + 10
    assert all(width in (1, 2, 3, 4) for _x, width in barcode.bars)


def test_ean_13_is_95_modules_between_its_quiet_zones():
    barcode = ean13("9521204000012")
    assert barcode.bars[0] == (11, 1) and sum(barcode.bars[-1]) == 11 + 95 and barcode.modules == 113


@pytest.mark.parametrize(
    ("gtin", "sku", "drawn"),
    [
        ("09521204000012", "A", "9521204000012"),
        ("19521204000019", "A", "19521204000019"),
        (None, "HW-1", "HW-1"),
        (None, "梅-1", None),
    ],
)
def test_a_thing_gets_the_barcode_its_label_would_have(gtin, sku, drawn):
    barcode = barcode_of(gtin, sku)
    assert (barcode.text if barcode else None) == drawn


def test_a_wrong_check_digit_is_not_drawn():
    with pytest.raises(ValueError, match="9521204000013"):
        ean13("9521204000013")


def test_tags_are_all_different_and_leave_out_those_in_use(shop):
    assert len(set(tag_codes())) == 28**3 - 20**3 - 8**3
    first = free_tags(1)[0]
    job = shop.job(shop.has_order((shop.jacket, 1)))
    with atomic():
        db.session.add(Bag(store_id=job.store_id, fulfillment_id=job.id, tag=first))
    assert first not in free_tags(48)


def test_every_bag_tag_reads_back(shop):
    expected = free_tags(sheets.TAGS)
    pdf = sheets.bag_tags(shop.mill_quay, "Hollis & Wren")
    assert scanned(pdf) == Counter(f"BAG-{tag}" for tag in expected)
    assert all(tag in words(pdf) for tag in expected) and "Hollis & Wren" in words(pdf)


def test_every_place_reads_back(shop):
    keys = db.session.scalars(sa.select(Location.scan_key).filter_by(store_id=shop.mill_quay.id)).all()
    assert scanned(sheets.place_labels(shop.mill_quay)) == Counter(f"LOC-{key}" for key in keys)


def test_the_scan_sheet_holds_what_the_first_orders_ask_for(shop):
    shop.has_order((shop.jacket, 2), (shop.kettle, 1), number="1001", first="Maya")
    shop.has_order((shop.milk, 3), number="1002", first="Joel")
    pdf = sheets.scan_sheet(shop.mill_quay)
    found = scanned(pdf)
    assert {"4006381333931", "036000291452"} <= found.keys() | {code.removeprefix("0") for code in found}
    assert sum(code.startswith("BAG-") for code in found) == 9 and found["LOC-R1"] == 1
    text = words(pdf)
    assert all(word in text for word in ("HW-1001", "Maya", "scan 2 times", "HW-1002", "Oat milk 1 L", "B-1"))


def test_an_empty_queue_says_so(shop):
    assert "Nothing to pick" in words(sheets.scan_sheet(shop.mill_quay))


def test_markup_in_a_name_is_text(shop):
    pdf = sheets.bag_tags(shop.mill_quay, NASTY)
    assert "<imgsrc=" in re.sub(r"\s", "", words(pdf)) and len(scanned(pdf)) == sheets.TAGS


def test_nothing_is_fetched(app, monkeypatch):
    """A template that asks for a file gets nothing of it, and the document comes all the same."""
    page = '<link rel="attachment" href="file:///etc/hostname"><img src="file:///etc/hostname">{{ word }}'
    templates = Environment(loader=DictLoader({"documents/greedy.html": page}), autoescape=True)
    monkeypatch.setattr(paper, "_templates", lambda: templates)
    pdf = paper.print_pdf("greedy.html", word="still here")
    assert "still here" in words(pdf) and b"/EmbeddedFile" not in pdf


def test_no_site_is_asked_either(app, monkeypatch, httpserver):
    page = """<link rel="stylesheet" href="{{ site }}/a.css"><style>@import url("{{ site }}/b.css");
        p { background: url("{{ site }}/c.png") }</style><img src="{{ site }}/d.png"><p>{{ word }}</p>"""
    templates = Environment(loader=DictLoader({"documents/greedy.html": page}), autoescape=True)
    monkeypatch.setattr(paper, "_templates", lambda: templates)
    assert "still here" in words(
        paper.print_pdf("greedy.html", site=httpserver.url_for(""), word="still here")
    )
    assert httpserver.log == []


@pytest.mark.parametrize("sheet", ["bag-tags", "places", "scan-sheet"])
def test_associates_print_them_and_strangers_do_not(app, shop, sheet):
    answer = Person(app, shop.ana).client.get(f"/documents/{sheet}.pdf")
    assert (
        answer.status_code == 200 and answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF")
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert app.test_client().get(f"/documents/{sheet}.pdf").status_code in (302, 303, 401)
