"""What is printed for a parcel: its label as it was bought, its slips, and the list for the driver."""

import hashlib

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts import labels as acts
from associate.core.acts import manifests, packing
from associate.core.fulfillment.models import Bag
from associate.core.shipping.documents import StoredDocument
from associate.core.shipping.labels import Label, live_label, undrawn_labels
from associate.core.stores.devices import Device
from associate.core.stores.staff import StaffSession
from associate.db import atomic, db
from associate.documents.parcels import slip_of
from associate.integrations import carriers
from associate.jobs.drawing import draw_what_is_bought
from associate.jobs.labels import ask_carriers
from associate.web.tokens import token_hash
from tests.support.packing import Bench, account, now_, the_parcel
from tests.support.paper_carrier import FILE, PaperCarrier
from tests.support.people import Person
from tests.support.printed import scans, size, words
from tests.support.shop import look_again


class Never:
    """A worker that nobody stops, and that doesn't rest."""

    def wait(self, _seconds: float) -> bool:
        return False

    def is_set(self) -> bool:
        return False


@pytest.fixture
def bench(shop):
    made = Bench(shop)
    with atomic():
        made.pretend = account("pretended", platform="pretend")
    return made


@pytest.fixture
def job(shop, bench):
    job = bench.picked((shop.jacket, 2), (shop.kettle, 1))
    acts.want_label(bench.packs(job), bench.pretend, by=bench.by)
    ask_carriers()
    return now_(job)


@pytest.fixture
def ana(app, shop):
    return Person(app, shop.ana)


def address(job, file: str) -> str:
    return f"/documents/parcels/{the_parcel(job).id}/{file}"


def fetched(person, url):
    answer = person.client.get(url)
    assert answer.status_code == 200, url
    assert answer.headers["Cache-Control"] == "no-store"
    return answer


def test_its_label_is_drawn_soon_and_stays_as_it_is(job, ana):
    before = fetched(ana, address(job, "label.pdf")).data
    assert draw_what_is_bought(Never()) == 1
    assert draw_what_is_bought(Never()) == 0
    label = live_label(the_parcel(job).id)
    kept = db.session.get_one(StoredDocument, label.document_id)
    assert (kept.about, kept.media, kept.sha256) == (label.ref, "pdf", hashlib.sha256(kept.body).hexdigest())
    assert fetched(ana, address(job, "label.pdf")).data == kept.body == before
    assert size(kept.body) == (288, 432)
    assert [scan.kind for scan in scans(kept.body)] == ["]C1"]
    assert label.tracking_number[2:] in scans(kept.body)[0].content
    assert "SAMPLE" in words(kept.body)


def test_every_label_is_drawn_however_many_came_after_and_none_holds_up_another(job):
    parcel, spoiled = the_parcel(job), "0-spoiled"
    mine = live_label(parcel.id)
    known = {"parcel_id": parcel.id, "carrier": "x", "created_by": "system", "voided_at": now()}
    with atomic():
        later = [Label(tracking_number=str(n), **known) for n in range(60)]
        db.session.add_all([*later, Label(tracking_number=spoiled, is_undrawn=True, **known)])
    assert len(undrawn_labels()) == 2 and undrawn_labels()[0] == mine.id
    assert draw_what_is_bought(Never()) == 1
    assert [db.session.get_one(Label, each).tracking_number for each in undrawn_labels()] == [spoiled]
    plan = sa.text("EXPLAIN QUERY PLAN SELECT id FROM labels WHERE labels.is_undrawn = 1 ORDER BY id")
    if db.engine.dialect.name == "sqlite":
        assert "ix_labels_undrawn" in str(db.session.execute(plan).all())


def test_a_finer_printer_gets_its_own_dots_and_another_one_its_own_language(shop, job, ana):
    draw_what_is_bought(Never())
    usual = fetched(ana, address(job, "label.pdf")).data
    assert fetched(ana, address(job, "label.zpl")).data.startswith(b"^XA")
    use(shop, ana, label_dpi=300)
    fine = fetched(ana, address(job, "label.pdf")).data
    assert fine != usual and scans(fine, 300) == scans(usual)
    use(shop, ana, label_format="zpl")
    zpl = ana.client.get(address(job, "label.pdf"), follow_redirects=True)
    assert zpl.mimetype == "application/zpl" and b"^PW1200" in zpl.data
    assert fetched(ana, address(job, "label.pdf?as=pdf")).data == fine


def use(shop, person, **how):
    """The browser is a device of the store whose printer is set like this."""
    with atomic():
        device = db.session.scalar(sa.select(Device)) or Device(
            store_id=shop.ana.store_id, name="Bench", kind="tablet", token_hash="x", enrolled_by="system"
        )
        for name, value in how.items():
            setattr(device, name, value)
        db.session.add(device)
    give_device(person)


def give_device(person):
    with atomic():
        device = db.session.scalars(sa.select(Device)).one()
        device.token_hash = token_hash("a-device")
        db.session.execute(sa.update(StaffSession).values(device_id=device.id))
    person.client.set_cookie("device", "a-device")


def test_its_slips_tell_prices_but_to_no_gift(shop, job, ana):
    slip = words(fetched(ana, address(job, "packing-slip.pdf")).data)
    assert "HW-1001" in slip and "€" in slip and "Total" in slip
    for file in ("gift-slip.pdf", "return-slip.pdf"):
        assert "€" not in words(fetched(ana, address(job, file)).data)
    with atomic():
        now_(job).order.is_gift = True
    assert "€" not in words(fetched(ana, address(job, "packing-slip.pdf")).data)


def test_cents_are_shared_over_parcels_and_none_is_lost(shop, bench, ana):
    job = bench.picked((shop.jacket, 3))
    with atomic():
        job.lines[0].order_line.total = 10_000
    first = bench.packs(job, only={shop.jacket.sku: 1})
    packing.add_parcel(now_(job), by=bench.by)
    second = bench.packs(now_(job))
    look_again()
    amounts = [slip_of(now_parcel(each), "Shop").items[0].amount for each in (first, second)]
    assert amounts == [3_333, 6_667]
    assert [slip_of(now_parcel(each), "Shop").parcel for each in (first, second)] == [1, 2]


def now_parcel(parcel):
    return db.session.get_one(type(parcel), parcel.id)


def test_paper_is_the_store_s(shop, job, ana):
    assert size(fetched(ana, address(job, "packing-slip.pdf")).data) == (595, 842)
    with atomic():
        now_(job).store.paper = "letter"
    assert size(fetched(ana, address(job, "packing-slip.pdf")).data) == (612, 792)


def test_its_tote_has_a_tag_and_its_driver_a_list(shop, bench, job, ana):
    assert ana.client.get(f"/documents/orders/{job.number}/tags.pdf").status_code == 404
    closed = manifests.close_manifest(now_(job).store, bench.pretend, now().date(), by=bench.by)
    listed = fetched(ana, f"/documents/manifests/{closed.id}.pdf").data
    number = live_label(the_parcel(job).id).tracking_number
    assert number in words(listed) and "HW-1001" in words(listed) and closed.number in words(listed)
    assert ana.client.get(f"/documents/manifests/{closed.id}/form.pdf").status_code == 404


def test_each_bag_has_a_tag_to_hang_on_it(shop, bench, ana):
    job = bench.picked((shop.kettle, 1))
    with atomic():
        now_(job).bags += [Bag(store_id=job.store_id, tag=tag) for tag in ("7K4", "M2P")]
    url = f"/documents/orders/{job.number}/tags.pdf"
    pdf = fetched(ana, url).data
    assert [scan.content for scan in scans(pdf)] == ["BAG-7K4", "BAG-M2P"]
    assert "Maya" not in words(pdf) and "Bag 2 of 2" in words(pdf)
    use(shop, ana, label_format="zpl", label_dpi=300)
    zpl = fetched(ana, url).data
    assert zpl.count(b"^XA") == 2 and b"^PW1200" in zpl


def test_what_a_carrier_sent_is_served_as_it_came(shop, bench, ana, tmp_path, monkeypatch):
    monkeypatch.setitem(carriers._ADAPTERS, "paper", PaperCarrier(tmp_path))
    job = bench.picked((shop.kettle, 1))
    parcel = bench.packs(job)
    acts.want_label(parcel, bench.swift, by=bench.by)
    ask_carriers()
    assert draw_what_is_bought(Never()) == 0
    url = f"/documents/parcels/{parcel.id}/label"
    use(shop, ana, label_format="zpl", label_dpi=300)
    assert fetched(ana, f"{url}.pdf").data == FILE
    assert ana.client.get(f"{url}.zpl").status_code == 404


def test_another_store_has_none_of_it(app, shop, bench, job):
    charlie = Person(app, shop.charlie)
    closed = manifests.close_manifest(now_(job).store, bench.pretend, now().date(), by=bench.by)
    files = ("label.pdf", "label.zpl", "packing-slip.pdf", "gift-slip.pdf", "return-slip.pdf", "customs.pdf")
    for url in (*(address(job, file) for file in files), f"/documents/manifests/{closed.id}.pdf"):
        assert charlie.client.get(url).status_code == 404, url


def test_what_is_tracked_by_hand_has_no_label_of_ours(shop, bench, ana):
    job = bench.picked((shop.kettle, 1))
    parcel = bench.packs(job)
    acts.track_by_hand(parcel, "Swift", "SW 1234 5678", by=bench.by)
    assert ana.client.get(f"/documents/parcels/{parcel.id}/label.pdf").status_code == 404
    assert "SW12345678" in words(fetched(ana, f"/documents/parcels/{parcel.id}/packing-slip.pdf").data)
