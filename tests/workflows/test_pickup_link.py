"""What Maya sees on her phone, and what she may do there."""

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest
import sqlalchemy as sa
import time_machine
import zxingcpp
from PIL import Image, ImageDraw

from associate.clock import now
from associate.core.acts.cancel import cancel_order
from associate.core.acts.check import mismatches
from associate.core.acts.collect import collect, refuse
from associate.core.acts.elsewhere import note_dispatches
from associate.core.acts.money_back import owe_units
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.links import make_link, pass_by_qr, spoken_pass, use_pass
from associate.core.fulfillment.passes import PickupLink
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import Contact, IncomingDispatch, Method, Payment
from associate.core.orders.models import Order, OrderState
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import atomic, db
from tests.support.pickups import KEY, begin, find_all, make_ready

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday; Dublin is on UTC in winter


@pytest.fixture(autouse=True)
def books_agree(shop, request):
    yield
    if "state" not in request.fixturenames:  # a state that was set by hand agrees with nothing
        assert list(mismatches()) == []


@pytest.fixture
def tuesday():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def maya(client):
    return Customer(client)


class Customer:
    """A phone with a link."""

    def __init__(self, client):
        self.client = client

    def gets_link(self, order):
        with atomic():
            self.url = f"/p/{make_link(order)}"
        return self

    def opens(self, path="", status=200, **options):
        answer = self.client.get(self.url + path, **options)
        assert answer.status_code == status
        self.html = answer.get_data(as_text=True)
        if status != 204:
            assert_is_a_page(self.html, fragment="HX-Request" in options.get("headers", {}))
        return answer

    def polls(self, version, status):
        return self.opens(f"?v={version}", status, headers={"HX-Request": "true"})

    def sees(self, *words):
        for text in words:
            assert text in self.text, self.text

    def does_not_see(self, *words):
        for text in words:
            assert text not in self.html

    def cancels(self, status=303, key="cancel-once"):
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', self.html)
        form = {"command_id": key, "csrf_token": csrf[1] if csrf else ""}
        answer = self.client.post(f"{self.url}/cancellation", data=form)
        assert answer.status_code == status
        self.html = answer.get_data(as_text=True)

    @property
    def text(self):
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html)).split())

    @property
    def version(self):
        return re.search(r'data-version="(\w+)"', self.html)[1]


def assert_is_a_page(html, fragment):
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), ids
    assert " style=" not in html and not re.search(r"<script(?![^>]* src=)", html)
    if not fragment:
        assert len(re.findall(r"<h1[ >]", html)) == 1 and "<title>" in html and 'lang="en"' in html
        assert 'name="robots" content="noindex' in html
        forms = re.findall(r"<form method=\"post\".*?</form>", html, re.S)
        assert all("csrf_token" in form for form in forms)


# ── what it says ─────────────────────────────────────────────────────────────


def test_an_unpaid_order_waits_for_the_money(shop, maya):
    maya.gets_link(shop.has_order((shop.jacket, 1), payment=Payment.PENDING)).opens()
    maya.sees("Waiting for your payment, Maya.", "Harbor rain jacket")


@pytest.mark.parametrize("units", [99])
def test_what_a_person_must_look_at_is_being_checked(shop, maya, units):
    maya.gets_link(shop.has_order((shop.jacket, units))).opens()
    maya.sees("We’re checking your order, Maya.", "We’ll write as soon as we know more.")


def test_an_order_that_ships_says_so(shop, maya):
    maya.gets_link(shop.has_order((shop.jacket, 1), method=Method.SHIP)).opens()
    maya.sees("This order isn’t waiting in a store.")
    maya.does_not_see("Cancel this order")


def test_a_received_order_names_the_promise_and_nothing_private(shop, maya, tuesday):
    maya.gets_link(shop.has_order((shop.jacket, 2), (shop.wine, 1))).opens()
    maya.sees("Not ready yet, Maya. Please don’t come before 14:00.", "3 items")
    maya.sees("14 Mill Quay", "Open today until 23:59")
    maya.does_not_see("Rosen", "maya@mail.example", "+353855550118", "4417")


def test_a_promise_for_another_day_names_the_day(shop, maya, tuesday):
    order = shop.has_order((shop.jacket, 1))
    with atomic(shop.job(order)):
        shop.job(order).promise_at = NOON + timedelta(days=1)
    maya.gets_link(order).opens()
    maya.sees("Please don’t come before Wednesday 25 November, 12:00.")


def test_while_it_is_picked_the_items_count_up(shop, maya):
    order = shop.has_order((shop.jacket, 3), (shop.kettle, 1))
    begin(shop.job(order), 2)
    maya.gets_link(order).opens()
    maya.sees("We’re picking it now: 2 of 4 items .")


def test_a_late_order_says_so(shop, maya, tuesday):
    order = shop.has_order((shop.jacket, 1))
    tuesday.shift(timedelta(hours=5))
    maya.gets_link(order).opens()
    maya.sees("Not ready yet, Maya. It takes longer than we said.", "Come once you have our message")


def test_a_hold_hides_the_pass(shop, maya):
    order = shop.has_order((shop.jacket, 1))
    make_ready(shop.job(order))
    with atomic(shop.job(order)):
        shop.job(order).hold = "payment"
    maya.gets_link(order).opens()
    maya.sees("We’re checking your order, Maya.")
    maya.does_not_see('class="pass"')


def test_picked_is_not_ready(shop, maya):
    order = shop.has_order((shop.jacket, 2))
    find_all(shop.job(order))
    maya.gets_link(order).opens()
    maya.sees("Not ready yet, Maya.", "2 of 2 items are picked. We’re bagging them now.")
    maya.does_not_see('class="pass"')


def test_ready_shows_a_pass_that_the_counter_knows(shop, maya, tuesday):
    order = shop.has_order((shop.jacket, 1), (shop.wine, 1))
    make_ready(shop.job(order))
    maya.gets_link(order).opens()
    maya.sees("Ready, Maya. Come any time until 23:59.", "We hold it until Tuesday 1 December")
    maya.sees("Bring a photo ID")
    code = re.search(r"say this code</small><b>(\w{3} \w{3})</b>", maya.html)[1]
    assert spoken_pass(shop.job(order), code, key=KEY)
    scanned = _scan(maya.html)
    assert scanned.startswith("PUP-") and maya.url.removeprefix("/p/") not in scanned
    assert pass_by_qr(scanned.removeprefix("PUP-")).fulfillment_id == shop.job(order).id
    assert scanned not in maya.html and scanned.removeprefix("PUP-") not in maya.html


def test_when_the_store_is_closed_it_says_when_to_come(shop, maya, tuesday):
    with atomic(shop.mill_quay):
        for hours in shop.mill_quay.hours:
            hours.opens, hours.closes = time(13), time(18)
    order = shop.has_order((shop.jacket, 1))
    make_ready(shop.job(order))
    maya.gets_link(order).opens()
    maya.sees("Come today, 13:00 to 18:00.", "Open today 13:00 to 18:00")
    tuesday.shift(timedelta(hours=7))
    maya.opens()
    maya.sees("Come Wednesday 25 November, 13:00 to 18:00.")


def test_codes_that_opened_a_handover_are_shown_no_more(shop, maya):
    order = shop.has_order((shop.jacket, 1))
    make_ready(shop.job(order))
    with atomic():
        use_pass(shop.job(order))
    maya.gets_link(order).opens()
    maya.sees("Ready, Maya.")
    maya.does_not_see('class="pass"')


def test_a_short_is_told_with_its_money(shop, maya):
    order = shop.has_order((shop.jacket, 2))
    make_ready(shop.job(order), short=1)
    maya.gets_link(order).opens()
    maya.sees("1 not found so far. We’ll write about it.")
    with atomic(order):
        line = shop.job(order).lines[0]
        owe_units(order, [(line.order_line, 1, 0)], key="short", by=SYSTEM, why="short")
    maya.opens()
    maya.sees("1 not found: you get €89.00 back.")


def test_collected_names_what_stayed_and_its_money(shop, maya, tuesday):
    order = shop.has_order((shop.jacket, 2), (shop.kettle, 1))
    _hand_over(shop, order, [2, 0], refused=[0, 1])
    maya.gets_link(order).opens()
    maya.sees("All yours, Maya.", "Tuesday 24 November at 12:00")
    maya.sees("€42.50 goes back to your card ending in 4417.", "1 left at the store: you get €42.50 back.")
    maya.does_not_see("Cancel this order")


def test_part_collected_still_calls_for_the_rest(shop, maya):
    order = shop.has_order((shop.jacket, 2))
    _hand_over(shop, order, [1])
    maya.gets_link(order).opens()
    maya.sees("The rest is here, Maya.", "1 with you already")


@pytest.mark.parametrize(
    ("payment", "words"),
    [
        (Payment.PAID, "€89.00 goes back to your card ending in 4417."),
        (Payment.AUTHORIZED, "You aren’t charged for it: the hold on your card ending in 4417 is let go."),
        (Payment.PENDING, "You paid nothing, so there’s nothing to send back."),
    ],
)
def test_canceled_says_what_happens_to_the_money(shop, maya, payment, words):
    order = shop.has_order((shop.jacket, 1), payment=payment)
    cancel_order(order, by=SYSTEM, reason="test")
    maya.gets_link(order).opens()
    maya.sees("Your order is canceled, Maya.", words)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.WAITING, "We’re still looking for something"),
        (State.UNCOLLECTED, "We couldn’t hold it any longer."),
        (State.SHIPPED, "We’re checking your order, Maya."),
    ],
)
def test_every_other_state_has_its_sentence(shop, maya, state, words):
    order = shop.has_order((shop.jacket, 1))
    with atomic(shop.job(order)):
        shop.job(order).state = state
    maya.gets_link(order).opens()
    maya.sees(words)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("first", ["", "Maya"])
def test_no_state_is_without_a_page(shop, maya, state, first):
    order = shop.has_order((shop.jacket, 1), first=first)
    with atomic(shop.job(order)):
        shop.job(order).state = state
    maya.gets_link(order).opens()
    maya.does_not_see("None", ", .")


def test_what_people_typed_is_text(shop, maya):
    evil = "<img src=x onerror=alert(1)>\"'{{7*7}}"
    with atomic(shop.jacket):
        shop.jacket.product.title = shop.jacket.color = evil
    order = shop.has_order((shop.jacket, 1), first=evil)
    maya.gets_link(order).opens()
    maya.does_not_see("<img src=x")
    maya.sees(f"Not ready yet, {evil}")


# ── who may see it, and for how long ─────────────────────────────────────────


def test_only_the_hash_of_a_link_is_kept(shop, maya):
    maya.gets_link(shop.has_order((shop.jacket, 1)))
    kept = db.session.scalars(sa.select(PickupLink)).one()
    assert maya.url.removeprefix("/p/") not in repr(vars(kept))


def test_wrong_revoked_and_expired_look_the_same(shop, maya, tuesday):
    maya.gets_link(shop.has_order((shop.jacket, 1)))
    right = maya.url
    maya.url = "/p/AAAAAAAAAAAAAAAAAAAAAA"
    maya.opens(status=404)
    wrong = _without_csrf(maya.html)
    assert "This link doesn’t open an order any more." in wrong
    maya.url = right
    with atomic():
        link = db.session.scalars(sa.select(PickupLink)).one()
        link.revoked_at = now()
    maya.opens(status=404)
    assert _without_csrf(maya.html) == wrong
    with atomic():
        link.revoked_at = None
    cancel_order(db.session.scalars(sa.select(Order)).one(), by=SYSTEM, reason="test")
    tuesday.shift(timedelta(hours=23, minutes=59))
    maya.opens()
    tuesday.shift(timedelta(minutes=2))
    maya.opens(status=404)
    assert _without_csrf(maya.html) == wrong
    maya.opens("/cancellation", status=404)


def test_a_handed_over_order_closes_a_day_later_and_is_gone_with_the_window(shop, maya, tuesday):
    order = shop.has_order((shop.jacket, 1))
    _hand_over(shop, order, [1])
    maya.gets_link(order).opens()
    for later, status in ((timedelta(hours=25), 200), (timedelta(days=30), 404)):
        tuesday.shift(later)
        answer = maya.opens(status=status, headers={"HX-Request": "true"})
        assert answer.headers["HX-Redirect"] == maya.url
        maya.does_not_see("jacket", "Maya", order.number)


@pytest.mark.parametrize("path", ["", "/cancellation"])
def test_nobody_else_learns_of_the_page(shop, maya, path):
    answer = maya.gets_link(shop.has_order((shop.jacket, 1))).opens(path)
    assert answer.headers["X-Robots-Tag"] == "noindex" and "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_map_learns_nothing_of_the_link(shop, maya):
    with atomic(shop.mill_quay):
        shop.mill_quay.latitude, shop.mill_quay.longitude = 53.3458, -6.2632
    maya.gets_link(shop.has_order((shop.jacket, 1))).opens()
    away = re.search(r'<a href="(https://www.openstreetmap.org/[^"]+)" rel="([^"]+)"', maya.html)
    assert "mlat=53.3458&amp;mlon=-6.2632" in away[1] and away[2] == "noreferrer noopener"


def test_guessing_is_counted_and_reading_has_its_own_budget(shop, app):
    from associate import create_app

    counted = create_app(
        {
            "SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"],
            "SECRET_KEY": KEY,
            "TESTING": True,
            "RATELIMIT_ENABLED": True,
        }
    )
    order = shop.has_order((shop.jacket, 1))
    with atomic():
        token = make_link(order)
    phone, other = counted.test_client(), {"REMOTE_ADDR": "10.0.0.9"}
    assert [phone.get(f"/p/wrong{n}").status_code for n in range(21)] == [404] * 20 + [429]
    assert "Too many tries." in phone.get("/p/wrong").get_data(as_text=True)
    reading = [phone.get(f"/p/{token}", environ_base=other).status_code for _ in range(61)]
    assert reading == [200] * 60 + [429]
    with counted.app_context():
        db.engine.dispose()


# ── live ─────────────────────────────────────────────────────────────────────


def test_a_poll_is_empty_until_this_order_changes(shop, maya):
    order = shop.has_order((shop.jacket, 2))
    maya.gets_link(order).opens()
    assert f'data-live="{maya.url}"' in maya.html and 'data-every="5"' in maya.html
    seen = maya.version
    maya.polls(seen, 204)
    shop.has_order((shop.kettle, 1), number="1002")
    maya.polls(seen, 204)
    begin(shop.job(order), 1)
    maya.polls(seen, 200)
    assert maya.html.strip().startswith('<div id="state"') and "<html" not in maya.html
    maya.sees("1 of 2 items")
    maya.polls(maya.version, 204)


def test_a_late_promise_changes_the_page_by_itself(shop, maya, tuesday):
    maya.gets_link(shop.has_order((shop.jacket, 1))).opens()
    seen = maya.version
    tuesday.shift(timedelta(hours=1))
    maya.polls(seen, 204)
    tuesday.shift(timedelta(hours=2))
    maya.polls(seen, 200)


def test_a_poll_asks_little_and_sees_what_no_journal_tells_a_moment_later(shop, maya, tuesday):
    maya.gets_link(shop.has_order((shop.jacket, 1))).opens()
    seen, asked = maya.version, []
    with atomic(shop.mill_quay):
        shop.mill_quay.phone = "+353 1 555 0199"
    sa.event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    maya.polls(seen, 204)
    assert len(asked) <= 5, asked
    tuesday.shift(timedelta(seconds=21))
    maya.polls(seen, 200)


# ── cancel ───────────────────────────────────────────────────────────────────


def test_canceling_asks_first_and_says_what_happens_to_the_money(shop, maya):
    order = shop.has_order((shop.jacket, 1))
    maya.gets_link(order).opens()
    assert f'href="{maya.url}/cancellation"' in maya.html
    maya.opens("/cancellation")
    maya.sees("Cancel the whole order?", "€89.00 goes back to your card ending in 4417.")
    assert shop.job(order).state == State.RELEASED
    maya.cancels()
    maya.opens()
    maya.sees("Your order is canceled, Maya.", "We stopped working on it.")
    assert shop.level(shop.jacket) == (20, 0, 0) and shop.tasks() == ["refund"]


@pytest.mark.parametrize(("customer", "actor"), [("c-maya", "customer:"), (None, "link:")])
def test_the_diary_knows_who_canceled(shop, maya, customer, actor):
    from associate.core.events.models import Event

    order = shop.has_order((shop.jacket, 1), customer=customer)
    if customer is None:
        with atomic(order):
            order.customer_id = None
    maya.gets_link(order).opens("/cancellation")
    maya.cancels()
    by = db.session.scalar(sa.select(Event.by).filter_by(kind="order.canceled"))
    assert by.startswith(actor)


def test_canceling_while_it_is_picked_sends_the_units_back(shop, maya):
    order = shop.has_order((shop.jacket, 2))
    begin(shop.job(order), 1)
    maya.gets_link(order).opens("/cancellation")
    maya.cancels()
    assert shop.job(order).state == State.CANCELED and shop.job(order).owner_id is None
    assert shop.level(shop.jacket) == (20, 0, 1)


def test_a_double_tap_cancels_once(shop, maya):
    order = shop.has_order((shop.jacket, 1))
    maya.gets_link(order).opens("/cancellation")
    page = maya.html
    for key in ("cancel-once", "cancel-once", "cancel-twice"):
        maya.html = page
        maya.cancels(key=key)
    assert shop.diary(order).count("order.canceled") == 1 and shop.messages() == ["canceled"]


def test_ready_is_too_late_and_the_page_says_so(shop, maya):
    order = shop.has_order((shop.jacket, 1))
    maya.gets_link(order).opens("/cancellation")
    page = maya.html
    make_ready(shop.job(order))
    maya.html = page
    maya.cancels(status=422)
    assert 'data-code="too_late"' in maya.html
    maya.sees("It’s ready already.", "Ready, Maya.")
    maya.opens("/cancellation")
    maya.sees("This order can’t be canceled here any more.")
    assert shop.job(order).state == State.READY


@pytest.mark.parametrize("why", ["hold", "external"])
def test_what_the_shop_looks_into_is_not_canceled_from_a_phone(shop, maya, why):
    order = shop.has_order((shop.jacket, 1))
    maya.gets_link(order).opens("/cancellation")
    with atomic(order, shop.job(order)):
        if why == "hold":
            note_dispatches(shop.job(order), [IncomingDispatch(external_id="d1")], by=SYSTEM)
        else:
            order.state = OrderState.EXTERNAL
    maya.cancels(status=422)
    assert 'data-code="being_checked"' in maya.html and shop.job(order).state == State.RELEASED


def test_a_form_without_its_token_changes_nothing(shop, maya):
    order = shop.has_order((shop.jacket, 1))
    maya.gets_link(order)
    maya.html = ""
    maya.cancels(status=400)
    assert "Back to the order" in maya.html and shop.job(order).state == State.RELEASED


# ── several parts ────────────────────────────────────────────────────────────


def test_each_part_has_its_own_sentence(shop, maya):
    from associate.core.fulfillment.models import Fulfillment, FulfillmentLine

    order = shop.has_order((shop.jacket, 1))
    make_ready(shop.job(order))
    with atomic(order):
        line = order.lines[0]
        db.session.add(
            Fulfillment(
                number=f"{order.number}-2",
                order_id=order.id,
                store_id=shop.castle_row.id,
                method=Method.PICKUP,
                promise_at=now() + timedelta(hours=1),
                lines=[FulfillmentLine(order_line_id=line.id, variant_id=line.variant_id, wanted=0)],
            )
        )
    maya.gets_link(order).opens()
    maya.sees("Your order comes in 2 parts.", "Ready, Maya.", "Not ready yet, Maya.", f"{order.number}-2")


def test_a_short_that_someone_still_looks_into_promises_nothing(shop, maya):
    order = shop.has_order((shop.jacket, 2))
    make_ready(shop.job(order), short=1)
    with atomic(order):
        line = shop.job(order).lines[0]
        owe_units(order, [(line.order_line, 1, 0)], key="short", by=SYSTEM, why="short")
        open_task(TaskKind.SHORT, str(line.id), by=SYSTEM, order_id=order.id)
    maya.gets_link(order).opens()
    maya.sees("1 not found so far. We’ll write about it.")


def test_a_guest_without_a_name_is_greeted_all_the_same(shop, maya):
    told = shop.tells((shop.jacket, 1), number="1001", contact=Contact(email="x@mail.example"))
    from associate.core.acts.intake import take_in

    maya.gets_link(take_in(shop.web, told)).opens()
    maya.sees("Not ready yet. Please don’t come before")


# ── helpers ──────────────────────────────────────────────────────────────────


def _hand_over(shop, order, units, refused=()):
    job = shop.job(order)
    make_ready(job)
    with atomic(order, job):
        for line, quantity in zip(job.lines, refused, strict=False):
            if quantity:
                refuse(line, quantity, by=SYSTEM)
                owe_units(order, [(line.order_line, quantity, 0)], key="handover", by=SYSTEM, why="refused")
        given = {line.id: quantity for line, quantity in zip(job.lines, units, strict=True)}
        collect(job, given, cause="handover:1", by=SYSTEM)
        if job.state == State.COLLECTED:
            for bag in job.open_bags:
                bag.gone_at = now()


def _scan(html):
    """What a scanner reads off the screen: the path drawn with 4 pixels a module."""
    x0, y0, width, height = map(int, re.search(r'class="qr" viewBox="([^"]+)"', html)[1].split())
    image = Image.new("L", (width * 4, height * 4), 255)
    pen = ImageDraw.Draw(image)
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1", html):
        left, top = (int(x) - x0) * 4, (int(y) - y0) * 4
        pen.rectangle((left, top, left + int(run) * 4 - 1, top + 3), fill=0)
    return zxingcpp.read_barcode(image).text


def _without_csrf(html):
    return re.sub(r'"X-CSRFToken": "[^"]+"', "", html)
