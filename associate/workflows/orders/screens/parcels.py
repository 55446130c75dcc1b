"""The parcels of an order, of every store that sends a part of it."""

from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.models import Order
from associate.core.shipping.labels import Label, Void
from associate.core.shipping.manifests import Manifest, ManifestParcel
from associate.core.shipping.models import Parcel
from associate.core.shipping.parcel_states import ParcelState
from associate.core.shipping.tracking import TrackingStatus
from associate.db import db
from associate.words import _

STATUS_WORDS = {
    TrackingStatus.PRE_TRANSIT: lambda: _("the carrier knows of it"),
    TrackingStatus.ACCEPTED: lambda: _("the carrier has it"),
    TrackingStatus.IN_TRANSIT: lambda: _("on its way"),
    TrackingStatus.OUT_FOR_DELIVERY: lambda: _("out for delivery"),
    TrackingStatus.AVAILABLE_FOR_PICKUP: lambda: _("to be fetched from the carrier"),
    TrackingStatus.DELIVERED: lambda: _("delivered"),
    TrackingStatus.EXCEPTION: lambda: _("stuck on its way"),
    TrackingStatus.RETURNED: lambda: _("coming back"),
}


@dataclass(frozen=True)
class Sent:
    """One parcel, the label that counts, and the manifest that names it."""

    parcel: Parcel
    label: Label | None
    manifest: str

    @property
    def state(self) -> str:
        """The carrier’s latest where it has said something, else ours."""
        shown = self.parcel.shown_status
        words = STATUS_WORDS.get(TrackingStatus(shown)) if shown in list(TrackingStatus) else None
        return words() if words else self.parcel.state.words

    @property
    def serials(self) -> str:
        """Of the units in it, as far as their products ask for them."""
        return ", ".join(each.serial for lies in self.parcel.lines for each in lies.serials)

    @property
    def is_void(self) -> bool:
        return self.label is not None and self.label.void == Void.ASKED


def parcels_of_order(order: Order) -> list[Sent]:
    live = sa.and_(Label.parcel_id == Parcel.id, Label.voided_at.is_(None))
    find = sa.select(Parcel, Label, Manifest.number).join(Fulfillment).outerjoin(Label, live)
    find = find.outerjoin(ManifestParcel, ManifestParcel.parcel_id == Parcel.id)
    find = find.outerjoin(Manifest, Manifest.id == ManifestParcel.manifest_id)
    which = (Fulfillment.order_id == order.id, Parcel.state != ParcelState.CANCELED)
    rows = db.session.execute(find.where(*which).order_by(Parcel.id))
    return [Sent(parcel, label, manifest or "") for parcel, label, manifest in rows]
