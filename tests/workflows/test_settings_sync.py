"""Ada looks what the web shops know, sends again what they didn't take, and says whose figures stand."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.syncing import line_name
from associate.core.catalog.channels import Channel, Platform
from associate.core.catalog.published import Drift, PublishedStock, Wins
from associate.core.events.models import Beat
from associate.core.inventory import ledger
from associate.db import atomic, db
from associate.workflows.settings.screens.sync import p95_of
from tests.support.people import Person
from tests.support.settings import press
from tests.support.shop import look_again


@pytest.fixture
def ada(app, shop):
    return Person(app, shop.ada)


@pytest.fixture
def connected(shop):
    with atomic():
        shop.web.settings = {**shop.web.settings, "base_url": "https://shop.example", "access_token": "t"}
    return shop.web


def waits(shop, channel, seconds, problem=""):
    with atomic():
        level = ledger.level_of(shop.mill_quay.id, shop.jacket.id)
        at = now() - timedelta(seconds=seconds)
        row = {
            "channel_id": channel.id,
            "level_id": level,
            "changed_at": at,
            "next_at": now() + timedelta(hours=1),
        }
        db.session.add(PublishedStock(**row, tries=5, problem=problem))


def test_what_is_up_to_date_behind_or_told_nothing(shop, ada):
    ada.opens("/settings/sync").sees("is told nothing")
    with atomic():
        shop.web.settings = {**shop.web.settings, "access_token": "t", "base_url": "https://shop.example"}
    ada.opens("/settings/sync").sees("up to date").sees("nothing waits")
    waits(shop, shop.web, 61)
    ada.opens("/settings/sync").sees("behind").sees("oldest change waits")


def test_its_page_says_how_late_what_was_refused_and_where_they_differ(shop, ada, connected):
    minute = str(int(now().timestamp() // 60))
    with atomic():
        facts = {"lags": {minute: {"2": 90, "15": 10}}, "words": "", "done_at": now().isoformat()}
        db.session.add(Beat(name=line_name(connected.id), at=now(), facts=facts))
        for field, ours, theirs, wins in (
            ("stock", "20", "25", Wins.OURS),
            ("price", "8900", "7990", Wins.THEIRS),
        ):
            db.session.add(
                Drift(
                    channel_id=connected.id, variant_id=shop.jacket.id, store_id=shop.mill_quay.id,
                    field=field, ours=ours, theirs=theirs, winner=wins, why="setting",
                )
            )  # fmt: skip
    waits(shop, connected, 5, problem="The specified item could not be found.")
    ada.opens("/settings/sync/web").sees("slow").sees("15 s").sees("The specified item could not be found.")
    ada.sees("Ours 20, theirs 25").sees("Ours stands, as you set it. It was told again.").sees("€79.90")
    ada.posts("/settings/sync/web").sees("1 thing goes out once more.")
    look_again()
    row = db.session.scalars(sa.select(PublishedStock)).one()
    assert row.tries == 0 and row.next_at <= now()


def test_who_may_not_see_it(app, shop):
    helen = Person(app, shop.helen).opens("/settings")
    helen.does_not_see("What web shops know")
    assert helen.client.get("/settings/sync").status_code == 403


def test_whose_figures_stand_is_previewed_and_saved(shop, ada, connected):
    ada.opens("/settings/channels/web")
    press(ada, wins_stock="theirs", wins_tax="ours").sees("Our stock follows its figures from now")
    press(ada)
    look_again()
    saved = db.session.get(Channel, connected.id)
    assert saved.authority == {"stock": "theirs", "price": "theirs", "tax": "ours", "customer": "theirs"}
    assert saved.platform == Platform.SHOPIFY
    press(ada.opens("/settings/channels/web"), wins_stock="nobody").sees("Choose one of these.")


def test_the_95th_of_100_counts_and_an_hour_is_kept():
    minute, old = str(int(now().timestamp() // 60)), str(int(now().timestamp() // 60) - 61)
    assert p95_of({minute: {"1": 95, "60": 5}}) == (1, 100)
    assert p95_of({minute: {"1": 94, "60": 6}}) == (60, 100)
    assert p95_of({old: {"60": 9}}) == (None, 0)
