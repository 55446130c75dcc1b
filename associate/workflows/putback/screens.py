"""The list of what waits to be shelved, and why each thing does."""

from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.acts.crossdock import Need, needed_among, needed_here
from associate.core.acts.put_back import MARKDOWN, MAY_GO, QUARANTINE, RETURNED, SOUND, VENDOR
from associate.core.acts.recall_out import RECALLED
from associate.core.acts.uncollected import EXPIRED
from associate.core.events.words import WRITE_OFFS
from associate.core.fulfillment.passing import standing_words
from associate.core.inventory.models import PutBack
from associate.core.orders.models import Order, OrderState
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
    RETURNED: lambda number, at: _("Brought back, %(number)s, %(at)s", number=number, at=at),
    MARKDOWN: lambda number, at: _(
        "Brought back opened, %(number)s, %(at)s. Mark it down before it lies on its shelf.",
        number=number,
        at=at,
    ),
    QUARANTINE: lambda number, at: _(
        "Brought back damaged or recalled, %(number)s, %(at)s. Keep it apart until somebody has decided.",
        number=number,
        at=at,
    ),
    VENDOR: lambda number, at: _(
        "Doesn’t work, %(number)s, %(at)s. It goes back to the vendor.", number=number, at=at
    ),
    "found": lambda number, at: _(
        "Its bag turned up at %(at)s, %(number)s goes without it", number=number, at=at
    ),
}


@dataclass(frozen=True)
class Row:
    put_back: PutBack
    why: str
    need: Need | None = None  # who waits for exactly this
    where: str = ""  # a sentence about the bags and totes of its job

    @property
    def variant_name(self) -> str:
        return self.put_back.level.variant.name

    @property
    def is_for_the_bin(self) -> bool:
        return self.put_back.why == EXPIRED

    @property
    def may_be_written_off(self) -> bool:
        """Or recalled: then it may go off the books instead."""
        return self.put_back.why in MAY_GO

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """(code, words) of what may be wrong with it."""
        only = {RECALLED: RECALLED, VENDOR: VENDOR}.get(self.put_back.why)
        codes = [only] if only else [code for code in WRITE_OFFS if code not in (RECALLED, VENDOR)]
        return [(code, WRITE_OFFS[code]()) for code in codes]

    @property
    def place(self) -> str:
        location = self.put_back.level.location
        return location.label if location else ""


def rows(store: Store) -> list[Row]:
    waiting = waiting_here(store)
    needed = needed_among([row.level.variant_id for row in waiting if row.why in SOUND], store)
    orders = _orders([row.order_id for row in waiting if row.order_id])
    lines = {row.fulfillment_line_id for row in waiting if row.fulfillment_line_id}
    bags = standing_words(lines)
    no_receipt = str(_("no receipt"))
    return [
        Row(
            row,
            _why(row, *orders.get(row.order_id or 0, (no_receipt, True)), store),
            needed_here(row.level.variant_id, store)
            if row.why in SOUND and row.level.variant_id in needed
            else None,
            bags.get(row.fulfillment_line_id or 0, ""),
        )
        for row in waiting
    ]


def given_words(put_back: PutBack) -> tuple[str, str]:
    name = put_back.level.variant.name
    return _("Goes to who waits"), _("%(name)s: scan it into that order.", name=name)


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


def _why(put_back: PutBack, number: str, is_over: bool, store: Store) -> str:
    """`is_over`: the order it was for. One that goes on without it isn’t canceled."""
    at = wall_time(store, put_back.created_at)
    told = WHY.get(put_back.why) if is_over or put_back.why != "canceled" else None
    return told(number, at) if told else _("No longer needed for %(number)s, %(at)s", number=number, at=at)


def _orders(ids: list[int]) -> dict[int, tuple[str, bool]]:
    """Number, and whether it is over, by id."""
    find = sa.select(Order.id, Order.number, Order.state).where(Order.id.in_(ids))
    return {n: (number, state == OrderState.CANCELED) for n, number, state in db.session.execute(find)}
