"""The list of a wave, to walk with."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from associate.documents.paper import Paper
from associate.documents.pick_lists import PickList, Share, Stop, Tote, pick_list
from tests.documents.parcels import NASTY
from tests.support.printed import Scan, scans, size, words

TOTES = (Tote("A", "HW-1001", "Maya", 3, "7K4"), Tote("B", "HW-1002", "Joel", 1))
STOPS = (
    Stop("A-01", "Over-ear headphones", "Graphite", "H7", "09521204000012", (Share("A", 1),)),
    Stop("B-12", "Linen notebook A5", "Navy", "LN-A5", None, (Share("A", 2), Share("B", 1))),
    Stop("COLD-1", "Oat milk", "1 L", "梅-1", None, (Share("B", 1),), is_cold=True),
)


def wave(stops=STOPS):
    return PickList(
        "WAVE-0012", "Mill Quay", datetime(2026, 11, 22, 14, 12, tzinfo=UTC), "Ana", TOTES, tuple(stops)
    )


@pytest.mark.parametrize(("paper", "points"), [(Paper.A4, (595, 842)), (Paper.LETTER, (612, 792))])
def test_each_stop_has_its_place_its_bars_and_its_totes(paper, points):
    pdf = pick_list(wave(), paper)
    assert size(pdf) == points
    assert set(scans(pdf)) == {Scan("]C0", "WAVE-0012"), Scan("]E0", "9521204000012"), Scan("]C0", "LN-A5")}
    text = words(pdf)
    for part in (
        "Ana, 2026-11-22 14:12",
        "2 orders",
        "5 items",
        "B-12",
        "A 2, B 1",
        "7K4",
        "Keep cold",
        "梅-1"[1:],
    ):
        assert part in text
    assert text.index("A-01") < text.index("B-12") < text.index("COLD-1")


def test_a_whole_wave_reads_back_over_several_pages():
    stops = [Stop(f"A-{n:02}", NASTY, "", f"SKU-{n:03}", None, (Share("A", 1),)) for n in range(30)]
    found = Counter(scan.content for scan in scans(pick_list(wave(stops))))
    assert found == Counter(["WAVE-0012", *(f"SKU-{n:03}" for n in range(30))])


def test_the_same_list_makes_the_same_bytes():
    assert pick_list(wave()) == pick_list(wave())
