"""Receipts of tills, one row a line. The trial does all of it and takes it back, so it can’t be wrong."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.till import take_returns, take_sales
from associate.core.events.record import SYSTEM, Actor
from associate.core.orders.incoming import Contact, IncomingTender
from associate.core.orders.receipts import (
    EARLIEST,
    MOST_AHEAD,
    MOST_UNITS,
    TAKEN,
    Outcome,
    ReturnedLine,
    Sale,
    SoldLine,
    TakenBack,
)
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.files.cells import Cells, Problem
from associate.files.plan import Context, Plan
from associate.files.table import Row, Table
from associate.words import _

TENDERS = dict.fromkeys(("card", "cash", "gift_card", "store_credit", "bank", "other"))
BITE = 200  # receipts
Take = Callable[..., list[Outcome]]


class TakenBackAgain(Exception):
    """Ends a trial: nothing of it stays."""


def plan_sales(table: Table, context: Context) -> Plan:
    return _plan(table, context, _sale, take_sales)


def plan_returns(table: Table, context: Context) -> Plan:
    return _plan(table, context, _taken_back, take_returns)


def _plan(table: Table, context: Context, read: Callable[..., Any], take: Take) -> Plan:
    made = Plan(len(table.rows))
    receipts: dict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        receipts[row.cells.get("receipt", "")].append(row)
    stores = {store.code: store for store in db.session.scalars(sa.select(Store))}
    told = []
    for rows in receipts.values():
        cells = [Cells(row, context.decimal) for row in rows]
        one = read(cells, stores, context)
        made.refuse(problem for each in cells for problem in each.problems)
        if one is not None and not any(each.problems for each in cells):
            told.append((rows, one))
    told.sort(key=lambda each: getattr(each[1], "of", None) or "")
    for (rows, one), outcome in zip(told, _tried([one for _rows, one in told], context, take), strict=True):
        _note(made, rows, one, outcome)
    made.deed = lambda by: _do([one for _rows, one in told], context, take, by, made)
    return made


def _tried(told: list[Any], context: Context, take: Take) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for bite in _bites(told):
        try:
            with atomic():
                outcomes += take(context.channel, bite, by=SYSTEM)
                raise TakenBackAgain
        except TakenBackAgain:
            db.session.expire_all()
    return outcomes


def _bites(told: list[Any]) -> Iterator[list[Any]]:
    """So that the floor gets its turn. Returns on one receipt stay together: they count each other."""
    bite: list[Any] = []
    for one in told:
        of = getattr(one, "of", None)
        if len(bite) >= BITE and (of is None or of != bite[-1].of):
            yield bite
            bite = []
        bite.append(one)
    if bite:
        yield bite


def _note(made: Plan, rows: list[Row], one: Any, outcome: Outcome) -> None:
    number = rows[0].number
    if outcome.code:
        column = "of" if outcome.code == "no_receipt" else "receipt"
        made.refuse(Problem(row.number, column, f"{one.receipt}: {outcome.sentence}") for row in rows[:1])
    else:
        what = f"{one.receipt}: {_units(one)}"
        made.note(number, "new" if outcome.result == TAKEN else "same", what, len(rows))
        made.unmapped += outcome.unmapped
    made.content = [*(made.content or []), [one.receipt, outcome.result, outcome.code, outcome.unmapped]]


def _units(one: Any) -> str:
    return ", ".join(f"{line.quantity} × {line.sku or line.gtin}" for line in one.lines)


def _do(told: list[Any], context: Context, take: Take, by: Actor, made: Plan) -> dict[str, Any]:
    outcomes = [each for bite in _bites(told) for each in take(context.channel, bite, by=by)]
    return {name: sum(each.result == name for each in outcomes) for name in ("taken", "known", "refused")}


def _head(cells: list[Cells], stores: dict[str, Store], context: Context) -> tuple[str, Store | None, Any]:
    first = cells[0]
    receipt = first.text("receipt", most=60, needed=True)
    store: Any = first.known("store", stores.get, _("There’s no store with this code."))
    if store is not None and context.only_store is not None and store != context.only_store:
        first.wrong("store", _("That’s another store. You bring in what is yours."))
    for each in cells[1:]:
        if each.row.cells.get("store") != first.row.cells.get("store"):
            each.wrong("store", _("One receipt is of one store."))
    at = first.moment("at", store.zone if store else "UTC")
    if at is not None and not EARLIEST <= at <= now() + MOST_AHEAD:
        first.wrong("at", _("That’s before 2000, or still to come."))
    return receipt, store, at


def _code(cells: Cells) -> dict[str, str]:
    sku, gtin = cells.text("sku"), cells.text("gtin")
    cells.gtin()
    if not (sku or gtin):
        cells.wrong("sku", _("Write its SKU or its barcode."))
    return {"sku": sku, "gtin": gtin}


def _sale(cells: list[Cells], stores: dict[str, Store], context: Context) -> Sale | None:
    receipt, store, at = _head(cells, stores, context)
    first = cells[0]
    currency = first.currency("currency", store.currency if store else "EUR")
    is_included = bool(first.flag("tax_included", True))
    lines = [line(each, currency, is_included) for each in cells]
    kind, last4 = first.choice("tender", TENDERS, "other"), first.text("last4")
    if last4 and not (last4.isdecimal() and len(last4) == 4):
        first.wrong("last4", _("Four digits."))
    contact = contact_of(first)
    if any(each.problems for each in cells) or store is None or at is None:
        return None
    total = sum(each["total"] for each in lines)
    tender = IncomingTender(kind=kind, amount=total, is_captured=True, last4=last4)
    return Sale(
        receipt=receipt,
        store=store.code,
        at=at,
        currency=currency,
        tax_included=is_included,
        lines=tuple(SoldLine(**each) for each in lines),
        total=total,
        tenders=(tender,),
        contact=contact,
    )


def line(cells: Cells, currency: str, is_included: bool) -> dict[str, Any]:
    """A line as sold: total = quantity × unit price − discount, plus tax where it is on top."""
    code, title = _code(cells), cells.text("title", most=300)
    units = cells.units("quantity", least=1, most=MOST_UNITS, needed=True) or 0
    price = cells.money("unit_price", currency, needed=True) or 0
    discount, tax = cells.money("discount", currency) or 0, cells.money("tax", currency) or 0
    if discount > units * price:
        cells.wrong("discount", _("That’s more than the line costs."))
    return {
        **code,
        "title": title or code["sku"] or code["gtin"],
        "quantity": units,
        "unit_price": price,
        "discount": discount,
        "tax": tax,
        "total": units * price - discount + (0 if is_included else tax),
    }


def contact_of(cells: Cells) -> Contact:
    return Contact(
        external_id=cells.text("customer") or None,
        first_name=cells.text("first_name"),
        last_name=cells.text("last_name"),
        email=cells.text("email", most=320),
        phone=cells.text("phone", most=40),
    )


def _taken_back(cells: list[Cells], stores: dict[str, Store], context: Context) -> TakenBack | None:
    receipt, store, at = _head(cells, stores, context)
    first = cells[0]
    currency = first.currency("currency", store.currency if store else "EUR")
    of = first.text("of", most=60) or None
    lines = [
        {
            **_code(each),
            "quantity": each.units("quantity", least=1, most=MOST_UNITS, needed=True),
            "is_held": bool(each.flag("held", False)),
        }
        for each in cells
    ]
    amount = sum(each.money("amount", currency, needed=True) or 0 for each in cells)
    reason = first.text("reason", most=200)
    if any(each.problems for each in cells) or store is None or at is None:
        return None
    return TakenBack(
        receipt=receipt,
        of=of,
        store=store.code,
        at=at,
        currency=currency,
        lines=tuple(ReturnedLine(**each) for each in lines),
        amount=amount,
        reason=reason,
    )
