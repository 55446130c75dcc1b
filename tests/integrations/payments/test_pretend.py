"""The one that is not there: the same in every process, with a way to see each thing go wrong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from associate.integrations.payments import PLATFORMS, payments_for, pretend
from associate.integrations.payments.port import Deed, Outcome, Verb
from tests.integrations.payments.facts import REFUND, gist, to

PRETEND = payments_for("pretend")
AT = datetime(2026, 7, 21, 12, tzinfo=UTC)
SOON, LATER = AT + timedelta(seconds=1), AT + pretend.LATER


def by(knob, verb=Verb.REFUND, **changes):
    return to(verb, email=f"{knob}+7@mail.example", **changes)


def found(deed, at):
    with time_machine.travel(at, tick=False):
        return gist(PRETEND.find(deed, settings={}, since=AT))


@pytest.mark.parametrize("verb", list(Verb))
def test_everything_is_done_and_found_and_nothing_is_real(verb):
    deed = to(verb)
    first, looked = PRETEND.do(deed, settings={}), PRETEND.find(deed, settings={})
    assert first.is_test and looked.answer.outcome == Outcome.DONE
    assert (first.ref, first.payment, first.amount) == (looked.ref, looked.payment, looked.amount)
    assert first.ref != PRETEND.do(to(verb, key="another"), settings={}).ref


@pytest.mark.parametrize(
    ("knob", "first", "soon", "later"),
    [
        ("maya", ("done", ""), ("done", ""), ("done", "")),
        ("refused", ("refused", "declined"), ("refused", "declined"), ("refused", "declined")),
        ("expired", ("refused", "expired"), ("refused", "expired"), ("refused", "expired")),
        ("busy", ("retry", ""), ("refused", "not_found"), ("refused", "not_found")),
        ("lost", ("unknown", ""), ("done", ""), ("done", "")),
        ("unsent", ("unknown", ""), ("refused", "not_found"), ("refused", "not_found")),
        ("silent", ("unknown", ""), ("unknown", ""), ("unknown", "")),
        ("later", ("pending", ""), ("pending", ""), ("done", "")),
        ("bounced", ("pending", ""), ("pending", ""), ("refused", "failed")),
        ("recalled", ("done", ""), ("done", ""), ("refused", "failed")),
        ("leaves", ("pending", ""), ("pending", ""), ("refused", "expired")),
    ],
)
def test_what_stands_before_the_at_says_how_it_goes(knob, first, soon, later):
    deed = by(knob)
    assert gist(PRETEND.do(deed, settings={})) == first
    assert (found(deed, SOON), found(deed, LATER)) == (soon, later)


def test_slow_takes_seconds(monkeypatch):
    slept = []
    monkeypatch.setattr(pretend.time, "sleep", slept.append)
    PRETEND.do(by("slow"), settings={})
    assert slept == [pretend.SLOW]


def test_a_link_leads_back_to_us_and_is_paid_a_little_later():
    deed = to(Verb.CHARGE, payment="")
    moved = PRETEND.do(deed, settings={})
    assert gist(moved) == ("pending", "") and moved.pay_url == deed.return_url
    assert (found(deed, SOON), found(deed, LATER)) == (("pending", ""), ("done", ""))
    assert PRETEND.find(deed, settings={}).pay_url == ""


def test_it_calls_when_something_came_to_nothing():
    deed = by("bounced")
    raw, headers = pretend.webhook(deed, PRETEND.find(deed, settings={}), secret="s1")
    assert PRETEND.verify(raw, headers, secret="s1") and not PRETEND.verify(raw, headers, secret="s2")
    assert not PRETEND.verify(raw + b" ", headers, secret="s1")
    (news,) = PRETEND.read_webhook(raw)
    assert (news.key, news.verb, news.answer.code, news.answer.words) == (
        deed.key,
        Verb.REFUND,
        "failed",
        "ACCOUNT CLOSED",
    )
    with time_machine.travel(LATER, tick=False):
        raw, _headers = pretend.webhook(deed, PRETEND.do(deed, settings={}), secret="s1")
    assert PRETEND.read_webhook(raw)[0].event_id != news.event_id


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"verb": "refund", "outcome": "maybe"}'])
def test_a_delivery_of_something_else_tells_nothing(raw):
    assert PRETEND.read_webhook(raw) == ()


@pytest.mark.parametrize(
    "changes", [{"amount": 0}, {"amount": -1}, {"key": ""}, {"key": "a b"}, {"key": "x" * 61}]
)
def test_a_deed_that_moves_nothing_or_has_no_name_is_none(changes):
    with pytest.raises(ValueError, match="refund of"):
        replace(REFUND, **changes)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_adapter_says_what_it_offers_and_refuses_the_rest_unasked(platform):
    adapter = payments_for(platform)
    assert adapter.platform == platform and adapter.can & set(Verb)
    for verb in set(Verb) - adapter.can:
        deed = Deed(key="k", verb=verb, amount=1, currency="EUR", reference="A-1", order="1", payment="pi_1")
        assert gist(adapter.do(deed, settings={})) == ("refused", "not_offered")
