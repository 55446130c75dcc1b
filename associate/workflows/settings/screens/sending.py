"""What becomes of orders to be sent when a web shop leaves them to our stores, or takes them back."""

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import HERE
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order, OrderState
from associate.core.shipping.queries import sends_by_us
from associate.core.stores.models import Store
from associate.db import db
from associate.words import _, ngettext


def sent_from_stores() -> list[str]:
    """Also what is still missing, as long as no store could send anything."""
    words = [
        _("New orders to be sent go to our stores, by the routing rules. Earlier ones stay where they are.")
    ]
    if db.session.scalar(sa.select(Store.id).where(Store.ships).limit(1)) is None:
        words.append(_("No store sends parcels yet. Each has that under Settings → Parcels."))
    if not sends_by_us():
        words.append(
            _("There’s no carrier account yet, so nobody can get a label. Settings → Carrier accounts.")
        )
    return words


def sent_by_web_shop(channel: Channel) -> list[str]:
    words = [_("New orders to be sent stay with the web shop.")]
    its = (Order.channel_id == channel.id, Order.method == Method.SHIP)
    in_stores = sa.select(sa.func.count()).select_from(Fulfillment).join(Order).where(*its)
    if n := db.session.scalar(in_stores.where(Fulfillment.state.in_(HERE))) or 0:
        words.append(
            ngettext(
                "%(num)d that a store has is sent from there all the same.",
                "%(num)d that stores have are sent from there all the same.",
                n,
            )
        )
    waiting = sa.select(sa.func.count()).select_from(Order).where(*its, Order.state == OrderState.WAITING)
    if n := db.session.scalar(waiting) or 0:
        words.append(
            ngettext(
                "%(num)d that waits for a store goes back to the web shop.",
                "%(num)d that wait for a store go back to the web shop.",
                n,
            )
        )
    return words
