"""A bench with labeled parcels: bought from the pretend carrier, or their numbers written down."""

from associate.core.acts import labels
from associate.core.acts.manifests import close_manifest, hand_off, scan_off
from associate.core.acts.shipments import ship_date
from associate.core.catalog.models import Variant
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.shipping.labels import live_label
from associate.core.shipping.manifests import Manifest
from associate.core.shipping.models import CarrierAccount, Parcel
from associate.db import atomic
from associate.jobs.labels import ask_carriers
from tests.support.packing import Bench, account, now_, the_parcel
from tests.support.shop import Shop


class Sending(Bench):
    """The bench, and an account “Parcel” with the pretend carrier, which needs no network."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop)
        with atomic():
            self.pretend = account("parcel", platform="pretend")

    def labeled(
        self, *items: tuple[Variant, int], number: str, by: CarrierAccount | None = None
    ) -> Fulfillment:
        """An order in one parcel with a label."""
        job = self.picked(*(items or ((self.shop.jacket, 1),)), number=number)
        return self.finishes(job, by)

    def finishes(self, job: Fulfillment, by: CarrierAccount | None = None) -> Fulfillment:
        """All that is left of it goes into one parcel with a label."""
        self.labels(self.packs(job), by)
        assert now_(job).state.value == "packed"
        return now_(job)

    def labels(self, parcel: Parcel, by: CarrierAccount | None = None) -> None:
        labels.want_label(parcel, by or self.pretend, by=self.by)
        ask_carriers()

    def by_hand(self, number: str, tracking: str) -> Fulfillment:
        """An order whose parcel goes by a carrier that isn’t connected."""
        job = self.picked((self.shop.jacket, 1), number=number)
        labels.track_by_hand(self.packs(job), "Bike", tracking, by=self.by)
        return now_(job)


def tracking(job: Fulfillment) -> str:
    """What a scanner reads off the label."""
    label = live_label(the_parcel(job).id)
    assert label is not None
    return label.tracking_number


def closes(bench: Sending) -> Manifest:
    """Over all that is labeled by the pretend carrier."""
    store = bench.shop.mill_quay
    return close_manifest(store, bench.pretend, ship_date(store), by=bench.by)


def leaves(manifest: Manifest, *jobs: Fulfillment, by: Actor) -> None:
    """Scanned into Joe’s hands, and gone with him."""
    for job in jobs:
        scan_off(manifest, tracking(job), by=by)
    hand_off(manifest, driver="Joe", by=by)
