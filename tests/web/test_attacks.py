"""What somebody with bad intentions sends, and what becomes of it."""

import json
import uuid

import pytest
import sqlalchemy as sa

from associate import create_app
from associate.core.acts.intake import take_in
from associate.core.acts.mapping import take_in_product
from associate.core.catalog.channels import Channel
from associate.core.events.models import Inbound
from associate.core.fulfillment.links import make_link
from associate.core.fulfillment.models import Handover
from associate.core.orders.incoming import IncomingProduct, IncomingVariant
from associate.db import atomic, db
from associate.jobs.take_in import take_in_inbound
from associate.web.limits import limiter
from tests.integrations.webhooks import shopify_order, signed_headers
from tests.support.counter import qr, stage
from tests.support.people import Person


def at_counter(app, shop):
    """(a colleague, the path of an open handover, its job)."""
    job = stage(shop, shop.has_order((shop.jacket, 2)), "7K2")
    ana = Person(app, shop.ana).opens("/handover").scans(qr(job))
    return ana, ana.url, job


@pytest.mark.parametrize(
    ("fact", "knows"),
    [("0000", False), ("00000018", False), ("0118", True), ("0855550118", True), ("+353 85 555 0118", True)],
)
def test_zeros_are_no_phone_number(app, shop, fact, knows):
    ana, path, _job = at_counter(app, shop)
    ana.posts(f"{path}/verification", how="card_last4", last4="4417", fact=fact)
    assert ana.code == (None if knows else "wrong_card_last4")


def test_a_phone_we_do_not_know_is_known_to_nobody(app, shop):
    ana, path, job = at_counter(app, shop)
    with atomic(job.order):
        job.order.phone = ""
    assert ana.posts(f"{path}/verification", how="card_last4", last4="4417", fact="0000").code


@pytest.mark.parametrize("step", ["²:1", "9" * 5000 + ":1", "١:-1", ":", "1:2", "-1:1"])
def test_a_step_that_no_button_sends_changes_nothing(app, shop, step):
    ana, path, job = at_counter(app, shop)
    ana.posts(f"{path}/refusals", **{f"keep-{job.lines[0].id}": "2", "step": step})
    assert ana.status == 200
    db.session.expire_all()
    assert db.session.get_one(Handover, int(path.rpartition("/")[2])).refusals == {}


def test_refusing_more_or_less_than_is_there_owes_no_more_than_it_cost(app, shop):
    ana, path, job = at_counter(app, shop)
    for kept in ("-5", "999999", "1e3", "\0"):
        ana.posts(f"{path}/refusals", **{f"keep-{job.lines[0].id}": kept, "step": "x"})
        db.session.expire_all()
        assert db.session.get_one(Handover, int(path.rpartition("/")[2])).refusals == {}


def test_a_slash_in_the_shops_own_number_does_not_hide_the_order(app, shop):
    order = shop.has_order((shop.kettle, 1), number="2026/77\\a")
    helen = Person(app, shop.helen)
    assert helen.opens(f"/orders/{order.number}").status == 200
    assert helen.opens(f"/pick/{shop.job(order).number}").status == 200


def test_a_masked_card_beside_half_a_character_is_still_taken_in(app, shop):
    raw = b'{"id": 1, "note": "4111 1111 1111 1111 \\ud800", "total_price": "1", "line_items": []}'
    answer = app.test_client().post("/webhooks/shopify/web", data=raw, headers=_signed(raw))
    assert answer.status_code == 200
    kept = db.session.scalars(sa.select(Inbound)).one()
    assert "4111" not in kept.body
    take_in_inbound(kept.id)
    db.session.refresh(kept)
    assert "Unicode" not in kept.problem


def test_what_broke_names_no_customer(app, shop):
    with pytest.raises(sa.exc.DBAPIError) as broken, db.engine.begin() as connection:
        connection.execute(sa.text("SELECT * FROM nowhere WHERE email = :email"), {"email": MAYA})
    assert MAYA not in str(broken.value)


def test_a_line_edited_to_nothing_still_opens_the_customers_page(app, shop):
    order = shop.has_order((shop.jacket, 2), (shop.kettle, 1))
    told = shop.tells((shop.jacket, 2), (shop.kettle, 1), number="1001")
    nothing = told.lines[0].model_copy(update={"quantity": 0, "to_fulfill": 0, "total": 0})
    take_in(shop.web, told.model_copy(update={"lines": (nothing, told.lines[1])}))
    with atomic():
        token = make_link(order)
    assert Person(app).opens(f"/p/{token}").status == 200


def test_a_command_id_means_one_thing_for_one_person(app, shop):
    ana, path, job = at_counter(app, shop)
    key = uuid.uuid4().hex
    ana.posts(f"{path}/bags", code="7K2", command_id=key)
    assert ana.posts(f"{path}/completion", command_id=key).code == "reused_key"
    priya = Person(app, shop.priya)
    assert priya.posts(f"{path}/bags", code="7K2", command_id=key).code == "reused_key"
    assert Person(app, shop.charlie).posts(f"{path}/bags", code="7K2", command_id=key).status == 404
    assert shop.job(job.order).state.value == "ready"


@pytest.mark.parametrize("deed", ["verification", "age-check", "bags", "refusals", "completion", "undo"])
def test_another_stores_handover_is_not_there(app, shop, deed):
    _ana, path, _job = at_counter(app, shop)
    assert Person(app, shop.charlie).posts(f"{path}/{deed}").status == 404


def test_a_made_up_sender_address_buys_no_more_guesses(app, shop):
    guarded = create_app({**app.config, "RATELIMIT_ENABLED": True})
    try:
        guesser = guarded.test_client()
        codes = [
            guesser.get(f"/p/{n}", headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code for n in range(21)
        ]
        assert codes == [404] * 20 + [429]
    finally:
        limiter.reset()
        limiter.enabled = False
        with guarded.app_context():
            db.engine.dispose()


def test_a_signature_of_one_channel_opens_no_other(app, shop):
    with atomic():
        db.session.add(Channel(key="two", platform="shopify", name="Two", prefix="TW", secret="other"))
    raw = json.dumps(shopify_order()).encode()
    assert app.test_client().post("/webhooks/shopify/two", data=raw, headers=_signed(raw)).status_code == 401


MAYA = "maya@mail.example"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}'


def test_no_field_of_an_order_becomes_markup(app, shop):
    order = shop.has_order((shop.jacket, 1), number="9", first=HOSTILE, last=HOSTILE, customer=None)
    with atomic(order):
        order.note, order.pickup_person = HOSTILE, HOSTILE
        order.attributes = [[HOSTILE, HOSTILE]]
        order.lines[0].title = order.lines[0].options = HOSTILE
        token = make_link(order)
    number = shop.job(order).number
    helen = Person(app, shop.helen)
    for url in (f"/orders/{order.number}", f"/pick/{number}", "/pick", "/orders", f"/p/{token}", "/tasks"):
        page = helen.opens(url)
        assert page.status == 200 and not page.page.select("img[onerror]") and "49" not in page.text.split()
        assert all(script.get("src") for script in page.page.select("script"))


def test_one_sku_on_two_variants_of_a_product_stops_no_intake(app, shop):
    variants = tuple(IncomingVariant(external_id=key, sku="SAME", price=100) for key in ("a", "b"))
    told = IncomingProduct(external_id="p", title="Twins", variants=variants)
    assert [one.sku for one in take_in_product(shop.web, told).variants] == ["SAME"]


def _signed(raw: bytes) -> dict[str, str]:
    with atomic():
        db.session.execute(sa.update(Channel).where(Channel.key == "web").values(secret="hush"))
    return signed_headers(raw)
