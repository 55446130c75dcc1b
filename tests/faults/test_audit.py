"""Whoever changes the journal behind our back is found, and what we do ourselves is not."""

import time

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.events.models import Event
from associate.core.events.record import SYSTEM, record
from associate.core.events.seals import Seal, last_seal
from associate.db import atomic, db
from associate.errors import Refused
from associate.jobs.due import run_quick
from associate.upkeep.audit import seal as sealing
from associate.upkeep.audit.seal import is_due, seal_journal
from associate.upkeep.audit.verify import Report, verify
from associate.upkeep.retention import forget_what_is_old
from tests.support.administrator import does

pytestmark = pytest.mark.engine("sqlite", "postgresql")


def found(kept=None):
    return list(verify(Report(), kept))


def told(shop, count, kind="demo.told"):
    with atomic():
        for n in range(count):
            record(kind, about=shop.mill_quay, by=SYSTEM, n=n)


@pytest.fixture
def sealed(shop, monkeypatch):
    """Three seals over an order's story and what came after. Returns the events of the middle one."""
    monkeypatch.setattr(sealing, "MOST", 10)
    shop.has_order((shop.jacket, 1))
    told(shop, 25)
    seal_journal()
    second = db.session.get_one(Seal, 2)
    assert found() == []
    return list(range(second.after + 1, second.last + 1))


@pytest.mark.parametrize(
    "attack, says",
    [
        ("UPDATE events SET facts = '{{\"n\": 900}}' WHERE id = {1}", "Event {1} (demo.told of store:1"),
        ("UPDATE events SET \"by\" = 'staff:2' WHERE id = {0}", "Event {0} ("),
        ("UPDATE events SET device_id = 4 WHERE id = {0}", "Event {0} ("),
        ("DELETE FROM events WHERE id = {3}", "Event {3} was removed."),
        ("DELETE FROM events WHERE id >= {0} AND id <= {9}", "Event {0} was removed."),
        (
            'INSERT INTO events SELECT -3, at, kind, about, order_id, store_id, "by", device_id, facts '
            "FROM events WHERE id = {1}",
            "Event -3 (demo.told of store:1",
        ),
        (
            "UPDATE events SET id = -1 WHERE id = {1}; UPDATE events SET id = {1} WHERE id = {2}; "
            "UPDATE events SET id = {2} WHERE id = -1",
            "Event {1} (",
        ),
        ("UPDATE seals SET events = events + 1 WHERE id = 2", "Seal 2 was changed."),
        (
            "UPDATE seals SET marks = (SELECT marks FROM seals WHERE id = 1) WHERE id = 2",
            "Seal 2 was changed.",
        ),
        ("UPDATE seals SET signature = '00' WHERE id = 2", "Seal 2 isn’t signed with a key of this journal."),
        ("DELETE FROM seals WHERE id = 2", "Seal 2 is missing."),
        ("DELETE FROM seals WHERE id > 1", "Seals 2 to 3 are missing."),
        ("DELETE FROM seal_keys", "Seal 1 isn’t signed with a key of this journal."),
    ],
)
def test_an_administrator_is_found(app, shop, sealed, attack, says):
    does(*attack.format(*sealed).split("; "))
    assert says.format(*sealed) in " ".join(found())


def test_what_is_put_into_a_gap_is_found(app, shop, monkeypatch):
    """Where a transaction was rolled back, or a row removed, an id is free."""
    told(shop, 3)
    does("DELETE FROM events WHERE id = (SELECT max(id) - 1 FROM events)")
    seal_journal()
    gap = last_seal().last - 1
    does(
        f'INSERT INTO events SELECT {gap}, at, kind, about, order_id, store_id, "by", device_id, facts '
        f"FROM events WHERE id = {gap + 1}"
    )
    assert f"Event {gap} (demo.told of store:1" in " ".join(found())
    assert "was put in after its time." in " ".join(found())


def test_a_chain_made_anew_with_another_key_is_found_and_not_gone_on_with(app, shop, sealed):
    kept = last_seal().head
    does(
        "UPDATE events SET \"by\" = 'staff:2' WHERE id = 1",
        "DELETE FROM seals",
        "DELETE FROM seal_keys",
        "DELETE FROM beats",
    )
    app.config["AUDIT_KEY"] = "A" * 43
    seal_journal()
    assert found() == []  # as whoever holds that key sees it
    app.config["AUDIT_KEY"] = ""
    assert "The last seal is signed with key" in found()[-1]
    assert f"Seal {kept.number} isn’t the one that was written down" in " ".join(found(kept))
    told(shop, 1)
    with pytest.raises(Refused, match="not_our_seal"):
        seal_journal()


def test_a_new_key_goes_on_where_somebody_says_so(app, shop, sealed):
    runner = app.test_cli_runner()
    head = runner.invoke(args=["audit", "head"]).output.strip()
    app.config["AUDIT_KEY"] = "A" * 43
    told(shop, 1)
    with pytest.raises(Refused, match="not_our_seal"):
        seal_journal()
    assert runner.invoke(args=["audit", "verify"]).exit_code == 1
    assert f"signs after {head}" in runner.invoke(args=["audit", "rotate"]).output
    assert seal_journal() == 1
    proven = runner.invoke(args=["audit", "verify", "--head", head])
    assert proven.exit_code == 0 and "The journal is what it was." in proven.output


def test_a_head_that_was_kept_outside_proves_that_nothing_was_cut_off(app, shop, sealed):
    kept = last_seal().head
    does("DELETE FROM seals WHERE id > 1", "UPDATE beats SET facts = '{}' WHERE name = 'sealing'")
    assert found() == []
    assert found(kept) == [
        f"Seal {kept.number} was written down and is gone: cut off, or an old backup was restored."
    ]


def test_what_is_forgotten_leaves_the_chain_whole(app, shop, sealed):
    with time_machine.travel(now().replace(year=now().year + 4), tick=False):
        forget_what_is_old(at_once=True)
        seal_journal()
        assert found() == []


def test_the_worker_seals_a_minute_behind(app, shop):
    told(shop, 2)
    run_quick()
    assert last_seal().last == db.session.scalar(sa.select(sa.func.max(Event.id)))
    told(shop, 2)
    assert not is_due()
    with time_machine.travel(time.time() + 61):
        assert is_due()


def test_a_journal_that_nobody_seals_is_told(app, shop):
    told(shop, 2)
    with time_machine.travel(time.time() + 3700):
        assert "events wait for a seal" in found()[0]
