"""Two web servers behind a balancer, and a worker: each request of a browser lands on the other one."""

import re
import threading
import time
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest

from tests.stories import test_from_order_to_bag_in_hand as story
from tests.support.balancer import balance
from tests.support.server import serve
from tests.support.shop import PASSWORD

pytestmark = [pytest.mark.engine("postgresql"), pytest.mark.timeout(120), pytest.mark.long]
SEEN_WITHIN = 1.5  # seconds: 0.5 that a reading serves, and a busy machine

ana, marcus = story.ana, story.marcus
test_from_a_signed_order_to_the_bag_in_the_customers_hand = (
    story.test_from_a_signed_order_to_the_bag_in_the_customers_hand
)
test_the_customer_cancels_and_the_picker_stops = story.test_the_customer_cancels_and_the_picker_stops


@pytest.fixture
def server(database_url, tmp_path):
    """What the stories take for the one server."""
    with serve(database_url, tmp_path, processes=2, LOG_LEVEL="info") as running:
        yield running


class Browser:
    """One browser's cookies, at either process by its address."""

    def __init__(self, server, staff):
        self.http = httpx2.Client(timeout=10)
        self.one, self.other = server.processes
        self.token = token_in(self.http.get(f"{self.one}/login").text)
        answer = self.posts(self.other, "/login", email=staff.email, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        self.token = token_in(self.http.get(f"{self.one}/me").text)

    def posts(self, process, path, **form):
        form = {"csrf_token": self.token, "command_id": "one-intent-of-ana", **form}
        return self.http.post(process + path, data=form)

    def sees(self, process, path):
        return self.http.get(process + path)


def token_in(page):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]


def test_the_balancer_hands_each_request_to_the_next_process():
    with ExitStack() as stack:
        ports = [stack.enter_context(says(name)) for name in (b"one", b"two")]
        port = stack.enter_context(balance(ports))
        said = [httpx2.get(f"http://127.0.0.1:{port}/").text for _ in range(4)]
    assert said == ["one", "two", "one", "two"]


@contextmanager
def says(name):
    """A server that knows one word and closes after it, as those behind the balancer do."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(name)

        def log_message(self, *_line):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_a_form_from_one_is_a_deed_at_the_other_and_is_answered_at_the_first(server, shop):
    job = shop.job(shop.has_order((shop.jacket, 2)))
    ana = Browser(server, shop.ana)
    sent = ana.posts(ana.other, f"/pick/{job.number}/start")
    assert sent.status_code == 303 and "Stop" not in ana.sees(ana.one, f"/pick/{job.number}").text
    scan = {"code": "96385074", "command_id": "a-scan-of-the-jacket"}
    assert ana.posts(ana.one, f"/pick/{job.number}/scans", **scan).status_code == 303
    assert "Picked 1 of 2" in ana.sees(ana.other, f"/pick/{job.number}").text
    assert ana.posts(ana.other, f"/pick/{job.number}/scans", **scan).status_code == 303
    shop.diary(job)
    assert sum(line.picked for line in job.lines) == 1


def test_a_tap_at_one_shows_at_the_others_next_poll(server, shop):
    job = shop.job(shop.has_order((shop.jacket, 2)))
    ana, marcus = Browser(server, shop.ana), Browser(server, shop.marcus)
    page = marcus.sees(marcus.other, "/pick").text
    live, version = re.search(r'data-live="(/pick/cards[^"]*)"[^>]*data-version="([^"]+)"', page).groups()
    poll = f"{live.replace('&amp;', '&')}{'&' if '?' in live else '?'}v={version}"
    assert marcus.sees(marcus.other, poll).status_code == 204
    ana.posts(ana.one, f"/pick/{job.number}/start")
    began = time.monotonic()
    while marcus.sees(marcus.other, poll).status_code == 204:
        assert time.monotonic() - began < SEEN_WITHIN
    assert "Ana" in marcus.sees(marcus.other, poll).text


def test_signed_out_at_one_is_signed_out_at_the_other(server, shop):
    ana = Browser(server, shop.ana)
    thief = dict(ana.http.cookies)
    assert httpx2.get(f"{ana.other}/me", cookies=thief).status_code == 200
    ana.posts(ana.one, "/logout")
    assert httpx2.get(f"{ana.other}/me", cookies=thief).status_code == 303


def test_static_files_have_one_address(server, shop):
    versions = [
        set(re.findall(r"/assets/(\w+)/", httpx2.get(f"{url}/login").text)) for url in server.processes
    ]
    assert versions[0] == versions[1] and len(versions[0]) == 1
