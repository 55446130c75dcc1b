"""Six secrets go through a whole pickup, failures and all. Afterwards no log, journal or metric knows one."""

import json
import logging
import re
import socket
import time

import httpx2
import pytest
import sqlalchemy as sa

from associate import loglines
from associate.core.events.models import Event
from associate.core.orders.models import Order
from associate.db import db
from tests.integrations.webhooks import shopify_order, signed_headers
from tests.support.people import Person
from tests.support.server import serve
from tests.support.shop import look_again

FIRST, LAST = "Zephyrine", "Quillfeather"
EMAIL = "zephyr.canary@hidden-mail.example"
PHONE = "+353851239876"
PASSWORD = "a canary sings in the mine"
PIN = "836152"
CARD = "4111111111111111"
CARD_AS_TYPED = "4111 1111 1111 1111"
CUSTOMER = {"id": 77, "first_name": FIRST, "last_name": LAST, "email": EMAIL, "phone": PHONE}


def order(number):
    return shopify_order(
        number,
        customer=CUSTOMER,
        email=EMAIL,
        phone=PHONE,
        note=f"My card is {CARD_AS_TYPED}, ring {PHONE}",
        note_attributes=[{"name": "gift for", "value": f"{FIRST} {LAST}"}],
    )


def arrives(url, payload, event, secret="hush"):
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    headers = signed_headers(raw, event=event, secret=secret)
    return httpx2.post(f"{url}/webhooks/shopify/web", content=raw, headers=headers).status_code


def wait_for(thing, seconds=60):
    deadline = time.monotonic() + seconds
    while not (found := thing()):
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.1)
        look_again()
    return found


def is_taken_in(number):
    return lambda: db.session.scalar(sa.select(Order.id).filter_by(number=number))


def picks_and_stages(app, shop):
    ana = Person(app)
    ana.opens("/login").posts("/login", email=shop.ana.email, password=PASSWORD)
    assert ana.status == 422
    ana.posts(f"/login/{shop.ana.id}", pin=PIN)  # from no device
    ana = Person(app, shop.ana).opens("/pick").taps("Start picking")
    at = ana.url
    for typed in ("4006381333931", EMAIL, CARD, f"{FIRST} {LAST}"):  # not all that enters is a code
        ana.opens(at).scans(typed)
    ana.opens(at).scans("96385074", "96385074").scans("BAG-7K4").scans("LOC-R-1")


def hands_over(app, shop):
    marcus = Person(app, shop.marcus)
    for asked in (EMAIL, PHONE, f"{FIRST} {LAST}", CARD):
        marcus.opens("/orders", q=asked)
        marcus.opens("/handover", q=asked)
        marcus.opens("/handover").scans(asked)
    number = "HW-48213"
    marcus.opens(f"/orders/{number}")
    marcus.posts(f"/orders/{number}/contact")


def walks_the_link(server, link):
    """The customer, a guesser, a form without its token, and bytes that are no request."""
    token = link.rpartition("/")[2]
    with httpx2.Client(follow_redirects=True) as maya:
        assert maya.get(link).status_code == 200
        for path in ("?next=" + EMAIL, "/cancellation", "/nothing", "x"):
            maya.get(link + path)
        maya.post(f"{link}/cancellation", data={"command_id": "12345678", "name": FIRST, "card": CARD})
        maya.get(f"{server.url}/no/such/page/{EMAIL}", headers={"X-Request-ID": CARD, "User-Agent": LAST})
    host, port = server.url.removeprefix("http://").split(":")
    for bytes_ in (f"GET /p/{token} HTTP/9.9\r\n\r\n", f"GET /p/{token}\x00{EMAIL} nonsense\r\n\r\n"):
        with socket.create_connection((host, int(port)), timeout=5) as raw:
            raw.sendall(bytes_.encode())
            raw.settimeout(2)
            try:
                raw.recv(4096)
            except TimeoutError:
                continue
    return token


def breaks_loudly():
    """What a programming slip would say of a customer."""
    try:
        raise ValueError(f"no such person: {FIRST} {LAST}, {EMAIL}")
    except ValueError:
        logging.getLogger("associate").exception("unhandled")
    logging.getLogger("some.library").warning("sending to %s, %s, %s", EMAIL, PHONE, CARD_AS_TYPED)


@pytest.mark.timeout(240)
def test_no_secret_is_in_any_log_journal_or_metric(app, shop, database_url, tmp_path, capfd):
    with serve(database_url, tmp_path, LOG_LEVEL="debug", quick=True) as server:
        assert arrives(server.url, order(48213), "e-1", secret="another") == 401
        assert arrives(server.url, order(48213), "e-1") == 200
        arrives(server.url, b'{"email": "' + EMAIL.encode() + b'", "id": ', "e-2")
        wait_for(is_taken_in("HW-48213"))
        picks_and_stages(app, shop)
        [mail] = wait_for(server.mails)
        link = re.search(r"http\S+/p/[^\s?#]+", mail.get_content())[0]
        token = walks_the_link(server, link)
        hands_over(app, shop)
        metrics = httpx2.get(f"{server.url}/metrics").text + app.test_client().get("/metrics").text
    nowhere = {"MAIL_URL": "smtp://canary:canary@127.0.0.1:9", "LOG_LEVEL": "debug"}
    (second := tmp_path / "second").mkdir()
    with serve(database_url, second, quick=True, **nowhere) as failing:
        assert arrives(failing.url, order(48214), "e-3") == 200
        wait_for(is_taken_in("HW-48214"))
        arrives(failing.url, {**order(48214), "cancelled_at": "2026-11-22T11:00:00Z"}, "e-4")
        wait_for(lambda: '"outcome": "pending"' in failing.log or failing.log.count('"job"') >= 3)
    breaks_loudly()

    log = capfd.readouterr().err + server.log + failing.log
    look_again()
    journal = " ".join(map(repr, db.session.execute(sa.select(Event.__table__))))
    assert log.count('"event": "request"') > 30 and '"event": "job"' in log  # it did look at something
    for secret in (FIRST, LAST, EMAIL, PHONE, PHONE[1:], PASSWORD, PIN, CARD, CARD_AS_TYPED, token):
        for name, text in (("log", log), ("journal", journal), ("metrics", metrics)):
            hits = [line for line in text.splitlines() if secret in line]
            assert hits == [], (name, secret)


def test_the_canary_would_be_heard(app, capfd):
    """In the developers' format the same slip does show: what keeps it out is the JSON format."""
    loglines.configure({"LOG_FORMAT": "console", "LOG_LEVEL": "info"})
    breaks_loudly()
    loglines.configure(app.config)
    assert EMAIL in capfd.readouterr().err
