"""Enrolling a device, switching people on it, retiring it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Response

from associate.clock import as_of, now
from associate.core.events.models import Event
from associate.core.inventory.models import Movement
from associate.core.stores.devices import Device, EnrollmentCode
from associate.core.stores.passwords import hash_password
from associate.core.stores.staff import StaffSession
from associate.db import atomic, db
from associate.web.devices import remember
from associate.web.tryout import DEMO_PASSWORD
from tests.support.devices import PIN, code_for, copy_of, give_pins, tablet
from tests.support.people import Person
from tests.support.shop import PASSWORD, look_again


def the_device():
    look_again()
    return db.session.scalars(sa.select(Device).order_by(Device.id.desc()).limit(1)).one()


def test_a_code_makes_a_browser_the_stores_tablet(app, shop):
    helen, browser = Person(app, shop.helen), Person(app)
    code = code_for(helen, "Tablet 3")
    browser.enrolls(code.lower()).sees("Who’s holding this tablet?", "Tablet 3, Mill Quay", "Ana")
    browser.does_not_see("Charlie", "Rosa")
    cookie = browser.client.get_cookie("device")
    assert cookie.http_only and cookie.same_site == "Lax" and len(cookie.value) >= 43
    assert cookie.max_age >= timedelta(days=365).total_seconds()
    device = the_device()
    assert cookie.value not in (device.token_hash, device.name) and device.store_id == shop.mill_quay.id
    helen.opens("/devices").sees("Tablet 3", "Nobody signed in", "enrolled by Helen")
    assert shop.diary(device) == ["device.enrolled"]


def test_the_letters_are_nowhere_but_on_the_managers_screen(app, shop):
    letters = code_for(Person(app, shop.helen)).replace(" ", "")
    row = db.session.scalars(sa.select(EnrollmentCode)).one()
    everything = [str(vars(row)), *(str(vars(event)) for event in db.session.scalars(sa.select(Event)))]
    assert len(letters) == 8 and not any(letters in text for text in everything)
    other = Person(app, shop.helen).opens(f"/devices/codes/{row.id}")
    other.sees("The code is on another screen")


@pytest.mark.parametrize(("typed", "code"), [("AAAA AAAA", "unknown_code"), ("", "unknown_code")])
def test_a_code_that_nobody_made_enrolls_nothing(app, shop, typed, code):
    assert Person(app).enrolls(typed).code == code
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Device)) == 0


def test_a_code_works_once_and_for_a_quarter_of_an_hour(app, shop):
    helen = Person(app, shop.helen)
    code = code_for(helen)
    Person(app).enrolls(code).sees("Who’s holding")
    assert Person(app).enrolls(code).code == "code_used"
    late = code_for(helen, "Tablet 2")
    with as_of(now() + timedelta(minutes=15, seconds=1)):
        assert Person(app).enrolls(late).code == "code_expired"
    with as_of(now() + timedelta(minutes=14)):
        Person(app).enrolls(late).sees("Who’s holding")


def test_the_managers_screen_tells_when_it_is_done(app, shop):
    helen = Person(app, shop.helen)
    code = code_for(helen)
    number = db.session.scalars(sa.select(EnrollmentCode.id)).one()
    url = f"/devices/codes/{number}"
    headers = {"HX-Request": "true"}
    assert helen.client.get(url, query_string={"v": "waits"}, headers=headers).status_code == 204
    Person(app).enrolls(code)
    assert "Tablet 1 is enrolled" in helen.client.get(url, query_string={"v": "waits"}, headers=headers).text


def test_what_cant_be_a_name_or_a_kind_is_refused(app, shop):
    helen = Person(app, shop.helen).opens("/devices")
    assert helen.posts("/devices/codes", name=" ", kind="tablet").code == "no_name"
    assert helen.posts("/devices/codes", name="Tablet", kind="fridge").code == "no_kind"
    tablet(app, shop.helen, "Tablet 1")
    assert helen.posts("/devices/codes", name="tablet 1", kind="tablet").code == "name_taken"


def test_two_codes_make_no_two_devices_of_one_name(app, shop):
    code = code_for(Person(app, shop.helen), "Tablet 1")
    helen = Person(app, shop.helen).opens("/devices")
    assert helen.posts("/devices/codes", name="tablet 1", kind="phone").code == "name_promised"
    helen.sees("A code for tablet 1 waits until")
    with atomic():
        db.session.execute(sa.update(EnrollmentCode).values(expires_at=now() - timedelta(seconds=1)))
    assert helen.posts("/devices/codes", name="Tablet 1", kind="tablet").code is None
    assert Person(app).enrolls(code).code == "code_expired"


def test_who_works_in_every_store_enrolls_for_any_and_a_manager_for_theirs(app, shop):
    ada = Person(app, shop.ada).opens("/me").posts("/me/store", code="MQ")
    ada.opens("/devices").taps("Make a code", name="T", kind="phone", **{"for": "CR"})
    code = ada.page.select_one(".spelled").get_text(strip=True)
    Person(app).enrolls(code).sees("Who’s holding this phone?", "Castle Row", "Charlie")
    helen = Person(app, shop.helen).opens("/devices").does_not_see("For the store")
    assert helen.posts("/devices/codes", name="U", kind="phone", **{"for": "CR"}).status == 404
    assert helen.opens(f"/devices/{the_device().id}/retire").status == 404
    assert helen.posts(f"/devices/{the_device().id}/retirement").status == 404


def test_a_face_and_six_digits_switch_the_person(app, shop):
    give_pins(shop.ana, shop.priya)
    browser = tablet(app, shop.helen).switches_to(shop.ana, PIN)
    browser.sees("Mill Quay").opens("/me").sees("Ana Duarte")
    before = browser.client.get_cookie("associate").value
    browser.switches_to(shop.priya, PIN).opens("/me").sees("Priya Nair")
    assert browser.client.get_cookie("associate").value != before
    look_again()
    sessions = db.session.scalars(sa.select(StaffSession).filter_by(begun_by="pin").order_by(StaffSession.id))
    assert [session.ended_at is None for session in sessions] == [False, True]


def test_who_was_here_last_comes_first(app, shop):
    give_pins(shop.ana, shop.priya)
    browser = tablet(app, shop.helen).switches_to(shop.priya, PIN).switches_to(shop.ana, PIN)
    names = [b.get_text() for b in browser.opens("/login").page.select(".colleague b")]
    assert names[:2] == ["Ana", "Priya"] and set(names[2:]) == {"Helen", "Marcus"}


def test_people_of_all_stores_are_found_by_name_and_those_of_another_store_are_not(app, shop):
    give_pins(shop.rosa, shop.charlie)
    browser = tablet(app, shop.helen)
    browser.opens("/login", q="rosa").sees("Rosa").opens("/login", q="charlie").sees("Nobody here is called")
    browser.switches_to(shop.rosa, PIN).opens("/").sees("Mill Quay")
    assert browser.opens(f"/login/{shop.charlie.id}").status == 404
    assert browser.posts(f"/login/{shop.charlie.id}", pin=PIN).status == 404
    refused = browser.opens("/login/password").taps("Sign in", email=shop.charlie.email, password=PASSWORD)
    assert refused.code == "other_store"


def test_on_a_device_the_store_stays_the_devices(app, shop):
    give_pins(shop.rosa)
    browser = tablet(app, shop.helen).switches_to(shop.rosa, PIN)
    assert (
        browser.opens("/me").does_not_see("Work here").posts("/me/store", code="CR").code == "bound_to_store"
    )


def test_no_pin_opens_anything_on_a_browser_that_is_no_device(app, shop):
    give_pins(shop.ana)
    assert Person(app).opens(f"/login/{shop.ana.id}").status == 404
    stranger = Person(app).opens("/login")
    assert stranger.posts(f"/login/{shop.ana.id}", pin=PIN).status == 404


def test_the_password_leads_to_a_first_pin(app, shop):
    browser = tablet(app, shop.helen).opens(f"/login/{shop.ana.id}")
    assert browser.code == "no_pin"
    browser.taps("Use password instead").taps("Sign in", email=shop.ana.email, password=PASSWORD)
    assert browser.url == "/me/pin"
    assert browser.taps("Set my PIN", pin=PIN, again="000000").code == "not_the_same"
    assert browser.taps("Set my PIN", pin="123456", again="123456").code == "weak_pin"
    browser.taps("Set my PIN", pin=PIN, again=PIN).sees("Your PIN is set")
    browser.switches_to(shop.ana, PIN).opens("/me").sees("Ana Duarte")


def test_what_is_done_on_a_device_is_written_down_with_it(app, shop):
    order = shop.has_order((shop.jacket, 1), number="1001")
    give_pins(shop.ana)
    browser = tablet(app, shop.helen, "Tablet 3").switches_to(shop.ana, PIN)
    browser.opens(f"/pick/{order.number}").taps("Start picking")
    line = shop.job(order).lines[0].id
    browser.opens(f"/pick/{order.number}/lines/{line}/short")
    device = the_device()
    started = db.session.scalars(sa.select(Event).filter_by(kind="fulfillment.picking")).one()
    assert (started.by, started.device_id) == (shop.ana.ref, device.id)
    Person(app, shop.helen).opens(f"/orders/{order.number}").sees("Ana, Tablet 3")


def test_a_movement_of_stock_knows_its_device(app, shop):
    order = shop.has_order((shop.jacket, 1), number="1001")
    give_pins(shop.helen)
    browser = tablet(app, shop.helen).switches_to(shop.helen, PIN)
    browser.opens(f"/orders/{order.number}/cancel").taps("Cancel the order", reason="customer_asked")
    released = db.session.scalars(sa.select(Movement).filter_by(kind="released")).all()
    assert [movement.device_id for movement in released] == [the_device().id]


def test_a_retired_device_opens_nothing_is_emptied_and_noted(app, shop):
    give_pins(shop.ana)
    browser = tablet(app, shop.helen).switches_to(shop.ana, PIN)
    device, helen = the_device(), Person(app, shop.helen)
    helen.opens("/devices").sees("Ana since").taps("Retire").taps("Retire it").sees(
        "is retired", "not back yet"
    )
    poll = browser.client.get("/", headers={"HX-Request": "true"})
    assert poll.status_code == 401 and poll.headers["HX-Redirect"] == "/retired"
    assert '"storage"' in poll.headers["Clear-Site-Data"]
    browser.opens("/")
    assert browser.status == 401 and browser.code == "retired"
    assert browser.answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    browser.taps("Empty it now").sees("It is empty now")
    assert browser.client.get_cookie("device") is None
    assert '"cookies"' in browser.answer.headers["Clear-Site-Data"]
    assert shop.diary(device) == ["device.enrolled", "device.revoked", "device.wiped"]
    assert the_device().wiped_at
    helen.opens("/devices").sees("emptied")
    browser.opens("/login").sees("Sign in with the email")


def test_a_device_is_retired_once(app, shop):
    tablet(app, shop.helen)
    helen = Person(app, shop.helen).opens("/devices").taps("Retire")
    page = helen.page
    helen.taps("Retire it").sees("is retired")
    helen.page = page
    assert helen.posts(f"/devices/{the_device().id}/retirement").code == "revoked"
    assert shop.diary(the_device()).count("device.revoked") == 1


def test_a_session_cookie_without_its_device_opens_nothing(app, shop):
    give_pins(shop.ana)
    browser = tablet(app, shop.helen).switches_to(shop.ana, PIN)
    thief = copy_of(browser, app)
    assert thief.client.get("/").status_code == 200
    thief.client.delete_cookie("device")
    assert thief.client.get("/", headers={"HX-Request": "true"}).status_code == 401


def test_the_cookie_is_the_hosts_own_behind_https(app, shop):
    app.config["SESSION_COOKIE_SECURE"] = True
    answer = Response()
    with app.test_request_context():
        remember(answer, "a token")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-device=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(
        cookie.split("; ")
    ) and "Domain" not in cookie


def test_the_demo_offers_a_tablet_and_a_shop_does_not(app, shop):
    give_pins(shop.ana)
    somebody = Person(app).opens("/login").does_not_see("Make this browser a tablet")
    assert somebody.posts("/enroll/demo").status == 404
    app.config["DEMO"] = "yes"
    with atomic(shop.ana):
        shop.ana.password_hash = hash_password(DEMO_PASSWORD)
    somebody.opens("/login").taps("Make this browser a tablet").sees("everybody’s PIN is 402816")
    somebody.switches_to(shop.ana, PIN).opens("/me").sees("Ana Duarte")
