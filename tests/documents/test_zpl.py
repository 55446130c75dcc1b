"""ZPL: what a thermal printer is told, and that no name tells it anything."""

import re

import pytest

from associate.documents.addresses import Address
from associate.documents.tote_tags import ToteTag
from associate.documents.zpl import escaped, shipping_label_zpl, tote_tag_zpl
from tests.documents.parcels import ANN, IMPB, NASTY, S10, UPS, label

CONTROLS = "".join(map(chr, range(32))) + "\x7f"


def commands(zpl: str) -> list[str]:
    """Every command without what it is given, as a printer finds them."""
    return re.findall(r"[\^~]\w\w", zpl)


def texts(zpl: str) -> list[str]:
    """What stands in the fields, as ^FH reads it."""
    fields = re.findall(r"\^FD([^^~]*)\^FS", zpl)
    return [
        bytes.fromhex("".join(_hex(part) for part in re.findall(r"_..|.", f, re.S))).decode() for f in fields
    ]


def _hex(part: str) -> str:
    return part[1:] if len(part) == 3 else part.encode().hex()


@pytest.mark.parametrize("text", [NASTY, CONTROLS, "^XZ", "~JR", "_5E", "a\\&b", "Řehoř 山田", ">0"])
def test_escaped_text_holds_no_command_and_reads_back(text):
    found = escaped(text)
    assert found.isascii() and found.isprintable() and not set(found) & set("^~\\")
    assert texts(f"^FD{found}^FS") == [text]


def test_a_name_changes_no_command():
    plain = shipping_label_zpl(label(recipient=Address("A" * 20, line1="1", country="IE")))
    nasty = shipping_label_zpl(label(recipient=Address("^XZ^XA^FS~JR_5E\\&"[:20], line1="1", country="IE")))
    assert commands(plain) == commands(nasty)
    assert nasty.count("^XA") == nasty.count("^XZ") == 1
    assert "^XZ^XA^FS~JR_5E\\&" in texts(nasty)


@pytest.mark.parametrize("field", ["service", "carrier", "reference", "icon"])
def test_nor_does_any_other_field(field):
    zpl = shipping_label_zpl(label(**{field: "^XZ^XA"}))
    assert zpl.count("^XA") == zpl.count("^XZ") == 1 and "^XZ^XA" in texts(zpl)


@pytest.mark.parametrize("field", ["order", "name", "store", "note"])
def test_nor_on_a_tag(field):
    zpl = tote_tag_zpl(ToteTag(**{"code": "7K4", "order": "HW-1", field: "^XZ~JR"}))
    assert zpl.count("^XA") == zpl.count("^XZ") == 1 and "^XZ~JR" in texts(zpl)


def test_a_code_with_commands_is_text_too():
    zpl = tote_tag_zpl(ToteTag("^XZ>", "HW-1"))
    assert zpl.count("^XZ") == 1 and "BAG-^XZ>0" in texts(zpl)


@pytest.mark.parametrize(("dpi", "dots", "wide", "high"), [(203, 3, 812, 1218), (300, 4, 1200, 1800)])
def test_gs1_begins_with_fnc1_and_has_one_after_the_zip(dpi, dots, wide, high):
    zpl = shipping_label_zpl(label(tracking_number=IMPB, recipient=ANN), dpi)
    assert f"^PW{wide}^LL{high}" in zpl and f"^BY{dots}^BCN," in zpl
    assert f",N,N,N,N^FH_^FD>;>842094107>8{IMPB}^FS" in zpl


@pytest.mark.parametrize("number", [UPS, S10])
def test_other_numbers_are_plain_code_128(number):
    assert f",N,N,N,A^FH_^FD{number}^FS" in shipping_label_zpl(label(tracking_number=number))


def test_a_tag_has_wider_bars():
    assert "^BY5^BCN," in tote_tag_zpl(ToteTag("7K4", "HW-1")) and "^FDBAG-7K4^FS" in tote_tag_zpl(
        ToteTag("7K4", "HW-1")
    )


def test_a_sample_says_so_twice():
    assert "SAMPLE – NOT VALID FOR SHIPPING" in texts(shipping_label_zpl(label()))
    assert not any("SAMPLE" in text for text in texts(shipping_label_zpl(label(is_sample=False))))
