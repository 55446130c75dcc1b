"""Boxes, carriers, paper and printers in the settings: shown with what they do, saved, and written down."""

import json

import pytest
import sqlalchemy as sa

from associate.core.events.models import CommandRow, Event
from associate.core.events.words import describe
from associate.core.shipping.models import Box, CarrierAccount
from associate.core.stores.devices import Device
from associate.db import atomic, db
from tests.support.packing import Bench
from tests.support.people import Person
from tests.support.settings import press
from tests.support.shop import look_again

SIZES = {
    "inner_length_mm": "300",
    "inner_width_mm": "200",
    "inner_height_mm": "100",
    "outer_length_mm": "308",
    "outer_width_mm": "208",
    "outer_height_mm": "108",
    "weight_g": "150",
    "max_g": "9000",
}
KEY = "EZTK-very-secret-key"


@pytest.fixture
def ada(app, shop):
    return Person(app, shop.ada).posts("/me/store", code="MQ")


def the(model, **fields):
    look_again()
    return db.session.scalars(sa.select(model).filter_by(**fields)).one()


def journal(prefix):
    find = sa.select(Event).where(Event.kind.startswith(prefix)).order_by(Event.id)
    return [describe(event.kind, event.facts) for event in db.session.scalars(find)]


def test_a_box_is_added_and_changed_and_written_down(shop, ada):
    press(ada.opens("/settings/boxes/new"), code="b3", name="Medium", **SIZES).sees(
        "Packing benches suggest it from now"
    )
    press(ada).sees("Saved", "B3 · Medium", "Inside 300 × 200 × 100 mm")
    press(ada.opens("/settings/boxes/B3"), max_g="8000", is_active=None).sees("No bench suggests it any more")
    press(ada).sees("Saved", "off")
    box = the(Box, code="B3")
    assert (box.max_g, box.is_active, box.outer_length_mm) == (8000, False, 308)
    assert journal("box.") == [
        "Box added: B3",
        "Settings, B3: What it carries, g 9000 → 8000, In use yes → no",
    ]


def test_a_box_that_can_not_be_is_not_saved(shop, ada):
    Bench(shop)
    press(ada.opens("/settings/boxes/new"), code="S", name="", **{**SIZES, "outer_width_mm": "150"})
    assert ada.code == "check_fields" and ada.status == 422
    ada.sees("There’s a box with this code already", "It can’t be smaller outside than inside")
    assert ada.opens("/settings/boxes/nothing").status == 404


def adds(ada, **fields):
    said = {"key": "post", "platform": "easypost", "name": "Post", "api_key": KEY, **fields}
    press(ada.opens("/settings/carriers/new"), **said)
    return press(ada)


def test_a_carrier_is_added_and_its_key_is_never_seen_again(shop, ada):
    adds(ada, store_code="MQ", service="Priority").sees("Saved", "EasyPost").does_not_see(KEY)
    account = the(CarrierAccount, key="post")
    assert (account.store_id, account.service) == (shop.mill_quay.id, "Priority")
    assert account.settings == {"api_key": KEY, "label": "pdf"}
    press(ada.opens("/settings/carriers/post"), service="", store_code="").sees(
        "Without another choice the cheapest is bought"
    ).does_not_see(KEY)
    press(ada).sees("Saved")
    account = the(CarrierAccount, key="post")
    assert (account.store_id, account.service, account.settings["api_key"]) == (None, "", KEY)
    written = json.dumps([event.facts for event in db.session.scalars(sa.select(Event))])
    written += json.dumps([command.result for command in db.session.scalars(sa.select(CommandRow))])
    assert KEY not in written and journal("carrier_account.")[0] == "Carrier added: post"


def test_a_new_address_wants_the_key_anew_and_without_one_nothing_is_bought(shop, ada):
    press(ada.opens("/settings/carriers/new"), key="post", platform="shippo", name="Post").sees(
        "Without it no label can be bought"
    )
    adds(ada)
    press(ada.opens("/settings/carriers/post"), base_url="https://elsewhere.example").sees(
        "Type the key for it, too"
    )
    assert "base_url" not in the(CarrierAccount, key="post").settings


def test_its_webhook_secret_is_shown_once(shop, ada):
    adds(ada)
    ada.opens("/settings/carriers/post").sees("Without a secret it isn’t believed")
    command = {"command_id": "one-command-id"}
    ada.opens("/settings/carriers/post/secret").posts("/settings/carriers/post/secret", secret="", **command)
    secret = the(CarrierAccount, key="post").secret
    ada.sees("Copy it now", secret)
    ada.posts("/settings/carriers/post/secret", secret="", **command)
    assert ada.code == "shown_before" and the(CarrierAccount, key="post").secret == secret
    page = str(ada.opens("/settings/carriers/post").page)
    assert secret not in page and "/webhooks/carriers/easypost/post" in page
    assert journal("carrier_account.secret") == ["New webhook secret of the carrier post"]


def test_who_saves_second_is_told_who_was_first(shop, ada, app):
    adds(ada)
    page = ada.opens("/settings/carriers/post").page
    press(Person(app, shop.ada).opens("/settings/carriers/post"), name="Other")
    other = Person(app, shop.ada).posts("/me/store", code="MQ").opens("/settings/carriers/post")
    press(press(other, name="Other"))
    ada.page = page
    press(ada, name="Mine")
    assert ada.code == "changed_since" and the(CarrierAccount, key="post").name == "Other"


def test_it_is_not_for_everybody(app, shop):
    for person in (shop.ana, shop.helen):
        for url in ("/settings/boxes", "/settings/boxes/new", "/settings/carriers", "/settings/carriers/new"):
            assert Person(app, person).opens(url).status == 403, url


def test_the_paper_and_the_state_of_a_store(shop, app):
    helen = Person(app, shop.helen)
    press(press(helen.opens("/settings/parcels"), paper="letter").sees("Paper of its page printer"))
    press(press(helen.opens("/settings/store"), region="OR"))
    look_again()
    assert (shop.mill_quay.paper, shop.mill_quay.region) == ("letter", "OR")


def test_a_device_says_what_its_label_printer_takes(shop, app):
    with atomic():
        device = Device(
            store_id=shop.mill_quay.id, name="Bench", kind="tablet", token_hash="x", enrolled_by="system"
        )
        db.session.add(device)
    url = f"/devices/{device.id}/printer"
    helen = Person(app, shop.helen).opens(url).taps("Save", format="zpl", dpi="300").sees("Saved")
    device = the(Device, name="Bench")
    assert (device.label_format, device.label_dpi) == ("zpl", 300)
    assert journal("device.printer") == ["Labels of Bench: zpl 300 dpi"]
    helen.opens(url).posts(url, format="zpl", dpi="72")
    assert helen.code == "no_printer"
    assert Person(app, shop.charlie).opens(url).status in (403, 404)
