"""What a message says of parcels: which carrier has them, by which number, and when it comes for the rest."""

from datetime import date, timedelta

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment
from associate.core.shipping.labels import Label, labels_gone
from associate.core.shipping.manifests import comes_on

SAMPLE = Label(
    carrier="Parcel Post",
    tracking_number="93000000142087654321",
    tracking_url="https://parcel-post.example/93000000142087654321",
)


def labels_told(job: Fulfillment | None) -> list[Label]:
    """Of the parcels that have left; a made-up one for an order that is in no database."""
    if job is None:
        return []
    return labels_gone([job.id]) if job.id else [SAMPLE]


def parcel_lines(labels: list[Label]) -> str:
    """ "Parcel Post 9300…" and the carrier’s page of it below, for each."""
    return "\n".join(
        "\n".join(filter(None, (f"{it.carrier} {it.tracking_number}", it.page))) for it in labels
    )


def next_visit(job: Fulfillment | None) -> date | None:
    """The day that was told for the carrier’s coming."""
    if job is None:
        return None
    return comes_on(job) if job.id else now().date() + timedelta(days=1)
