"""A closed manifest as it is printed: for the driver, and to keep."""

import sqlalchemy as sa
from flask_babel import force_locale

from associate.core.shipping.labels import Label
from associate.core.shipping.manifests import Manifest, ManifestParcel
from associate.core.stores.names import first_name
from associate.db import db
from associate.documents import manifests
from associate.documents.paper import Paper
from associate.documents.parcels import language_of, recipient_of, store_address


def print_manifest(closed: Manifest) -> bytes:
    """The PDF on the store’s paper, in its language."""
    with force_locale(language_of(closed.store)):
        return manifests.manifest(manifest_of(closed), Paper(closed.store.paper))


def manifest_of(closed: Manifest) -> manifests.Manifest:
    """What was closed, as it was then: a parcel that left it out of the pile since still stands on it."""
    labels = _labels(closed)
    return manifests.Manifest(
        number=closed.number,
        carrier=closed.carrier,
        account=closed.account.key if closed.account else "",
        store=store_address(closed.store),
        ship_date=closed.ship_date,
        closed_at=closed.closed_at.astimezone(closed.store.timezone),
        closed_by=first_name(closed.closed_by),
        rows=tuple(_row(each, labels[each.label_id]) for each in closed.parcels),
        driver=closed.driver,
        signature=closed.signature,
        handed_off_at=closed.handed_off_at and closed.handed_off_at.astimezone(closed.store.timezone),
    )


def _labels(closed: Manifest) -> dict[int, Label]:
    find = sa.select(Label).where(Label.id.in_([each.label_id for each in closed.parcels]))
    return {label.id: label for label in db.session.scalars(find)}


def _row(each: ManifestParcel, label: Label) -> manifests.Row:
    order = each.parcel.fulfillment.order
    to = recipient_of(order)
    return manifests.Row(
        tracking_number=label.tracking_number,
        order=order.number,
        service=label.drawing.get("name") or label.service,
        town=to.city,
        country=to.country,
        weight_g=each.parcel.weight_g or 0,
        is_gone=each.gone_at is not None,
    )
