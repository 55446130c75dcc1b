"""The mails a demo keeps: readable, clickable, and nobody else's business."""

import re
from datetime import timedelta

import pytest

from associate.clock import now
from associate.core.stores.staff import StaffSession
from associate.db import atomic, db
from associate.jobs.worker import work_off
from associate.web.access import token_hash
from tests.support.pickups import make_ready


@pytest.fixture
def mailed(app, shop, tmp_path):
    app.config["MAIL_FOLDER"] = tmp_path / "mail"
    with atomic(shop.jacket):
        shop.jacket.product.title = "<script>alert(1)</script>"
    make_ready(shop.job(shop.has_order((shop.jacket, 1))))
    work_off()


@pytest.fixture
def demo(app):
    app.config["DEMO"] = "yes"


def test_a_demo_shows_the_mail_and_its_link_works(mailed, demo, client):
    page = client.get("/mail").get_data(as_text=True)
    assert "Ready at Mill Quay: order HW-1001" in page and page.count("<h1") == 1
    mail = client.get(re.search(r'href="(/mail/[^"]+)"', page)[1]).get_data(as_text=True)
    assert "<script>alert" not in mail and "&lt;script&gt;alert(1)" in mail
    link = re.search(r'<a href="http://localhost(/p/[\w-]+)">', mail)[1]
    assert "Ready, Maya." in client.get(link).get_data(as_text=True)


def test_an_empty_mailbox_says_what_fills_it(app, demo, client, shop, tmp_path):
    app.config["MAIL_FOLDER"] = tmp_path / "none"
    assert "No messages yet" in client.get("/mail").get_data(as_text=True)


@pytest.mark.parametrize("url", ["/mail", "/mail/1-ready"])
def test_where_mail_goes_out_there_is_no_mailbox(app, mailed, demo, client, url):
    app.config["MAIL_URL"] = "smtp://127.0.0.1"
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", ["/mail", "/mail/1-ready"])
def test_outside_a_demo_it_is_for_staff(mailed, client, url):
    assert client.get(url).status_code == 303


def test_staff_who_may_send_messages_may_read_them(mailed, shop, client):
    with atomic():
        ana = db.session.merge(shop.ana)
        later = now() + timedelta(hours=1)
        db.session.add(StaffSession(token_hash=token_hash("tea"), staff_id=ana.id, expires_at=later))
    with client.session_transaction() as session:
        session["_user_id"] = "tea"
    assert client.get("/mail").status_code == 200


@pytest.mark.parametrize("key", ["nope", "..%2f..%2fsecret_key", "1-ready"])
def test_a_wrong_name_is_no_mail(mailed, demo, client, key):
    assert client.get(f"/mail/{key}").status_code == 404
