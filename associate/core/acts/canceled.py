"""What to tell whoever holds an order that was canceled under their hands."""

import sqlalchemy as sa

from associate.core.acts.cancel import open_put_backs
from associate.core.events.models import Event
from associate.core.fulfillment.models import Fulfillment
from associate.core.inventory.models import PutBack
from associate.core.stores.hours import wall_time
from associate.db import db
from associate.words import _


def canceled_words(fulfillment: Fulfillment) -> str:
    """ "The customer canceled at 14:04. Put the shoe back on C-04."."""
    return " ".join([who_canceled(fulfillment), *map(put_back_words, open_put_backs(fulfillment))])


def who_canceled(fulfillment: Fulfillment) -> str:
    find = sa.select(Event).where(Event.about == fulfillment.ref, Event.kind == "fulfillment.canceled")
    event = db.session.scalar(find.order_by(Event.id.desc()).limit(1))
    at = wall_time(fulfillment.store, fulfillment.state_since)
    if event and event.facts.get("reason") == "customer":
        return str(_("The customer canceled at %(at)s.", at=at))
    return str(_("This order was canceled at %(at)s.", at=at))


def put_back_words(put_back: PutBack) -> str:
    level = put_back.level
    name, place = level.variant.product.title, level.location.label if level.location else _("its shelf")
    if put_back.quantity == 1:
        return str(_("Put the %(name)s back on %(place)s.", name=name, place=place))
    return str(_("Put %(n)d of the %(name)s back on %(place)s.", n=put_back.quantity, name=name, place=place))
