"""Sixteen scans at the same moment of a line that wants five: exactly five count."""

import threading
from collections import Counter

import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.fulfillment.models import Scan
from associate.db import db
from tests.support.shop import PASSWORD

AT_ONCE, WANTED = 16, 5


def test_sixteen_scans_of_a_line_wanting_five_count_five(app, shop):
    order = shop.has_order((shop.milk, WANTED), (shop.kettle, 1))
    app.config["WTF_CSRF_ENABLED"] = False
    code, number = shop.milk.gtin, order.number
    clients = [signed_in(app, shop.ana.email) for _ in range(AT_ONCE)]
    assert clients[0].post(f"/pick/{number}/start", data={"command_id": "start-0001"}).status_code == 303
    db.session.remove()

    answers = together(lambda n: scans(clients[n], number, code, f"scan-{n:04}"))
    assert Counter(answers) == {200: WANTED, 422: AT_ONCE - WANTED}
    assert [line.picked for line in shop.job(order).lines] == [WANTED, 0]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == WANTED
    assert list(mismatches()) == []


def test_one_scan_sent_sixteen_times_counts_once(app, shop):
    order = shop.has_order((shop.milk, WANTED))
    app.config["WTF_CSRF_ENABLED"] = False
    code, number = shop.milk.gtin, order.number
    clients = [signed_in(app, shop.ana.email) for _ in range(AT_ONCE)]
    clients[0].post(f"/pick/{number}/start", data={"command_id": "start-0001"})
    db.session.remove()
    answers = together(lambda n: scans(clients[n], number, code, "the-same-scan"))
    assert set(answers) == {200}
    assert [line.picked for line in shop.job(order).lines] == [1]


def signed_in(app, email):
    client = app.test_client()
    assert client.post("/login", data={"email": email, "password": PASSWORD}).status_code == 303
    return client


def scans(client, number, code, command):
    """The answer to a scan. Who hears that the shop is very busy and nothing was saved does it once more."""
    data = {"code": code, "command_id": command}
    for _ in range(5):
        answer = client.post(f"/pick/{number}/scans", data=data, headers={"HX-Request": "true"})
        if answer.status_code != 503:
            break
    return answer.status_code


def together(deed):
    """Call deed(0…15) in threads that begin at one moment; their answers."""
    barrier, answers = threading.Barrier(AT_ONCE), [None] * AT_ONCE

    def run(n):
        barrier.wait()
        answers[n] = deed(n)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
