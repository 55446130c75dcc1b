"""Every way a server may answer or not, for a question and for a deed that costs money."""

import socket
import time

import pytest

from associate.integrations.carriers import PLATFORMS, calling, carrier_for
from associate.integrations.carriers.port import Outcome, Rate
from tests.integrations.carriers import easypost_says, shippo_says
from tests.integrations.carriers.facts import PARCEL
from tests.integrations.webhooks_out.test_sender import dripping
from tests.support.slow import slow

ASK = {"easypost": "/shipments", "shippo": "/shipments/"}
RATES = {
    "easypost": Rate(
        "shp_0a1b/rate_ground/" + "0" * 16, "USPS", "GroundAdvantage", "GroundAdvantage", 607, "USD"
    ),
    "shippo": Rate("rate1", "USPS", "usps_ground", "Ground", 607, "USD"),
}
OFFERS = {"easypost": easypost_says.shipment(), "shippo": shippo_says.shipment()}
BUY = {"easypost": f"/shipments/{easypost_says.SHIPMENT}/buy", "shippo": "/transactions/"}
REAL = ("easypost", "shippo")


def rates_of(platform, settings):
    return carrier_for(platform).rates(PARCEL, settings=settings).answer


def bought_of(platform, settings):
    return carrier_for(platform).buy(PARCEL, RATES[platform], settings=settings).answer


def offers(there, platform):
    there.says(f"POST {ASK[platform]}", OFFERS[platform], 201)


@pytest.mark.parametrize("platform", REAL)
@pytest.mark.parametrize(
    ("status", "headers", "asked", "bought", "wait", "code"),
    [
        (400, {}, Outcome.REFUSED, Outcome.REFUSED, None, ""),
        (401, {}, Outcome.REFUSED, Outcome.REFUSED, None, "not_connected"),
        (402, {}, Outcome.REFUSED, Outcome.REFUSED, None, "no_funds"),
        (403, {}, Outcome.REFUSED, Outcome.REFUSED, None, "not_connected"),
        (422, {}, Outcome.REFUSED, Outcome.REFUSED, None, ""),
        (302, {"Location": "http://127.0.0.1:1/"}, Outcome.REFUSED, Outcome.REFUSED, None, ""),
        (408, {}, Outcome.RETRY, Outcome.UNKNOWN, None, ""),
        (429, {"Retry-After": "7"}, Outcome.RETRY, Outcome.RETRY, 7, ""),
        (429, {}, Outcome.RETRY, Outcome.RETRY, 2, ""),
        (500, {}, Outcome.RETRY, Outcome.UNKNOWN, None, ""),
        (502, {}, Outcome.RETRY, Outcome.UNKNOWN, None, ""),
        (503, {}, Outcome.RETRY, Outcome.UNKNOWN, None, ""),
        (503, {"Retry-After": "30"}, Outcome.RETRY, Outcome.RETRY, 30, ""),
        (504, {}, Outcome.RETRY, Outcome.UNKNOWN, None, ""),
    ],
)
def test_every_status_is_an_answer(there, platform, status, headers, asked, bought, wait, code):
    """A lost answer to a question costs nothing; to a purchase it leaves open whether it was made."""
    there.says(f"POST {ASK[platform]}", {}, status, headers)
    answer = rates_of(platform, there.settings)
    assert (answer.outcome, answer.retry_after, answer.code) == (asked, wait, code)
    offers(there, platform)
    there.says(f"POST {BUY[platform]}", {}, status, headers)
    answer = bought_of(platform, there.settings)
    assert (answer.outcome, answer.retry_after, answer.code) == (bought, wait, code)


@pytest.mark.parametrize("platform", REAL)
@pytest.mark.parametrize("said", ["", "<html>", "[]", "[" * 9000, '"' + "x" * 2_000_001 + '"'])
def test_what_cannot_be_read_is_no_no(there, platform, said):
    there.server.expect_oneshot_request(ASK[platform]).respond_with_data(said)
    assert rates_of(platform, there.settings).outcome == Outcome.RETRY
    offers(there, platform)
    there.server.expect_oneshot_request(BUY[platform]).respond_with_data(said)
    assert bought_of(platform, there.settings).outcome == Outcome.UNKNOWN


@pytest.mark.parametrize("platform", REAL)
def test_silence_after_it_was_sent_leaves_a_purchase_open(there, platform, monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", 0.3)
    offers(there, platform)
    with slow(there.server, BUY[platform]):
        answer = bought_of(platform, there.settings)
    assert (answer.outcome, answer.words) == (Outcome.UNKNOWN, "The carrier took too long to answer.")


@pytest.mark.parametrize("platform", REAL)
def test_silence_to_a_question_is_asked_again(platform, monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = {"api_key": "k", "base_url": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        assert rates_of(platform, settings).outcome == Outcome.RETRY


@pytest.mark.parametrize("platform", REAL)
def test_where_nobody_listens_nothing_was_done(platform):
    settings = {"api_key": "k", "base_url": "http://127.0.0.1:9"}
    assert rates_of(platform, settings).outcome == Outcome.RETRY
    assert bought_of(platform, settings).outcome == Outcome.RETRY


@pytest.mark.parametrize("platform", REAL)
def test_a_server_that_drips_is_hung_up_on(platform, monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", 0.3)
    with dripping() as url:
        began = time.monotonic()
        answer = rates_of(platform, {"api_key": "k", "base_url": url})
        assert answer.outcome == Outcome.RETRY and time.monotonic() - began < 3


@pytest.mark.parametrize("platform", REAL)
@pytest.mark.parametrize(
    "changes",
    [
        {"api_key": ""},
        {"api_key": None},
        {"api_key": "a\r\nHost: x"},
        {"api_key": "clé"},
        {"base_url": "http://api.example"},
        {"base_url": "https://me:you@api.example"},
        {"base_url": "ftp://api.example"},
        {"base_url": "https://["},
    ],
)
def test_nobody_is_asked_without_a_safe_address_and_a_key(there, platform, changes):
    answer = rates_of(platform, there.settings | changes)
    assert (answer.outcome, answer.code, there.asked) == (Outcome.REFUSED, "not_connected", [])


def test_words_of_theirs_are_one_line_without_a_card_number(there):
    theirs = easypost_says.refusal("X", "Card 4242 4242 4242 4242\n was \x00 declined" + "!" * 500)
    there.says("POST /shipments", theirs, 402)
    words = rates_of("easypost", there.settings).words
    assert words.startswith("Card •••• 4242 was declined!!") and len(words) == 300


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_has_its_adapter(platform):
    assert carrier_for(platform).platform == platform


def test_there_is_no_carrier_of_another_name():
    with pytest.raises(KeyError):
        carrier_for("pigeon")
