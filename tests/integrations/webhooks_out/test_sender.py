"""Against a server over real HTTP: signed as the library of the standard reads it, and nothing followed."""

import gzip
import socket
import threading
import time
import tracemalloc
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from associate.clock import now
from associate.integrations.webhooks_out.port import Answer, Notice, Outcome, new_secret
from associate.integrations.webhooks_out.sender import KEPT, Sender
from tests.support.listeners import listener

BODY = '{"type":"order.ready","data":{"store":"Caf\u00e9"}}'


@pytest.fixture
def there():
    with listener() as heard:
        yield heard


def posts(there, *secrets, url=None, **options):
    known = secrets or (new_secret(),)
    sender = Sender(**{"is_local_ok": True, "seconds": 0.5, **options})
    return sender.send(Notice("msg_1", url or there.url, BODY, known))


def test_a_signature_is_what_the_library_of_the_standard_expects(there):
    old, new = new_secret(), new_secret()
    assert posts(there, new, old) == Answer(Outcome.TAKEN, 200, "OK")
    [told] = there.told
    assert told.headers["content-type"] == "application/json" and told.uid == "msg_1"
    assert told.headers["host"] == there.url.split("/")[2]
    assert told.proven(new) == told.proven(old) == {"type": "order.ready", "data": {"store": "Café"}}
    with pytest.raises(WebhookVerificationError):
        told.proven(new_secret())
    told.body += b" "
    with pytest.raises(WebhookVerificationError):
        told.proven(new)


def test_one_secret_signs_once(there):
    posts(there, new_secret())
    assert there.told[0].headers["webhook-signature"].count("v1,") == 1


def test_a_secret_is_as_long_as_the_standard_asks():
    key = Webhook(new_secret())._whsecret
    assert 24 <= len(key) <= 64


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_taken(there, status):
    there.will(status)
    assert posts(there).outcome == Outcome.TAKEN


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422, 429, 500, 502, 503])
def test_anything_else_is_tried_again(there, status):
    there.will(status, "no room today")
    assert posts(there) == Answer(Outcome.NOT_NOW, status, "no room today")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_counts_as_failed(there, status):
    there.will(status, Location=there.url)
    assert (posts(there).outcome, len(there.told)) == (Outcome.NOT_NOW, 1)


def test_410_is_for_good(there):
    there.will(410, "we moved out")
    assert posts(there) == Answer(Outcome.GONE, 410, "we moved out")


@pytest.mark.parametrize("status", [429, 503])
def test_what_it_asks_us_to_wait_is_heard(there, status):
    there.will(status, Retry_After="120")
    assert posts(there).not_before == timedelta(seconds=120)
    at = now() + timedelta(hours=2)
    there.will(status, Retry_After=f"{at:%a, %d %b %Y %H:%M:%S GMT}")
    assert timedelta(hours=1, minutes=59) < posts(there).not_before <= timedelta(hours=2)
    there.will(status, Retry_After="9999999")
    assert posts(there).not_before == timedelta(days=1)
    there.will(status, Retry_After="soon")
    assert posts(there).not_before is None
    there.will(500, Retry_After="120")
    assert posts(there).not_before is None


def test_its_words_are_kept_short_on_one_line_and_without_card_numbers(there):
    there.will(400, "no:\r\n\x1b[31m 4242 4242 4242 4242 " + "x" * 20_000)
    words = posts(there).words
    assert len(words) == KEPT and "\n" not in words and "\x1b" not in words
    assert "4242 4242" not in words and "•••• 4242" in words


def test_silence_and_refused_connections_are_tried_again(there):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        silent = posts(there, url=f"http://127.0.0.1:{port}/")
    assert (silent.outcome, silent.status) == (Outcome.NOT_NOW, None) and silent.words
    nobody = posts(there, url=f"http://127.0.0.1:{port}/")
    assert nobody.outcome == Outcome.NOT_NOW and nobody.words


def test_what_may_not_be_called_is_not_called(there):
    answer = posts(there, is_local_ok=False)
    assert (answer.outcome, answer.words, there.told) == (Outcome.NOT_NOW, "not https", [])
    inside = posts(there, url="https://hooks.example/", is_local_ok=False, look_up=lambda h, p: ["10.0.0.1"])
    assert inside.words.startswith("not on the open internet")


def test_the_connection_goes_to_the_address_that_was_checked(there):
    """The name itself leads nowhere: only the address that was looked at can have been called."""
    port = int(there.url.split(":")[2].split("/")[0])
    url = f"http://hooks.invalid:{port}/hooks"
    assert posts(there, url=url, look_up=lambda host, port: ["127.0.0.1"]).outcome == Outcome.TAKEN
    assert there.told[0].headers["host"] == f"hooks.invalid:{port}"


def test_no_proxy_of_the_environment_is_asked(there, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert posts(there).outcome == Outcome.TAKEN


@pytest.mark.parametrize(
    "wait",
    [
        "Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
        "Mon, 99999999999999999999 Jan 2026 00:00:00 GMT",
        "Mon, 01 Jan 2026 00:00:00 +99999999999999",
    ],
)
def test_a_date_beyond_any_calendar_is_no_wish_to_wait(there, wait):
    """It would have ended the round, and with it what all the others were to be told."""
    there.will(503, Retry_After=wait)
    assert posts(there) == Answer(Outcome.NOT_NOW, 503, "Service Unavailable")


def test_a_server_that_drips_is_hung_up_on():
    """One byte at a time is always in time for a timeout of reading; the others wait meanwhile."""
    with dripping() as url:
        began = time.monotonic()
        answer = Sender(is_local_ok=True, seconds=0.5).send(Notice("msg_1", url, BODY, (new_secret(),)))
        assert answer.outcome == Outcome.NOT_NOW and time.monotonic() - began < 3


def test_what_is_packed_into_an_answer_is_unpacked_as_far_as_it_is_read():
    packed = gzip.compress(b"0" * 50_000_000)
    with saying(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed) as url:
        tracemalloc.start()
        try:
            answer = Sender(is_local_ok=True, seconds=2).send(Notice("msg_1", url, BODY, (new_secret(),)))
            assert answer.outcome == Outcome.TAKEN
            assert tracemalloc.get_traced_memory()[1] < 8_000_000
        finally:
            tracemalloc.stop()


@contextmanager
def dripping():
    """The address of a server whose answer never gets past its headers."""

    def drip(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _byte in range(200):
            time.sleep(0.05)
            connection.sendall(b"x")

    with _served(drip) as url:
        yield url


@contextmanager
def saying(raw):
    """The address of a server that says these bytes."""
    with _served(lambda connection: connection.sendall(raw)) as url:
        yield url


@contextmanager
def _served(answer):
    def serve():
        connection, _address = server.accept()
        with connection, suppress(OSError):
            connection.recv(65536)
            answer(connection)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/hooks"
