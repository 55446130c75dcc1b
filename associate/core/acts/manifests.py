"""What a carrier fetches: a manifest closed over the labeled parcels of a day, then handed to the driver.

Order of locks: fulfillments by rising id, then parcels, then the manifest. Whoever voids a label locks the
same parcel, so one of both finds it as the other left it: a label that is being given back is on no manifest,
and a parcel on a manifest keeps its label.
"""

from collections.abc import Sequence
from datetime import date
from secrets import token_hex

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.parcels import follow_parcels, send_off
from associate.core.catalog.symbols import read_symbol
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.recalled import must_hold_nothing_recalled
from associate.core.orders.models import Order
from associate.core.shipping.calls import Verb, ask
from associate.core.shipping.labels import Label, Void
from associate.core.shipping.manifests import Manifest, ManifestParcel
from associate.core.shipping.models import CarrierAccount, Parcel
from associate.core.shipping.parcel_moves import move
from associate.core.shipping.parcel_states import ParcelState
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks
from associate.db import atomic, db, lock_rows
from associate.errors import OutOfDate, Refused
from associate.words import _

GOOD = (Void.NONE, Void.REFUSED)
"""A label that nobody is giving back."""


def waiting(store: Store, account: CarrierAccount | None) -> list[Label]:
    """Labels of this account (None: written down by hand) on parcels that no manifest names; by parcel."""
    mine = Label.account_id == account.id if account else Label.account_id.is_(None)
    find = sa.select(Label).join(Parcel, Parcel.id == Label.parcel_id)
    find = find.where(Parcel.store_id == store.id, Parcel.state == ParcelState.LABELED, mine)
    find = find.where(Label.voided_at.is_(None), Label.void.in_(GOOD)).order_by(Parcel.id)
    return list(db.session.scalars(find.execution_options(populate_existing=True)))


def close_manifest(store: Store, account: CarrierAccount | None, ship_date: date, *, by: Actor) -> Manifest:
    """Over all that waits for this account now. What is labeled later makes another one.

    Raises Refused("nothing_to_hand_over").
    """
    with atomic():
        locked = _lock([label.parcel_id for label in waiting(store, account)])
        going = [each for each in waiting(store, account) if each.parcel_id in locked and _may_go(each)]
        if not going:
            raise Refused("nothing_to_hand_over", _("Nothing is labeled for that carrier yet."))
        manifest = Manifest(
            number=token_hex(8),  # until its row has an id
            store_id=store.id,
            account_id=account.id if account else None,
            carrier=account.name if account else _("By hand"),
            ship_date=ship_date,
            closed_by=by.ref,
            parcels=[ManifestParcel(parcel_id=each.parcel_id, label_id=each.id) for each in going],
        )
        db.session.add(manifest)
        db.session.flush()
        manifest.number = f"M-{1000 + manifest.id}"
        record("manifest.closed", about=manifest, by=by, number=manifest.number, parcels=len(going))
        _put_on(manifest, by)
        if account and account.has_forms:
            _ask_for_form(manifest, account, going, by)
        return manifest


def scan_off(manifest: Manifest, code: str, *, by: Actor) -> ManifestParcel:
    """A parcel goes into the driver’s hands, by its tracking number or its own. Scanned twice is once.

    Raises Refused: "not_on_manifest", "canceled", what is recalled; OutOfDate("gone").
    """
    parcel = _meant(manifest, code)
    with atomic(parcel.fulfillment, parcel, manifest):
        row = next(each for each in manifest.parcels if each.parcel_id == parcel.id)
        if parcel.state == ParcelState.CANCELED:
            words = _("Parcel %(number)s isn’t sent any more. Keep it here.", number=parcel.number)
            raise Refused("canceled", words)
        if row.gone_at is not None:
            raise OutOfDate("gone", _("Parcel %(number)s has left already.", number=parcel.number))
        must_hold_nothing_recalled(parcel.fulfillment)
        if row.scanned_at is None:
            row.scanned_at, row.scanned_by = now(), by.ref
            record("manifest.scanned", about=parcel, by=by, number=parcel.number, manifest=manifest.number)
        return row


def missing(manifest: Manifest) -> list[ManifestParcel]:
    """Expected, and not scanned into the driver’s hands."""
    awaited = [each for each in manifest.parcels if each.gone_at is None and each.scanned_at is None]
    return [each for each in awaited if each.parcel.state == ParcelState.MANIFESTED]


def hand_off(manifest: Manifest, *, driver: str = "", signature: str = "", by: Actor) -> list[ManifestParcel]:
    """What was scanned leaves with the driver, stock with it. What is missing stays on the manifest and may
    follow. Returns what is missing.

    `signature`: strokes as SVG path data. Raises Refused: "nothing_scanned", "no_driver" without either.
    """
    parcels = [each.parcel for each in manifest.parcels]
    with atomic(*_orders_of(parcels), *_jobs_of(parcels)):
        lock_rows(Parcel, [parcel.id for parcel in parcels])
        with atomic(manifest):
            scanned = [each for each in manifest.parcels if each.scanned_at and each.gone_at is None]
            going = [each for each in scanned if each.parcel.state == ParcelState.MANIFESTED]
            if not going:
                raise Refused("nothing_scanned", _("Scan each parcel into the driver’s hands first."))
            driver = "".join(c for c in driver if c.isprintable()).strip()[:80]
            if not (driver or signature):
                raise Refused("no_driver", _("Write down the driver’s name, or let them sign."))
            _goes(manifest, going, driver, signature, by)
            return missing(manifest)


def _goes(manifest: Manifest, going: list[ManifestParcel], driver: str, signature: str, by: Actor) -> None:
    for row in going:
        row.gone_at = now()
    if manifest.handed_off_at is None:
        manifest.handed_off_at, manifest.handed_off_by = now(), by.ref
        manifest.driver, manifest.signature = driver, signature
    record("manifest.handed_off", about=manifest, by=by, number=manifest.number, parcels=len(going))
    send_off([row.parcel for row in going], cause=manifest.ref, by=by)
    close_tasks(TaskKind.MANIFEST_OVERDUE, str(manifest.id), "handed off", by=by)


def _lock(parcel_ids: Sequence[int]) -> set[int]:
    """These parcels and their jobs, to be read anew. What is labeled after this waits for the next one."""
    jobs = sa.select(Parcel.fulfillment_id).where(Parcel.id.in_(parcel_ids))
    lock_rows(Fulfillment, db.session.scalars(jobs))
    lock_rows(Parcel, parcel_ids)
    db.session.flush()
    db.session.expire_all()
    return set(parcel_ids)


def _may_go(label: Label) -> bool:
    return not label.parcel.fulfillment.hold and bool(label.parcel.lines)


def _put_on(manifest: Manifest, by: Actor) -> None:
    parcels = [each.parcel for each in manifest.parcels]
    for parcel in parcels:
        move(parcel, ParcelState.MANIFESTED, by=by, manifest=manifest.number)
    for job in _jobs_of(parcels):
        follow_parcels(job, by=by)


def _ask_for_form(manifest: Manifest, account: CarrierAccount, going: Sequence[Label], by: Actor) -> None:
    ask(
        Verb.FORM,
        f"form-{manifest.id}-{going[0].parcel.uid}",
        account=account,
        store_id=manifest.store_id,
        request={"labels": [each.carrier_ref for each in going], "ship_date": manifest.ship_date.isoformat()},
        by=by.ref,
        manifest_id=manifest.id,
    )


def _meant(manifest: Manifest, code: str) -> Parcel:
    """Carriers print more than the number into their barcodes: routing before it, checks behind. Where one
    number lies in another the longer is meant."""
    find = sa.select(Parcel, Label.tracking_number).join(
        ManifestParcel, ManifestParcel.parcel_id == Parcel.id
    )
    find = find.join(Label, Label.id == ManifestParcel.label_id)
    said, lies = _bare(read_symbol(code).text), dict[str, Parcel]()
    for parcel, number in db.session.execute(find.where(ManifestParcel.manifest_id == manifest.id)):
        if said and said in (_bare(parcel.number), _bare(number)):
            return parcel
        if (bare := _bare(number)) and bare in said:
            lies[bare] = parcel
    if lies:
        return lies[max(lies, key=len)]
    words = _("That isn’t on manifest %(number)s. Keep it here.", number=manifest.number)
    raise Refused("not_on_manifest", words)


def _bare(code: str) -> str:
    return "".join(c for c in code.upper() if c.isalnum())


def _jobs_of(parcels: Sequence[Parcel]) -> list[Fulfillment]:
    return sorted({parcel.fulfillment for parcel in parcels}, key=lambda job: job.id)


def _orders_of(parcels: Sequence[Parcel]) -> list[Order]:
    return sorted({job.order for job in _jobs_of(parcels)}, key=lambda order: order.id)
