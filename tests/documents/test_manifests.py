"""What goes along with the driver."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from associate.documents.manifests import Manifest, Row, manifest
from associate.documents.paper import Paper
from tests.documents.parcels import NASTY, SHOP
from tests.support.printed import Scan, pages, scans, size, words

ROWS = tuple(Row(f"RB47312{n:04}IE", f"HW-{n}", "Parcel Tracked", "Cork T12", "IE", 500) for n in range(3))
TODAY = Manifest(
    "MAN-0117",
    "Pretend Post",
    "Mill Quay daily",
    SHOP,
    date(2026, 11, 22),
    datetime(2026, 11, 22, 15, 21, tzinfo=UTC),
    "Ana",
    ROWS,
)


@pytest.mark.parametrize(("paper", "points"), [(Paper.A4, (595, 842)), (Paper.LETTER, (612, 792))])
def test_it_counts_and_lists_the_parcels_and_leaves_lines_to_sign(paper, points):
    pdf = manifest(TODAY, paper)
    assert size(pdf) == points and scans(pdf) == [Scan("]C0", "MAN-0117")]
    text = words(pdf)
    for part in (
        "3 parcels to hand over",
        "1.50 kg in all",
        "Mill Quay daily",
        "2026-11-22 15:21, Ana",
        "Signature",
    ):
        assert part in text
    assert all(row.tracking_number in text and row.order in text for row in ROWS)
    assert "Driver’s name" in text and "Cork T12, Ireland" in text


def test_a_driver_who_is_known_is_named_and_markup_is_text():
    assert NASTY.replace(" ", "") in words(manifest(replace(TODAY, driver=NASTY))).replace(" ", "")


def test_a_driver_who_signed_is_seen_and_what_they_took_is_ticked():
    """The strokes on the line, and a tick where a parcel left; counted by what is printed beside the rest."""
    at, strokes = datetime(2026, 11, 22, 17, 5, tzinfo=UTC), "M20 20L620 20L620 180L20 180" + "L20 20" * 8
    rows = (replace(ROWS[0], is_gone=True), *ROWS[1:])
    taken = replace(TODAY, handed_off_at=at, rows=rows)
    signed = manifest(replace(taken, signature=strokes))
    assert "2026-11-22 17:05" in words(signed)
    assert 200 < ink(signed) - ink(manifest(taken)) < 6000  # lines, not what they go around
    assert ink(manifest(taken)) > ink(manifest(replace(taken, rows=ROWS)))


def ink(pdf):
    """Black dots."""
    return sum(page.histogram()[0] for page in pages(pdf))


def test_a_full_van_goes_over_several_pages_and_the_head_of_the_table_with_it():
    rows = tuple(replace(ROWS[0], tracking_number=f"RB47312{n:04}IE") for n in range(90))
    pdf = manifest(replace(TODAY, rows=rows))
    count = len(list(pages(pdf)))
    assert count > 2 and words(pdf).count("Tracking number") == count
    assert all(row.tracking_number in words(pdf) for row in rows)


def test_the_same_manifest_makes_the_same_bytes():
    assert manifest(TODAY) == manifest(TODAY)
