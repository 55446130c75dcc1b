"""Places, reasons, web shops and message texts on their settings pages."""

import pytest
import sqlalchemy as sa

from associate.core.acts.cancel import cancel_order
from associate.core.catalog.channels import Channel
from associate.core.events.models import Event, MessageText
from associate.core.events.record import SYSTEM
from associate.core.events.words import describe
from associate.core.orders.models import OrderState
from associate.core.stores.models import Location
from associate.core.stores.reasons import BUILT_IN, Family, find_offered, offered
from associate.core.stores.zones import zones_of
from associate.db import db
from tests.support.counter import stage
from tests.support.people import Person
from tests.support.pickups import find_all
from tests.support.routing import Parcels, went
from tests.support.settings import as_shown, press
from tests.support.shop import look_again


def places(shop):
    look_again()
    find = sa.select(Location.code).filter_by(store_id=shop.mill_quay.id)
    return list(db.session.scalars(find.order_by(Location.sequence)))


def sentences(about):
    look_again()
    find = sa.select(Event).where(Event.about == about.ref, Event.kind.not_like("staff.%"))
    return [describe(event.kind, event.facts) for event in db.session.scalars(find.order_by(Event.id))]


def test_a_new_place_is_added_once(app, shop):
    helen = press(
        Person(app, shop.helen).opens("/settings/places/new"), code="BAY 1", name="Bay 1", kind="bay"
    )
    helen.sees("If you save this", "bay")
    form = as_shown(helen)
    for _again in range(2):
        helen.posts("/settings/places/new", **form).sees("Saved", "Bay 1")
    assert places(shop).count("BAY 1") == 1
    assert places(shop)[-1] == "BAY 1"
    assert "Settings, BAY 1: Code nothing → BAY 1" in sentences(shop.mill_quay)[-1]


def test_a_place_stays_while_bags_stand_there(app, shop):
    stage(shop, shop.has_order((shop.jacket, 1)), "7K4", place="R-2")
    helen = press(Person(app, shop.helen).opens("/settings/places/R2"), is_active=None)
    assert (helen.status, helen.code) == (422, "check_fields")
    helen.sees("Bags stand there: 7K4. Move them first.")
    press(press(helen.opens("/settings/places/R3"), is_active=None)).sees("Saved", "not in use")


def test_the_last_rack_stays(app, shop):
    helen = Person(app, shop.helen)
    for key in ("R1", "R2"):
        press(press(helen.opens(f"/settings/places/{key}"), is_active=None)).sees("Saved")
    press(helen.opens("/settings/places/R3"), is_active=None).sees("It’s the last place for bags")


def test_nobody_is_sent_to_a_place_out_of_use(app, shop):
    helen = Person(app, shop.helen)
    press(press(helen.opens("/settings/places/R1"), is_active=None)).sees("Saved")
    order = shop.has_order((shop.jacket, 1))
    ana = Person(app, shop.ana)
    find_all(shop.job(order))
    ana.opens(f"/pick/{order.number}").scans("BAG-7K4").sees("R-2")
    ana.scans("LOC-R-1")
    assert ana.code == "not_in_use"


def test_places_step_up_and_down_among_their_kind(app, shop):
    helen = Person(app, shop.helen)
    helen.posts("/settings/places/R3/steps", direction="up").sees("Moved", "R-3 is number 2 now")
    assert places(shop)[4:] == ["R-1", "R-3", "R-2"]
    assert sentences(shop.mill_quay)[-1] == "Settings, R-3: Walking order 3 → 2"
    helen.posts("/settings/places/B1/steps", direction="up")
    assert helen.code == "at_the_end"


def test_a_pasted_walking_order_moves_what_is_there_and_makes_what_is_not(app, shop):
    helen = Person(app, shop.helen).opens("/settings/places/path")
    press(helen, codes="B-3\nB-9, Garden B-9\nb1").sees(
        "1 new place", "2 places take their spot", "5 places aren’t listed"
    )
    press(helen).sees("Saved", "Garden B-9")
    assert places(shop) == ["B-3", "B-9", "B-1", "B-2", "B-4", "R-1", "R-2", "R-3"]


def test_zones_are_pasted_with_the_walk_or_typed_at_a_place(app, shop):
    helen = Person(app, shop.helen).opens("/settings/places/path")
    press(helen, codes="B-1,,Shoes\nB-2,,Shoes\nB-3, , Garden\nR-1,,Shoes").sees("B-1: Shoes · B-2: Shoes")
    press(helen).sees("Saved", "Garden")
    assert zones_of(shop.mill_quay.id) == ["Shoes", "Garden"]  # a rack is in none
    helen.opens("/settings/places/path").sees("B-3,, Garden")
    press(press(helen, codes="B-3,,-\nB-1\nB-2")).sees("Saved")
    assert zones_of(shop.mill_quay.id) == ["Shoes"]
    press(press(helen.opens("/settings/places/B1"), shelf_zone="Womenswear")).sees("Saved", "Womenswear")
    assert "Zone Shoes → Womenswear" in sentences(shop.mill_quay)[-1]
    press(helen.opens("/settings/places/path"), codes=f"B-1,,{'x' * 41}").sees("a zone has at most 40")


def test_a_walking_order_that_is_saved_as_it_stands_renames_nothing(app, shop):
    helen = Person(app, shop.helen)
    left = {"name": "Rack B, left", "code": "B, 1", "shelf_zone": "Pots, pans,"}
    press(press(helen.opens("/settings/places/B1"), **left)).sees("Saved")
    press(press(helen.opens("/settings/places/path")))
    assert zones_of(shop.mill_quay.id) == ["Pots, pans"]
    assert places(shop)[0] == "B, 1"


def test_another_code_is_told_apart_by_what_a_scanner_reads(app, shop):
    helen = press(Person(app, shop.helen).opens("/settings/places/R2"), code="r1")
    helen.sees("R-1 is there already, and a scanner reads both the same")
    press(press(helen.opens("/settings/places/R2"), code="R 2", name="By the door")).sees("Saved")
    assert "By the door" in sentences(shop.mill_quay)[-1]


def test_a_store_without_rows_offers_the_built_in_reasons(shop):
    for family in Family:
        assert [reason.code for reason in offered(shop.mill_quay.id, family)] == list(BUILT_IN[family])


def test_own_reasons_own_words_and_own_order(app, shop):
    helen = Person(app, shop.helen).opens("/settings/reasons/short")
    press(helen, label_1="Gone", place_2="9", on_4=None, new_label="Behind glass", new_effect="not_picked")
    helen.sees("New: Behind glass, Gone", "No longer offered: Not found, Not picked")
    press(helen).sees("Saved")
    now_offered = offered(shop.mill_quay.id, Family.SHORT)
    assert [(r.code, r.label, r.effect) for r in now_offered] == [
        ("not_found", "Gone", "not_found"),
        ("damaged", "Damaged", "damaged"),
        ("behind glass", "Behind glass", "not_picked"),
        ("some_missing", "Some missing", "some_missing"),
    ]
    assert len(offered(shop.castle_row.id, Family.SHORT)) == 4
    assert sentences(shop.mill_quay)[-1].startswith(
        "Settings, Why an item can’t be picked: Reasons Not found,"
    )


def test_the_picker_chooses_from_what_the_store_offers(app, shop):
    helen = Person(app, shop.helen).opens("/settings/reasons/short")
    press(press(helen, on_1=None, new_label="Behind glass", new_effect="not_picked")).sees("Saved")
    order = shop.has_order((shop.jacket, 2))
    line = shop.job(order).lines[0].id
    ana = Person(app, shop.ana).opens(f"/pick/{order.number}/lines/{line}/short")
    ana.sees("Behind glass", "Stock stays as it is").does_not_see("Not found")
    ana.posts(
        f"/pick/{order.number}/shorts",
        line=line,
        reason="not_found",
        looked=["floor", "back", "fitting", "returns"],
    )
    assert ana.code == "choose_reason"
    before = shop.level(shop.jacket)[0]
    ana.posts(f"/pick/{order.number}/shorts", line=line, reason="behind glass").sees("2 short")
    assert shop.level(shop.jacket)[0] == before
    short = db.session.scalars(sa.select(Event).where(Event.kind == "line.short")).one()
    assert (short.facts["reason"], short.facts["why"]) == ("not_picked", "behind glass")


def test_an_order_is_canceled_for_a_reason_of_the_store(app, shop):
    helen = Person(app, shop.helen).opens("/settings/reasons/cancel")
    press(press(helen, on_4=None, new_label="Moved away")).sees("Saved")
    order = shop.has_order((shop.jacket, 1))
    helen.opens(f"/orders/{order.number}/cancel").sees("Moved away").does_not_see("The payment looks wrong")
    helen.posts(f"/orders/{order.number}/cancellation", reason="fraud")
    assert helen.code == "no_reason"
    helen.posts(f"/orders/{order.number}/cancellation", reason="moved away").sees("Canceled: moved away")


def test_new_words_keep_the_code_that_the_journal_has(app, shop):
    helen = Person(app, shop.helen)
    press(press(helen.opens("/settings/reasons/refusal"), new_label="Too heavy")).sees("Saved")
    press(press(helen.opens("/settings/reasons/refusal"), label_6="Too heavy to carry")).sees("Saved")
    assert find_offered(shop.mill_quay.id, Family.REFUSAL, "too heavy").label == "Too heavy to carry"


def web():
    look_again()
    return db.session.scalars(sa.select(Channel).filter_by(key="web")).one()


def test_a_web_shop_is_the_admins(app, shop):
    assert Person(app, shop.helen).opens("/settings/channels").status == 403
    assert Person(app, shop.helen).posts("/settings/channels/web/secret").status == 403
    ada = Person(app, shop.ada).opens("/settings/channels").sees("Web shop", "Shopify, HW-")
    ada.opens("/settings/channels/web")
    assert "/webhooks/shopify/web" in ada.page.find(id="webhook")["value"]


def test_a_web_shop_changes_and_its_keys_stay_secret(app, shop):
    ada = Person(app, shop.ada).opens("/settings/channels/web")
    press(ada, name="Hollis online", access_token="shpat-secret-1", locations="77 = cr\n* = MQ")
    press(ada.sees("Web shop → Hollis online", "2 places of theirs")).sees("Saved")
    assert (web().name, web().locations) == ("Hollis online", {"77": "CR", "*": "MQ"})
    assert web().settings == {"currency": "EUR", "access_token": "shpat-secret-1"}
    ada.does_not_see("shpat-secret-1")
    assert all("shpat-secret-1" not in sentence for sentence in sentences(web()))
    press(press(ada.opens("/settings/channels/web"), prefix="HX")).sees("Saved")
    assert web().settings["access_token"] == "shpat-secret-1"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"prefix": "H-W"}, "prefix", "Letters from A to Z"),
        ({"locations": "77 = XX"}, "locations", "there’s no store XX"),
        ({"locations": "77"}, "locations", "should look like"),
        ({"locations": "77 = MQ\n77 = CR"}, "locations", "is there twice"),
        ({"base_url": "javascript:alert(1)"}, "base_url", "An address like"),
        ({"base_url": "https://me:pw@shop.example"}, "base_url", "An address like"),
        ({"base_url": "http://["}, "base_url", "An address like"),
    ],
)
def test_what_a_web_shop_cannot_be(app, shop, typed, field, sentence):
    ada = press(Person(app, shop.ada).opens("/settings/channels/web"), **typed)
    assert (ada.status, ada.code) == (422, "check_fields")
    assert sentence in ada.page.find(id=f"{field}-problem").get_text(" ", strip=True)


def test_a_web_shops_own_words_for_a_gift(app, shop):
    ada = Person(app, shop.ada)
    press(ada.opens("/settings/channels/web"), gift_flags="Geschenk, Is Gift", gift_notes="Grußtext")
    press(ada.sees("What says that it’s a gift nothing → Geschenk, Is Gift")).sees("Saved")
    assert web().settings["gift_flags"] == ["Geschenk", "Is Gift"]
    assert web().settings["gift_notes"] == ["Grußtext"]
    press(press(ada.opens("/settings/channels/web"), gift_flags="", gift_notes="")).sees("Saved")
    assert not {"gift_flags", "gift_notes"} & set(web().settings)


def test_who_sends_its_orders_is_previewed_saved_and_told(app, shop):
    ada = Person(app, shop.ada)
    press(ada.opens("/settings/channels/web"), ships_from_stores="1").sees(
        "Our stores send its orders no → yes"
    )
    press(ada.sees("go to our stores, by the routing rules", "no carrier account yet")).sees("Saved")
    assert web().ships_from_stores
    assert any("Our stores send its orders" in sentence for sentence in sentences(web()))
    parcels = Parcels(shop)
    order = parcels.order((shop.jacket, 1))
    press(ada.opens("/settings/channels/web"), ships_from_stores=None)
    press(ada.sees("stay with the web shop", "1 that a store has is sent from there")).sees("Saved")
    assert not web().ships_from_stores
    cancel_order(order, by=SYSTEM, reason="customer")
    assert "refund" in " ".join(shop.tasks()) and "canceled" in " ".join(shop.messages())
    later = parcels.order((shop.jacket, 1), number="1002")
    assert went(later) == [] and later.state == OrderState.EXTERNAL


def test_a_kept_key_is_shown_to_no_other_server(app, shop):
    ada = Person(app, shop.ada).opens("/settings/channels/web")
    press(press(ada, base_url="https://a.example", access_token="key-1")).sees("Saved")
    for elsewhere in ("https://evil.example", "http://a.example", "https://a.example:444"):
        press(ada.opens("/settings/channels/web"), base_url=elsewhere)
        assert (ada.status, ada.code) == (422, "check_fields")
        assert "Type the key for it" in ada.page.find(id="access_token-problem").get_text(" ", strip=True)
    assert web().settings["base_url"] == "https://a.example"
    press(press(ada.opens("/settings/channels/web"), base_url="")).sees("Saved")
    press(ada.opens("/settings/channels/web"), base_url="https://evil.example")
    assert ada.code == "check_fields"
    press(press(ada, base_url="https://b.example", access_token="key-2")).sees("Saved")
    assert web().settings["access_token"] == "key-2"


def test_a_new_secret_is_shown_once_and_the_old_one_stops(app, shop):
    ada = Person(app, shop.ada).opens("/settings/channels/web/secret")
    ada.posts("/settings/channels/web/secret", command_id="one-intent", secret="").sees("It is shown once")
    made = ada.page.select_one(".secret").get_text(strip=True)
    assert made == web().secret != "hush"
    ada.posts("/settings/channels/web/secret", command_id="one-intent", secret="")
    assert ada.code == "shown_before"
    assert web().secret == made
    everything = [str(row) for row in db.session.execute(sa.select(Event.facts))]
    assert not any(made in row for row in everything)


def test_a_web_shop_is_added(app, shop):
    ada = Person(app, shop.ada).posts("/me/store", code="MQ").opens("/settings/channels/new")
    press(ada, key="market", platform="woocommerce", name="Market", prefix="HW").sees(
        "Another web shop’s numbers"
    )
    press(press(ada, prefix="MK", locations="* = MQ").sees("It gets a secret of its own")).sees("Saved")
    ada.opens("/settings/channels").sees("Market", "WooCommerce, MK-, never heard of")


def test_a_message_in_the_stores_own_words(app, shop):
    url = "/settings/messages/ready/email/en"
    helen = press(
        Person(app, shop.helen).opens(url), subject="{order} waits", body="Hello {name},\ncome: {link}"
    )
    helen.sees("1001 waits", "Hello Maya,")
    press(helen).sees("Saved")
    look_again()
    kept = db.session.get(MessageText, (shop.mill_quay.id, "ready", "email", "en"))
    assert (kept.subject, kept.body) == ("{order} waits", "Hello {name},\ncome: {link}")
    helen.opens(url).taps("Back to the built-in words").sees("Saved", "The built-in words are used again")
    look_again()
    assert db.session.get(MessageText, (shop.mill_quay.id, "ready", "email", "en")) is None
    assert len(sentences(shop.mill_quay)) == 2
