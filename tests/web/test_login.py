"""Signing in and out, and what a refusal looks like."""

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from associate import create_app
from associate.core.stores.passwords import hash_password, is_password
from associate.core.stores.staff import PERMISSIONS, Staff, StaffSession
from associate.db import atomic, db
from associate.web.limits import limiter
from associate.web.paths import safe_path
from associate.web.roles import PERMISSION_WORDS, ROLE_WORDS
from associate.web.tryout import DEMO_PASSWORD
from tests.support.people import Person
from tests.support.shop import PASSWORD


def test_a_right_pair_leads_to_today(app, shop):
    ana = Person(app, shop.ana).opens("/")
    ana.sees("Mill Quay")
    assert shop.diary(shop.ana) == ["staff.signed_in"]


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ana@shop.example", "wrong"),
        ("nobody@shop.example", PASSWORD),
        ("", ""),
        ("ana@shop.example\0", "x"),
        ("x" * 9000, "y" * 9000),
    ],
)
def test_a_wrong_pair_says_so_and_keeps_the_email(app, shop, email, password):
    somebody = Person(app).opens("/login").posts("/login", email=email, password=password)
    assert somebody.status == 422 and somebody.code == "wrong_password"
    assert somebody.page.select_one("#email")["value"] == email.replace("\0", "\ufffd") or "\0" in email
    assert somebody.page.select_one("#password").has_attr("autofocus") and not somebody.page.select_one(
        "#password"
    ).get("value")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(StaffSession)) == 0


def test_who_no_longer_works_here_cant_sign_in_and_is_out_at_once(app, shop):
    ana = Person(app, shop.ana)
    with atomic(shop.ana):
        shop.ana.is_active = False
    assert ana.opens("/").url == "/login"
    assert ana.posts("/login", email="ana@shop.example", password=PASSWORD).code == "wrong_password"


def test_the_email_may_be_typed_in_any_case(app, shop):
    assert (
        Person(app).opens("/login").posts("/login", email=" Ana@Shop.Example ", password=PASSWORD).url == "/"
    )


def test_a_cookie_copied_before_signing_out_opens_nothing_after(app, shop):
    ana = Person(app, shop.ana)
    thief = app.test_client()
    thief.set_cookie("associate", ana.client.get_cookie("associate").value)
    assert thief.get("/").status_code == 200
    ana.opens("/me").taps("Sign out")
    assert ana.url == "/login"
    assert thief.get("/").headers["Location"].startswith("/login")
    assert thief.get("/", headers={"HX-Request": "true"}).status_code == 401


def test_each_sign_in_has_a_session_of_its_own_and_ends_the_one_before(app, shop):
    ana = Person(app, shop.ana)
    before = ana.client.get_cookie("associate").value
    ana.opens("/login").posts("/login", email="priya@shop.example", password=PASSWORD)
    old = app.test_client()
    old.set_cookie("associate", before)
    assert old.get("/").status_code == 303
    assert ana.opens("/me").sees("Priya Nair").status == 200


def test_the_page_one_wanted_comes_after_signing_in(app, shop):
    ana = Person(app).opens("/orders", q="1001")
    assert ana.url == "/login"
    ana.taps("Sign in", email="ana@shop.example", password=PASSWORD)
    assert ana.url == "/orders" and ana.answer.request.args["q"] == "1001"


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "/a\nb", "\\/x", ""]
)
def test_no_way_leads_elsewhere(path):
    assert safe_path(path) == ""


def test_every_role_and_permission_has_words():
    assert set(ROLE_WORDS) == set(PERMISSIONS)
    assert set(PERMISSION_WORDS) == set().union(*PERMISSIONS.values())


def test_the_person_page_says_what_the_role_opens(app, shop):
    Person(app, shop.ana).opens("/me").sees(
        "Ana Duarte", "Associate", "Mill Quay", "Pick orders"
    ).does_not_see("Cancel orders", "Work here")
    Person(app, shop.helen).opens("/me").sees("Cancel orders")


def test_only_people_of_several_stores_choose_one(app, shop):
    assert Person(app, shop.ana).opens("/me").posts("/me/store", code="CR").status == 403
    sam = Person(app, shop.sam).opens("/me")
    assert sam.posts("/me/store", code="nowhere").status == 404
    sam.opens("/me").taps("Work here", code="MQ").opens("/me").sees("Mill Quay")


def test_without_a_store_a_room_says_what_to_do_first(app, shop):
    rosa = Person(app, shop.rosa).opens("/pick")
    assert rosa.status == 422 and rosa.code == "no_store"
    rosa.taps("Choose a store").sees("Store you’re working in")


def test_a_refusal_is_a_page_with_a_way_back_or_a_flash_over_the_thumb(app, shop):
    ana = Person(app, shop.ana)
    page = BeautifulSoup(
        ana.client.get("/orders/HW-9", headers={"Referer": "http://localhost/orders?q=9"}).text, "html.parser"
    )
    assert page.select_one("[data-code]")["data-code"] == "no_order"
    assert page.select_one("main .button")["href"] == "/orders?q=9"
    foreign = BeautifulSoup(
        ana.client.get("/orders/HW-9", headers={"Referer": "http://evil.example/x"}).text, "html.parser"
    )
    assert foreign.select_one("main .button")["href"] == "/"
    flash = ana.client.get("/orders/HW-9", headers={"HX-Request": "true"})
    assert flash.status_code == 404 and flash.headers["HX-Retarget"] == "#flash"
    root = BeautifulSoup(flash.text, "html.parser").find()
    assert root["id"] == "flash" and root["data-code"] == "no_order" and root.select_one("[data-dismiss]")


def test_a_stranger_gets_the_public_look_without_the_rail(app, shop):
    stranger = Person(app).opens("/nowhere")
    assert stranger.status == 404 and stranger.page.select_one(".rail") is None
    assert Person(app, shop.ana).opens("/nowhere").page.select_one(".rail") is not None


def test_a_form_without_its_token_changes_nothing(app, shop):
    answer = app.test_client().post("/login", data={"email": "ana@shop.example", "password": PASSWORD})
    assert answer.status_code == 400 and "Open the page again" in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(StaffSession)) == 0


def test_what_no_column_holds_is_refused_not_broken(app, shop):
    helen = Person(app, shop.helen)
    assert helen.opens("/orders", q="a\0b").status in (200, 400)
    assert helen.opens("/tasks/99999999999999999999999").status in (400, 404)


def test_the_demo_shows_its_people_and_a_shop_does_not(app, shop):
    Person(app).opens("/login").does_not_see("Ana Duarte")
    app.config["DEMO"] = "yes"
    with atomic(shop.ana):
        shop.ana.password_hash = hash_password(DEMO_PASSWORD)
    assert (
        Person(app)
        .opens("/login")
        .sees("Associate, Mill Quay", "Customer service, all stores")
        .taps("AD Ana Duarte")
        .url
        == "/"
    )
    app.config["DEMO"] = ""
    assert DEMO_PASSWORD not in app.test_client().get("/login").text


def test_after_ten_tries_a_minute_even_the_right_password_waits(app, shop):
    guarded = create_app({**app.config, "RATELIMIT_ENABLED": True})
    try:
        somebody = Person(guarded).opens("/login")
        codes = [somebody.posts("/login", email="ana@shop.example", password="no").status for _ in range(11)]
        assert codes == [422] * 10 + [429]
        somebody.sees("Too many tries").opens("/login")
        assert somebody.posts("/login", email="ana@shop.example", password=PASSWORD).status == 429
    finally:
        limiter.reset()
        limiter.enabled = False
        with guarded.app_context():
            db.engine.dispose()


@pytest.mark.parametrize(("password", "says"), [("short", "15 characters"), ("password" * 2, "guess")])
def test_the_command_line_asks_for_the_same_good_passwords(app, shop, password, says):
    told = ["user", "create", "noor@shop.example", "Noor Haddad", "--store", "MQ", "--password"]
    refused = app.test_cli_runner().invoke(args=[*told, password])
    assert refused.exit_code and says in refused.output
    assert app.test_cli_runner().invoke(args=[*told, "a heron stands in the rain"]).exit_code == 0
    noor = db.session.scalars(db.select(Staff).filter_by(email="noor@shop.example")).one()
    assert noor.store.code == "MQ" and is_password(noor, "a heron stands in the rain")
