"""The 4 × 6 in label: a scanner reads it at each printer’s resolution, and a person all of it."""

import pytest

from associate.documents import labels
from associate.documents.addresses import Address
from associate.documents.labels import shipping_label, shipping_labels
from tests.documents.parcels import ANN, IMPB, LONGEST, NASTY, S10, SAM, SHOP, UPS, label
from tests.support.printed import Scan, bar_error, pages, scans, size, words

NUMBERS = [
    (IMPB, ANN, Scan("]C1", f"42094107\x1d{IMPB}")),
    (IMPB, SAM, Scan("]C1", IMPB)),
    (UPS, ANN, Scan("]C0", UPS)),
    (S10, SAM, Scan("]C0", S10)),
    ("0123456789" * 3, SAM, Scan("]C0", "0123456789" * 3)),
]
DPI = pytest.mark.parametrize("dpi", [203, 300])


@DPI
@pytest.mark.parametrize(("number", "recipient", "scan"), NUMBERS)
def test_it_scans_as_what_it_is_and_each_bar_is_as_wide_as_it_should_be(number, recipient, scan, dpi):
    one = label(tracking_number=number, recipient=recipient)
    [image] = pages(shipping_label(one, dpi), dpi)
    assert scans(shipping_label(one, dpi), dpi) == [scan]
    dots = one.barcode.dots(dpi, room=labels.BARS_WIDE)
    left = (4 * dpi - one.barcode.modules * dots) // 2
    row = round((labels.BARS_TOP + 0.2) * dpi)
    assert bar_error(image, row, one.barcode, dots, left) == {"half a dot": 0, "any touched dot": 0}


def test_a_module_is_three_dots_at_203_dpi_and_four_at_300():
    barcode = label(tracking_number=IMPB, recipient=ANN).barcode
    assert [barcode.dots(dpi, room=labels.BARS_WIDE) for dpi in (203, 300)] == [3, 4]
    assert barcode.modules == 222 + 20


def test_a_person_finds_all_of_it_on_4_by_6_inches():
    pdf = shipping_label(label())
    assert size(pdf) == (288, 432)
    text = words(pdf)
    for part in (
        "SAM OKORO",
        "FLAT 3, 9 HARBOUR ROW",
        "T12 W8KP",
        "14 Mill Quay",
        "PARCEL TRACKED",
        "1.84 kg",
    ):
        assert part in text
    for part in (
        "RB 473 124 829 IE",
        "TRACKING #",
        "HW-48102",
        "Parcel 1 of 2",
        "2026-11-22",
        "Pretend Post",
    ):
        assert part in text


def test_a_sample_says_so_over_its_bars_and_aslant_and_another_does_not():
    def ink_beside_the_address(one):
        [image] = pages(shipping_label(one))
        return sum(image.crop((600, 350, 790, 520)).histogram()[:128])

    real = label(is_sample=False)
    assert "SAMPLE – NOT VALID FOR SHIPPING" in words(shipping_label(label()))
    assert "SAMPLE" not in words(shipping_label(real))
    assert ink_beside_the_address(label()) > 300 and ink_beside_the_address(real) == 0


def test_the_longest_address_is_all_there_and_stays_in_its_box():
    long = label(
        recipient=LONGEST, sender=LONGEST, service="Express " * 9, reference="R" * 60, carrier="P" * 90
    )
    pdf = shipping_label(long)
    text = words(pdf).replace(" ", "")
    for part in (LONGEST.name, LONGEST.company, LONGEST.line1, LONGEST.line2, LONGEST.city, "5360"):
        assert part.replace(" ", "") in text and part.upper().replace(" ", "") in text
    assert scans(pdf) == [Scan("]C0", S10)]
    [image] = pages(shipping_label(label(recipient=LONGEST, sender=LONGEST, is_sample=False)))
    for box in ((0, 0, 24, 1200), (792, 348, 812, 760)):  # margins
        assert image.crop((box[0], 350, box[2], 755)).getextrema()[0] > 200


@pytest.mark.parametrize("name", ["Řehoř Łukasz Ðặng", "Владимир", "Γιώργος"])
def test_other_letters_are_printed_as_letters(name):
    assert name.upper() in words(shipping_label(label(recipient=Address(name, line1="1", country="IE"))))


def test_letters_that_no_font_has_leave_a_mark():
    def ink(name):
        recipient = Address(name, line1="1", city="Cork", country="IE")
        [image] = pages(shipping_label(label(recipient=recipient, is_sample=False)))
        return sum(image.crop((110, 530, 500, 585)).histogram()[:128])

    assert ink("\U0001e900\U0001e901\U0001e902") > ink(" . ") + 100


def test_markup_and_printer_commands_in_a_name_are_text():
    pdf = shipping_label(label(recipient=Address(NASTY, line1="1", country="IE")))
    assert NASTY.upper().replace(" ", "") in words(pdf).replace(" ", "")
    assert scans(pdf) == [Scan("]C0", S10)]


def test_the_same_label_makes_the_same_bytes():
    assert shipping_label(label()) == shipping_label(label())
    assert shipping_label(label()) != shipping_label(label(weight_g=1850))


def test_many_are_one_document_and_too_many_none():
    numbers = [f"RB47312482{n}IE" for n in range(3)]
    pdf = shipping_labels([label(tracking_number=number) for number in numbers])
    assert [scan.content for scan in scans(pdf)] == numbers
    for wrong in ([], [label()] * (labels.BATCH + 1)):
        with pytest.raises(ValueError, match="a document holds 1 to 50"):
            shipping_labels(wrong)


@pytest.mark.parametrize("number", ["梅", "X" * 80])
def test_a_number_that_no_barcode_holds_is_refused(number):
    with pytest.raises(ValueError):
        shipping_label(label(tracking_number=number))


@pytest.mark.parametrize(
    ("grams", "sender", "words"),
    [(640, SHOP, "640 g"), (1840, SHOP, "1.84 kg"), (1840, ANN, "4 lb 1 oz"), (20, ANN, "1 oz")],
)
def test_a_weight_is_told_as_the_sender_weighs(grams, sender, words):
    assert label(weight_g=grams, sender=sender).weight == words
