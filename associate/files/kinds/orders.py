"""Orders, one row a line: they go through the one intake, as from any web shop."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.intake import take_in
from associate.core.acts.intake_many import take_in_new
from associate.core.acts.reserve import place_of
from associate.core.orders.incoming import Address, IncomingLine, IncomingOrder, Method, Payment
from associate.core.orders.models import Order
from associate.core.orders.rows import fingerprint
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.files.cells import Cells
from associate.files.kinds.tills import contact_of, line
from associate.files.plan import Context, Plan
from associate.files.table import Row, Table
from associate.words import _

BITE = 100
METHODS = {method.value: method for method in Method}
PAYMENTS = {each.value: each for each in (Payment.PAID, Payment.AUTHORIZED, Payment.PENDING)}
ADDRESS = {"street": 200, "street2": 200, "city": 80, "region": 80, "postcode": 40}


def plan(table: Table, context: Context) -> Plan:
    made = Plan(len(table.rows))
    stores = {store.code: store for store in db.session.scalars(sa.select(Store))}
    orders: dict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        orders[row.cells.get("order", "")].append(row)
    told: list[tuple[list[Row], IncomingOrder]] = []
    for rows in orders.values():
        cells = [Cells(row, context.decimal) for row in rows]
        one = _read(cells, stores, context)
        made.refuse(problem for each in cells for problem in each.problems)
        if one is not None:
            told.append((rows, one))
    known = _known(context, [one.external_id for _rows, one in told])
    wanted = []
    for rows, one in told:
        state = _state(one, known)
        made.note(rows[0].number, state, _words(one), len(rows))
        if state != "same":
            wanted.append(one)
    made.content = [fingerprint(one) for one in wanted]
    made.deed = lambda by: _do(wanted, context)
    return made


def _known(context: Context, ids: list[str]) -> dict[str, Any]:
    """When and as what each order was told last, by its id."""
    assert context.channel is not None
    find = sa.select(Order.external_id, Order.source_updated_at, Order.source_hash)
    find = find.where(Order.channel_id == context.channel.id, Order.external_id.in_(ids))
    return {row.external_id: row for row in db.session.execute(find)}


def _state(one: IncomingOrder, known: dict[str, Any]) -> str:
    """The moment of the file alone is no change."""
    was = known.get(one.external_id)
    if was is None:
        return "new"
    again = one.model_copy(update={"updated_at": was.source_updated_at})
    return "same" if fingerprint(again) == was.source_hash else "changed"


def _words(one: IncomingOrder) -> str:
    return f"{one.number}: {', '.join(f'{it.quantity} × {it.sku or it.gtin}' for it in one.lines)}"


def _do(wanted: list[IncomingOrder], context: Context) -> dict[str, Any]:
    """In bites, so that the floor gets its turn. An order that is in already is left alone a second time."""
    assert context.channel is not None
    for first in range(0, len(wanted), BITE):
        with atomic():
            bite = wanted[first : first + BITE]
            done = {one.external_id for one in take_in_new(context.channel, bite)}
            for one in bite:
                if one.external_id not in done:
                    take_in(context.channel, one)
    return {"orders": len(wanted)}


def _read(cells: list[Cells], stores: dict[str, Store], context: Context) -> IncomingOrder | None:
    assert context.channel is not None
    first = cells[0]
    number = first.text("order", most=40, needed=True)
    method = METHODS.get(first.choice("method", METHODS))
    store: Any = None
    if method == Method.PICKUP or first.has("store"):
        store = first.known("store", stores.get, _("There’s no store with this code."))
    where = store or context.default_store
    default = context.channel.settings.get("currency") or (where.currency if where else "")
    currency = first.currency("currency", default)
    is_included = bool(first.flag("tax_included", True))
    at = first.moment("placed_at", store.zone if store else "UTC")
    payment = PAYMENTS.get(first.choice("payment", PAYMENTS, "paid"))
    lines = [_line(each, currency, is_included, n) for n, each in enumerate(cells, 1)]
    shipping, address = first.money("shipping", currency) or 0, _address(first)
    contact, note = contact_of(first), first.text("note", most=2000)
    is_gift, gift_note = bool(first.flag("gift", False)), first.text("gift_note", most=2000)
    if any(each.problems for each in cells) or at is None or payment is None:
        return None
    return IncomingOrder(
        external_id=number,
        number=number,
        placed_at=at,
        updated_at=max(at, context.as_of or now()),
        currency=currency,
        tax_included=is_included,
        payment=payment,
        contact=contact,
        shipping_address=address,
        method=method,
        location=place_of(context.channel, store) if store else None,
        lines=tuple(IncomingLine(**each) for each in lines),
        shipping=shipping,
        total=sum(each["total"] for each in lines) + shipping,
        note=note,
        is_gift=is_gift or bool(gift_note),
        gift_note=gift_note,
    )


def _line(cells: Cells, currency: str, is_included: bool, place: int) -> dict[str, Any]:
    read = line(cells, currency, is_included)
    own = None if read["sku"] else read["gtin"] or None
    return {**read, "external_id": str(place), "external_variant": own, "to_fulfill": read["quantity"]}


def _address(cells: Cells) -> Address | None:
    known = {name: cells.text(name, most=most) for name, most in ADDRESS.items()}
    country = cells.text("country").upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        cells.wrong("country", _("Two letters, like IE."))
    if not any(known.values()):
        return None
    name = " ".join(filter(None, (cells.text("first_name"), cells.text("last_name"))))
    return Address(name=name, country=country, **known)
