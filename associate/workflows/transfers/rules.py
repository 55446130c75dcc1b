"""Ask another store for goods, put them in a box, send it, receive it; also for one customer's order."""

from collections.abc import Callable
from typing import Any

from associate.core.acts import transferring
from associate.core.catalog.codes import read_code
from associate.core.catalog.kits import must_have_stock
from associate.core.catalog.models import Variant
from associate.core.catalog.queries import matches, variant_by_code
from associate.core.catalog.stop_sales import must_not_be_stopped
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.inventory.transfers import Transfer, TransferLine
from associate.core.orders.models import Order, OrderState
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.words import _

Answer = dict[str, Any]
Wants = dict[int, int]


def variant_scanned(raw: str) -> Variant:
    """Raises Refused("unknown_code") and what read_code raises."""
    variant = variant_by_code(read_code(raw))
    if variant is None:
        raise Refused("unknown_code", _("We don’t know that code. Check it, or look the thing up."))
    must_have_stock(variant.id)
    return variant


def ask(
    origin: Store | None, to: Store, wants: Wants, *, days: int, note: str, intent: Intent, by: Actor
) -> Answer:
    """Set it aside there, all or nothing. Answers with the transfer's number."""
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        expected = transferring.in_days(days)
        made = transferring.request_transfer(
            _known(origin), to, wants, expected_at=expected, note=note, by=by
        )
        return answer(intent, number=made.number)


def ask_for_order(
    order: Order, origin: Store | None, to: Store, wants: Wants, *, days: int, intent: Intent, by: Actor
) -> Answer:
    """A customer's order waits for it: it is kept for them when it arrives.

    Raises OutOfDate("not_waiting").
    """
    with atomic(order):
        if (done := answered(intent)) is not None:
            return done
        if order.state != OrderState.WAITING:
            raise OutOfDate("not_waiting", _("That order doesn’t wait for stock any more. Look at it again."))
        expected = transferring.in_days(days)
        made = transferring.request_transfer(
            _known(origin), to, wants, expected_at=expected, order=order, by=by
        )
        return answer(intent, number=made.number)


def pack(transfer: Transfer, raw: str, *, at: Store, intent: Intent, by: Actor) -> Answer:
    """One scanned unit goes into the box. Answers with its line."""
    _must_send(transfer, at)
    code = read_code(raw)

    def put_in(line: TransferLine) -> None:
        must_not_be_stopped(line.variant, code)
        transferring.pack(line, by=by)

    return _scanned(transfer, raw, intent, put_in)


def unpack(transfer: Transfer, line_id: int, *, at: Store, intent: Intent, by: Actor) -> Answer:
    _must_send(transfer, at)
    return _deed(transfer, intent, lambda: transferring.unpack(_line(transfer, line_id), by=by))


def send(transfer: Transfer, *, at: Store, intent: Intent, by: Actor) -> Answer:
    _must_send(transfer, at)
    return _deed(transfer, intent, lambda: transferring.send(transfer, by=by))


def receive(transfer: Transfer, raw: str, *, at: Store, intent: Intent, by: Actor) -> Answer:
    """One scanned unit is here. Answers with its line, and `freed`: did it set its customer's order free?"""
    _must_receive(transfer, at)
    freed: list[bool] = []
    return _scanned(
        transfer, raw, intent, lambda line: freed.append(transferring.receive_unit(line, by=by)), freed
    )


def give_up(transfer: Transfer, why: str, *, at: Store, intent: Intent, by: Actor) -> Answer:
    _must_receive(transfer, at)
    return _deed(transfer, intent, lambda: transferring.give_up(transfer, why, by=by))


def cancel(transfer: Transfer, *, intent: Intent, by: Actor) -> Answer:
    return _deed(transfer, intent, lambda: transferring.cancel_transfer(transfer, by=by))


def _scanned(
    transfer: Transfer,
    raw: str,
    intent: Intent,
    deed: Callable[[TransferLine], None],
    freed: list[bool] | None = None,
) -> Answer:
    code = read_code(raw)
    with atomic(*_order_of(transfer), transfer):
        if (done := answered(intent)) is not None:
            return done
        line = next((line for line in transfer.lines if matches(line.variant, code)), None)
        if line is None:
            raise Refused(
                "not_in_transfer",
                _("That isn’t part of %(number)s. Put it aside.", number=transfer.number),
            )
        deed(line)
        return answer(intent, line=line.id, freed=any(freed or []))


def _deed(transfer: Transfer, intent: Intent, deed: Callable[[], None]) -> Answer:
    with atomic(*_order_of(transfer), transfer):
        if (done := answered(intent)) is not None:
            return done
        deed()
        return answer(intent, number=transfer.number)


def _order_of(transfer: Transfer) -> list[Order]:
    """The order is always locked first."""
    return [db.session.get_one(Order, transfer.order_id)] if transfer.order_id else []


def _line(transfer: Transfer, line_id: int) -> TransferLine:
    found = next((line for line in transfer.lines if line.id == line_id), None)
    if found is None:
        raise Missing("no_line", _("That isn’t part of this transfer."))
    return found


def _known(origin: Store | None) -> Store:
    if origin is None:
        raise Refused("no_store_chosen", _("Choose the store it should come from."))
    return origin


def _must_send(transfer: Transfer, at: Store) -> None:
    if transfer.from_id != at.id:
        raise Refused("not_the_sender", _("%(store)s sends this one.", store=transfer.from_store.name))


def _must_receive(transfer: Transfer, at: Store) -> None:
    if transfer.to_id != at.id:
        raise Refused("not_the_receiver", _("%(store)s receives this one.", store=transfer.to_store.name))
