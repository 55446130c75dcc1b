"""The tags of one order’s bags, as they hang on them now."""

from flask_babel import force_locale

from associate.core.fulfillment.models import Bag, Fulfillment
from associate.core.orders.incoming import Method
from associate.core.stores.models import Temperature
from associate.documents.codes import DPI
from associate.documents.parcels import language_of
from associate.documents.tote_tags import ToteTag, tote_tags
from associate.documents.zpl import tote_tag_zpl
from associate.words import _


def tags_of(job: Fulfillment) -> list[ToteTag]:
    """One for each bag that isn’t gone, in the order in which they were begun."""
    bags = job.open_bags
    return [_tag(job, bag, n, len(bags)) for n, bag in enumerate(bags, 1)]


def print_tags(job: Fulfillment, dpi: int = DPI) -> bytes:
    """The PDF, a page each. ValueError for a job without bags."""
    with force_locale(language_of(job.store)):
        return tote_tags(tags_of(job), dpi)


def tags_zpl(job: Fulfillment, dpi: int = DPI) -> bytes:
    with force_locale(language_of(job.store)):
        return "".join(tote_tag_zpl(tag, dpi) for tag in tags_of(job)).encode()


def _tag(job: Fulfillment, bag: Bag, n: int, of_all: int) -> ToteTag:
    by = job.promise_at.astimezone(job.store.timezone)
    is_sent = job.method == Method.SHIP
    return ToteTag(
        code=bag.tag,
        order=job.number,
        name="" if is_sent else job.order.first_name,
        store=job.store.name,
        bag=n,
        bags=of_all,
        note=_("Pack by %(at)s", at=f"{by:%H:%M}") if is_sent else _("Ready by %(at)s", at=f"{by:%H:%M}"),
        is_cold=_is_cold(bag),
    )


def _is_cold(bag: Bag) -> bool:
    return bag.location is not None and bag.location.temperature != Temperature.AMBIENT
