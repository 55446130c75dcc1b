"""The page where a shop sets its scanners up, and sees what one says."""

from tests.support.people import Person
from tests.support.picking import JACKET


def test_a_scan_is_told_as_it_came_and_what_it_means(app, shop):
    ana = Person(app, shop.ana).opens("/me").taps("Scanner and camera").sees("Zebra with DataWedge")
    ana.scans("]C1010000009638507410L-7\x1d21S-9", source="camera")
    ana.sees(
        "Came through", "Harbor rain jacket, Moss, M", "By the camera", "<GS>21S-9", "GS1 Code 128", "L-7"
    )
    ana.does_not_see("AIM identifiers.")
    ana.scans(JACKET, source="wedge").sees("By a scanner", "Let it send AIM identifiers.")
    ana.scans("96385075", source="typed").sees(
        "Its check digit is wrong", "take the delay", "Nothing of this shop"
    )
    ana.scans("]Q1BAG-7K4").sees("A bag’s tag: 7K4", "We can’t tell")
    assert ana.scans("]").status == 200
    assert ana.opens("/scanners").scans("  ").code == "empty_scan"


def test_whoever_enrolls_devices_finds_it_there(app, shop):
    Person(app, shop.helen).opens("/devices").taps("Set a scanner or a camera up").sees("Other scanners")
