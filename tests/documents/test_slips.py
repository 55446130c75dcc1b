"""Slips in the parcel: with prices, without, and to send something back."""

from datetime import date

import pytest

from associate.documents.paper import Paper
from associate.documents.slips import Item, ReturnSlip, gift_slip, packing_slip, return_slip
from tests.documents.parcels import NASTY, S10, SHOP, label, slip
from tests.support.printed import Scan, pages, scans, size, words

PAPERS = pytest.mark.parametrize(("paper", "points"), [(Paper.A4, (595, 842)), (Paper.LETTER, (612, 792))])
ORDER = Scan("]C0", "HW-48102")


def back(**other):
    return ReturnSlip("Hollis & Wren", SHOP, "HW-48102", slip().items, **other)


@PAPERS
def test_a_packing_slip_lists_what_is_in_the_parcel(paper, points):
    pdf = packing_slip(slip(service="Parcel Tracked", tracking_number=S10), paper)
    assert size(pdf) == points and scans(pdf) == [ORDER]
    text = words(pdf)
    for part in (
        "Sam Okoro",
        "Over-ear headphones",
        "Navy, ruled",
        "€249.00",
        "€293.20",
        "3 items",
        "1 of 1",
        S10,
    ):
        assert part in text


def test_without_prices_it_has_no_such_column():
    assert "Amount" not in words(packing_slip(slip(items=(Item("Mug", "", "M", 1),), sums=())))


@PAPERS
def test_a_gift_slip_tells_no_price(paper, points):
    pdf = gift_slip(slip(), paper)
    assert size(pdf) == points and scans(pdf) == [ORDER]
    text = words(pdf)
    assert "Happy birthday, Sam" in text and "Over-ear headphones" in text
    assert not any(part in text for part in ("€", "249", "38.00", "293", "Amount", "Total", "Shipping"))


@PAPERS
def test_a_return_slip_has_the_label_to_cut_out(paper, points):
    pdf = return_slip(back(until=date(2026, 12, 22), label=label()), paper)
    assert size(pdf) == points and set(scans(pdf)) == {ORDER, Scan("]C0", S10)}
    assert len(list(pages(pdf))) == 1
    text = words(pdf)
    assert all(part in text for part in ("Cut out the label", "2026-12-22", "Linen notebook A5", "D damaged"))


def test_without_a_label_it_says_where_to_send_it():
    text = words(return_slip(back()))
    assert "Send it to the address below" in text and "14 Mill Quay" in text and "Cut out" not in text


@pytest.mark.parametrize("draw", [packing_slip, gift_slip])
def test_many_items_go_on_the_next_page_and_markup_is_text(draw):
    items = tuple(Item(f"{NASTY} {n}", "", "S", 1, 100) for n in range(40))
    pdf = draw(slip(items=items, gift_message=NASTY))
    assert len(list(pages(pdf))) > 1
    found = words(pdf).replace(" ", "")
    assert found.count(NASTY.replace(" ", "")) == 41 and "2/" in found


def test_the_same_slip_makes_the_same_bytes():
    assert packing_slip(slip()) == packing_slip(slip())
    assert return_slip(back(label=label())) == return_slip(back(label=label()))


def test_an_order_number_that_no_barcode_holds_is_printed_without():
    pdf = packing_slip(slip(order="№ 12"))
    assert scans(pdf) == [] and "№ 12" in words(pdf)
