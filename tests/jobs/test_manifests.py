"""What the carrier fetches: closed over what is labeled, scanned to the driver, stock gone with it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts import labels as acts
from associate.core.acts import manifests, packing
from associate.core.acts.cancel import cancel_order
from associate.core.acts.shipments import ship_date
from associate.core.events.outbox import Outgoing, Post
from associate.core.events.record import SYSTEM
from associate.core.inventory.models import Kind, Movement
from associate.core.orders.models import OrderState
from associate.core.shipping.documents import StoredDocument
from associate.core.shipping.manifests import Manifest, manifest_here
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import atomic, db
from associate.errors import Missing
from associate.integrations.commerce.outgoing import Tracking
from associate.jobs.chores.manifests import see_to_manifests
from associate.jobs.publish_orders import compose
from tests.support.packing import every_parcel, labels, now_, states, the_parcel
from tests.support.picking import refusal
from tests.support.shop import look_again


@pytest.fixture
def labeled(shop, bench, after):
    """Makes a job whose one parcel is labeled."""

    def make(number, *items, account=None):
        job = bench.picked(*(items or ((shop.jacket, 1),)), number=number)
        acts.want_label(bench.packs(job), account or bench.swift, by=bench.by)
        after()
        assert states(job) == ("packed", ["labeled"])
        return now_(job)

    return make


def close(bench, account="swift"):
    store, its = bench.shop.mill_quay, getattr(bench, account) if account else None
    return manifests.close_manifest(store, its, ship_date(store), by=bench.by)


def scan(bench, manifest, job):
    return manifests.scan_off(manifest, labels(the_parcel(job))[0].tracking_number, by=bench.by)


def leaves(bench, manifest, *jobs):
    for job in jobs:
        scan(bench, manifest, job)
    return manifests.hand_off(manifest, driver="Joe", by=bench.by)


def now_manifest(manifest):
    look_again()
    return db.session.get_one(Manifest, manifest.id)


# ── closed ───────────────────────────────────────────────────────────────────


def test_each_account_has_its_own_and_what_is_voided_is_on_none(shop, bench, labeled, carrier, after):
    first, second = labeled("1"), labeled("2")
    third = labeled("3", account=bench.slow)
    acts.want_void(the_parcel(second), by=bench.by)
    manifest = close(bench)
    assert [row.parcel.number for row in manifest.parcels] == ["HW-1/1"]
    assert manifest.number == f"M-{1000 + manifest.id}" and manifest.carrier == "Swift"
    assert states(first) == ("manifested", ["manifested"]) and states(third) == ("packed", ["labeled"])
    after()
    assert states(second) == ("packing", ["closed"])
    assert refusal(close, bench).code == "nothing_to_hand_over"


def test_later_labels_make_a_second_one_and_a_parcel_is_on_one_only(shop, bench, labeled):
    labeled("1")
    first = close(bench)
    labeled("2")
    second = close(bench)
    assert [row.parcel.number for row in now_manifest(first).parcels] == ["HW-1/1"]
    assert [row.parcel.number for row in second.parcels] == ["HW-2/1"]
    with pytest.raises(sa.exc.IntegrityError), db.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE manifest_parcels SET manifest_id = :first, parcel_id = :parcel"),
            {"first": first.id, "parcel": second.parcels[0].parcel_id},
        )


def test_on_a_manifest_a_label_stays(bench, labeled):
    job = labeled("1")
    close(bench)
    assert refusal(acts.want_void, the_parcel(job), by=bench.by).code == "on_manifest"


def test_by_hand_is_a_manifest_too_and_another_store_finds_none(shop, bench):
    job = bench.picked((shop.jacket, 1))
    acts.track_by_hand(bench.packs(job), "An Post", "RR123456785IE", by=bench.by)
    assert refusal(close, bench).code == "nothing_to_hand_over"
    manifest = close(bench, account=None)
    assert manifest_here(manifest.number, store=shop.mill_quay).id == manifest.id
    with pytest.raises(Missing):
        manifest_here(manifest.number, store=shop.castle_row)


def test_the_carriers_own_form_is_kept_beside_it(bench, labeled, carrier, after):
    with atomic():
        bench.swift.has_forms = True
    labeled("1")
    labeled("2")
    manifest = close(bench)
    after()
    manifest = now_manifest(manifest)
    assert manifest.form_ref == "form-2"
    assert db.session.get_one(StoredDocument, manifest.form_document_id).kind == "form"


# ── handed off ───────────────────────────────────────────────────────────────


def test_what_is_scanned_leaves_with_stock_and_what_is_missing_may_follow(shop, bench, labeled):
    first, second = labeled("1", (shop.jacket, 2)), labeled("2")
    manifest = close(bench)
    assert shop.level(shop.jacket) == (20, 3, 0)
    [left] = leaves(bench, manifest, first)
    assert left.parcel.number == "HW-2/1" and shop.level(shop.jacket) == (18, 1, 0)
    assert states(first) == ("shipped", ["shipped"]) and states(second) == ("manifested", ["manifested"])
    assert now_(first).order.state == OrderState.DONE
    kinds = set(db.session.scalars(sa.select(Movement.kind).where(Movement.cause == manifest.ref)))
    assert kinds == {Kind.SHIPPED}
    assert leaves(bench, now_manifest(manifest), second) == []
    assert shop.level(shop.jacket) == (17, 0, 0) and now_manifest(manifest).driver == "Joe"
    assert (
        refusal(manifests.hand_off, now_manifest(manifest), driver="Joe", by=bench.by).code
        == "nothing_scanned"
    )


def test_a_scan_is_for_this_manifest_once_and_says_more_than_the_number(shop, bench, labeled):
    job, other = labeled("1"), labeled("2", account=bench.slow)
    manifest = close(bench)
    number = labels(the_parcel(job))[0].tracking_number
    row = manifests.scan_off(manifest, f"42097211{number}0000", by=bench.by)
    at = row.scanned_at
    assert manifests.scan_off(manifest, "hw-1/1", by=bench.by).scanned_at == at
    for code in ("", "x", labels(the_parcel(other))[0].tracking_number):
        assert refusal(manifests.scan_off, manifest, code, by=bench.by).code == "not_on_manifest"
    assert refusal(manifests.hand_off, manifest, by=bench.by).code == "no_driver"
    manifests.hand_off(manifest, signature="M0 0L9 9", by=bench.by)
    assert refusal(manifests.scan_off, manifest, number, by=bench.by).code == "gone"


def test_two_parcels_on_two_days(shop, bench, carrier, after):
    job = bench.picked((shop.jacket, 2), (shop.kettle, 1))
    acts.want_label(bench.packs(job, only={shop.jacket.sku: 2}, box="M"), bench.swift, by=bench.by)
    after()
    first = close(bench)
    manifests.scan_off(first, "HW-1001/1", by=bench.by)
    manifests.hand_off(first, driver="Joe", by=bench.by)
    assert states(job) == ("packing", ["shipped"]) and shop.level(shop.jacket) == (18, 0, 0)
    packing.add_parcel(now_(job), by=bench.by)
    acts.want_label(bench.packs(now_(job)), bench.swift, by=bench.by)
    after()
    assert states(job) == ("packed", ["shipped", "labeled"])
    second = close(bench)
    assert states(job) == ("manifested", ["shipped", "manifested"])
    manifests.scan_off(second, "HW-1001/2", by=bench.by)
    manifests.hand_off(second, driver="Joe", by=bench.by)
    assert states(job) == ("shipped", ["shipped"] * 2) and shop.level(shop.kettle) == (19, 0, 0)


def test_canceled_on_its_manifest_it_is_kept_here(shop, bench, labeled):
    job = labeled("1")
    manifest = close(bench)
    cancel_order(job.order, by=SYSTEM, reason="test")
    assert states(job) == ("canceled", ["canceled"]) and shop.level(shop.jacket) == (20, 0, 1)
    assert "parcel_trouble" in shop.tasks()
    assert refusal(manifests.scan_off, now_manifest(manifest), "HW-1/1", by=bench.by).code == "canceled"


def test_nobody_came(shop, bench, labeled):
    labeled("1")
    manifest = close(bench)
    for days, opened in ((1, False), (2, True)):
        with as_of(now() + timedelta(days=days)):
            see_to_manifests()
        look_again()
        assert (task_of(TaskKind.MANIFEST_OVERDUE, str(manifest.id)) is not None) is opened
    leaves(bench, now_manifest(manifest), shop.job(manifest.parcels[0].parcel.fulfillment.order))
    assert task_of(TaskKind.MANIFEST_OVERDUE, str(manifest.id)) is None


# ── and the web shop ─────────────────────────────────────────────────────────


def told(job):
    """What its web shop hears of it now."""
    return compose(Post(outgoing=Outgoing(kind="order.shipped", about=job.ref)))


def test_the_web_shop_is_told_how_to_follow_it_once_all_of_it_left(shop, bench, after):
    job = bench.picked((shop.jacket, 2), (shop.kettle, 1))
    for n, only in ((1, {shop.jacket.sku: 2}), (2, {shop.kettle.sku: 1})):
        if n > 1:
            packing.add_parcel(job, by=bench.by)
        acts.want_label(bench.packs(job, only=only), bench.swift, by=bench.by)
        after()
    manifest = close(bench)
    assert told(now_(job)) == (None, "told with the rest")
    for n in (1, 2):
        manifests.scan_off(now_manifest(manifest), f"HW-1001/{n}", by=bench.by)
    manifests.hand_off(now_manifest(manifest), driver="Joe", by=bench.by)
    news, _why = told(now_(job))
    numbers = [labels(parcel)[0].tracking_number for parcel in every_parcel(job)]
    assert (news.step, news.is_all, news.gone) == ("fulfilled", True, {"1001-1": 2, "1001-2": 1})
    assert news.tracking == Tracking(", ".join(numbers), "paper")
    assert {"fulfillment.packed", "fulfillment.manifested", "fulfillment.shipped"} <= set(shop.diary(job))
