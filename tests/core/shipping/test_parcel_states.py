"""Where a parcel can go from each of its states, and that nothing else puts it there."""

import re
from pathlib import Path

import pytest

from associate.core.shipping.parcel_states import AT_HAND, GONE, HERE, PARCEL_MOVES, ParcelState

SHIPPING = [*Path("associate").rglob("*.py")]


def reachable(start):
    found, todo = {start}, [start]
    while todo:
        new = PARCEL_MOVES.get(todo.pop(), frozenset()) - found
        found |= new
        todo += new
    return found


def test_every_state_is_reached_from_an_open_parcel_and_has_words():
    assert reachable(ParcelState.OPEN) == set(ParcelState)
    assert all(state.words for state in ParcelState)


@pytest.mark.parametrize("state", [ParcelState.DELIVERED, ParcelState.CANCELED])
def test_what_is_over_goes_nowhere(state):
    assert state not in PARCEL_MOVES


def test_what_left_never_comes_back_to_the_bench():
    assert reachable(ParcelState.SHIPPED) == set(GONE)
    assert not reachable(ParcelState.MANIFESTED) & set(AT_HAND)


def test_here_gone_and_canceled_are_all_there_is():
    assert {*HERE, *GONE, ParcelState.CANCELED} == set(ParcelState)


def test_only_moves_assigns_a_parcels_state():
    assigns = [str(p) for p in SHIPPING if re.search(r"\bparcel\.state\b[^=\n]* = ", p.read_text())]
    assert assigns == ["associate/core/shipping/parcel_moves.py"]
