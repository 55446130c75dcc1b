"""How a store works, changed on its settings pages: typed, previewed, saved, written down."""

from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.events.models import Delivery, Event
from associate.core.events.record import SYSTEM
from associate.core.events.words import describe
from associate.core.fulfillment.models import Fulfillment
from associate.core.stores.models import Location, OpeningHours, Store, Temperature
from associate.core.stores.versions import store_version
from associate.core.stores.week import coming_days
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import atomic, db
from associate.messages.compose import compose, outline
from associate.messages.kinds import CUSTOMER_KINDS, CUSTOMER_MEDIA
from associate.messages.own_words import Text, check, keep_words
from associate.words import LANGUAGES
from tests.support.counter import stage
from tests.support.people import Person
from tests.support.settings import as_shown, press
from tests.support.shop import look_again


def journal(shop, kind="store.changed"):
    """The facts of the store's latest event of this kind."""
    look_again()
    find = sa.select(Event).where(Event.about == shop.mill_quay.ref, Event.kind == kind)
    event = db.session.scalar(find.order_by(Event.id.desc()).limit(1))
    return event.facts if event else None


def kept(shop, name):
    look_again()
    return getattr(db.session.get(Store, shop.mill_quay.id), name)


def test_a_change_is_previewed_then_saved_then_written_down(app, shop):
    helen = Person(app, shop.helen).opens("/settings/hold")
    press(helen, hold_days="5").sees(
        "If you save this", "Days a ready order waits 7 → 5", "New ones wait 5 days"
    )
    assert kept(shop, "hold_days") == 7
    press(helen).sees("Saved", "Last changed by Helen")
    assert kept(shop, "hold_days") == 5
    facts = journal(shop)
    assert facts == {"section": "hold", "changes": {"hold_days": [7, 5]}}
    assert describe("store.changed", facts) == "Settings: Days a ready order waits 7 → 5"
    helen.opens("/settings/changes").sees("Days a ready order waits 7 → 5", "Helen")


def test_what_was_changed_after_the_preview_is_previewed_again(app, shop):
    helen = press(Person(app, shop.helen).opens("/settings/hold"), hold_days="5")
    press(helen, hold_days="6").sees("7 → 6")
    assert kept(shop, "hold_days") == 7
    press(helen).sees("Saved")
    assert kept(shop, "hold_days") == 6


def test_ready_orders_keep_their_date(app, shop):
    order = shop.has_order((shop.jacket, 1))
    stage(shop, order, "7K4")
    until = shop.job(order).hold_until
    helen = Person(app, shop.helen).opens("/settings/hold")
    press(press(helen, hold_days="3").sees("1 ready order keeps its date")).sees("Saved")
    assert shop.job(order).hold_until == until


BAD = [
    ("/settings/store", {"name": ""}, "name", "This can’t stay empty"),
    ("/settings/store", {"name": "x" * 81}, "name", "At most 80 characters"),
    ("/settings/store", {"latitude": "91"}, "latitude", "from −90 to 90"),
    ("/settings/store", {"latitude": "nan", "longitude": "1"}, "latitude", "from −90 to 90"),
    ("/settings/store", {"latitude": "53", "longitude": ""}, "longitude", "Give both numbers"),
    ("/settings/store", {"zone": "Europe/Nowhere"}, "zone", "Choose one"),
    ("/settings/store", {"zone": "../../etc/passwd"}, "zone", "Choose one"),
    ("/settings/store", {"currency": "XYZ"}, "currency", "Three letters"),
    ("/settings/store", {"locale": "tlh"}, "locale", "Choose one"),
    ("/settings/store", {"phone": "call me"}, "phone", "whole phone number"),
    ("/settings/promises", {"lead_minutes": "-1"}, "lead_minutes", "whole number from 0"),
    ("/settings/promises", {"lead_minutes": "1.5"}, "lead_minutes", "whole number"),
    ("/settings/promises", {"lead_minutes": "٣"}, "lead_minutes", "whole number"),
    ("/settings/promises", {"cutoff_minutes": "99999999999999999999"}, "cutoff_minutes", "whole number"),
    ("/settings/promises", {"minutes_an_order": "0"}, "minutes_an_order", "whole number from 1"),
    ("/settings/hold", {"hold_days": "0"}, "hold_days", "whole number from 1"),
    ("/settings/hold", {"remind_hours": "168"}, "remind_hours", "has waited its 7 days"),
    ("/settings/hold", {"quiet_from": "25:00"}, "quiet_from", "A time like"),
    ("/settings/hold", {"by_1": "", "by_2": ""}, "by_1", "at least one way"),
    ("/settings/hold", {"by_1": "pigeon"}, "by_1", "at least one way"),
    ("/settings/counter", {"verify_by": "x"}, "verify_by", "at least one way"),
    ("/settings/counter", {"undo_minutes": ""}, "undo_minutes", "whole number"),
    ("/settings/pause", {"until_day": "2020-01-01", "why": "weather"}, "until_time", "That has passed"),
    ("/settings/pause", {"until_day": "2099-01-01", "why": "weather"}, "until_day", "At most 30 days"),
    ("/settings/pause", {"until_day": "tomorrow", "why": "weather"}, "until_day", "A day like"),
    ("/settings/pause", {"why": "boredom"}, "why", "Choose one"),
    ("/settings/hours/week", {"how": "open"}, "days", "Choose the days first"),
    (
        "/settings/hours/week",
        {"days": "0", "how": "open", "opens": "18:00", "closes": "09:00"},
        "closes",
        "closes before",
    ),
    ("/settings/hours/week", {"days": "0", "how": "perhaps"}, "how", "Choose one"),
    ("/settings/hours/days", {"day": "2026-13-01", "how": "closed"}, "day", "A day like"),
    (
        "/settings/hours/days",
        {"day": "2026-12-24", "through": "2026-12-01", "how": "closed"},
        "through",
        "From the first day",
    ),
    ("/settings/places/new", {"code": "—"}, "code", "needs a letter"),
    ("/settings/places/new", {"code": "r 1"}, "code", "R-1 is there already"),
    ("/settings/places/new", {"code": "Z-1", "capacity": "0"}, "capacity", "whole number from 1"),
    ("/settings/places/new", {"code": "Z-1", "kind": "roof"}, "kind", "Choose one"),
    ("/settings/places/path", {"codes": ""}, "codes", "Paste the codes"),
    ("/settings/places/path", {"codes": "B-1\nb1"}, "codes", "Line 2 has the same code as line 1"),
    ("/settings/places/path", {"codes": "B-1\n???"}, "codes", "Line 2"),
    ("/settings/reasons/short", {f"on_{n}": "" for n in range(1, 5)}, "on_1", "Leave at least one on"),
    ("/settings/reasons/short", {"new_label": "Not found"}, "new_label", "There’s a reason with these words"),
    ("/settings/reasons/short", {"new_label": "Stolen", "new_effect": "burned"}, "new_effect", "Choose one"),
    ("/settings/messages/ready/email/en", {"subject": "Hi", "body": "Come!"}, "body", "Keep {link}"),
    ("/settings/messages/ready/email/en", {"subject": "", "body": "{link}"}, "subject", "needs a subject"),
    (
        "/settings/messages/ready/email/en",
        {"subject": "Hi", "body": "{link} {secret}"},
        "body",
        "There’s no {secret}",
    ),
]


@pytest.mark.parametrize(("url", "typed", "field", "sentence"), BAD, ids=lambda v: str(v)[:40])
def test_what_cannot_be_saved_says_why_next_to_its_field_and_stays(app, shop, url, typed, field, sentence):
    helen = Person(app, shop.helen).opens(url)
    press(helen, **typed)
    assert (helen.status, helen.code) == (422, "check_fields")
    problem = helen.page.find(id=f"{field}-problem")
    assert problem is not None, helen.text
    assert sentence in problem.get_text(" ", strip=True)
    for name, value in typed.items():
        shown = helen.page.select_one(f"#draft input[name={name}]:not([type=radio]):not([type=checkbox])")
        assert shown is None or shown.get("value", "") == value
    assert journal(shop) is None


def test_all_problems_are_named_at_once(app, shop):
    helen = Person(app, shop.helen).opens("/settings/promises")
    press(helen, lead_minutes="x", cutoff_minutes="-5", minutes_an_order="0").sees("3 things can’t be saved")
    assert len(helen.page.select("[aria-invalid=true]")) == 3


def test_a_stale_page_says_who_changed_it_and_when(app, shop):
    rosa = Person(app, shop.rosa)
    rosa.posts("/me/store", code="MQ").opens("/settings/hold")
    previewed = press(Person(app, shop.helen).opens("/settings/hold"), hold_days="9")
    press(press(Person(app, shop.helen).opens("/settings/hold"), hold_days="5"))
    at = f"{now().astimezone(shop.mill_quay.timezone):%H:%M}"
    for stale in (press(rosa, hold_days="4"), press(previewed)):
        assert (stale.status, stale.code) == (409, "changed_since")
        stale.sees(f"Helen changed this at {at}" if at in stale.text else "Helen changed this at")
    assert kept(shop, "hold_days") == 5


def test_sent_twice_is_saved_once(app, shop):
    helen = press(Person(app, shop.helen).opens("/settings/hold"), hold_days="5")
    form = as_shown(helen)
    for _again in range(2):
        helen.posts("/settings/hold", **form).sees("Saved")
    find = sa.select(sa.func.count()).where(Event.kind == "store.changed")
    assert db.session.scalar(find) == 1


def test_live_screens_hear_of_it_and_other_processes_read_it(app, shop):
    before = store_version(shop.mill_quay.id, ttl=0)
    press(press(Person(app, shop.helen).opens("/settings/promises"), lead_minutes="30")).sees("Saved")
    assert store_version(shop.mill_quay.id, ttl=0) > before
    with app.app_context():  # a session of its own, as another process has
        assert db.session.get(Store, shop.mill_quay.id).lead_minutes == 30


def test_the_currency_stays_once_there_are_orders(app, shop):
    helen = press(Person(app, shop.helen).opens("/settings/store"), currency="usd").sees("EUR → USD")
    shop.has_order((shop.jacket, 1))
    press(helen)
    assert kept(shop, "currency") == "EUR"
    helen.opens("/settings/store").sees("It stays: this store has orders in it")


def test_a_pause_moves_promises_and_going_on_brings_them_back(app, shop):
    order = shop.has_order((shop.jacket, 1))
    promised = shop.job(order).promise_at
    until = now() + timedelta(days=2)
    wall = until.astimezone(shop.mill_quay.timezone)
    helen = Person(app, shop.helen).opens("/settings/pause")
    press(helen, until_day=f"{wall:%Y-%m-%d}", until_time=f"{wall:%H:%M}", why="weather", what="all")
    helen.sees("This closes the store to new work now", "1 promise moves", "HW-1001")
    assert shop.job(order).promise_at == promised
    press(helen).sees("Paused", "1 promise moved")
    later = shop.job(order).promise_at
    assert later >= until.replace(second=0, microsecond=0)
    assert journal(shop, "store.paused")["why"] == "weather"
    assert "fulfillment.promise_moved" in shop.diary(shop.job(order))
    helen.opens("/settings/pause").sees("New orders paused until", "1 promise moves").taps("Go on now").sees(
        "Goes on"
    )
    assert promised <= shop.job(order).promise_at < later
    helen.posts("/settings/resumption")
    assert helen.code == "not_paused"


def test_a_pause_holds_ready_orders_longer_and_tells_their_customers(app, shop):
    ready, later, milk = (
        shop.has_order((thing, 1), number=number, first=first, customer=first)
        for thing, number, first in (
            (shop.kettle, "1001", "Maya"),
            (shop.jacket, "1002", "Joel"),
            (shop.milk, "1003", "Ruth"),
        )
    )
    for order, tag in ((ready, "7K4"), (later, "9MB"), (milk, "3PW")):
        stage(shop, order, tag)
    soon = now() + timedelta(hours=30)
    ids = [shop.job(order).id for order in (ready, milk)]
    with atomic():
        db.session.execute(sa.update(Fulfillment).where(Fulfillment.id.in_(ids)).values(hold_until=soon))
        shop.milk.product.temperature = Temperature.CHILLED
    before = shop.job(later).hold_until
    wall = (now() + timedelta(days=2)).astimezone(shop.mill_quay.timezone)
    helen = Person(app, shop.helen).opens("/settings/pause")
    press(helen, until_day=f"{wall:%Y-%m-%d}", until_time=f"{wall:%H:%M}", why="weather")
    press(helen.sees("1 ready order waits longer", "Their customers are told")).sees("Paused")
    job = shop.job(ready)
    assert (
        job.hold_until >= soon + timedelta(days=1, hours=12)
        and shop.diary(job)[-1] == "fulfillment.hold_moved"
    )
    assert shop.job(later).hold_until == before and shop.job(milk).hold_until == soon
    told = db.session.scalars(sa.select(Delivery).filter_by(fulfillment_id=job.id, kind="extended")).all()
    assert (
        told
        and not db.session.query(Delivery)
        .filter_by(fulfillment_id=shop.job(milk).id, kind="extended")
        .count()
    )
    assert not describe("fulfillment.hold_moved", {"why": "pause"}).endswith("last day")


def test_closing_a_day_moves_what_was_promised_for_it(app, shop):
    order = shop.has_order((shop.jacket, 1))
    ready = shop.has_order((shop.kettle, 1), number="1002", first="Joel", customer="c-joel")
    stage(shop, ready, "7K4")
    last = shop.job(ready).hold_until.astimezone(shop.mill_quay.timezone).date()
    today = now().astimezone(shop.mill_quay.timezone).date()
    promised = shop.job(order).promise_at
    helen = Person(app, shop.helen).opens("/settings/hours/days")
    press(helen, day=today.isoformat(), through=last.isoformat(), name="Flood", how="closed")
    helen.sees("1 promise moves", "1 ready order waits longer")
    press(helen).sees("Saved", "1 promise moved")
    assert shop.job(order).promise_at > promised
    assert shop.job(ready).hold_until.astimezone(shop.mill_quay.timezone).date() > last
    helen.opens("/settings/hours").sees("Flood")


def test_several_weekdays_change_at_once(app, shop):
    helen = Person(app, shop.helen).opens("/settings/hours/week")
    press(helen, days=["5", "6"], opens="11:00", closes="17:00")
    helen.sees("Saturday 00:00–23:59 → 11:00–17:00", "Sunday")
    press(helen).sees("Saved")
    look_again()
    week = {
        row.weekday: row.opens
        for row in db.session.scalars(sa.select(OpeningHours).filter_by(store_id=shop.mill_quay.id))
    }
    assert (week[5], week[6], week[0]) == (time(11), time(11), time(0))
    assert set(journal(shop)["changes"]) == {"day_5", "day_6"}


def test_public_holidays_are_chosen_from_a_list(app, shop):
    year = now().year + 1
    helen = Person(app, shop.helen).opens("/settings/hours/holidays", country="IE", year=str(year))
    helen.sees("Christmas Day", "Saint Patrick")
    chosen = [f"{year}-12-25", f"{year}-03-17"]
    press(press(helen, days=chosen).sees("If you save this")).sees("Saved")
    look_again()
    assert [day.name for day in db.session.get(Store, shop.mill_quay.id).exceptions] == [
        "Saint Patrick's Day",
        "Christmas Day",
    ]
    press(press(helen.opens("/settings/hours/removal"), days=chosen[:1])).sees("Saved")
    look_again()
    assert [day.name for day in db.session.get(Store, shop.mill_quay.id).exceptions] == [
        "Saint Patrick's Day"
    ]


def test_the_next_two_weeks_say_when_the_clocks_change(shop):
    store = shop.mill_quay
    with as_of(datetime(2027, 3, 20, 12, tzinfo=UTC)):
        moved = {day.isoformat(): minutes for day, _span, minutes in coming_days(store, 14) if minutes}
    assert moved == {"2027-03-28": 60}
    with atomic():
        for row in store.hours:
            row.opens, row.closes = time(1, 30), time(3)
    with as_of(datetime(2027, 3, 28, 0, tzinfo=UTC)):
        [(_day, span, _minutes)] = coming_days(store, 1)
    assert span[0] == time(2, 30)  # the clocks skip 01:30


def test_a_manager_of_another_store_sees_nothing_of_this_one(app, shop):
    with atomic():
        place = db.session.scalars(
            sa.select(Location).filter_by(store_id=shop.mill_quay.id, scan_key="R1")
        ).one()
        place.code, place.scan_key = "Q-9", "Q9"
    rosa = Person(app, shop.rosa).posts("/me/store", code="CR")
    assert rosa.opens("/settings/places/Q9").status == 404
    assert rosa.posts("/settings/places/Q9/steps", direction="up").status == 404
    assert as_shown(rosa.opens("/settings/store"))["name"] == "Castle Row"
    stale = rosa.posts("/settings/store", store="MQ", name="Stolen")
    assert (stale.status, stale.code) == (409, "other_store")
    assert Person(app, shop.ana).opens("/settings").status == 403


def test_jobs_are_made_while_settings_change(app, shop):
    """The lock on the store leaves those alone who only point to it."""
    press(press(Person(app, shop.helen).opens("/settings/promises"), lead_minutes="45")).sees("Saved")
    assert db.session.scalar(sa.select(sa.func.count(Fulfillment.id))) == 0
    assert shop.job(shop.has_order((shop.jacket, 1))).promise_at


# ── what customers are told ──────────────────────────────────────────────────

READY = "/settings/messages/ready/email/en"


def test_a_text_begins_with_the_built_in_words_of_its_language(app, shop):
    helen = Person(app, shop.helen).opens(READY).sees("Built-in", "Ready, {name}.", "See you soon {retailer}")
    assert as_shown(helen)["subject"] == "Ready at {store}: order {order}"
    press(helen).sees("That’s how it is already")
    helen.opens("/settings/messages/ready/sms/fr").sees("{link}")
    assert as_shown(helen)["body"].startswith("{retailer} {store}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("medium", CUSTOMER_MEDIA)
@pytest.mark.parametrize("kind", CUSTOMER_KINDS)
def test_built_in_words_can_be_kept_as_they_are(app, shop, kind, medium, language):
    with app.test_request_context():
        words = outline(kind, medium, language)
        check(kind, medium, language, words)
    assert "None" not in words.body and "\n\n\n" not in words.body


def test_own_words_go_back_to_the_built_in_ones(app, shop):
    helen = Person(app, shop.helen).opens(READY)
    body = as_shown(helen)["body"]
    press(press(helen, body=f"{body}\nSay hello to Helen.")).sees("Saved")
    helen.opens(READY).sees("Your own", "Say hello to Helen.").taps("Back to the built-in words")
    helen.opens(READY).sees("Built-in").does_not_see("Say hello to Helen.")
    press(press(helen, body="Come: {link}"))
    press(press(helen.opens(READY), body=body)).sees("Saved")
    helen.opens(READY).sees("Built-in").does_not_see("Your own")


def test_own_words_may_say_what_happens_with_the_money(app, shop):
    keep_words(shop.mill_quay, "canceled", "email", "en", Text("Gone", "Sorry.\n\n{money}\n\nBye"), by=SYSTEM)
    job = shop.job(shop.has_order((shop.jacket, 1)))
    with app.test_request_context():
        told = compose("canceled", "email", order=job.order, job=job, store=job.store, link="")
    assert told.body == "Sorry.\n\nBye"
    open_task(TaskKind.REFUND, "refund", by=SYSTEM, order_id=job.order_id, amount=100)
    with app.test_request_context():
        told = compose("canceled", "email", order=job.order, job=job, store=job.store, link="")
    assert told.body == "Sorry.\n\n€1.00 goes back to your card ending in 4417.\n\nBye"


def test_what_a_store_gets_done_is_set_and_may_have_no_limit(app, shop):
    helen = (
        Person(app, shop.helen)
        .opens("/settings/promises")
        .sees("Until 20 orders in four weeks have shown it")
    )
    press(helen, people_percent="0", orders_a_day="0").sees("2 things can’t be saved")
    press(helen, people_percent="50", orders_a_day="40", orders_an_hour="").sees(
        "Orders a day at most nothing → 40"
    )
    press(helen).sees("Saved")
    assert [kept(shop, name) for name in ("people_percent", "orders_a_day", "orders_an_hour")] == [
        50,
        40,
        None,
    ]
    press(helen.opens("/settings/promises"), orders_a_day="")
    press(helen).sees("Saved")
    assert kept(shop, "orders_a_day") is None
    with atomic():
        shop.mill_quay.learned_minutes = 9
    helen.opens("/settings/promises").sees("Your last four weeks say 9 minutes")


def test_parcels_what_one_costs_and_the_groups_of_a_store(app, shop):
    helen = Person(app, shop.helen).opens("/settings/parcels")
    press(helen, ship_cost="-3").sees("An amount like 6.50")
    press(helen, ship_cost="6,50", groups="North, outlet,  north ,")
    press(helen).sees("Saved")
    assert (kept(shop, "ship_cost"), kept(shop, "groups")) == (650, ["north", "outlet"])
    helen.opens("/settings/parcels").sees("In use: north, outlet.")
    assert as_shown(helen)["ship_cost"] == "6.50" and as_shown(helen)["groups"] == "north, outlet"
