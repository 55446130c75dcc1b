"""Limits that hold over processes, and stop nobody who does nothing wrong."""

import concurrent.futures
import re

import httpx2
import pytest

from associate import create_app
from associate.core.fulfillment.links import make_link
from associate.core.stores.tries import count_try
from associate.db import atomic, db
from associate.web.limits import limiter
from tests.support.server import serve
from tests.support.shop import PASSWORD


@pytest.fixture
def guarded(app):
    guarded = create_app({**app.config, "RATELIMIT_ENABLED": True, "ASSOCIATE_WORKER": ""})
    yield guarded
    limiter.reset()
    limiter.enabled = False
    with guarded.app_context():
        db.engine.dispose()


def test_a_customers_link_opens_after_twenty_wrong_ones_from_the_same_address(guarded, shop):
    order = shop.has_order((shop.jacket, 1))
    with atomic():
        token = make_link(order)
    client = guarded.test_client()
    assert [client.get(f"/p/{n}").status_code for n in range(21)] == [404] * 20 + [429]
    assert client.get(f"/p/{token}").status_code == 200
    assert client.get("/p/another-wrong-one").status_code == 429


def test_a_window_ends_and_begins_again(app, shop):
    import time_machine

    with time_machine.travel("2026-11-22T10:00:00Z", tick=False):
        assert [count_try("who", 60) for _ in range(3)] == [1, 2, 3]
    with time_machine.travel("2026-11-22T10:00:59Z", tick=False):
        assert count_try("who", 60) == 4
    with time_machine.travel("2026-11-22T10:01:00Z", tick=False):
        assert count_try("who", 60) == 1


@pytest.mark.engine(later="postgresql")
def test_two_processes_have_one_limit_on_signing_in(database_url, shop, tmp_path):
    with serve(database_url, tmp_path, workers=2, quick=True) as server, httpx2.Client() as page:
        form = page.get(f"{server.url}/login")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form.text)[1]
        cookies = dict(page.cookies)

        def sign_in(password):
            data = {"csrf_token": token, "email": "ana@shop.example", "password": password}
            return httpx2.post(f"{server.url}/login", data=data, cookies=cookies).status_code

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            codes = list(pool.map(sign_in, ["wrong"] * 24))
        assert codes.count(422) == 10 and codes.count(429) == 14
        assert sign_in(PASSWORD) == 429
