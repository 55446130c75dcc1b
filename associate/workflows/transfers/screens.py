"""Transfers as pages: what comes, what goes, what is done; and what other stores could give."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from associate.core.catalog.models import Variant
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import free, levels_here
from associate.core.inventory.transfers import (
    Transfer,
    TransferLine,
    TransferState,
    transfers_for,
)
from associate.core.orders.models import Order
from associate.core.stores.models import Location, Store
from associate.db import db
from associate.errors import Missing
from associate.words import _, ngettext

LATEST = 30  # finished transfers on the page
TABS = ("incoming", "outgoing", "done")
OPEN = (TransferState.REQUESTED, TransferState.SHIPPED)
CLOSED = (TransferState.RECEIVED, TransferState.CANCELED)
WHY_LOST = {
    "not_in_box": lambda: _("It wasn’t in the box"),
    "damaged": lambda: _("It arrived damaged"),
    "never_came": lambda: _("The box never came"),
}
STATE_WORDS = {
    TransferState.REQUESTED: ("", "clock", lambda: _("Asked for")),
    TransferState.SHIPPED: ("now", "truck", lambda: _("On the way")),
    TransferState.RECEIVED: ("ok", None, lambda: _("Received")),
    TransferState.CANCELED: ("", "close", lambda: _("Canceled")),
}


@dataclass(frozen=True)
class Overview:
    shown: str
    tabs: list[tuple[str, str, int]]  # (value, label, count)
    transfers: list[Transfer]


@dataclass(frozen=True)
class Piece:
    """One line where somebody scans: which units are done, out of how many, and where the thing lies."""

    line: TransferLine
    done: int
    total: int
    place: str = ""
    note: str = ""

    @property
    def is_done(self) -> bool:
        return self.done >= self.total


@dataclass(frozen=True)
class View:
    transfer: Transfer
    step: str  # pack, receive, watch
    pieces: list[Piece]
    order: Order | None

    @property
    def done(self) -> int:
        return sum(piece.done for piece in self.pieces)

    @property
    def total(self) -> int:
        return sum(piece.total for piece in self.pieces)


@dataclass(frozen=True)
class Offer:
    """What one other store could give."""

    store: Store
    free: list[tuple[Variant, int, int]]  # (thing, wanted, free there)

    @property
    def has_all(self) -> bool:
        return all(n >= wanted for _thing, wanted, n in self.free)


@dataclass(frozen=True)
class Request:
    """What is asked for, and who has it."""

    wants: list[tuple[Variant, int]]
    offers: list[Offer]
    order: Order | None = None


def overview(store: Store, shown: str) -> Overview:
    shown = shown if shown in TABS else "incoming"
    labels = {"incoming": _("Incoming"), "outgoing": _("Outgoing"), "done": _("Done")}
    tabs = [(tab, labels[tab], _count(store, tab)) for tab in TABS]
    find = sa.select(Transfer).where(_in_tab(store, shown)).order_by(Transfer.id.desc())
    return Overview(shown, tabs, list(db.session.scalars(find.limit(LATEST if shown == "done" else 200))))


def view(transfer: Transfer, store: Store) -> View:
    order = db.session.get(Order, transfer.order_id) if transfer.order_id else None
    if transfer.state == TransferState.REQUESTED:
        step = "pack" if transfer.from_id == store.id else "watch"
        return View(transfer, step, _in_walking_order(transfer), order)
    step = "receive" if transfer.state == TransferState.SHIPPED and transfer.to_id == store.id else "watch"
    lines = [line for line in transfer.lines if line.shipped]
    pieces = [Piece(line, line.received, line.shipped) for line in lines]
    return View(transfer, step, sorted(pieces, key=lambda piece: piece.is_done), order)


def request_for(wants: dict[int, int], to: Store, order: Order | None = None) -> Request:
    find = sa.select(Variant).where(Variant.id.in_(wants))
    known = {variant.id: variant for variant in db.session.scalars(find)}
    things = [(known[variant_id], n) for variant_id, n in wants.items() if variant_id in known]
    offers = [_offer(store, things) for store in _others(to)] if things else []
    return Request(things, sorted(offers, key=_best_first), order)


def missing_for(order: Order, store: Store) -> dict[int, int]:
    """Variant id → units that this order lacks here, less what is on its way for it already."""
    wanted: dict[int, int] = {}
    for line in order.lines:
        if line.is_physical and line.to_fulfill and line.variant_id:
            wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.to_fulfill
    here = levels_here(store.id, list(wanted))
    have = {v: level.on_hand - level.reserved - level.held for v, level in here.items()}
    for transfer in transfers_for(order.id):
        for line in transfer.lines:
            have[line.variant_id] = have.get(line.variant_id, 0) + _still_for_it(transfer, line)
    return {v: n - max(0, have.get(v, 0)) for v, n in wanted.items() if n > max(0, have.get(v, 0))}


def order_waiting_here(number: str, store: Store) -> Order:
    """Raises Missing."""
    order = db.session.scalar(sa.select(Order).filter_by(number=number, store_id=store.id))
    if order is None:
        raise Missing("no_order", _("There’s no order %(number)s in this store.", number=number))
    return order


def store_by_code(code: str) -> Store | None:
    return db.session.scalar(sa.select(Store).filter_by(code=code)) if code else None


def packed_words(line: TransferLine) -> tuple[str, str]:
    return _("%(n)s of %(total)s in the box", n=line.shipped, total=line.requested), line.variant.name


def received_words(line: TransferLine, freed: bool) -> tuple[str, str]:
    word = _("%(n)s of %(total)s here", n=line.received, total=line.shipped)
    return word, _("Its order can be picked now.") if freed else line.variant.name


def sent_words(transfer: Transfer) -> tuple[str, str]:
    word = ngettext("%(num)d sent", "%(num)d sent", transfer.packed)
    return word, _("It’s on its way to %(store)s.", store=transfer.to_store.name)


def state_of(transfer: Transfer) -> tuple[str, str, str | None]:
    """(kind, words, icon) for the state macro."""
    kind, icon, words = STATE_WORDS[transfer.state]
    return kind, words(), icon


def why_lost() -> list[tuple[str, str]]:
    return [(code, words()) for code, words in WHY_LOST.items()]


def _still_for_it(transfer: Transfer, line: TransferLine) -> int:
    """Units asked for, on the way, or here and kept for it."""
    if transfer.state == TransferState.REQUESTED:
        return line.requested
    kept = line.reservation.quantity if line.reservation else 0
    return line.on_the_way + kept


def _in_tab(store: Store, tab: str) -> sa.ColumnElement[bool]:
    here = {"incoming": Transfer.to_id == store.id, "outgoing": Transfer.from_id == store.id}
    if tab in here:
        return sa.and_(here[tab], Transfer.state.in_(OPEN))
    return sa.and_(sa.or_(*here.values()), Transfer.state.in_(CLOSED))


def _count(store: Store, tab: str) -> int:
    """How many are open; of finished ones no more than are shown."""
    found = (
        sa.select(Transfer.id).where(_in_tab(store, tab)).limit(LATEST if tab == "done" else 999).subquery()
    )
    return db.session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def _in_walking_order(transfer: Transfer) -> list[Piece]:
    """What still has to be packed first, by its place at the sender's."""
    variants = [line.variant_id for line in transfer.lines]
    at = levels_here(transfer.from_id, variants)

    def piece(line: TransferLine) -> tuple[Any, Piece]:
        level = at.get(line.variant_id)
        location: Location | None = level.location if level else None
        made = Piece(
            line,
            line.shipped,
            line.requested,
            location.label if location else "",
            level.shelf_note if level else "",
        )
        return (made.is_done, location.sequence if location else 10**6, line.id), made

    return [made for _key, made in sorted((piece(line) for line in transfer.lines), key=lambda each: each[0])]


def _others(to: Store) -> list[Store]:
    return list(db.session.scalars(sa.select(Store).where(Store.id != to.id).order_by(Store.name)))


def _offer(store: Store, things: list[tuple[Variant, int]]) -> Offer:
    levels: dict[int, StockLevel] = levels_here(store.id, [thing.id for thing, _n in things])
    return Offer(store, [(t, n, free(levels[t.id]) if t.id in levels else 0) for t, n in things])


def _best_first(offer: Offer) -> tuple[int, int, str]:
    given = sum(min(wanted, n) for _thing, wanted, n in offer.free)
    return (not offer.has_all, -given, offer.store.name)
