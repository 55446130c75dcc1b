"""Paid at the till: a slip that it scans, open until somebody says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from associate.core.payments.slips import reference_in
from associate.integrations.payments import payments_for
from associate.integrations.payments.port import Verb
from associate.integrations.payments.till.slips import slip_of
from tests.integrations.payments.facts import REFUND, gist, to

TILL = payments_for("till")


def test_a_deed_at_the_till_is_a_slip_and_stays_open():
    moved = TILL.do(REFUND, settings={})
    assert gist(moved) == ("pending", "") and moved == TILL.find(REFUND, settings={}, ref=moved.ref)
    assert moved.slip.reference == moved.ref and moved.slip.symbol.endswith("-1290EUR")
    assert moved.ref.startswith("R-") and TILL.do(to(Verb.CHARGE), settings={}).ref.startswith("C-")


@pytest.mark.parametrize("verb", [Verb.CAPTURE, Verb.RELEASE])
def test_a_till_holds_no_authorization(verb):
    assert gist(TILL.do(to(verb), settings={})) == ("refused", "not_offered")


@given(st.from_regex(r"[A-Za-z0-9._-]{1,60}", fullmatch=True), st.integers(1, 10**12))
def test_a_slip_is_read_back_however_it_was_typed(key, amount):
    slip = slip_of(to(key=key, amount=amount))
    plain = slip.reference.replace("-", "")
    misread = plain[0] + plain[1:].replace("0", "o").replace("1", "l")
    for typed in (slip.symbol, slip.reference, plain.lower(), misread, f" {slip.reference} "):
        assert reference_in(typed) == slip.reference


@pytest.mark.parametrize("typed", ["", "R", "A-1001", "R-0000-0000-0U", "4242424242424242", "R0000000000-12"])
def test_anything_else_is_no_slip(typed):
    assert reference_in(typed) == ""


def test_no_two_of_many_deeds_share_a_reference():
    assert len({slip_of(to(key=f"refund-{n}")).reference for n in range(20_000)}) == 20_000
