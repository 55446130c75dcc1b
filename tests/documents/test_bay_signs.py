"""A sign for every bay: its number to be read from a car, its code to open “I’m here” there."""

import pypdfium2
import zxingcpp

from associate.db import atomic
from associate.documents import sheets
from tests.support.cars import has_bays
from tests.support.people import Person


def pages(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            image = page.render(scale=203 / 72, grayscale=True).to_pil()
            yield page.get_textpage().get_text_bounded(), [c.text for c in zxingcpp.read_barcodes(image)]


def test_each_bay_in_use_has_one_in_the_order_of_the_way(app, shop):
    north, _gone, twelve = has_bays(shop.mill_quay, "North 4", "7", "12")
    has_bays(shop.castle_row, "1")
    with atomic(_gone):
        _gone.is_active = False
    found = list(pages(sheets.bay_signs(shop.mill_quay, "Hollis & Wren", "https://pickup.example/")))
    codes = [code for _text, code in found]
    assert codes == [["https://pickup.example/bay/MQ/North%204"], ["https://pickup.example/bay/MQ/12"]]
    for (text, _code), bay in zip(found, (north, twelve), strict=True):
        for word in (bay.code, "I’m here", "Ya estoy aquí", "Je suis là", "Mill Quay", "Hollis & Wren"):
            assert word in text


def test_they_are_printed_from_the_app_also_where_there_are_none(app, shop):
    answer = Person(app, shop.ana).client.get("/documents/bay-signs.pdf")
    assert answer.mimetype == "application/pdf"
    assert "No bays yet" in next(pages(answer.data))[0]
