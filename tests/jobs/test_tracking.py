"""What carriers tell of a parcel: kept whole, shown by time, and delivered ends it."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts import labels as acts
from associate.core.acts import manifests
from associate.core.acts.shipments import ship_date
from associate.core.acts.tracking import take_in
from associate.core.shipping.tracking import TrackingEvent, events_of
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import atomic, db
from associate.integrations.carriers.port import Status, Tracked
from associate.jobs import tracking
from tests.support.packing import account, labels, states, the_parcel
from tests.support.shop import look_again

BEGAN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def job(shop, bench, after):
    """On a manifest, waiting for its driver."""
    job = bench.picked((shop.jacket, 1))
    acts.want_label(bench.packs(job), bench.swift, by=bench.by)
    after()
    manifests.close_manifest(shop.mill_quay, bench.swift, ship_date(shop.mill_quay), by=bench.by)
    return job


@pytest.fixture
def leaves(bench, job):
    def leave():
        manifest = db.session.scalars(sa.select(manifests.Manifest)).one()
        manifests.scan_off(manifest, the_parcel(job).number, by=bench.by)
        manifests.hand_off(manifest, driver="Joe", by=bench.by)

    return leave


def said(job, hours, status, words=""):
    number = labels(the_parcel(job))[0].tracking_number
    return Tracked(f"e{hours}", number, status, BEGAN + timedelta(hours=hours), words, "Portland")


def shown(job):
    look_again()
    return the_parcel(job).shown_status


def test_told_thrice_and_out_of_order_it_is_as_if_told_once_in_order(job, leaves):
    leaves()
    steps = (Status.ACCEPTED, Status.IN_TRANSIT, Status.OUT_FOR_DELIVERY, Status.DELIVERED)
    told = [said(job, n, status) for n, status in enumerate(steps)] * 3
    Random(7).shuffle(told)
    assert sum(take_in([each]) for each in told) == 4
    assert shown(job) == "delivered" and states(job) == ("delivered", ["delivered"])
    assert [event.status.value for event in events_of(labels(the_parcel(job))[0])] == [
        status.value for status in reversed(steps)
    ]


def test_an_older_word_that_comes_late_isnt_shown(job, leaves):
    leaves()
    take_in([said(job, 5, Status.OUT_FOR_DELIVERY)])
    take_in([said(job, 1, Status.IN_TRANSIT)])
    assert shown(job) == "out_for_delivery" and states(job)[0] == "shipped"


def test_a_parcel_that_is_stuck_or_comes_back_is_somebodys(job, leaves):
    leaves()
    take_in([said(job, 1, Status.EXCEPTION, "Address not found")])
    key = f"{the_parcel(job).id}:way"
    look_again()
    task = task_of(TaskKind.PARCEL_TROUBLE, key)
    assert (task.facts["why"], task.facts["words"]) == ("exception", "Address not found")
    take_in([said(job, 2, Status.IN_TRANSIT)])
    assert task_of(TaskKind.PARCEL_TROUBLE, key) is None
    take_in([said(job, 3, Status.RETURNED)])
    assert task_of(TaskKind.PARCEL_TROUBLE, key).facts["why"] == "returned"


def test_what_the_carrier_has_has_left_whoever_forgot_to_say_so(shop, job):
    take_in([said(job, 0, Status.PRE_TRANSIT)])
    assert states(job) == ("manifested", ["manifested"])
    take_in([said(job, 1, Status.IN_TRANSIT)])
    assert states(job) == ("shipped", ["shipped"]) and shop.level(shop.jacket) == (19, 0, 0)
    take_in([said(job, 2, Status.DELIVERED)])
    assert states(job) == ("delivered", ["delivered"])


def test_a_number_that_is_none_of_ours_is_left_alone(job):
    stranger = Tracked("e1", "1Z999", Status.DELIVERED, BEGAN)
    assert take_in([stranger]) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(TrackingEvent)) == 0


def test_a_carrier_that_says_nothing_is_asked_every_few_hours(job, leaves, carrier, monkeypatch):
    monkeypatch.setattr(tracking, "PLATFORMS", (*tracking.PLATFORMS, carrier.platform))
    leaves()
    for hours, asked in ((0, 1), (1, 0), (5, 1), (24 * 70, 0)):
        with as_of(now() + timedelta(hours=hours)):
            assert tracking.follow_parcels_on_the_way() == asked
    assert carrier.asked().count("track") == 2 and shown(job) == "in_transit"


def test_the_pretend_carrier_moves_what_it_was_given_and_is_asked_at_once(shop, bench, after):
    with atomic():
        pretend = account("pretend", platform="pretend")
    job = bench.picked((shop.kettle, 1), number="7")
    acts.want_label(bench.packs(job), pretend, by=bench.by)
    after()
    manifest = manifests.close_manifest(shop.mill_quay, pretend, ship_date(shop.mill_quay), by=bench.by)
    with as_of(now() + timedelta(days=3)):
        assert tracking.follow_parcels_on_the_way() == 1
        assert states(job) == ("manifested", ["manifested"]) and shown(job) == "pre_transit"
    with as_of(now() + timedelta(days=3, seconds=9)):
        manifests.scan_off(manifest, "HW-7/1", by=bench.by)
        manifests.hand_off(manifest, driver="Joe", by=bench.by)
    with as_of(now() + timedelta(days=3, minutes=1)):
        assert tracking.follow_parcels_on_the_way() == 1
        assert states(job)[0] == "shipped" and shown(job) == "accepted"
        assert tracking.follow_parcels_on_the_way() == 0
