"""Goods go from one store to another: asked for, packed, sent, received, or given up on the way."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_hex

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.arrived import waits_for_transfer
from associate.core.acts.conflicts import look_for_conflict
from associate.core.acts.release import release
from associate.core.catalog.models import Variant
from associate.core.events.record import Actor, record
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import free
from associate.core.inventory.transfers import Transfer, TransferLine, TransferState
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import db, touch
from associate.errors import OutOfDate, Refused
from associate.words import _

LOST = ("not_in_box", "damaged", "never_came")
"""Why units that left don't count as arrived."""


def request_transfer(
    origin: Store,
    to: Store,
    wants: Mapping[int, int],
    *,
    expected_at: datetime | None,
    order: Order | None = None,
    note: str = "",
    by: Actor,
) -> Transfer:
    """Inside atomic(order, if there is one): set `wants` (variant id → units) aside at `origin`, or nothing.

    Raises Refused("too_few"), naming what is short there; the transaction is over then.
    """
    transfer = _make(origin, to, wants, expected_at, order, note, by)
    short = [told for line in transfer.lines if (told := _set_aside(line, by))]
    if short:
        what = "; ".join(short)
        raise Refused("too_few", _("%(store)s has too few: %(what)s.", store=origin.name, what=what))
    record("transfer.requested", about=transfer, by=by, number=transfer.number, units=transfer.units)
    open_task(
        TaskKind.TRANSFER,
        f"{transfer.id}:ask",
        by=by,
        store_id=origin.id,
        about=transfer.ref,
        number=transfer.number,
        units=transfer.units,
        store=to.name,
    )
    _tell_both(transfer)
    return transfer


def pack(line: TransferLine, *, by: Actor) -> None:
    """Inside atomic(transfer): one more unit is in the box. Raises Refused("over_ship")."""
    _must_be(line.transfer, TransferState.REQUESTED)
    if line.shipped >= line.requested:
        raise Refused(
            "over_ship",
            _("All %(n)s of it are in the box. Put this one back on its shelf.", n=line.requested),
        )
    line.shipped += 1
    _tell_both(line.transfer)


def unpack(line: TransferLine, *, by: Actor) -> None:
    """Inside atomic(transfer): one unit is out of the box again. Raises Refused("not_packed")."""
    _must_be(line.transfer, TransferState.REQUESTED)
    if not line.shipped:
        raise Refused("not_packed", _("None of it is in the box."))
    line.shipped -= 1
    _tell_both(line.transfer)


def send(transfer: Transfer, *, by: Actor) -> None:
    """Inside atomic(transfer): the box left. What is not in it is free again.

    Raises Refused("nothing_packed").
    """
    _must_be(transfer, TransferState.REQUESTED)
    if not transfer.packed:
        raise Refused("nothing_packed", _("Nothing is in the box yet. Scan the first thing."))
    parts = [(line.reservation, line.shipped) for line in transfer.lines if line.reservation and line.shipped]
    ledger.lock(line.reservation.level_id for line in transfer.lines if line.reservation)
    ledger.transfer_out(parts, cause=transfer.ref, by=by)
    _let_go(transfer, by)
    transfer.state, transfer.shipped_at = TransferState.SHIPPED, now()
    record("transfer.sent", about=transfer, by=by, number=transfer.number, units=transfer.packed)
    close_tasks(TaskKind.TRANSFER, f"{transfer.id}:ask", "sent", by=by)
    _tell_both(transfer)


def receive_unit(line: TransferLine, *, by: Actor) -> bool:
    """Inside atomic(order, transfer): one unit is here. True when it set its customer's order free.

    For an order that still waits, the unit is kept for it: nobody else can buy it meanwhile.
    Raises Refused("over_receive").
    """
    transfer = line.transfer
    _must_be(transfer, TransferState.SHIPPED)
    if not line.on_the_way:
        raise Refused(
            "over_receive",
            _(
                "All %(n)s that were sent are here already. Ask %(store)s.",
                n=line.shipped,
                store=transfer.from_store.name,
            ),
        )
    order = db.session.get(Order, transfer.order_id) if transfer.order_id else None
    level_id = ledger.level_of(transfer.to_id, line.variant_id)
    is_kept = order is not None and waits_for_transfer(order)
    if order is not None and is_kept:
        _lock_what_it_takes(order, transfer)
    ledger.transfer_in(level_id, 1, cause=transfer.ref, by=by)
    line.received += 1
    if is_kept:
        _keep(level_id, line, by)
    look_for_conflict(level_id, by=by)
    _close_if_all_here(transfer, by)
    _tell_both(transfer)
    return order is not None and release(order, by=by) is not None


def give_up(transfer: Transfer, why: str, *, by: Actor) -> None:
    """Inside atomic(transfer): what is still on the way won't come. The sender's manager is asked.

    Raises Refused("no_reason"), Refused("nothing_missing").
    """
    _must_be(transfer, TransferState.SHIPPED)
    if why not in LOST:
        raise Refused("no_reason", _("Say what happened to the rest. It goes on record."))
    missing = [(line, line.on_the_way) for line in transfer.lines if line.on_the_way]
    for line, units in missing:
        line.lost += units
    open_task(
        TaskKind.TRANSFER,
        f"{transfer.id}:lost",
        by=by,
        store_id=transfer.from_id,
        about=transfer.ref,
        number=transfer.number,
        units=sum(units for _line, units in missing),
        store=transfer.to_store.name,
        why=why,
        things=[[line.variant_id, units] for line, units in missing],
    )
    units = sum(units for _line, units in missing)
    record("transfer.lost", about=transfer, by=by, number=transfer.number, units=units, why=why)
    _close_if_all_here(transfer, by)
    _tell_both(transfer)


def cancel_transfer(transfer: Transfer, *, why: str = "", by: Actor) -> None:
    """Inside atomic(transfer), before it left: everything is free again where it lies.

    `why`: empty for a person's own wish, "late" where nobody sent it in time.
    """
    _must_be(transfer, TransferState.REQUESTED)
    for line in transfer.lines:
        line.shipped = 0
    _let_go(transfer, by)
    transfer.state, transfer.closed_at = TransferState.CANCELED, now()
    record("transfer.canceled", about=transfer, by=by, number=transfer.number, why=why)
    close_tasks(TaskKind.TRANSFER, f"{transfer.id}:ask", "canceled", by=by)
    _tell_both(transfer)


def in_days(days: int) -> datetime:
    """When it is expected, asked for now."""
    return now() + timedelta(days=days)


def _make(
    origin: Store,
    to: Store,
    wants: Mapping[int, int],
    expected_at: datetime | None,
    order: Order | None,
    note: str,
    by: Actor,
) -> Transfer:
    if origin.id == to.id:
        raise Refused("same_store", _("Choose another store than this one."))
    wanted = ledger.in_order((variant_id, n) for variant_id, n in wants.items() if n > 0)
    if not wanted:
        raise Refused("nothing_wanted", _("Scan or type what you need first."))
    known = sa.select(sa.func.count(Variant.id)).where(Variant.id.in_([variant for variant, _n in wanted]))
    if db.session.scalar(known) != len(wanted):
        raise Refused("no_such_product", _("That product isn’t in the catalog any more."))
    transfer = Transfer(
        number=token_hex(8),  # until its row has an id
        from_id=origin.id,
        to_id=to.id,
        order_id=order.id if order else None,
        note=note[:200],
        expected_at=expected_at,
        created_by=by.ref,
        lines=[TransferLine(variant_id=variant_id, requested=n) for variant_id, n in wanted],
    )
    db.session.add(transfer)
    db.session.flush()
    transfer.number = f"T-{1000 + transfer.id}"
    db.session.flush()
    return transfer


def _set_aside(line: TransferLine, by: Actor) -> str:
    """Empty when it is; else what to say about it: "Enamel kettle (wanted 2, free 1)"."""
    level_id = ledger.level_of(line.transfer.from_id, line.variant_id)
    try:
        ledger.reserve_for_transfer(level_id, line.requested, line_id=line.id, by=by)
    except Refused:
        level = db.session.get_one(StockLevel, level_id, populate_existing=True)
        name = db.session.get_one(Variant, line.variant_id).name
        return str(_("%(name)s (wanted %(n)s, free %(free)s)", name=name, n=line.requested, free=free(level)))
    return ""


def _lock_what_it_takes(order: Order, transfer: Transfer) -> None:
    """Its release may follow and takes all of it: by rising variant, whichever of it came last."""
    ordered = {line.variant_id for line in order.lines if line.variant_id}
    variants = ordered | {line.variant_id for line in transfer.lines}
    stores = {transfer.to_id, order.store_id or transfer.to_id}
    ledger.levels_at({(store_id, variant) for store_id in stores for variant in variants}, locked=True)


def _keep(level_id: int, line: TransferLine, by: Actor) -> None:
    """As far as the books hold it: where more is promised here than there is, older promises go first."""
    try:
        ledger.keep_for_transfer(level_id, 1, line_id=line.id, by=by)
    except Refused:
        return


def _let_go(transfer: Transfer, by: Actor) -> None:
    """What is set aside for it and stays where it is."""
    db.session.flush()
    for line in transfer.lines:
        if line.reservation and line.reservation.quantity:
            ledger.release(line.reservation, line.reservation.quantity, by=by)
            look_for_conflict(line.reservation.level_id, by=by)


def _close_if_all_here(transfer: Transfer, by: Actor) -> None:
    if not transfer.on_the_way:
        transfer.state, transfer.closed_at = TransferState.RECEIVED, now()
        units = sum(line.received for line in transfer.lines)
        record("transfer.received", about=transfer, by=by, number=transfer.number, units=units)


def _tell_both(transfer: Transfer) -> None:
    touch(transfer.from_id)
    touch(transfer.to_id)


def _must_be(transfer: Transfer, state: TransferState) -> None:
    if transfer.state != state:
        raise OutOfDate("transfer_moved_on", _("This transfer has moved on. Look at it again."))
