"""The box hint: it fits for real, it is the smallest, and the same things always give the same answer."""

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from associate.core.shipping.boxes import MANY, Space, Thing, fits, smallest, suggest

SMALL = Space("S", (200, 150, 100), 5_000)
LARGE = Space("L", (400, 300, 200), 10_000)
MAILER = Space("M", (300, 200, 30), 1_000, is_mailer=True)
ALL = (SMALL, LARGE, MAILER)
SIDES = st.integers(10, 200)


def things(*sizes, folds=False, weight_g=100):
    return [Thing(key, size, weight_g, folds) for key, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("sizes", "box"),
    [
        ([(200, 150, 100)], "S"),
        ([(100, 200, 150)], "S"),  # turned
        ([(201, 10, 10)], "L"),  # longer than the small one's longest side
        ([(100, 75, 50)] * 8, "S"),  # exactly full
        ([(100, 75, 50)] * 9, "L"),
        ([(110, 150, 100), (90, 150, 100)], "S"),
        ([(110, 150, 100), (91, 150, 100)], "L"),
        ([(110, 110, 60)] * 2, "L"),  # by volume the small one is not half full, but they meet in it
        ([(70, 60, 120), (120, 120, 30), (120, 80, 50)], "L"),  # the third has room only within the others
    ],
)
def test_the_smallest_that_fits(sizes, box):
    assert smallest(things(*sizes), ALL).code == box


def test_what_folds_goes_into_a_mailer_by_its_volume():
    shirts = things((300, 250, 20), folds=True)
    assert smallest(shirts, ALL).code == "M"
    assert smallest(shirts * 2, ALL).code == "S"
    assert not fits(things((100, 100, 20)), MAILER)  # what doesn't fold has no business in one


def test_what_folds_fills_what_is_left_beside_rigid_things():
    kettle = Thing(1, (200, 150, 90), 800)
    assert fits([kettle, Thing(2, (200, 150, 10), 100, folds=True)], SMALL)
    assert not fits([kettle, Thing(2, (200, 150, 11), 100, folds=True)], SMALL)


def test_too_heavy_is_another_box_then_none():
    assert smallest(things((50, 50, 50), weight_g=5_001), ALL).code == "L"
    assert smallest(things((50, 50, 50), weight_g=10_001), ALL) is None


def test_what_is_too_much_for_one_box_is_split_and_what_fits_none_is_named():
    huge = Thing(99, (900, 10, 10))
    told = suggest([*things(*[(400, 300, 100)] * 3), huge], ALL)
    assert [(box.box, len(box.things)) for box in told.boxes] == [("L", 2), ("L", 1)]
    assert told.left == (huge,) and not told.is_whole


def test_nothing_and_no_boxes():
    assert suggest([], ALL).boxes == ()
    assert suggest(things((1, 1, 1)), []).left != ()


@given(st.lists(st.tuples(SIDES, SIDES, SIDES), min_size=1, max_size=8), st.randoms())
def test_the_order_of_things_and_boxes_changes_nothing(sizes, random: Random):
    some, boxes = things(*sizes), list(ALL)
    first = suggest(some, boxes)
    random.shuffle(some)
    random.shuffle(boxes)
    assert suggest(some, boxes) == first
    packed = [thing for box in first.boxes for thing in box.things] + list(first.left)
    assert sorted(t.key for t in packed) == list(range(len(sizes)))


@given(st.lists(st.tuples(SIDES, SIDES, SIDES), min_size=1, max_size=6))
def test_alone_what_is_smaller_fits_where_the_larger_did(sizes):
    for size in sizes:
        if fits(things(size), LARGE):
            assert fits(things(tuple(side - 1 for side in size)), LARGE)


def test_many_are_judged_by_volume_and_quickly():
    pins = things(*product((10,), (10,), range(10, 10 + MANY + 20)))
    assert fits(pins, LARGE)
    assert not fits(things(*[(100, 100, 100)] * (MANY + 1)), LARGE)
