"""The server’s door: polls known byte by byte are answered there, and nothing else is."""

import re
import socket
import time

import pytest

from associate.core.events.record import SYSTEM, record
from associate.core.stores.versions import FRESH
from associate.db import atomic
from associate.web.door import Answer, Door
from tests.support.people import Person

PATH = "/putback"
AT_THE_DOOR = b"Server:"
"""What gunicorn writes into each answer of its own."""


class Tablet:
    """One connection that is kept, with a cookie of somebody who signed in elsewhere."""

    def __init__(self, server, cookie):
        host, _, port = server.url.removeprefix("http://").partition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=10)
        self.cookie, self.told = cookie, b""

    def request(self, version, *more):
        lines = (f"GET {PATH}?v={version} HTTP/1.1", "Host: x", "HX-Request: true", f"Cookie: {self.cookie}")
        return "\r\n".join([*lines, *more, "", ""]).encode()

    def asks(self, version, *more, body=b""):
        return self.sends(self.request(version, *more) + body)

    def sends(self, asked):
        self.socket.sendall(asked)
        return self.hears()

    def hears(self):
        """(status, did the door answer, body)."""
        while b"\r\n\r\n" not in self.told:
            self.told += self.socket.recv(65536) or pytest.fail("the connection ended")
        head, _, self.told = self.told.partition(b"\r\n\r\n")
        found = re.search(rb"content-length: (\d+)", head.lower())
        length = int(found[1]) if found else 0
        while len(self.told) < length:
            self.told += self.socket.recv(65536)
        body, self.told = self.told[:length], self.told[length:]
        return int(head.split()[1]), AT_THE_DOOR not in head, body.decode()


@pytest.fixture
def tablet(app, shop, server):
    ana = Person(app, shop.ana)
    name = app.config["SESSION_COOKIE_NAME"]
    tablet = Tablet(server, f"{name}={ana.client.get_cookie(name).value}")
    with tablet.socket:
        yield tablet


def shown(tablet, version=""):
    """Asks until the door knows these bytes; the version that is current."""
    _status, _door, body = tablet.asks(version)
    version = re.search(r'data-version="([^"]*)"', body)[1]
    for _poll in range(20):
        status, at_the_door, _body = tablet.asks(version)
        assert status == 204
        if at_the_door:
            return version
    pytest.fail("the door never answered")


def otherwise(tablet, version):
    """The first answer that isn’t 204: the counters are read anew by then."""
    ends = time.monotonic() + 5
    while time.monotonic() < ends:
        if (answer := tablet.asks(version))[0] != 204:
            return answer
        time.sleep(FRESH / 5)
    pytest.fail("it is told that it is current")


def test_what_is_asked_again_is_answered_at_the_door(shop, tablet):
    version = shown(tablet)
    with atomic():
        record("test.changed", about=shop.mill_quay, by=SYSTEM)
    status, _door, body = otherwise(tablet, version)
    assert status == 200 and f'data-version="{version}"' not in body
    assert int(shown(tablet, version)) > int(version)


def test_who_may_not_look_any_more_is_not_told_at_the_door(app, shop, tablet):
    version = shown(tablet)
    with atomic(shop.ana):
        shop.ana.is_active = False
    status, at_the_door, _body = otherwise(tablet, version)
    assert (status, at_the_door) == (401, False)


def test_other_bytes_are_parsed(tablet):
    version = shown(tablet)
    tablet.cookie = "session=made-up"
    status, at_the_door, _body = tablet.asks(version)
    assert (status, at_the_door) == (401, False)


def test_a_request_that_goes_on_after_its_head_is_never_learned(tablet):
    """Its body would be taken for the next request: somebody else’s, behind a proxy."""
    version = shown(tablet)
    for _poll in range(5):
        head = tablet.request(version, "Content-Length: 5")
        tablet.socket.sendall(head)
        tablet.socket.sendall(b"GET /")
        status, at_the_door, _body = tablet.hears()
        assert (status, at_the_door) == (204, False)
    assert tablet.asks(version)[0] == 204


def test_two_requests_at_once_get_two_answers(tablet):
    version = shown(tablet)
    for _poll in range(3):
        assert tablet.sends(tablet.request(version) * 2)[0] == 204
        assert tablet.hears()[0] == 204


def test_half_a_request_waits_for_the_other_half(tablet):
    asked = tablet.request(shown(tablet))
    tablet.socket.sendall(asked[:40])
    assert tablet.sends(asked[40:])[0] == 204


def test_a_connection_that_is_to_end_is_not_kept():
    door, request = (
        Door(lambda *_told: Answer("204 No Content", ())),
        b"GET /x?v=1 HTTP/1.1\r\nHost: x\r\n\r\n",
    )
    door.learn({"associate.asked": request, "HTTP_CONNECTION": "close"}, "x", "1")
    assert door.answer(request) is None
    door.learn({"associate.asked": request}, "x", "1")
    assert door.answer(request).startswith(b"HTTP/1.1 204 No Content\r\n")
    assert door.answer(request.replace(b"v=1", b"v=2")) is not None
    assert door.answer(request.replace(b"Host: x", b"Host: y")) is None
    assert door.answer(request + request) is None
