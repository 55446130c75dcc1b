"""What messages say: the built-in words, a store's own, and how long a text message is."""

import pytest

from associate.core.events.models import MessageText
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.db import atomic, db
from associate.errors import Refused
from associate.messages.compose import compose
from associate.messages.kinds import (
    CUSTOMER_KINDS,
    CUSTOMER_MEDIA,
    MOST_SEGMENTS,
    STAFF_KINDS,
    placeholders_for,
)
from associate.messages.own_words import Text, check, fill, forget_words, keep_words
from associate.messages.preview import TOKEN, preview
from associate.messages.sms import plain, segments

LINK = f"https://pickup.hollis-and-wren.example/p/{TOKEN}"
FULL = Text("Ready: {order}", "Hello {name}, come by {hold_until}: {link}")


@pytest.mark.parametrize("medium", CUSTOMER_MEDIA)
@pytest.mark.parametrize("kind", CUSTOMER_KINDS)
def test_every_message_says_its_order_its_store_and_where_to_look(app, shop, kind, medium):
    told = preview(kind, medium, store=shop.mill_quay, base_url="https://shop.example", language="en")
    assert "1001" in told.text.subject + told.text.body and TOKEN in told.text.body
    assert "Mill Quay" in told.text.body and not told.warning
    assert "{" not in told.text.body and "&amp;" not in told.text.body and "None" not in told.text.body
    assert "Order 1001" not in told.text.body.split("\n\n\n")


@pytest.mark.parametrize("kind", CUSTOMER_KINDS)
def test_a_built_in_text_message_is_never_more_than_two(app, shop, kind):
    """With a long store, a long number and a long address of ours."""
    store = shop.mill_quay
    with atomic(store):
        store.name, store.phone = "Castle Street Garden", "+353 1 555 0134"
    job = shop.job(shop.has_order((shop.jacket, 12), number="1000000048213-2"))
    told = compose(kind, "sms", order=job.order, job=job, store=store, link=LINK)
    counted = segments(told.body)
    assert counted.is_gsm7 and counted.parts <= MOST_SEGMENTS, (counted, told.body)
    assert told.subject == "" and "\n" not in told.body


@pytest.mark.parametrize("kind", STAFF_KINDS)
def test_a_push_names_the_order_and_never_the_customer(app, shop, kind):
    job = shop.job(shop.has_order((shop.jacket, 2)))
    told = compose(kind, "push", order=job.order, job=job, store=job.store, link="")
    assert "HW-1001" in told.subject and "Maya" not in f"{told}" and "Rosen" not in f"{told}"


def test_a_preview_leaves_no_trace(app, shop):
    preview("ready", "email", store=shop.mill_quay, base_url="https://shop.example", language="en")
    assert not db.session.new and not db.session.dirty
    assert db.session.query(Fulfillment).count() == 0


# ── a store's own words ──────────────────────────────────────────────────────


def test_a_stores_own_words_are_used_and_forgotten(app, shop):
    keep_words(shop.mill_quay, "ready", "email", "en", FULL, by=SYSTEM)
    job = shop.job(shop.has_order((shop.jacket, 2)))
    mine = compose("ready", "email", order=job.order, job=job, store=job.store, link=LINK)
    assert mine == Text("Ready: HW-1001", f"Hello Maya, come by : {LINK}")
    forget_words(shop.mill_quay, "ready", "email", "en", by=SYSTEM)
    again = compose("ready", "email", order=job.order, job=job, store=job.store, link=LINK)
    assert again.subject.startswith("Ready at Mill Quay") and db.session.query(MessageText).count() == 0


@pytest.mark.parametrize(
    ("kind", "medium", "text", "code"),
    [
        ("ready", "email", Text("Hi", "{link} {nmae}"), "unknown_placeholder"),
        ("ready", "email", Text("{nmae}", "{link}"), "unknown_placeholder"),
        ("ready", "email", Text("Hi", "{{ config }} {link}"), "unknown_placeholder"),
        ("ready", "email", Text("Hi", "{% for x in y %} {link}"), "unknown_placeholder"),
        ("ready", "email", Text("Hi", "{link.__class__} {link}"), "unknown_placeholder"),
        ("canceled", "email", Text("Hi", "until {hold_until}"), "unknown_placeholder"),
        ("ready", "sms", Text("", "no link"), "no_link"),
        ("ready", "email", Text("", "{link}"), "no_subject"),
        ("ready", "email", Text("Hi", " "), "empty_text"),
        ("ready", "sms", Text("", "{link}" + "x" * 480), "long_text"),
        ("ready", "email", Text("Hi", "} {link}"), "stray_brace"),
        ("ready", "pigeon", FULL, "no_such_message"),
        ("gossip", "email", FULL, "no_such_message"),
    ],
)
def test_what_own_words_may_not_be(app, kind, medium, text, code):
    with app.test_request_context(), pytest.raises(Refused) as refused:
        check(kind, medium, "en", text)
    assert refused.value.code == code and refused.value.message.endswith(".")


def test_an_unknown_placeholder_is_told_what_there_is(app):
    with app.test_request_context(), pytest.raises(Refused) as refused:
        check("ready", "email", "en", Text("Hi", "{link} {nmae}"))
    assert "{nmae}" in refused.value.message and all(
        f"{{{name}}}" in refused.value.message for name in placeholders_for("ready")
    )


def test_values_are_put_in_once_and_never_run():
    values = {"name": "{link} {{7*7}}", "order": "1", "link": "L"}
    assert fill(Text("{order}", "{name} {link}"), values) == Text("1", "{link} {{7*7}} L")


@pytest.mark.parametrize("text", ["Ready, {name}.", "Ready {name}.", "Ready{name}."])
def test_no_name_leaves_no_hole(text):
    assert fill(Text("", text), {"name": ""}).body == "Ready."


# ── how long a text message is ───────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "parts", "is_gsm7"),
    [
        ("", 1, True),
        ("a" * 160, 1, True),
        ("a" * 161, 2, True),
        ("a" * 306, 2, True),
        ("a" * 307, 3, True),
        ("€" * 80, 1, True),  # from the extension table: two units each
        ("€" * 81, 2, True),
        ("’" + "a" * 69, 1, False),
        ("’" + "a" * 70, 2, False),
        ("😀" * 35, 1, False),
        ("😀" * 36, 2, False),
        ("é" * 160, 1, True),
        ("ê" * 71, 2, False),
    ],
)
def test_segments_are_counted_as_phones_do(text, parts, is_gsm7):
    assert (segments(text).parts, segments(text).is_gsm7) == (parts, is_gsm7)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("it’s “so” – yes…", 'it\'s "so" - yes...'),
        ("Zoë prête Ç", "Zoe prete Ç"),
        ("10 °C 東京", "10 °C 東京"),
    ],
)
def test_a_text_message_is_plain_where_it_can_be(text, written):
    assert plain(text) == written
