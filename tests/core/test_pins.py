"""What a PIN may be, and who is locked where after how many misses."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.events.models import Event
from associate.core.events.record import SYSTEM
from associate.core.stores.devices import Device, DeviceKind
from associate.core.stores.pins import MOST_A_DAY, check_pin, clear_pin, set_pin
from associate.core.stores.staff import StaffSession
from associate.db import atomic, db
from associate.errors import Refused
from tests.support.devices import OTHER_PIN, PIN, give_pins
from tests.support.shop import look_again

WRONG = "999990"


@pytest.fixture
def two(shop):
    """Two tablets of Mill Quay."""
    with atomic():
        made = [
            Device(
                store=shop.mill_quay,
                name=f"Tablet {n}",
                kind=DeviceKind.TABLET,
                token_hash=f"{n}" * 64,
                enrolled_by="system",
            )
            for n in (1, 2)
        ]
        db.session.add_all(made)
    return made


def answer(staff, pin, device):
    """ "opens", or the code of the refusal."""
    try:
        check_pin(staff, pin, device)
        return "opens"
    except Refused as refusal:
        return refusal.code


def words(staff, pin, device):
    with pytest.raises(Refused) as refused:
        check_pin(staff, pin, device)
    return refused.value.message


@pytest.mark.engine("sqlite")  # refused before a database is asked
@pytest.mark.parametrize(
    "pin",
    ["000000", "777777", "123456", "654321", "345678", "890123", "121212", "123123", "112233", "123321"]
    + ["199090", "202020", "147258", "159753", "112358", "262000", "746736"],
)
def test_what_a_guesser_tries_first_is_no_pin(app, shop, pin):
    """The last two are spelled by Ana's own name and address on a phone's keys."""
    shop.ana.first_name, shop.ana.last_name, shop.ana.email = "Ana", "Shop-Em", "ana000@shop.example"
    with pytest.raises(Refused) as refused:
        set_pin(shop.ana, pin, by=SYSTEM)
    assert refused.value.code == "weak_pin"
    db.session.rollback()


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12 456", "abcdef", "１２３４５６", "40281½"])
def test_a_pin_is_six_digits(app, shop, pin):
    with pytest.raises(Refused) as refused:
        set_pin(shop.ana, pin, by=SYSTEM)
    assert refused.value.code == "not_six_digits"


def test_what_is_kept_is_a_slow_hash_under_our_secret_and_the_persons_own(app, shop, two):
    give_pins(shop.ana, shop.priya)
    assert shop.ana.pin_hash.startswith("$argon2id$") and shop.ana.pin_hash != shop.priya.pin_hash
    with atomic(shop.priya):
        shop.priya.pin_hash = shop.ana.pin_hash
    assert answer(shop.priya, PIN, two[0]) == "wrong_pin"
    assert answer(shop.ana, PIN, two[0]) == "opens"
    app.config["SECRET_KEY"] = "another"
    assert answer(shop.ana, PIN, two[0]) == "wrong_pin"


def test_five_misses_lock_the_pair_for_a_quarter_of_an_hour_and_nobody_else(app, shop, two):
    give_pins(shop.ana, shop.priya)
    with time_machine.travel(now(), tick=False) as time:
        assert words(shop.ana, WRONG, two[0]) == "That PIN didn’t match. 4 tries left on this tablet."
        assert words(shop.ana, WRONG, two[0]) == "That PIN didn’t match. 3 tries left on this tablet."
        assert [answer(shop.ana, WRONG, two[0]) for _ in range(3)] == ["wrong_pin", "wrong_pin", "pin_locked"]
        until = (now() + timedelta(minutes=15)).astimezone(shop.mill_quay.timezone).strftime("%H:%M")
        assert f"until {until}" in words(shop.ana, PIN, two[0])
        assert answer(shop.priya, PIN, two[0]) == "opens"
        assert answer(shop.ana, PIN, two[1]) == "opens"
        time.shift(timedelta(minutes=14, seconds=59))
        assert answer(shop.ana, PIN, two[0]) == "pin_locked"
        time.shift(timedelta(seconds=1))
        assert answer(shop.ana, PIN, two[0]) == "opens"
        assert words(shop.ana, WRONG, two[0]) == "That PIN didn’t match. 4 tries left on this tablet."


def test_the_right_pin_forgets_the_misses_before_it(app, shop, two):
    give_pins(shop.ana)
    for _ in range(3):
        assert [answer(shop.ana, WRONG, two[0]) for _ in range(4)] == ["wrong_pin"] * 4
        assert answer(shop.ana, PIN, two[0]) == "opens"


def test_a_day_of_guessing_gets_480_guesses_however_it_is_spread(app, shop, two):
    """Also by somebody who guesses four times, lets the person sign in, and goes on."""
    give_pins(shop.ana)
    with atomic():
        db.session.execute(
            sa.insert(Event),
            [
                {
                    "kind": "staff.pin_missed",
                    "about": shop.ana.ref,
                    "by": two[0].ref,
                    "device_id": two[0].id,
                    "at": now() - timedelta(hours=1),
                    "facts": {},
                }
            ]
            * (MOST_A_DAY - 5),
        )
    looked_at = [answer(shop.ana, WRONG, two[0]) for _ in range(8)]
    assert looked_at[0] == "wrong_pin" and set(looked_at[1:]) == {"pin_locked"}
    assert answer(shop.ana, PIN, two[1]) == "opens"
    with time_machine.travel(now() + timedelta(hours=23, minutes=1)):
        assert answer(shop.ana, PIN, two[0]) == "opens"


def test_a_new_pin_opens_at_once_where_the_old_one_was_locked(app, shop, two):
    give_pins(shop.ana)
    for _ in range(5):
        answer(shop.ana, WRONG, two[0])
    set_pin(shop.ana, OTHER_PIN, by=SYSTEM)
    assert answer(shop.ana, PIN, two[0]) == "wrong_pin"
    assert answer(shop.ana, OTHER_PIN, two[0]) == "opens"


def test_a_reset_takes_the_pin_its_locks_and_its_sessions(app, shop, two):
    give_pins(shop.ana)
    with atomic():
        for how in ("pin", "password"):
            session = StaffSession(
                staff=shop.ana, token_hash=how, begun_by=how, expires_at=now() + timedelta(hours=1)
            )
            db.session.add(session)
    clear_pin(shop.ana, by=shop.helen.actor)
    assert answer(shop.ana, PIN, two[0]) == "no_pin"
    look_again()
    standing = db.session.scalars(sa.select(StaffSession.begun_by).filter_by(ended_at=None))
    assert list(standing) == ["password"]
    assert shop.diary(shop.ana)[-1] == "staff.cleared_pin"


def test_without_a_device_of_the_store_no_pin_is_looked_at(app, shop, two):
    give_pins(shop.ana)
    assert answer(shop.ana, PIN, None) == "no_device"
    with atomic(two[0]):
        two[0].revoked_at = now()
    assert answer(shop.ana, PIN, two[0]) == "no_device"


def test_a_miss_is_in_the_journal_without_the_digits(app, shop, two):
    give_pins(shop.ana)
    answer(shop.ana, WRONG, two[0])
    look_again()
    miss = db.session.scalars(sa.select(Event).filter_by(kind="staff.pin_missed")).one()
    assert (miss.about, miss.by, miss.device_id, miss.facts) == (shop.ana.ref, two[0].ref, two[0].id, {})
