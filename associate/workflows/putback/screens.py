"""The list of what waits to be shelved, and why each thing does."""

from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.acts.collect import DAMAGED
from associate.core.acts.recall_out import RECALLED
from associate.core.acts.uncollected import EXPIRED
from associate.core.events.words import WRITE_OFFS
from associate.core.inventory.models import PutBack
from associate.core.orders.models import Order
from associate.core.stores.hours import wall_time
from associate.core.stores.models import Store
from associate.db import db
from associate.words import _, ngettext
from associate.workflows.putback.rules import waiting_here

WHY = {
    "canceled": lambda number, at: _("%(number)s was canceled at %(at)s", number=number, at=at),
    "refused": lambda number, at: _("Left at the counter, %(number)s, %(at)s", number=number, at=at),
    "damaged": lambda number, at: _(
        "Refused as damaged, %(number)s, %(at)s. Shelve it only if it can be sold.", number=number, at=at
    ),
    RECALLED: lambda number, at: _(
        "Recalled, out of %(number)s at %(at)s. Keep it apart until the recall is over.", number=number, at=at
    ),
    "uncollected": lambda number, at: _("Nobody came for %(number)s, %(at)s", number=number, at=at),
    EXPIRED: lambda number, at: _(
        "Nobody came for %(number)s, %(at)s. Chilled or hot: throw it away.", number=number, at=at
    ),
    "found": lambda number, at: _(
        "Its bag turned up at %(at)s, %(number)s has gone without it", number=number, at=at
    ),
}


@dataclass(frozen=True)
class Row:
    put_back: PutBack
    why: str

    @property
    def variant_name(self) -> str:
        return self.put_back.level.variant.name

    @property
    def is_for_the_bin(self) -> bool:
        return self.put_back.why == EXPIRED

    @property
    def may_be_written_off(self) -> bool:
        """Or recalled: then it may go off the books instead."""
        return self.put_back.why in (DAMAGED, RECALLED)

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """(code, words) of what may be wrong with it."""
        is_recalled = self.put_back.why == RECALLED
        return [(code, words()) for code, words in WRITE_OFFS.items() if (code == RECALLED) == is_recalled]

    @property
    def place(self) -> str:
        location = self.put_back.level.location
        return location.label if location else ""


def rows(store: Store) -> list[Row]:
    waiting = waiting_here(store)
    numbers = _numbers([row.order_id for row in waiting if row.order_id])
    return [Row(row, _why(row, numbers.get(row.order_id or 0, ""), store)) for row in waiting]


def shelved_words(put_back: PutBack) -> tuple[str, str]:
    """What confirming it brought about, in a word and a sentence."""
    name, units = put_back.level.variant.name, put_back.quantity
    if put_back.why == EXPIRED:
        word = ngettext("%(num)d thrown away", "%(num)d thrown away", units)
        return word, _("%(name)s is gone.", name=name)
    word = ngettext("%(num)d back on the shelf", "%(num)d back on the shelf", units)
    return word, _("%(name)s is for sale again.", name=name)


def written_off_words(put_back: PutBack) -> tuple[str, str]:
    word = ngettext("%(num)d written off", "%(num)d written off", put_back.quantity)
    return word, _("%(name)s is gone.", name=put_back.level.variant.name)


def _why(put_back: PutBack, number: str, store: Store) -> str:
    at = wall_time(store, put_back.created_at)
    told = WHY.get(put_back.why)
    return told(number, at) if told else _("No longer needed for %(number)s, %(at)s", number=number, at=at)


def _numbers(orders: list[int]) -> dict[int, str]:
    find = sa.select(Order.id, Order.number).where(Order.id.in_(orders))
    return dict(db.session.execute(find).all())
