"""The bytes under a seal are the same on every engine, and each thing an event says is among them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa

from associate.core.events.chain import Stretch, canonical, read_marks
from associate.core.events.models import Event
from associate.core.events.record import SYSTEM, record
from associate.db import atomic, db

AT = datetime(2026, 3, 29, 1, 30, 0, 120, UTC)


@dataclass(frozen=True)
class Told:
    id: int
    at: datetime
    kind: str
    about: str
    order_id: int | None
    store_id: int | None
    by: str
    device_id: int | None
    facts: dict[str, Any]


EVENT = Told(7, AT, "line.picked", "fulfillment:3", 2, 1, "staff:4", None, {"units": 2, "thing": "Tisane é"})
OTHER = {
    "id": 8,
    "at": AT + timedelta(microseconds=1),
    "kind": "line.short",
    "about": "fulfillment:4",
    "order_id": None,
    "store_id": 2,
    "by": "staff:5",
    "device_id": 1,
    "facts": {"units": 3, "thing": "Tisane é"},
}


def test_the_bytes_are_written_down():
    assert canonical(EVENT) == (
        b'[7,"2026-03-29T01:30:00.000120+00:00","line.picked","fulfillment:3",2,1,"staff:4",null,'
        b'{"thing":"Tisane \\u00e9","units":2}]'
    )


@pytest.mark.parametrize("name", OTHER)
def test_whatever_an_event_says_is_under_the_seal(name):
    assert canonical(replace(EVENT, **{name: OTHER[name]})) != canonical(EVENT)


@pytest.mark.parametrize(
    "ours, theirs",
    [
        ({"a": 1, "b": {"d": 1, "c": 2}}, {"b": {"c": 2, "d": 1}, "a": 1}),
        ({"minutes": 100.0}, {"minutes": 100}),
        ({"share": [1.50, -0.0]}, {"share": [1.5, 0]}),
    ],
)
def test_how_an_engine_writes_json_makes_no_difference(ours, theirs):
    assert canonical(replace(EVENT, facts=ours)) == canonical(replace(EVENT, facts=theirs))


def test_the_zone_a_time_was_told_in_makes_no_difference():
    there = AT.astimezone(timezone(timedelta(hours=2)))
    assert canonical(replace(EVENT, at=there)) == canonical(EVENT)


def test_an_order_of_events_is_part_of_their_sum():
    one, other = Stretch(), Stretch()
    for event in (EVENT, replace(EVENT, id=8)):
        one.add(event)
    for event in (replace(EVENT, id=8), EVENT):
        other.add(event)
    assert one.digest != other.digest
    assert [mark.event_id for mark in read_marks(bytes(one.marks))] == [7, 8]


@pytest.mark.engine("sqlite", "postgresql")
def test_an_engine_gives_back_what_it_was_told(app, shop):
    """The same bytes on both, whatever becomes of the facts on the way."""
    facts = {"z": [1.0, 2.5, -3], "a": {"y": None, "x": True}, "name": '“Ünïcode” \\ "', "big": 2**60}
    with atomic():
        event = record("demo.told", about=shop.mill_quay, by=SYSTEM, **facts)
        event.at = AT
    db.session.expire_all()
    read = db.session.execute(sa.select(*Event.__table__.columns).where(Event.id == event.id)).one()
    told = replace(EVENT, id=event.id, kind="demo.told", about="store:1", order_id=None, by="system")
    assert canonical(read) == canonical(replace(told, store_id=shop.mill_quay.id, facts=facts))
