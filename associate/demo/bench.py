"""What the demo's people did at the packing bench and with the driver, by the rules that the screens use.

None of it runs inside a transaction: a label is bought between two of them, as in the shop.
"""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts import labels, manifests, packing
from associate.core.acts.shipments import ship_date
from associate.core.acts.tracking import take_in
from associate.core.catalog.codes import read_code
from associate.core.fulfillment.models import Fulfillment
from associate.core.shipping.box_hints import hint_for
from associate.core.shipping.calls import CallState, CarrierCall
from associate.core.shipping.labels import Label
from associate.core.shipping.manifests import Manifest, ManifestParcel
from associate.core.shipping.models import Parcel
from associate.core.shipping.parcel_states import ParcelState
from associate.core.shipping.queries import accounts_of, parcels_of
from associate.core.shipping.serials import awaited
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.integrations.carriers import carrier_for
from associate.jobs.labels import carry_out

BETWEEN_SCANS = timedelta(seconds=8)
A_PARCEL = timedelta(seconds=75)
AT_ONCE = timedelta(seconds=2)  # what a job takes to begin
LARGEST = "B4"  # for what no box is suggested for


def pack(job: Fulfillment, staff: Staff, units: int | None = None) -> Parcel:
    """Scan so many units of what is left into the open parcel, else all of it."""
    parcel = packing.open_at_bench(job, by=staff.actor)
    with atomic(parcel):
        parcel.uid = f"demo-{parcel.number}"[:24]  # so that its numbers are the same on every machine
    left = packing.to_pack(job)
    scanned = [line for line in job.lines for _unit in range(left.get(line.id, 0))][:units]
    for step, line in enumerate(scanned):
        with as_of(now() + step * BETWEEN_SCANS):
            lies = packing.scan_in(job, read_code(line.variant.sku), by=staff.actor, parcel=parcel)
            if awaited(parcel):
                serial = read_code(f"HWC-{job.order.number[-4:]}-{len(lies.serials) + 1}")
                packing.scan_serial(parcel, lies, serial, by=staff.actor)
    return parcel


def begin(job: Fulfillment, staff: Staff, units: int) -> None:
    """Only so much is in the parcel yet."""
    pack(job, staff, units)


def pack_and_label(job: Fulfillment, staff: Staff, parts: int = 1) -> None:
    """In so many parcels, one unit into each but the last."""
    begun = now()
    for part in range(parts):
        with as_of(begun + part * A_PARCEL):
            if part:
                packing.add_parcel(job, by=staff.actor)
            parcel = pack(job, staff, None if part == parts - 1 else 1)
        with as_of(begun + (part + 1) * A_PARCEL - AT_ONCE):
            _close_and_label(parcel, staff)


def _close_and_label(parcel: Parcel, staff: Staff) -> None:
    hinted = hint_for(parcel).boxes
    packing.close_box(parcel, hinted[0].box if hinted else LARGEST, by=staff.actor)
    labels.want_label(parcel, accounts_of(parcel.store_id)[0], by=staff.actor)
    ask_the_carrier()


def want_it_back(job: Fulfillment, staff: Staff) -> None:
    """The label was for another box: the carrier is asked to take it back."""
    for parcel in parcels_of(job):
        labels.want_void(parcel, by=staff.actor)
    ask_the_carrier()


def pack_and_track(job: Fulfillment, staff: Staff, carrier: str, number: str) -> None:
    """By a carrier that isn’t connected: its label was bought elsewhere."""
    parcel = pack(job, staff)
    with as_of(now() + A_PARCEL):
        packing.close_box(parcel, hint_for(parcel).boxes[0].box, by=staff.actor)
        labels.track_by_hand(parcel, carrier, number, by=staff.actor)


def close_manifest_by_hand(job: Fulfillment, staff: Staff) -> None:
    manifests.close_manifest(job.store, None, ship_date(job.store), by=staff.actor)


def close_manifest(job: Fulfillment, staff: Staff) -> None:
    """Over all that is labeled for the account of this job by now."""
    account = accounts_of(job.store_id)[0]
    manifests.close_manifest(job.store, account, ship_date(job.store), by=staff.actor)


def hand_off(job: Fulfillment, staff: Staff, driver: str) -> None:
    """Everything on the manifest of this job, scan by scan."""
    mine = sa.select(ManifestParcel.manifest_id).join(Parcel).where(Parcel.fulfillment_id == job.id)
    manifest = db.session.scalars(sa.select(Manifest).where(Manifest.id.in_(mine))).one()
    for row in list(manifest.parcels):
        manifests.scan_off(manifest, row.parcel.number, by=staff.actor)
    manifests.hand_off(manifest, driver=driver, by=staff.actor)


def ask_the_carrier() -> None:
    """As the thread beside the worker does, a moment later."""
    waiting = sa.select(CarrierCall.id).where(CarrierCall.state == CallState.PENDING)
    with as_of(now() + AT_ONCE):
        for call_id in db.session.scalars(waiting.order_by(CarrierCall.id)).all():
            carry_out(call_id)


def hear_where_parcels_are() -> None:
    """What the carrier scanned until now, each thing at its time."""
    gone = sa.select(Label).join(Parcel, Parcel.id == Label.parcel_id)
    gone = gone.where(Parcel.state == ParcelState.SHIPPED, Label.account_id.is_not(None))
    for label in db.session.scalars(gone.order_by(Label.id)).all():
        assert label.account is not None
        left_at, carrier = label.parcel.state_since, carrier_for(label.account.platform)
        _answer, events = carrier.track(label.tracking_number, label.carrier, settings={}, given_at=left_at)
        for event in events:
            with as_of(max(event.at, left_at)):
                take_in([event])
